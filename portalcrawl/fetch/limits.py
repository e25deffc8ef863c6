"""Responses that never end are cut off and counted: too large, bombs, endless redirects, drips.

Scrapy enforces all four limits; it counts none, and an endless redirect or a bomb would show only
as a line of the log. These classes add the stat ``guard/<kind>`` and the one-line reason.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from scrapy.downloadermiddlewares.httpcompression import HttpCompressionMiddleware
from scrapy.downloadermiddlewares.redirect import RedirectMiddleware
from scrapy.exceptions import DownloadCancelledError, DownloadTimeoutError, IgnoreRequest

from portalcrawl.fetch.address import Refused
from portalcrawl.fetch.guard import ignore

if TYPE_CHECKING:
    from scrapy import Request, Spider
    from scrapy.crawler import Crawler
    from scrapy.http import Response


class LimitedRedirectMiddleware(RedirectMiddleware):
    """Scrapy's, with a chain over REDIRECT_MAX_TIMES hops counted as ``guard/redirects``."""

    def process_response(
        self,
        request: Request,
        response: Response,
        spider: Spider | None = None,  # noqa: ARG002 - of the parent
    ) -> Request | Response:
        """The next request of the chain, or the response where there is none."""
        try:
            return super().process_response(request, response)
        except IgnoreRequest as error:
            first = request.meta.get("redirect_urls", [request.url])[0]
            raise ignore(self.crawler, Refused("redirects", f"{error}: {first}")) from error


class LimitedCompressionMiddleware(HttpCompressionMiddleware):
    """Scrapy's, with a body that unpacks to over DOWNLOAD_MAXSIZE counted as ``guard/bomb``."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler=crawler)
        self.crawler = crawler

    def process_response(
        self,
        request: Request,
        response: Response,
        spider: Spider | None = None,  # noqa: ARG002 - of the parent
    ) -> Request | Response:
        """The response with its body unpacked."""
        try:
            return super().process_response(request, response)
        except IgnoreRequest as error:
            raise ignore(self.crawler, Refused("bomb", str(error))) from error


class LimitMiddleware:
    """Counts what the download handler cut off. Downloader side of RetryMiddleware."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Nothing to configure."""
        return cls(crawler)

    def process_exception(self, request: Request, exception: Exception) -> None:
        """Too large is refused; too slow is counted and may be tried again."""
        if isinstance(exception, DownloadCancelledError):
            refused = Refused("size", f"larger than DOWNLOAD_MAXSIZE: {request.url}")
            raise ignore(self.crawler, refused) from exception
        if isinstance(exception, DownloadTimeoutError):
            self.crawler.stats.inc_value("guard/timeout")
