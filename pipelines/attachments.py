"""The files that articles offer (PDF, DOC, XLS ...): fetched and captured where that is asked for.

Between check and store, because only the reading of a page tells which files it offers. They are
asked for as politely as pages are: through every downloader middleware (robots.txt, guard, limits,
capture), in the queue of their host. A file that the archive has already becomes a revisit record.
"""

from __future__ import annotations

import asyncio
import logging
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import urldefrag, urlsplit

from scrapy import Request
from scrapy.exceptions import CloseSpider, NotConfigured
from scrapy.http.request import NO_CALLBACK
from scrapy.spidermiddlewares.httperror import HttpError
from scrapy.utils.asyncio import run_in_thread

from pipelines.store import StorePipeline
from portalcrawl.fetch.failures import failure_class, told
from portalcrawl.items import Article, Capture
from portalcrawl.memory import Memory, NoMemory

if TYPE_CHECKING:
    from collections.abc import Mapping

    from scrapy.crawler import Crawler

    from portalcrawl.items import EarlierCapture
    from portalcrawl.portals import Portal

logger = logging.getLogger(__name__)

AT_ONCE = 2
"""Files asked for at the same time: what waits in the queue of a host is still asked for when the
run is told to stop, delay by delay."""


class AttachmentsPipeline:
    """Puts the captures of its files on each article; one that fails is counted, by its class.

    Only files on the hosts of the article's portal, each once in a run: where several articles
    offer a file, its capture stands with the first of them. An article is stored whatever becomes
    of its files. Counted under ``portal/<host>/attachments/``: ``captured``, ``elsewhere`` (on
    another host), ``not_asked`` (the run was ending), ``failed/<class>``.
    """

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self._asked: set[str] = set()
        self._few_at_once = asyncio.Semaphore(AT_ONCE)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Off (NotConfigured) unless the spider's ``attachments``, else CAPTURE_ATTACHMENTS."""
        wanted = getattr(crawler.spider, "attachments", None)
        if not (crawler.settings.getbool("CAPTURE_ATTACHMENTS") if wanted is None else wanted):
            raise NotConfigured
        return cls(crawler)

    async def process_item(self, item: Any) -> Any:
        """An Article comes back with ``attachment_captures``; anything else passes."""
        if not isinstance(item, Article) or not item.portal:
            return item
        urls = [url for url in _addresses(item) if self._is_to_be_asked(url, item.portal)]
        if not urls:
            return item
        try:
            earlier = await run_in_thread(self._memory.earlier, item.portal, urls)
        except CloseSpider:
            return item  # the archive has failed and said so: whoever stores sees to the rest
        captures = [await self._captured(url, item.portal, earlier.get(url)) for url in urls]
        return replace(item, attachment_captures=tuple(filter(None, captures)))

    @property
    def _memory(self) -> Memory:
        memory: Memory = getattr(self.crawler.spider, "memory", None) or NoMemory()
        return memory

    @property
    def _is_ending(self) -> bool:
        store = self.crawler.get_item_pipeline(StorePipeline)
        return not self.crawler.engine.running or (store is not None and store.failure is not None)

    def _is_to_be_asked(self, url: str, portal: str) -> bool:
        """Whether the file is the portal's own, and was not asked for in this run."""
        hosts: Mapping[str, Portal] = getattr(self.crawler.spider, "portals_by_host", {})
        parts = urlsplit(url)
        home = hosts.get(parts.netloc.lower())
        if parts.scheme not in ("http", "https") or home is None or home.host != portal:
            self._count(portal, "elsewhere")
            return False
        is_new = url not in self._asked
        self._asked.add(url)
        return is_new

    async def _captured(
        self, url: str, portal: str, earlier: EarlierCapture | None
    ) -> Capture | None:
        async with self._few_at_once:
            if self._is_ending:
                self._count(portal, "not_asked")
                return None
            try:
                capture = await self._fetched(url, earlier)
            except Exception as error:  # whatever it is: no file may cost its article
                kind = failure_class(error)
                self._count(portal, f"failed/{kind}")
                logger.warning("%s failed (%s): %s", url, kind, told(error))
                return None
        self._count(portal, "captured")
        return capture

    async def _fetched(self, url: str, earlier: EarlierCapture | None) -> Capture | None:
        request = Request(
            url,
            callback=NO_CALLBACK,
            meta={"capture": True, "earlier": earlier, "no_page": True},
            dont_filter=True,
        )
        response = await self.crawler.engine.download_async(request)
        if response.status != 200:
            raise HttpError(response)
        capture: Capture | None = response.meta.get("captured")
        return capture

    def _count(self, portal: str, what: str) -> None:
        self.crawler.stats.inc_value(f"portal/{portal}/attachments/{what}")


def _addresses(article: Article) -> list[str]:
    """Of its files, each once, in the order of the page."""
    return list(dict.fromkeys(urldefrag(file.url).url for file in article.attachments))
