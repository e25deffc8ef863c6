"""Fetching one page with all that guards a crawl: robots.txt, size, time, no private network."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import scrapy
from scrapy.crawler import CrawlerProcess
from scrapy.http import Response

from portalcrawl.cli.unarchived import page_of, unarchived
from portalcrawl.cli.web_address import require_in_reach
from portalcrawl.errors import Fault
from portalcrawl.fetch.failures import told
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
        self.found.append(page_of(response))

    def failed(self, failure: Any) -> None:
        self.trouble.append(told(failure.value).rstrip("."))


def fetch_one(url: str, *, loopback: bool = False) -> Page:
    """The page at a URL. Raises Fault where it cannot or must not be fetched."""
    require_in_reach(url, loopback=loopback)
    found: list[Page] = []
    trouble: list[str] = []
    process = CrawlerProcess(unarchived(DOWNLOAD_DELAY=0, ALLOW_LOOPBACK=loopback))
    process.crawl(_OnePage, url=url, found=found, trouble=trouble)
    process.start()
    if not found:
        raise Fault(f"could not fetch {url}: {trouble[0] if trouble else 'no answer'}")
    return found[0]
