"""What Scrapy 2.19 leaves out of robots.txt: waiting for it, hosts that have none, Crawl-delay.

Requests that wait for a robots.txt which is being asked for are to be held to it as well: Scrapy
2.19 lets all but two of them pass. They wait on one Deferred, of which ``asFuture`` hands the rules
to the first one alone; every later one gets None, which means that there are no rules.

A host whose robots.txt cannot be had is left alone (RFC 9309, 2.3.1.4). Scrapy takes the body of a
5xx answer or a challenge for the rules, and no answer for permission. Here a server error, a
failed connection and a block page close the host for this run. The failure that robots.txt met is
the one that the other requests get, so that a portal that is down is reported as what it is (dns,
tls, timeout) and not as forbidden. 4xx means that there are no rules (2.3.1.3), as in Scrapy.

Crawl-delay is not part of RFC 9309, but it says what the server can bear (Drupal 7 comes with ten
seconds in its robots.txt).
"""

from __future__ import annotations

import asyncio
import logging
from collections import defaultdict
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import SplitResult, urlsplit

from scrapy import signals
from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware
from scrapy.exceptions import IgnoreRequest

from portalcrawl.fetch.blocked import PageBlocked, protection_of
from portalcrawl.fetch.unasked import NotAsked

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response
    from scrapy.robotstxt import RobotParser

logger = logging.getLogger(__name__)


class RobotsMiddleware(RobotsTxtMiddleware):
    """Scrapy's, with those that wait for the same robots.txt one behind the other."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self.asking: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def robot_parser(self, request: Request) -> RobotParser | None:
        """The rules for the host of a request; None where there are none."""
        async with self.asking[urlsplit(request.url).netloc]:
            return await super().robot_parser(request)


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
        """Remember a server error, and a protection that answers in the portal's place."""
        if not request.meta.get("dont_obey_robotstxt"):
            return response
        if protection := protection_of(response):
            self._remember(request, PageBlocked(f"robots.txt answers with a {protection}"))
        elif response.status >= 500:
            reason = f"robots.txt answers {response.status}"
            self._remember(request, NotAsked(reason, response.status))
        return response

    def process_exception(self, request: Request, exception: Exception) -> None:
        """Remember a failure; a refusal of ours (a redirect off the portal) is none."""
        if not isinstance(exception, IgnoreRequest) or isinstance(exception, NotAsked):
            self._remember(request, exception)

    def _remember(self, request: Request, failure: Exception) -> None:
        asked = _first_asked(request)
        if request.meta.get("dont_obey_robotstxt") and asked.path == "/robots.txt":
            self.crawler.stats.inc_value("robotstxt/unreachable")
            self.unreachable[asked.netloc] = failure


class CrawlDelayMiddleware:
    """Tells the download handler how long a host wants to be left in peace between requests.

    In ``meta["crawl_delay"]``, in seconds, at most CRAWL_DELAY_MAX; DOWNLOAD_DELAY and AutoThrottle
    hold beside it. For the agent that the rules are read for, else for all.
    """

    def __init__(self, crawler: Crawler) -> None:
        settings = crawler.settings
        self.longest = settings.getfloat("CRAWL_DELAY_MAX")
        self.agent = settings["ROBOTSTXT_USER_AGENT"] or settings["USER_AGENT"]
        self.delays: dict[str, float] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Reads CRAWL_DELAY_MAX and ROBOTSTXT_USER_AGENT."""
        middleware = cls(crawler)
        crawler.signals.connect(middleware.robots_parsed, signal=signals.robots_parsed)
        return middleware

    def robots_parsed(self, robotparser: Any, request: Request) -> None:
        """Note the delay; only Protego, the parser that Scrapy comes with, tells it."""
        rules: Any = getattr(robotparser, "rp", None)
        asked = rules.crawl_delay(self.agent) if hasattr(rules, "crawl_delay") else None
        if not asked:
            return
        host = urlsplit(request.url).netloc
        self.delays[host] = min(float(asked), self.longest)
        logger.info("robots.txt of %s asks for %g s between requests", host, asked)

    def process_request(self, request: Request) -> None:
        """Before the handler; robots.txt itself is asked for before anything is known."""
        delay = self.delays.get(urlsplit(request.url).netloc)
        if delay is not None:
            request.meta["crawl_delay"] = delay


def _first_asked(request: Request) -> SplitResult:
    url: str = request.meta.get("redirect_urls", [request.url])[0]
    return urlsplit(url)
