"""One process at a time crawls a host: whoever comes second leaves it out of its run.

A request a second and host is a promise to the host, and two crawls of it would break it, each by
itself polite: of two archives, or a ``scrapy crawl`` beside the nightly run. So each host is held
by a lock of the operating system (flock(2)) on a file in HOST_LOCKS, as long as the run lasts; the
system lets go of it when the process dies, however it dies. The file says who holds it.
"""

from __future__ import annotations

import logging
import os
from io import FileIO
from pathlib import Path
from typing import TYPE_CHECKING, Self
from urllib.parse import quote

from scrapy import signals
from scrapy.exceptions import CloseSpider, NotConfigured

from portalcrawl.warc.locking import hold

if TYPE_CHECKING:
    from scrapy import Spider
    from scrapy.crawler import Crawler

logger = logging.getLogger(__name__)

NOTHING_LEFT = "every host is being crawled by another process"
"""The reason with which a spider is closed that has nothing to crawl."""
NO_LOCKS = "the locks of the hosts cannot be written"
"""The reason with which a spider is closed that cannot know whether it is alone."""


class HostTurns:
    """Scrapy extension: takes the hosts of ``spider.crawled`` when the spider opens.

    What is taken by another process it has the spider leave out (``leave_out(host)``), says so in
    one line, and counts it as ``portal/<host>/busy``. Spiders without ``crawled`` are let be.
    """

    def __init__(self, crawler: Crawler, folder: Path) -> None:
        self._crawler = crawler
        self._folder = folder
        self._held: list[FileIO] = []

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Reads HOST_LOCKS, a folder. Switched off (NotConfigured) where it is empty."""
        folder = crawler.settings.get("HOST_LOCKS")
        if not folder:
            raise NotConfigured
        extension = cls(crawler, Path(os.path.expanduser(folder)))  # noqa: PTH111 - never raises
        crawler.signals.connect(extension.spider_opened, signal=signals.spider_opened)
        crawler.signals.connect(extension.engine_stopped, signal=signals.engine_stopped)
        return extension

    def spider_opened(self, spider: Spider) -> None:
        """Before anything is asked; CloseSpider where nothing is left to crawl."""
        hosts = dict.fromkeys(portal.host for portal in getattr(spider, "crawled", ()))
        try:
            busy = [host for host in hosts if not self._take(host, spider)]
        except OSError as error:
            logger.error(
                "%s: %s: %s; name another folder by PORTALCRAWL_LOCKS",
                NO_LOCKS,
                error.filename or self._folder,
                error.strerror,
            )
            raise CloseSpider(NO_LOCKS) from None
        for host in busy:
            self._crawler.stats.inc_value(f"portal/{host}/busy")
            spider.leave_out(host)  # type: ignore[attr-defined]
        if hosts and len(busy) == len(hosts):
            raise CloseSpider(NOTHING_LEFT)

    def engine_stopped(self) -> None:
        """Let the hosts go: everything is asked and stored."""
        while self._held:
            self._held.pop().close()

    def _take(self, host: str, spider: Spider) -> bool:
        file = FileIO(self._file(host), "a+")
        if hold(file):
            file.truncate(0)
            archive = self._crawler.settings.get("ARCHIVE_DIR") or "no archive"
            file.write(f"process {os.getpid()} (spider {spider.name}), {archive}\n".encode())
            self._held.append(file)
            return True
        with file:
            file.seek(0)
            holder = file.read().decode(errors="replace").partition(",")[0].strip()
        logger.warning(
            "%s is being crawled by %s: left out this time", host, holder or "another process"
        )
        return False

    def _file(self, host: str) -> Path:
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        return self._folder / quote(host, safe="")
