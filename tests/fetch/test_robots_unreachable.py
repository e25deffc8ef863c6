"""robots.txt is obeyed, and a host that cannot say what it forbids is left alone."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler
from typing import Any

import pytest

Fixture = Callable[..., Any]


def test_what_robots_forbids_is_not_asked(serve: Fixture, answer: Fixture, crawl: Fixture) -> None:
    rules = answer(b"User-agent: *\nDisallow: /quan-tri/", Content_Type="text/plain")
    portal = serve({"/robots.txt": rules, "/tin": answer(b"here")})

    crawled = crawl([portal.url("/tin"), portal.url("/quan-tri/tin")])

    assert portal.asked == ["/robots.txt", "/tin"]
    assert crawled.stats["robotstxt/forbidden"] == 1


def test_all_that_wait_for_robots_are_held_to_it(
    serve: Fixture, answer: Fixture, crawl: Fixture
) -> None:
    rules = answer(b"User-agent: *\nDisallow: /quan-tri/", Content_Type="text/plain")
    portal = serve({"/robots.txt": rules})

    crawled = crawl([portal.url(f"/quan-tri/{number}") for number in range(8)])

    assert portal.asked == ["/robots.txt"]
    assert crawled.stats["robotstxt/forbidden"] == 8


def test_rules_for_portalcrawl_go_before_those_for_all(
    serve: Fixture, answer: Fixture, crawl: Fixture
) -> None:
    rules = answer(b"User-agent: portalcrawl\nDisallow: /\n\nUser-agent: *\nAllow: /")
    portal = serve({"/robots.txt": rules, "/tin": answer(b"here")})

    assert crawl([portal.url("/tin")]).pages == []


def test_no_robots_means_no_rules(serve: Fixture, answer: Fixture, crawl: Fixture) -> None:
    portal = serve({"/tin": answer(b"here")})
    assert [page["text"] for page in crawl([portal.url("/tin")]).pages] == ["here"]


def test_a_server_error_for_robots_closes_the_host(
    serve: Fixture, answer: Fixture, crawl: Fixture
) -> None:
    portal = serve({"/robots.txt": answer(b"error", status=500), "/tin": answer(b"here")})

    crawled = crawl([portal.url("/tin")])

    assert portal.asked == ["/robots.txt"]
    assert crawled.reason(portal.url("/tin")) == "robots.txt answers 500"
    assert crawled.stats["robotstxt/unreachable"] == 1


def test_a_block_page_for_robots_closes_the_host(
    serve: Fixture, answer: Fixture, crawl: Fixture
) -> None:
    challenge = answer(b"<title>Just a moment...</title>", Content_Type="text/html")
    portal = serve({"/robots.txt": challenge, "/tin": answer(b"here")})

    crawled = crawl([portal.url("/tin")])

    assert portal.asked == ["/robots.txt"]
    assert [error["kind"] for error in crawled.errors] == ["PageBlocked"]
    assert crawled.reason(portal.url("/tin")) == "robots.txt answers with a Cloudflare challenge"


class Unhurried:
    """Says 503 to who comes again too early."""

    def __init__(self, answer: Fixture, pause: float) -> None:
        self.answers = {True: answer(status=503), False: answer(b"here")}
        self.pause = pause
        self.asked = 0.0

    def __call__(self, handler: BaseHTTPRequestHandler) -> None:
        now = time.monotonic()
        is_early, self.asked = now - self.asked < self.pause, now
        self.answers[is_early](handler)


def test_the_host_is_asked_as_slowly_as_it_wants(
    serve: Fixture, answer: Fixture, crawl: Fixture
) -> None:
    rules = answer(b"User-agent: *\nCrawl-delay: 0.5\n")
    portal = serve({"/robots.txt": rules, "/tin": Unhurried(answer, pause=0.4)})

    crawled = crawl([portal.url(f"/tin?{number}") for number in range(4)])

    assert len(crawled.pages) == 4


@pytest.mark.parametrize(
    ("rules", "longest"),
    [
        (b"User-agent: *\nCrawl-delay: 3600", 0.01),
        (b"User-agent: other\nCrawl-delay: 3600\n\nUser-agent: *\nAllow: /", 3600),
        (b"User-agent: *\nCrawl-delay: soon", 3600),
    ],
    ids=["more than the limit", "of another agent", "not a number"],
)
def test_a_delay_holds_up_to_a_limit_and_for_whom_it_is_said(
    serve: Fixture, answer: Fixture, crawl: Fixture, rules: bytes, longest: float
) -> None:
    portal = serve({"/robots.txt": answer(rules), "/tin": answer(b"here")})

    crawled = crawl(
        [portal.url("/tin?1"), portal.url("/tin?2")],
        settings={"CRAWL_DELAY_MAX": longest, "RETRY_AFTER_MAX": 7200},
    )

    assert len(crawled.pages) == 2


def test_a_portal_that_is_down_fails_as_what_it_is(crawl: Fixture) -> None:
    with socket.create_server(("127.0.0.1", 0)) as unused:
        host = f"127.0.0.1:{unused.getsockname()[1]}"

    crawled = crawl([f"http://{host}/tin"])

    assert [error["kind"] for error in crawled.errors] == ["DownloadConnectionRefusedError"]


def test_a_name_without_an_address_fails_as_that_and_nobody_is_asked_for_it(crawl: Fixture) -> None:
    crawled = crawl(["http://portal.invalid/tin"], settings={"LOOPBACK_ONLY": True})

    assert [error["kind"] for error in crawled.errors] == ["CannotResolveHostError"]
    assert crawled.guarded() == {}


def test_robots_that_wants_to_be_left_alone_for_long_closes_the_host(
    serve: Fixture, answer: Fixture, crawl: Fixture
) -> None:
    busy = answer(status=503, Retry_After="3600")
    portal = serve({"/robots.txt": busy, "/tin": answer(b"here")})

    crawled = crawl([portal.url("/tin")], settings={"RETRY_TIMES": 1})

    assert portal.asked == ["/robots.txt"]
    assert [error["kind"] for error in crawled.errors] == ["NotAsked"]
    assert crawled.stats["robotstxt/unreachable"] == 1
