"""The site on a port of this machine, served as ``portalcrawl serve`` does."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
from starlette.types import ASGIApp

from db.archive import Archive
from portalcrawl.engines.nukeviet import NukeViet
from portalcrawl.items import Article, Capture
from portalcrawl.portals import Portal
from portalcrawl.web.app import create_app
from portalcrawl.web.limits import Limits
from portalcrawl.web.serving import listening, server
from portalcrawl.web.site import Site, open_site

PATIENCE = 30
"""Seconds after which a test gives up waiting."""


@dataclass(frozen=True)
class Served:
    """A site that answers, and the archive behind it."""

    origin: str
    port: int
    site: Site
    client: httpx.Client

    def get(self, path: str, **headers: str) -> httpx.Response:
        """The answer to a GET; ``if_none_match=...`` is the header If-None-Match."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.client.get(path, headers=named)


@contextmanager
def serving(
    url: str,
    folder: Path,
    limits: Limits | None = None,
    *,
    hosts: Iterable[str] = (),
    trusted_proxies: tuple[str, ...] = (),
) -> Iterator[Served]:
    """Serve the archive of a database and a folder until the block ends.

    By default without a rate, and with counts of this moment.
    """
    limits = limits or Limits(rate=0, counts_last=0)
    site = open_site(url, folder, limits)
    try:
        with running(create_app(site, hosts), limits, trusted_proxies=trusted_proxies) as port:
            origin = f"http://127.0.0.1:{port}"
            with httpx.Client(base_url=origin, timeout=PATIENCE) as client:
                yield Served(origin, port, site, client)
    finally:
        site.close()


@contextmanager
def running(
    app: ASGIApp, limits: Limits, *, trusted_proxies: tuple[str, ...] = ()
) -> Iterator[int]:
    """Run an application until the block ends; gives its port."""
    listener = listening("127.0.0.1", 0)
    ready = threading.Event()
    runner = server(app, limits, trusted_proxies=trusted_proxies, when_ready=ready.set)
    thread = threading.Thread(target=runner.run, kwargs={"sockets": [listener]})
    thread.start()
    try:
        assert ready.wait(PATIENCE)
        yield int(listener.getsockname()[1])
    finally:
        runner.should_exit = True
        thread.join(PATIENCE)


HOSTILE = '<script>alert("1")</script> & "tin" <b>mới</b>'
PORTAL = "hcc.nghean.gov.vn"
NOON = datetime(2026, 11, 1, 12, tzinfo=UTC)


def article(key: str, hours: float = 0, **changes: Any) -> Article:
    """An article as it was captured some hours after noon of a certain day."""
    url = f"https://{PORTAL}/tin-tong-hop/bai-{key}.html"
    fields: dict[str, Any] = {
        "url": url,
        "canonical_url": url,
        "title": "Khai mạc hội nghị",
        "lead": None,
        "text": "Sáng nay, hội nghị khai mạc.\n\nĐại biểu các xã tham dự.",
        "published_at": "2023-12-28T21:10+07:00",
        "published_precision": "minute",
        "published_from": "visible",
        "section": "Tin tổng hợp",
        "language": "vi",
        "extraction_method": "profile:nukeviet",
        "portal": PORTAL,
        "article_key": key,
        "capture": Capture(
            captured_at=NOON + timedelta(hours=hours),
            url=url,
            status=200,
            payload_digest="sha1:3I42H3S6NNFQ2MSVX7XZKYAYSCX5QBYJ",
            warc_file="warc/nghe_an.warc.gz",
            warc_offset=512,
        ),
    }
    return Article(**fields | changes)


def fill(archive: Archive) -> None:
    """Four articles of Nghệ An: an edited one, a hostile one, one without a date, and a formula."""
    archive.register_portals("nghe_an", [Portal(PORTAL, NukeViet())])
    archive.record([article("101")])
    edited = "Sáng nay, hội nghị khai mạc.\n\nĐại biểu các phường tham dự."
    archive.record([article("101", hours=24, title="Khai mạc hội nghị lần hai", text=edited)])
    undated = {"published_at": None, "published_precision": None, "published_from": None}
    formula = {"title": "=cmd|'/c calc'!A1", "text": "Bảng tính.", "published_at": "2024-02-01"}
    archive.record(
        [
            article("102", hours=1, title=HOSTILE, text=HOSTILE),
            article("103", hours=2, **undated),
            article("104", hours=3, published_precision="day", **formula),
        ]
    )
