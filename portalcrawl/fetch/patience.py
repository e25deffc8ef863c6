"""A server that says Retry-After is left in peace for that long (RFC 9110, 10.2.3).

Scrapy 2.19 retries 429 and 503 but does not read the header. The wait sits in the download handler,
behind the queue of the host, so that it also holds back what was queued before the answer came.
"""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from time import monotonic
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.exceptions import IgnoreRequest

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response

#: How often a wait looks whether the crawl is being stopped, in seconds.
STEP = 0.5


def seconds_to_wait(value: str, now: datetime) -> float | None:
    """What a Retry-After header asks for, in seconds from ``now``; None where it cannot be read.

    Both forms of RFC 9110: a number of seconds, or an HTTP date.
    """
    text = value.strip()
    if text.isascii() and text.isdigit():
        return float(text[:9])  # thirty years say as much as more digits
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return max(0.0, (moment - now).total_seconds())


class PatientDownloadHandler(HTTP11DownloadHandler):
    """Scrapy's HTTP handler, which waits where the host has asked for it."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self.crawler = crawler
        self.longest = crawler.settings.getfloat("RETRY_AFTER_MAX")
        self.unasked = crawler.settings.getfloat("RETRY_AFTER_DEFAULT")
        self.not_before: dict[str, float] = {}

    async def download_request(self, request: Request) -> Response:
        """Fetch, when the host is ready. IgnoreRequest where it wants more than RETRY_AFTER_MAX."""
        host = urlsplit(request.url).netloc
        await self._until_welcome(host)
        response = await super().download_request(request)
        if response.status in (429, 503):
            self._heed(host, response)
        return response

    async def _until_welcome(self, host: str) -> None:
        while (left := self.not_before.get(host, 0.0) - monotonic()) > 0:
            if left > self.longest:
                self.crawler.stats.inc_value("retry_after/left_alone")
                raise IgnoreRequest(f"{host} asks to be left alone for {left:.0f} s more")
            if not self.crawler.engine.running:
                raise IgnoreRequest(f"stopped while waiting for {host}")
            await asyncio.sleep(min(left, STEP))

    def _heed(self, host: str, response: Response) -> None:
        header = response.headers.get("Retry-After")
        wait = seconds_to_wait(header.decode("latin-1"), datetime.now(UTC)) if header else None
        if wait is None and response.status == 429:
            wait = self.unasked
        if wait:
            self.crawler.stats.inc_value("retry_after/heeded")
            self.not_before[host] = max(self.not_before.get(host, 0.0), monotonic() + wait)
