"""A spider that fetches and discards."""

from __future__ import annotations

from typing import Any

from scrapy.http import Response
from scrapy.spiders import SitemapSpider


class DiscardSpider(SitemapSpider):
    """What fetching alone costs."""

    name = "discard"

    def __init__(self, origin: str) -> None:
        self.sitemap_urls = [f"{origin}/sitemap.xml"]
        super().__init__()

    def parse(self, response: Response, **_: Any) -> None:
        """Nothing."""
