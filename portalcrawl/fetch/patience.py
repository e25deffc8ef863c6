"""A server that says Retry-After or Crawl-delay is left in peace for that long (RFC 9110, 10.2.3).

Scrapy 2.19 retries 429 and 503 but does not read the header. The wait sits in the download handler,
behind the queue of the host, so that it also holds back what was queued before the answer came.
The Crawl-delay of robots.txt comes with each request (``meta["crawl_delay"]``): AutoThrottle would
lower a delay of the queue again.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from time import monotonic
from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from weakref import WeakKeyDictionary

from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.crawler import Crawler
from scrapy.exceptions import DownloadFailedError, IgnoreRequest

from portalcrawl.fetch.browser import (
    RENDERED,
    NoBrowserError,
    rendered_hosts,
    require_browser,
)
from portalcrawl.fetch.tls import PortalTls
from portalcrawl.fetch.unasked import NotAsked

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.http import Response

    from portalcrawl.fetch.rendering import Renderer

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


@dataclass(slots=True)
class Waits:
    """What the hosts of a crawl have asked for, in the seconds of ``monotonic``."""

    not_before: dict[str, float] = field(default_factory=dict)
    """When a host may be asked again."""
    asked: dict[str, float] = field(default_factory=dict)
    """When it was asked last."""
    told_by: dict[str, int] = field(default_factory=dict)
    """The status of the answer that asked for it: 429 or 503."""

    def left(self, host: str, crawl_delay: float) -> float:
        """Seconds until the host may be asked; it is asked at once where none are left."""
        now = monotonic()
        welcome = self.not_before.get(host, now)
        if host in self.asked:
            welcome = max(welcome, self.asked[host] + crawl_delay)
        if welcome <= now:
            self.asked[host] = now
        return welcome - now


#: Scrapy makes a handler for each scheme, and a host that serves both is one host.
_WAITS: WeakKeyDictionary[Crawler, Waits] = WeakKeyDictionary()


class PatientDownloadHandler(HTTP11DownloadHandler):
    """Scrapy's HTTP handler, which waits where the host has asked for it."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self.crawler = crawler
        # Scrapy 2.19 has no other way in: DOWNLOADER_CLIENTCONTEXTFACTORY is deprecated.
        self.tls = PortalTls(crawler)
        self._contextFactory = self.tls  # type: ignore[assignment] # of zope's interface
        self.longest = crawler.settings.getfloat("RETRY_AFTER_MAX")
        self.unasked = crawler.settings.getfloat("RETRY_AFTER_DEFAULT")
        self.delay = crawler.settings.getfloat("DOWNLOAD_DELAY")
        self.waits = _WAITS.setdefault(crawler, Waits())
        self.renderer = _renderer(crawler)

    async def download_request(self, request: Request) -> Response:
        """Fetch, when the host is ready. NotAsked where it wants more than RETRY_AFTER_MAX."""
        host = urlsplit(request.url).netloc
        await self._until_welcome(host, request.meta.get("crawl_delay", 0.0))
        response = await self._fetched(request)
        if response.status in (429, 503):
            self._heed(host, response)
        return response

    async def close(self) -> None:
        """Close the connections, and the browser."""
        await super().close()
        if self.renderer is not None:
            await self.renderer.close()

    async def _fetched(self, request: Request) -> Response:
        if self.renderer is not None and request.meta.get(RENDERED):
            drawn = await self.renderer.render(request)
            if drawn is not None:
                return drawn
            await self._until_welcome_again(request)
        try:
            return await super().download_request(request)
        except DownloadFailedError as error:
            if explained := self.tls.explained(request.url, error):
                raise explained from error
            raise

    async def _until_welcome_again(self, request: Request) -> None:
        """Of a page's second request the host's queue knows nothing: it has its delay here."""
        host = urlsplit(request.url).netloc
        delay = max(self.delay, request.meta.get("crawl_delay", 0.0))
        self._leave_in_peace(host, delay)  # from now: the browser may have taken its time
        await self._until_welcome(host, delay)
        self._leave_in_peace(host, delay)  # by what the queue sends next

    async def _until_welcome(self, host: str, crawl_delay: float) -> None:
        while (left := self.waits.left(host, crawl_delay)) > 0:
            if left > self.longest:
                self.crawler.stats.inc_value("retry_after/left_alone")
                reason = f"{host} asks to be left alone for {left:.0f} s more"
                raise NotAsked(reason, self.waits.told_by.get(host, 503))
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
            self.waits.told_by[host] = response.status
            self._leave_in_peace(host, wait)

    def _leave_in_peace(self, host: str, seconds: float) -> None:
        until = monotonic() + seconds
        self.waits.not_before[host] = max(self.waits.not_before.get(host, 0.0), until)


def _renderer(crawler: Crawler) -> Renderer | None:
    """The browser, where a portal of the crawl needs one; imported only then."""
    hosts = rendered_hosts(crawler.spider)
    if not hosts:
        return None
    try:
        require_browser(hosts.values(), crawler.settings)
    except NoBrowserError:
        return None  # as an error here, Scrapy would tell it at length; BrowserMiddleware does
    from portalcrawl.fetch.rendering import renderer_of

    return renderer_of(crawler)
