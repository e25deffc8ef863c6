"""Extraction -> Article or Refusal: counts what is missing, refuses only what is no article."""

from __future__ import annotations

import logging
from typing import Any, Self

from scrapy.crawler import Crawler
from scrapy.statscollectors import StatsCollector

from pipelines.judging import article_or_refusal
from portalcrawl.items import Article, Extraction, Refusal

logger = logging.getLogger(__name__)

#: Fields whose absence is counted: a share that rises says that a layout has changed.
WATCHED_FIELDS = ("title", "lead", "published_at", "author", "source", "section")


class CheckPipeline:
    """Counts per portal and field; a rising share of ``generic`` shows a changed layout."""

    def __init__(self, stats: StatsCollector) -> None:
        self._stats = stats

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Made by Scrapy."""
        return cls(crawler.stats)

    def process_item(self, item: Any) -> Any:
        """An Extraction becomes an Article or a Refusal; a spider's own Refusal is counted."""
        if isinstance(item, Refusal):
            if item.kind != "unanswered":  # counted as a failure of its class
                self._count_refusal(item)
            return item
        if not isinstance(item, Extraction):
            return item
        checked = article_or_refusal(item)
        if isinstance(checked, Refusal):
            self._count_refusal(checked)
        else:
            self._count(checked)
        return checked

    def _count(self, article: Article) -> None:
        self._stats.inc_value(f"portal/{article.portal}/method/{article.extraction_method}")
        for name in WATCHED_FIELDS:
            if getattr(article, name) is None:
                self._stats.inc_value(f"field/{name}/missing")
                self._stats.inc_value(f"portal/{article.portal}/without/{name}")

    def _count_refusal(self, refusal: Refusal) -> None:
        self._stats.inc_value(f"portal/{refusal.portal}/refused/{refusal.kind}")
        logger.info("Refused %s as %s: %s", refusal.url, refusal.kind, refusal.reason)
