"""A host whose robots.txt cannot be had is left alone (RFC 9309, 2.3.1.4).

Scrapy 2.19 takes the body of a 5xx answer for the rules, and no answer for permission. Here a
server error or a failed connection closes the host for this run. The failure that robots.txt met is
the one that the other requests get, so that a portal that is down is reported as what it is (dns,
tls, timeout) and not as forbidden. 4xx means that there are no rules (2.3.1.3), as in Scrapy.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Self
from urllib.parse import SplitResult, urlsplit

from scrapy.exceptions import IgnoreRequest

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response


class UnreachableRobotsMiddleware:
    """Behind RobotsTxtMiddleware, which asks; and on the engine side of RetryMiddleware."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.unreachable: dict[str, Exception] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Nothing to configure."""
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        """Fail as robots.txt of the same host did."""
        if request.meta.get("dont_obey_robotstxt"):
            return
        failure = self.unreachable.get(urlsplit(request.url).netloc)
        if failure is not None:
            raise failure.with_traceback(None)

    def process_response(self, request: Request, response: Response) -> Response:
        """Remember a server error."""
        if response.status >= 500:
            self._remember(request, IgnoreRequest(f"robots.txt answers {response.status}"))
        return response

    def process_exception(self, request: Request, exception: Exception) -> None:
        """Remember a failure; a refusal of ours (a redirect off the portal) is none."""
        if not isinstance(exception, IgnoreRequest):
            self._remember(request, exception)

    def _remember(self, request: Request, failure: Exception) -> None:
        asked = _first_asked(request)
        if request.meta.get("dont_obey_robotstxt") and asked.path == "/robots.txt":
            self.crawler.stats.inc_value("robotstxt/unreachable")
            self.unreachable[asked.netloc] = failure


def _first_asked(request: Request) -> SplitResult:
    url: str = request.meta.get("redirect_urls", [request.url])[0]
    return urlsplit(url)
