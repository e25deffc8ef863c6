"""Page -> Extraction, in worker processes: the event loop goes on fetching meanwhile.

Threads would not help (1.07x on two cores, two processes 1.97x), and a process can be killed when a
page takes too long, which nothing inside it can promise.
"""

from __future__ import annotations

import logging
import pickle
from collections.abc import Iterable
from multiprocessing import forkserver
from typing import Any, Self

from scrapy.crawler import Crawler

from pipelines.reading import unreadable
from pipelines.shared_workers import ServiceGoneError, SharedWorkers
from pipelines.workers import GivenUp, Workers
from portalcrawl.extraction import Profile
from portalcrawl.items import Extraction, Page
from portalcrawl.portals import Portal, portal_serving

logger = logging.getLogger(__name__)


class ExtractPipeline:
    """Reads pages in a pool of processes, each page within a time limit.

    The pool is its own, or that of the service which it is connected to. Where the service goes,
    the pages that it has not read are read in an own pool: they were fetched, and are not lost.
    """

    def __init__(
        self, workers: int, time_limit: float, size_limit: int, service: int | None = None
    ) -> None:
        self._own = Workers(workers)
        self._shared = None if service is None else SharedWorkers(service)
        self._time_limit = time_limit
        self._size_limit = size_limit
        self._crawler: Crawler | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Made by Scrapy from the settings EXTRACT_WORKERS, PAGE_TIME_LIMIT, PAGE_SIZE_LIMIT.

        EXTRACT_SERVICE is the number of an open socket to a ReadingService; empty: none.
        """
        settings = crawler.settings
        pipeline = cls(
            workers=settings.getint("EXTRACT_WORKERS"),
            time_limit=settings.getfloat("PAGE_TIME_LIMIT"),
            size_limit=settings.getint("PAGE_SIZE_LIMIT"),
            service=settings.getint("EXTRACT_SERVICE") or None,
        )
        pipeline._crawler = crawler
        return pipeline

    def open_spider(self) -> None:
        """Start the server of the workers: it is ready when the listings have been read.

        Workers forked from the crawl itself would inherit its sockets and its event loop. The
        server has neither; it imports what reading needs once, and the workers share that memory.
        """
        if self._shared is None:
            forkserver.set_forkserver_preload(["pipelines.reading"])
            forkserver.ensure_running()

    def close_spider(self) -> None:
        """Let the workers end; nothing is waited for that no page needs any more."""
        if self._shared is not None:
            self._shared.close()
        self._own.close()

    async def process_item(self, item: Any) -> Any:
        """A Page becomes an Extraction; anything else passes."""
        if not isinstance(item, Page):
            return item
        if len(item.body) > self._size_limit:
            return unreadable(item, f"larger than {self._size_limit} bytes")
        return await self._in_worker(item)

    async def _in_worker(self, page: Page) -> Extraction:
        read = await self._read(pickle.dumps((page, self._profile_of(page))))
        if isinstance(read, GivenUp):
            if read.bug:
                # A page that our own code cannot read is a bug to be seen, not a reason to stop.
                logger.error("Could not read %s\n%s", page.url, read.bug)
                if self._crawler is not None:
                    self._crawler.stats.inc_value("extract/bugs")
            return unreadable(page, read.reason)
        extraction: Extraction = pickle.loads(read)  # noqa: S301 -- our own
        return extraction

    async def _read(self, job: bytes) -> bytes | GivenUp:
        if self._shared is not None:
            try:
                return await self._shared.read(job, self._time_limit)
            except ServiceGoneError:
                logger.info("The shared workers are gone: the page is read by own ones")
        return await self._own.read(job, self._time_limit)

    def _profile_of(self, page: Page) -> Profile | None:
        spider = self._crawler.spider if self._crawler is not None else None
        return profile_of(page, getattr(spider, "crawled", ()))


def profile_of(page: Page, portals: Iterable[Portal]) -> Profile | None:
    """That of the page's portal; of several eras of one host, of the one whose grammar takes it."""
    best = portal_serving(portals, page.portal or "", page.canonical_url or page.url)
    return best.engine.profile if best is not None else None
