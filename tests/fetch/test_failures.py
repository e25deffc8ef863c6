"""Failures are told by class, as the stats count them."""

from __future__ import annotations

import pytest
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
)
from scrapy.http import Response
from scrapy.spidermiddlewares.httperror import HttpError

from portalcrawl.fetch.address import Refused
from portalcrawl.fetch.blocked import PageBlocked
from portalcrawl.fetch.capture import NotCaptured
from portalcrawl.fetch.failures import failure_class, is_passing
from portalcrawl.fetch.guard import RequestRefused
from portalcrawl.fetch.tls import TlsError
from portalcrawl.fetch.unasked import NotAsked


@pytest.mark.parametrize(
    ("error", "kind", "passes"),
    [
        (HttpError(Response("http://a.vn", status=404)), "404", False),
        (HttpError(Response("http://a.vn", status=410)), "410", False),
        (HttpError(Response("http://a.vn", status=403)), "403", True),
        (HttpError(Response("http://a.vn", status=503)), "5xx", True),
        (CannotResolveHostError("a.vn"), "dns", True),
        (DownloadTimeoutError("60 s"), "timeout", True),
        (DownloadConnectionRefusedError("no"), "connection", True),
        (DownloadFailedError("[('SSL routines', '', 'certificate verify failed')]"), "tls", True),
        (TlsError('a.vn: expired; declare tls="unverified" on its Portal'), "tls", True),
        (DownloadFailedError("reset by peer"), "connection", True),
        (DownloadCancelledError("too large"), "limit", True),
        (IgnoreRequest("Forbidden by robots.txt"), "robots", False),
        (NotAsked("robots.txt answers 503", 503), "5xx", True),
        (NotAsked("asks to be left alone for 400 s more", 429), "429", True),
        (IgnoreRequest("stopped while waiting for a.vn"), "ignored", True),
        (RequestRefused(Refused("redirects", "max redirections reached")), "redirect", True),
        (RequestRefused(Refused("address", "not an address")), "refused", False),
        (NotCaptured("no space left on device"), "capture", True),
        (PageBlocked("F5 block page (HTTP 200)"), "blocked", True),
        (RuntimeError("?"), "other", True),
    ],
)
def test_failures_are_told_by_class(error: Exception, kind: str, passes: bool) -> None:
    assert failure_class(error) == kind
    assert is_passing(kind) is passes
