"""An inquiry that asks a replica, without a server between them."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple
from urllib.parse import urlsplit

import pytest

from portalcrawl.cli.asking import listed
from portalcrawl.engines.base import Ask
from portalcrawl.items import Page
from portalcrawl.probing.concluding import inquire
from portalcrawl.probing.finding import Finding
from portalcrawl.probing.sight import Answer
from portalcrawl.replicas import Replica

ORIGIN = "http://127.0.0.1:8801"


class Probed(NamedTuple):
    """The finding, and what was asked for, in turn."""

    finding: Finding
    asked: list[str]


Probe = Callable[..., Probed]


def answer_of(replica: Replica, ask: Ask) -> Answer:
    parts = urlsplit(ask.url)
    target = f"{parts.path}?{parts.query}" if parts.query else parts.path
    response = replica.get(target, ORIGIN)
    headers = tuple((name.lower(), value) for name, value in response.headers)
    kind = dict(headers).get("content-type")
    page = Page(url=ask.url, body=response.body, status=response.status, content_type=kind)
    return listed(ask, page, headers)


@pytest.fixture(scope="session")
def probe() -> Probe:
    """Probe a replica; each is asked once in a session."""
    known: dict[tuple[str, int, str], Probed] = {}

    def run(replica: Replica, path: str = "/") -> Probed:
        key = (replica.name, len(replica.articles), path)
        if key not in known:
            known[key] = _probed(replica, path)
        return known[key]

    return run


def _probed(replica: Replica, path: str) -> Probed:
    asked: list[str] = []
    inquiry = inquire(ORIGIN + path)
    asks = next(inquiry)
    try:
        while True:
            asked += [ask.url.removeprefix(ORIGIN) for ask in asks]
            asks = inquiry.send(tuple(answer_of(replica, ask) for ask in asks))
    except StopIteration as ended:
        return Probed(ended.value, asked)
