"""Retry-After is heeded: nothing more is asked of the host until its time has come."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portalcrawl.fetch.patience import seconds_to_wait

NOW = datetime(2026, 11, 22, 5, 53, tzinfo=UTC)
Fixture = Callable[..., Any]

#: Without a delay Scrapy sends what is queued in the same turn before it counts it as running.
ONE_BY_ONE = {"RETRY_TIMES": 1, "CONCURRENT_REQUESTS_PER_DOMAIN": 1, "DOWNLOAD_DELAY": 0.05}


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("120", 120.0),
        (" 0 ", 0.0),
        ("Sun, 22 Nov 2026 05:54:30 GMT", 90.0),
        ("Sun, 22 Nov 2026 05:00:00 GMT", 0.0),
        ("soon", None),
        ("-5", None),
        ("", None),
    ],
)
def test_both_forms_of_the_header_are_read(header: str, seconds: float | None) -> None:
    assert seconds_to_wait(header, NOW) == seconds


@given(st.timedeltas(min_value=timedelta(0), max_value=timedelta(days=400)))
def test_a_date_is_as_far_away_as_it_says(ahead: timedelta) -> None:
    whole = timedelta(seconds=int(ahead.total_seconds()))
    assert seconds_to_wait(format_datetime(NOW + whole, usegmt=True), NOW) == whole.total_seconds()


@given(st.text())
def test_any_header_gets_a_wait_or_none(header: str) -> None:
    wait = seconds_to_wait(header, NOW)
    assert wait is None or wait >= 0


class Busy:
    """Says 503 with Retry-After until its time has come, counted from the first request."""

    def __init__(self, answer: Fixture, retry_after: int) -> None:
        self.busy = answer(status=503, Retry_After=str(retry_after))
        self.serving = answer(b"here")
        self.seconds = retry_after
        self.until: float | None = None

    def __call__(self, handler: BaseHTTPRequestHandler) -> None:
        if self.until is None:
            self.until = time.monotonic() + self.seconds
        (self.busy if time.monotonic() < self.until else self.serving)(handler)


def test_the_host_is_left_in_peace_for_as_long_as_it_asks(
    serve: Fixture, answer: Fixture, crawl: Fixture
) -> None:
    portal = serve({"/": Busy(answer, retry_after=1)})

    crawled = crawl([portal.url(f"/?{number}") for number in range(4)], settings=ONE_BY_ONE)

    assert len(crawled.pages) == 4
    assert crawled.stats["downloader/response_status_count/503"] == 1
    assert crawled.stats["retry_after/heeded"] == 1


def test_a_host_that_wants_too_long_is_left_alone_for_this_run(
    serve: Fixture, answer: Fixture, crawl: Fixture
) -> None:
    portal = serve({"/": Busy(answer, retry_after=3600)})

    crawled = crawl([portal.url(f"/?{number}") for number in range(3)], settings=ONE_BY_ONE)

    assert len([path for path in portal.asked if path != "/robots.txt"]) == 1
    assert crawled.pages == []
    assert crawled.stats["retry_after/left_alone"] == 3


def test_too_many_requests_means_a_pause_even_without_the_header(
    serve: Fixture, answer: Fixture, crawl: Fixture
) -> None:
    turns = iter([answer(status=429), answer(b"here")])
    portal = serve({"/": lambda handler: next(turns)(handler)})

    crawled = crawl([portal.url("/")], settings={**ONE_BY_ONE, "RETRY_AFTER_DEFAULT": 0.1})

    assert [page["text"] for page in crawled.pages] == ["here"]
    assert crawled.stats["retry_after/heeded"] == 1


class Crowded:
    """Counts how many are served at the same time."""

    def __init__(self, answer: Fixture) -> None:
        self.serving = answer(b"here")
        self.counting = threading.Lock()
        self.now = self.most = 0

    def __call__(self, handler: BaseHTTPRequestHandler) -> None:
        with self.counting:
            self.now += 1
            self.most = max(self.most, self.now)
        time.sleep(0.2)
        with self.counting:
            self.now -= 1
        self.serving(handler)


def test_a_host_gets_one_request_at_a_time(serve: Fixture, answer: Fixture, crawl: Fixture) -> None:
    crowded = Crowded(answer)
    portal = serve({"/": crowded})

    crawled = crawl([portal.url(f"/?{number}") for number in range(5)], settings=ONE_BY_ONE)

    assert len(crawled.pages) == 5
    assert crowded.most == 1
