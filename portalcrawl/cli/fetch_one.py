"""Fetching one page with all that guards a crawl: robots.txt, size, time, no private network."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import scrapy
from scrapy.crawler import CrawlerProcess
from scrapy.http import Response

from portalcrawl.cli.registry import settings
from portalcrawl.cli.web_address import require_in_reach
from portalcrawl.errors import Fault
from portalcrawl.items import Page


class _OnePage(scrapy.Spider):
    name = "one_page"
    handle_httpstatus_all = True

    def __init__(self, url: str, found: list[Page], trouble: list[str], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.url, self.found, self.trouble = url, found, trouble

    async def start(self) -> AsyncIterator[scrapy.Request]:
        yield scrapy.Request(self.url, errback=self.failed, dont_filter=True)

    def parse(self, response: Response, **_: Any) -> None:
        header = response.headers.get("Content-Type")
        self.found.append(
            Page(
                url=response.url,
                body=response.body,
                status=response.status,
                content_type=header.decode("latin-1") if header else None,
                fetched_at=datetime.now(UTC),
            )
        )

    def failed(self, failure: Any) -> None:
        reason = str(failure.value) or type(failure.value).__name__
        self.trouble.append(" ".join(reason.split()).rstrip("."))


def fetch_one(url: str, *, loopback: bool = False) -> Page:
    """The page at a URL. Raises Fault where it cannot or must not be fetched."""
    require_in_reach(url, loopback=loopback)
    chosen = settings()
    chosen.setdict(
        {
            "ITEM_PIPELINES": {},
            "ARCHIVE_DIR": "",
            "LOG_ENABLED": False,
            "LOG_INSTALL_ROOT_HANDLER": False,
            "DOWNLOAD_DELAY": 0,
            "ALLOW_LOOPBACK": loopback,
        },
        priority="cmdline",
    )
    found: list[Page] = []
    trouble: list[str] = []
    process = CrawlerProcess(chosen)
    process.crawl(_OnePage, url=url, found=found, trouble=trouble)
    process.start()
    if not found:
        raise Fault(f"could not fetch {url}: {trouble[0] if trouble else 'no answer'}")
    return found[0]
