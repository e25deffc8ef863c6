"""A crawl's counts in a file, for whoever watches it from another process."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any, Self

from scrapy import Spider, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured
from scrapy.utils.asyncio import AsyncioLoopingCall, create_looping_call

INTERVAL = 0.5
"""Seconds."""


class ProgressFile:
    """Scrapy extension: writes the stats as JSON to PROGRESS_FILE while the spider runs."""

    def __init__(self, crawler: Crawler, path: Path) -> None:
        self._crawler = crawler
        self._path = path
        self._task: Any = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Switched off (NotConfigured) where PROGRESS_FILE is not set."""
        path = crawler.settings.get("PROGRESS_FILE")
        if not path:
            raise NotConfigured
        extension = cls(crawler, Path(path))
        crawler.signals.connect(extension.spider_opened, signal=signals.spider_opened)
        crawler.signals.connect(extension.spider_closed, signal=signals.spider_closed)
        crawler.signals.connect(extension.engine_stopped, signal=signals.engine_stopped)
        return extension

    def spider_opened(self, spider: Spider) -> None:  # noqa: ARG002
        """Begin to write."""
        self._task = create_looping_call(self._write)
        self._task.start(INTERVAL)

    def spider_closed(self) -> None:
        """Write why: the engine of a spider that is closed while it opens never starts or stops."""
        self._write()

    def engine_stopped(self) -> None:
        """Write once more: everything is counted now, the last batch too."""
        if isinstance(self._task, AsyncioLoopingCall) or getattr(self._task, "running", False):
            self._task.stop()
        self._write()

    def _write(self) -> None:
        aside = self._path.with_suffix(".part")
        aside.write_text(json.dumps(self._crawler.stats.get_stats(), default=_plain))
        aside.replace(self._path)


def _plain(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)
