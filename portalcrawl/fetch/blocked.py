"""A block or challenge page is no answer of the portal: whoever asked is told that it is blocked.

In front of CaptureMiddleware, so that none is kept, and for every request: a listing that a
firewall answers has not become empty, a 404 of a firewall is no deletion, and an attachment is no
HTML page. It is not tried again: a challenge is answered by a browser or by nobody
(``Portal.browser``), and asking on makes it worse. After BLOCKED_MAX such answers in a row the host
is left alone for this run.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Self
from urllib.parse import urlsplit

from scrapy.exceptions import IgnoreRequest

from portalcrawl.extraction.blocking import LARGEST, blocked_reason
from portalcrawl.warc.decoding import decoded
from portalcrawl.warc.faults import BrokenPayload

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response


class PageBlocked(IgnoreRequest):
    """A protection has answered, and not the portal."""


class BlockedMiddleware:
    """Downloader side of CaptureMiddleware; bodies are still encoded there."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.most = crawler.settings.getint("BLOCKED_MAX")
        self.in_a_row: dict[str, int] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Reads BLOCKED_MAX."""
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        """Leave a host alone that has answered nothing else for long."""
        host = urlsplit(request.url).netloc
        if self.in_a_row.get(host, 0) >= self.most:
            self.crawler.stats.inc_value("blocked/left_alone")
            raise PageBlocked(f"left alone, the last {self.most} answers of {host} were blocks")

    def process_response(self, request: Request, response: Response) -> Response:
        """The response, where it is the portal's; PageBlocked says which protection's it is."""
        if is_of_robots(request) or 300 <= response.status < 400:
            return response
        host = urlsplit(request.url).netloc
        reason = protection_of(response)
        if reason is None:
            self.in_a_row[host] = 0
            return response
        self.in_a_row[host] = self.in_a_row.get(host, 0) + 1
        self.crawler.stats.inc_value("blocked/responses")
        raise PageBlocked(f"{reason} (HTTP {response.status})")


def is_of_robots(request: Request) -> bool:
    """Whether RobotsTxtMiddleware asks: what its answer means is UnreachableRobots' to say."""
    return bool(request.meta.get("dont_obey_robotstxt"))


def protection_of(response: Response) -> str | None:
    """Which protection has answered, by a body that may still be packed; None for the portal."""
    headers = {
        name.decode("latin-1").lower(): b", ".join(values).decode("latin-1")
        for name, values in response.headers.items()
    }
    try:
        body = decoded(response.body, headers.items(), LARGEST)
    except BrokenPayload:
        return None  # larger than any, or to be refused by who unpacks it
    return blocked_reason(body, headers)
