"""One crawl in a process of its own: reads a job as JSON from stdin, prints what came of it.

The job holds ``urls``, ``settings`` (over the project's), ``spider`` (attributes), ``portals``
(what is declared of each host; may be left out) and ``meta``, in which ``earlier`` is an
EarlierCapture.
"""

from __future__ import annotations

import dataclasses
import json
import sys
from collections.abc import AsyncIterator
from datetime import datetime
from typing import Any

import scrapy
from scrapy.crawler import CrawlerProcess
from scrapy.http import Response
from scrapy.settings import Settings
from twisted.python.failure import Failure

from portalcrawl.engines.generic import Generic
from portalcrawl.items import EarlierCapture
from portalcrawl.portals import Portal
from portalcrawl.settings import REPLICA_OVERRIDES


class Visitor(scrapy.Spider):
    """Asks for each URL of the job and notes what it gets."""

    name = "visitor"
    urls: tuple[str, ...] = ()
    meta: dict[str, Any] = {}  # noqa: RUF012 - replaced by the job's

    def __init__(self, **attributes: Any) -> None:
        super().__init__(**attributes)
        self.pages: list[dict[str, Any]] = []
        self.errors: list[dict[str, str]] = []

    async def start(self) -> AsyncIterator[scrapy.Request]:
        for url in self.urls:
            yield scrapy.Request(url, meta=dict(self.meta), errback=self.failed)

    def parse(self, response: Response) -> None:
        captured = response.meta.get("captured")
        self.pages.append(
            {
                "url": response.url,
                "status": response.status,
                "text": response.body.decode("utf-8", "replace")[:1000],
                "captured": dataclasses.asdict(captured) if captured else None,
            }
        )

    def failed(self, failure: Failure) -> None:
        request: scrapy.Request = failure.request  # type: ignore[attr-defined]
        asked = request.meta.get("redirect_urls", [request.url])[0]
        self.errors.append(
            {"url": asked, "kind": type(failure.value).__name__, "reason": str(failure.value)}
        )


def main() -> None:
    job = json.load(sys.stdin)
    if earlier := job["meta"].get("earlier"):
        moment = datetime.fromisoformat(earlier["captured_at"])
        job["meta"]["earlier"] = EarlierCapture(**earlier | {"captured_at": moment})
    settings = Settings()
    settings.setmodule("portalcrawl.settings")
    fetching_alone = {"SPIDER_MODULES": [], "ITEM_PIPELINES": {}, "LOG_LEVEL": "WARNING"}
    settings.setdict(fetching_alone, priority="project")
    # Whether a name leads to loopback is a thing to be tested here.
    on_loopback = REPLICA_OVERRIDES | {"LOOPBACK_ONLY": False}
    settings.setdict(on_loopback | job["settings"], priority="cmdline")
    if job.get("portals"):
        job["spider"]["portals_by_host"] = {
            host: Portal(host, Generic(article="/"), **declared)
            for host, declared in job["portals"].items()
        }
    for name, value in job["spider"].items():
        setattr(Visitor, name, value)
    process = CrawlerProcess(settings)
    crawler = process.create_crawler(Visitor)
    process.crawl(crawler, urls=job["urls"], meta=job["meta"])
    process.start()
    spider = crawler.spider
    assert isinstance(spider, Visitor)
    result = {
        "stats": crawler.stats.get_stats(),
        "pages": spider.pages,
        "errors": spider.errors,
    }
    json.dump(result, sys.stdout, default=str)


if __name__ == "__main__":
    main()
