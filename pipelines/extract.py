"""Page -> Extraction, in worker processes: the event loop goes on fetching meanwhile.

Threads would not help (1.07x on two cores, two processes 1.97x), and a process can be killed when a
page takes too long, which nothing inside it can promise.
"""

from __future__ import annotations

import asyncio
import logging
import multiprocessing
from collections.abc import Iterable
from multiprocessing import forkserver
from typing import Any, Self

from pebble import ProcessExpired, ProcessPool
from scrapy.crawler import Crawler

from pipelines.reading import read_page, unreadable
from portalcrawl.extraction import Profile
from portalcrawl.items import Extraction, Page
from portalcrawl.portals import Portal, portal_serving

logger = logging.getLogger(__name__)


class ExtractPipeline:
    """Reads pages in a pool of processes, each page within a time limit."""

    def __init__(self, workers: int, time_limit: float, size_limit: int) -> None:
        self._workers = workers
        self._time_limit = time_limit
        self._size_limit = size_limit
        self._pool: ProcessPool | None = None
        self._crawler: Crawler | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Made by Scrapy from the settings EXTRACT_WORKERS, PAGE_TIME_LIMIT, PAGE_SIZE_LIMIT."""
        settings = crawler.settings
        pipeline = cls(
            workers=settings.getint("EXTRACT_WORKERS"),
            time_limit=settings.getfloat("PAGE_TIME_LIMIT"),
            size_limit=settings.getint("PAGE_SIZE_LIMIT"),
        )
        pipeline._crawler = crawler
        return pipeline

    def open_spider(self) -> None:
        """Start the server of the workers: it is ready when the listings have been read.

        Workers forked from the crawl itself would inherit its sockets and its event loop. The
        server has neither; it imports what reading needs once, and the workers share that memory.
        """
        forkserver.set_forkserver_preload(["pipelines.reading"])
        forkserver.ensure_running()

    def close_spider(self) -> None:
        """Let the workers end; nothing is waited for that no page needs any more."""
        if self._pool is not None:
            self._pool.close()  # type: ignore[no-untyped-call]
            self._pool.join()

    async def process_item(self, item: Any) -> Any:
        """A Page becomes an Extraction; anything else passes."""
        if not isinstance(item, Page):
            return item
        if len(item.body) > self._size_limit:
            return unreadable(item, f"larger than {self._size_limit} bytes")
        return await self._in_worker(item)

    async def _in_worker(self, page: Page) -> Extraction:
        future = self._running_pool().schedule(
            read_page, args=[page, self._profile_of(page)], timeout=self._time_limit
        )
        try:
            return await asyncio.wrap_future(future)
        except TimeoutError:
            return unreadable(page, f"took longer than {self._time_limit:g} s to read")
        except ProcessExpired as expired:
            return unreadable(page, f"its worker died with exit code {expired.exitcode}")
        except Exception:
            # A page that our own code cannot read is a bug to be seen, not a reason to stop.
            logger.exception("Could not read %s", page.url)
            if self._crawler is not None:
                self._crawler.stats.inc_value("extract/bugs")
            return unreadable(page, "an error of portalcrawl itself; see the log")

    def _running_pool(self) -> ProcessPool:
        if self._pool is None:
            context = multiprocessing.get_context("forkserver")
            self._pool = ProcessPool(max_workers=self._workers, max_tasks=2000, context=context)
        return self._pool

    def _profile_of(self, page: Page) -> Profile | None:
        spider = self._crawler.spider if self._crawler is not None else None
        return profile_of(page, getattr(spider, "crawled", ()))


def profile_of(page: Page, portals: Iterable[Portal]) -> Profile | None:
    """That of the page's portal; of several eras of one host, of the one whose grammar takes it."""
    best = portal_serving(portals, page.portal or "", page.canonical_url or page.url)
    return best.engine.profile if best is not None else None
