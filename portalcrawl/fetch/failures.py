"""What went wrong with a request, in one word."""

from __future__ import annotations

from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
    ResponseDataLossError,
)
from scrapy.spidermiddlewares.httperror import HttpError

from portalcrawl.fetch.blocked import PageBlocked
from portalcrawl.fetch.capture import NotCaptured
from portalcrawl.fetch.guard import RequestRefused
from portalcrawl.fetch.tls import TlsError
from portalcrawl.fetch.unasked import NotAsked

_CLASSES: tuple[tuple[type[Exception], str], ...] = (
    (CannotResolveHostError, "dns"),
    (DownloadTimeoutError, "timeout"),
    (DownloadConnectionRefusedError, "connection"),
    (DownloadCancelledError, "limit"),
    (ResponseDataLossError, "connection"),
    (TlsError, "tls"),
    (DownloadFailedError, "connection"),
    (RequestRefused, "refused"),
    (NotCaptured, "capture"),
    (PageBlocked, "blocked"),
    (IgnoreRequest, "ignored"),
)
_TLS_WORDS = ("ssl", "tls", "certificate")
_GONE = frozenset({404, 410})


def failure_class(error: BaseException | None) -> str:
    """The class under which a failure is counted.

    ``404`` and other client errors by their status, ``5xx``, ``dns``, ``tls``, ``timeout``,
    ``connection``, ``robots``, ``limit``, ``redirect`` (without end), ``blocked`` (by a
    protection), ``refused`` (by a guard), ``capture`` (our disk, not the portal), ``ignored`` (not
    asked this time), else ``other``. What is not asked because the host answered something else
    with an error (``NotAsked``) has the class of that answer.
    """
    if isinstance(error, HttpError | NotAsked):
        status = error.response.status if isinstance(error, HttpError) else error.status
        return "5xx" if status >= 500 else str(status)
    if isinstance(error, RequestRefused) and error.kind == "redirects":
        return "redirect"
    if is_forbidden(error):
        return "robots"
    if isinstance(error, DownloadFailedError) and _speaks_of_tls(error):
        return "tls"
    return next((name for kind, name in _CLASSES if isinstance(error, kind)), "other")


def absent_status(error: BaseException | None) -> int | None:
    """404 or 410 where the server answered so: it does not have the page (any more)."""
    status = error.response.status if isinstance(error, HttpError) else None
    return status if status in _GONE else None


def told(error: BaseException | None) -> str:
    """What the exception says, in one line."""
    if isinstance(error, HttpError):
        return f"HTTP {error.response.status}"
    return " ".join(str(error).split()) or type(error).__name__


def is_forbidden(error: BaseException | None) -> bool:
    """Whether robots.txt forbids it."""
    return isinstance(error, IgnoreRequest) and "Forbidden by robots.txt" in str(error)


def is_passing(kind: str) -> bool:
    """Whether the same request may succeed another time, so that its listing must be read again."""
    return kind not in {str(status) for status in _GONE} and kind not in ("robots", "refused")


def _speaks_of_tls(error: BaseException) -> bool:
    text = " ".join(repr(each) for each in (error, error.__cause__, error.__context__)).lower()
    return any(word in text for word in _TLS_WORDS)
