"""A run has an end: behind it nothing more is asked for, and the next run goes on."""

from __future__ import annotations

from time import monotonic
from typing import TYPE_CHECKING, Self

from scrapy.exceptions import IgnoreRequest

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler


class OutOfTimeError(IgnoreRequest):
    """The time of the run is over."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"not asked: RUN_TIME_LIMIT={seconds:g} s is over")
        self.seconds = seconds


class DeadlineMiddleware:
    """Refuses every request once RUN_TIME_LIMIT seconds have passed; 0 is no limit.

    Scrapy's CLOSESPIDER_TIMEOUT would end the run as broken. So it ends as it always does: with
    what is left noted as left.
    """

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self.ends_at = monotonic() + seconds

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """The time counts from the start of the crawl."""
        return cls(crawler.settings.getfloat("RUN_TIME_LIMIT"))

    def process_request(self, request: Request) -> None:  # noqa: ARG002 - Scrapy's signature
        """Raises OutOfTimeError behind the end."""
        if self.seconds and monotonic() >= self.ends_at:
            raise OutOfTimeError(self.seconds)
