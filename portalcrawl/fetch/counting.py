"""How many requests went to each portal: what it was asked, in one figure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self
from urllib.parse import urlsplit

from scrapy import signals

if TYPE_CHECKING:
    from scrapy import Request, Spider
    from scrapy.crawler import Crawler


class RequestCounter:
    """Scrapy extension: counts ``portal/<host>/requests``, of every kind, robots.txt included.

    They are counted as they come to the queue of their host: where that asks to be left alone, or
    the run ends, the last ones are not sent.

    Those to hosts that are no portal of the spider are not counted, nor what a browser asks for
    while it draws a page.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Made by Scrapy."""
        extension = cls(crawler)
        crawler.signals.connect(extension.sent, signal=signals.request_reached_downloader)
        return extension

    def sent(self, request: Request, spider: Spider) -> None:
        """Count one."""
        portals = getattr(spider, "portals_by_host", {})
        if portal := portals.get(urlsplit(request.url).netloc.lower()):
            self._crawler.stats.inc_value(f"portal/{portal.host}/requests")
