"""robots.txt is obeyed, and a host that cannot say what it forbids is left alone."""

from __future__ import annotations

import socket
from collections.abc import Callable
from typing import Any

Fixture = Callable[..., Any]


def test_what_robots_forbids_is_not_asked(serve: Fixture, answer: Fixture, crawl: Fixture) -> None:
    rules = answer(b"User-agent: *\nDisallow: /quan-tri/", Content_Type="text/plain")
    portal = serve({"/robots.txt": rules, "/tin": answer(b"here")})

    crawled = crawl([portal.url("/tin"), portal.url("/quan-tri/tin")])

    assert portal.asked == ["/robots.txt", "/tin"]
    assert crawled.stats["robotstxt/forbidden"] == 1


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


def test_a_portal_that_is_down_fails_as_what_it_is(crawl: Fixture) -> None:
    with socket.create_server(("127.0.0.1", 0)) as unused:
        host = f"127.0.0.1:{unused.getsockname()[1]}"

    crawled = crawl([f"http://{host}/tin"])

    assert [error["kind"] for error in crawled.errors] == ["DownloadConnectionRefusedError"]
