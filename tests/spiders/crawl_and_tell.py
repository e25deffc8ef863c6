"""Crawls with one spider in a process of its own, and prints what came of it as JSON.

Usage: crawl_and_tell.py SPIDER PLAN, where PLAN is JSON: {settings, arguments, memory}.
``memory`` is {known: [keys], left_over: [urls], unread: [urls], feeds: {url: [etag,
last_modified]}, swept: false}, and comes back grown. Where it does not say so, the listings were
read to their end lately.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from scrapy import signals
from scrapy.crawler import CrawlerProcess
from scrapy.utils.project import get_project_settings

from portalcrawl.items import Page
from portalcrawl.memory import NoMemory


class KeptMemory(NoMemory):
    """What an archive would know, kept between two runs by the test."""

    def __init__(self, kept: dict[str, Any]) -> None:
        self.keys: set[str] = set(kept.get("known", ()))
        self.addresses: list[str] = list(kept.get("left_over", ()))
        self.unread: list[str] = list(kept.get("unread", ()))
        self.feeds: dict[str, list[str | None]] = dict(kept.get("feeds", {}))
        self.swept: bool = kept.get("swept", True)

    def known(self, portal: str, keys: Iterable[str]) -> frozenset[str]:
        return frozenset(keys) & self.keys

    def swept_at(self, portal: str) -> datetime | None:
        return datetime.now(UTC) if self.swept else None

    def remember_sweep(self, portal: str) -> None:
        self.swept = True

    def left_over(self, portal: str) -> tuple[str, ...]:
        return tuple(self.addresses)

    def unread_listings(self, portal: str) -> tuple[str, ...]:
        return tuple(self.unread)

    def remember_unread(self, portal: str, urls: Iterable[str]) -> None:
        self.unread = sorted({*self.unread, *urls})

    def forget_unread(self, portal: str, urls: Iterable[str]) -> None:
        self.unread = sorted({*self.unread}.difference(urls))

    def validators(self, url: str) -> dict[str, str]:
        names = ("If-None-Match", "If-Modified-Since")
        return {
            name: value
            for name, value in zip(names, self.feeds.get(url, ()), strict=False)
            if value
        }

    def remember_feed(
        self,
        portal: str,
        url: str,
        etag: str | None,
        last_modified: str | None,
    ) -> None:
        self.feeds[url] = [etag, last_modified]


def main(name: str, plan: dict[str, Any]) -> None:
    settings = get_project_settings()
    settings.setdict(settings["REPLICA_OVERRIDES"], priority="cmdline")
    settings.setdict(
        {"ITEM_PIPELINES": {}, "ARCHIVE_DIR": "", "LOG_LEVEL": "INFO", "LOOPBACK_ONLY": True},
        priority="cmdline",
    )
    settings.setdict(plan["settings"], priority="cmdline")
    memory = KeptMemory(plan.get("memory", {}))
    pages: list[Page] = []
    others: list[dict[str, str]] = []

    def opened(spider: Any) -> None:
        spider.memory = memory

    def scraped(item: Any) -> None:
        if isinstance(item, Page):
            memory.keys.add(item.article_key or item.url)
            pages.append(item)
        elif item.kind == "unanswered":
            memory.addresses.append(item.url)
        else:
            memory.keys.add(item.article_key)
            others.append({"key": item.article_key, "kind": item.kind, "reason": item.reason})

    process = CrawlerProcess(settings)
    crawler = process.create_crawler(name)
    crawler.signals.connect(opened, signals.spider_opened, weak=False)
    crawler.signals.connect(scraped, signals.item_scraped, weak=False)
    process.crawl(crawler, **plan.get("arguments", {}))
    process.start()
    print(
        json.dumps(
            {
                "pages": [told(page) for page in pages],
                "refusals": others,
                "stats": crawler.stats.get_stats(),
                "memory": {
                    "known": sorted(memory.keys),
                    "left_over": memory.addresses,
                    "unread": memory.unread,
                    "feeds": memory.feeds,
                    "swept": memory.swept,
                },
            },
            default=str,
        )
    )


def told(page: Page) -> dict[str, Any]:
    return {
        "key": page.article_key,
        "url": page.url,
        "canonical": page.canonical_url,
        "portal": page.portal,
        "content_type": page.content_type,
        "bytes": len(page.body),
        "fetched_at": page.fetched_at.isoformat() if page.fetched_at else None,
        "title": page.link.title if page.link else None,
        "published": page.link.published if page.link else None,
        "captured": page.capture is not None and page.capture.url == page.url,
    }


if __name__ == "__main__":
    main(sys.argv[1], json.loads(sys.argv[2]))
