"""Articles and refusals into the archive, in batches; a database that fails, fails the run."""

from __future__ import annotations

import asyncio
import logging
from datetime import date
from typing import TYPE_CHECKING, Any

from scrapy import signals
from scrapy.exceptions import CloseSpider, DropItem
from scrapy.utils.asyncio import create_looping_call, run_in_thread

from db.archive import Archive, open_archive
from db.errors import ArchiveError
from db.incoming import taken
from db.nights import NightRun
from pipelines.run_memory import RunMemory
from portalcrawl.fetch.capture import CLOSE_REASON, CaptureMiddleware
from portalcrawl.items import Absence, Article, Refusal
from portalcrawl.provinces import UnknownProvinceError, province
from portalcrawl.settings import archive_db

if TYPE_CHECKING:
    from typing import Self

    from scrapy import Spider
    from scrapy.crawler import Crawler
    from scrapy.settings import BaseSettings

    from db.batch import Recorded, Result

logger = logging.getLogger(__name__)

DATABASE_ERROR = "database error"
"""The reason with which a spider is closed whose archive failed."""

SPIDER_ERROR = "an error in the spider, see the log"
"""Why a run failed that went on to its end: a page that was fetched was not read."""

BATCH = 50  # items
PATIENCE = 2.0  # seconds that an item waits for others


class StorePipeline:
    """Opens the archive and the run, stores what arrives, closes the run with its outcome.

    Batches are written in a thread: an archive that another process has locked, or a server that
    does not answer, would else hold up every download, and the signal to stop. One is written at a
    time, and items wait while it is, so that a slow archive slows the crawl instead of filling
    memory.

    An item counts as stored when it is committed. When the archive fails, the spider is closed with
    the reason ``database error``; what was committed stays, and the next run fetches the rest.

    Before a batch is recorded the captures that it points to are on the disk: a power cut leaves no
    row behind without its bytes. Where the disk refuses, the spider is closed with the reason
    ``capture_failed``, and nothing of the batch is recorded.
    """

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.archive: Archive | None = None
        self.memory: RunMemory | None = None
        self.run_id: int | None = None
        self.failure: str | None = None
        self._batch: list[Article | Refusal | Absence] = []
        self._one_at_a_time = asyncio.Lock()
        self._timer = create_looping_call(self._write_when_due)
        self._due: asyncio.Future[None] | None = None
        self._closing: asyncio.Future[None] | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Scrapy's way of making a pipeline."""
        pipeline = cls(crawler)
        crawler.signals.connect(pipeline.spider_closed, signals.spider_closed)
        return pipeline

    async def open_spider(self) -> None:
        """Open the archive and the run, and give the spider its memory."""
        try:
            await run_in_thread(self._open_run)
        except ArchiveError as error:
            raise CloseSpider(self._fail(error)) from None
        self._timer.start(PATIENCE, now=False)

    async def process_item(self, item: Any) -> Any:
        """Take an Article, an Absence or a Refusal. Refusals go no further."""
        if self.failure is not None:
            self._close_later(DATABASE_ERROR)
            self._count("store/not_stored")
            raise DropItem("not stored: the archive has failed", log_level="DEBUG")
        try:
            storable = taken(item)
        except (ValueError, TypeError) as error:
            self._count("store/malformed")
            logger.error("Not stored: %s", error)
            raise DropItem("not stored", log_level="DEBUG") from None
        self._batch.append(storable)
        if len(self._batch) >= BATCH:
            await self._write()
        if isinstance(storable, Refusal):
            if self.memory is not None:
                self.memory.note_refusal(storable)
            raise DropItem(f"{storable.kind}: {storable.reason}", log_level="DEBUG")
        return item

    async def close_spider(self) -> None:
        """Store what is left."""
        if self._timer.running:
            self._timer.stop()
        await self._write()

    async def spider_closed(self, spider: Spider, reason: str) -> None:  # noqa: ARG002
        """Close the run with its outcome, and have the process exit non-zero if it failed."""
        if self.failure is None and self.crawler.stats.get_value("spider_exceptions/count"):
            self.failure = SPIDER_ERROR
        outcome = _outcome(reason, self.failure)
        if self.archive is not None:
            try:
                await run_in_thread(self._close_run, outcome)
            except ArchiveError as error:
                outcome = self._fail(error)
            self.archive.close()
        if outcome not in ("finished", "interrupted"):
            exit_non_zero(self.crawler)

    def _open_run(self) -> None:
        spider = self.crawler.spider
        if spider is None:
            raise RuntimeError("the pipeline was opened before the spider")
        self.archive = open_archive(archive_db(self.crawler.settings))
        self.run_id = self.archive.start_run(spider.name, _night_of(self.crawler.settings))
        self.archive.register_portals(_province_of(spider), getattr(spider, "crawled", ()))
        self.memory = RunMemory(self.archive, self._fail)
        spider.memory = self.memory  # type: ignore[attr-defined]

    def _close_run(self, outcome: str) -> None:
        if self.archive is None or self.run_id is None:
            return
        is_whole = outcome == "finished" and not self.crawler.stats.get_value("store/malformed")
        if is_whole and self.memory is not None:
            self.memory.commit_feeds()
        self.archive.finish_run(self.run_id, outcome, self.crawler.stats.get_stats())

    def _write_when_due(self) -> None:
        if self._batch and not self._one_at_a_time.locked():
            self._due = asyncio.ensure_future(self._write())

    async def _write(self) -> None:
        async with self._one_at_a_time:
            batch, self._batch = self._batch, []
            if not batch or self.archive is None:
                return
            if self.failure is None:
                try:
                    await self._sync_captures()
                    recorded = await run_in_thread(self.archive.record, batch, self.run_id)
                except ArchiveError as error:
                    self._close_later(self._fail(error))
                except OSError as error:
                    self._lose_captures(error)
                else:
                    self._count_outcomes(recorded)
                    return
            self._count("store/not_stored", len(batch))

    async def _sync_captures(self) -> None:
        captures = self.crawler.get_downloader_middleware(CaptureMiddleware)
        if captures is not None:
            await captures.sync()

    def _lose_captures(self, error: OSError) -> None:
        """For good: a disk that has lost bytes says so once, and the next sync would succeed."""
        self.failure = CLOSE_REASON
        captures = self.crawler.get_downloader_middleware(CaptureMiddleware)
        if captures is not None:
            captures.end_run(error)

    def _fail(self, error: ArchiveError) -> str:
        """Say it once, in one line; returns the reason to close the spider with."""
        if self.failure is None:
            self.failure = f"{DATABASE_ERROR}: {error}"
            logger.error("The run fails: %s", error)
        return DATABASE_ERROR

    def _close_later(self, reason: str) -> None:
        """Close the spider. Not waited for: closing waits for the item that is being stored."""
        if self._closing is None:
            self._closing = asyncio.ensure_future(
                self.crawler.engine.close_spider_async(reason=reason)
            )

    def _count_outcomes(self, recorded: Recorded) -> None:
        """Articles, there or gone: refusals are counted where they are judged."""
        for outcome in recorded.outcomes:
            if outcome.result != "refused":
                self._count(f"portal/{outcome.portal}/{_counted_as(outcome.result)}")

    def _count(self, name: str, count: int = 1) -> None:
        self.crawler.stats.inc_value(name, count)


def exit_non_zero(crawler: Crawler) -> None:
    """Have ``scrapy crawl`` and ``scrapy runspider`` exit with 1 when the crawl is over.

    Scrapy 2.19 exits non-zero in one case only, when a crawl ends without a spider
    (``CrawlerProcess.bootstrap_failed``), so a failed run has to end like that.
    """
    crawler.spider = None


def _outcome(reason: str, failure: str | None) -> str:
    if failure is not None:
        return f"failed: {failure}"
    if reason == "finished":
        return "finished"
    if reason in ("shutdown", "cancelled") or reason.startswith("closespider_"):
        return "interrupted"
    return f"failed: {reason}"


def _night_of(settings: BaseSettings) -> NightRun | None:
    """The nightly run that started this process; None for any other crawl."""
    name = settings.get("NIGHT")
    return NightRun(name, date.fromisoformat(settings["NIGHT_DAY"])) if name else None


def _province_of(spider: Spider) -> str | None:
    """The slug: a spider is named after its province, or belongs to none."""
    try:
        return province(getattr(spider, "province", None) or spider.name).slug
    except UnknownProvinceError:
        return None


def _counted_as(result: Result) -> str:
    return "stored" if result == "new" else result
