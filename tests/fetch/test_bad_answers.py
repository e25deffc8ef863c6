"""DESIGN, section 9, row 2: refused, counted, and the crawl goes on."""

from __future__ import annotations

import gzip
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler
from typing import Any

import brotli  # type: ignore[import-untyped]
import pytest
from backports import zstd
from twisted.internet.error import DNSLookupError

from portalcrawl.fetch.address import Reach
from portalcrawl.fetch.guard import GuardedResolver

LIMIT = 2**20
ZEROS = bytes(32 * LIMIT)


def declared_too_large(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(200)
    handler.send_header("Content-Length", str(100 * LIMIT))
    handler.end_headers()
    handler.wfile.write(b"x" * 1000)


def larger_than_it_said(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(200)
    handler.send_header("Connection", "close")
    handler.end_headers()
    while True:
        handler.wfile.write(b"x" * 65536)


def endless_redirect(handler: BaseHTTPRequestHandler) -> None:
    _, _, hop = handler.path.partition("?")
    handler.send_response(302)
    handler.send_header("Location", f"/loop?{int(hop or 0) + 1}")
    handler.send_header("Content-Length", "0")
    handler.end_headers()


def dripping_body(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(200)
    handler.send_header("Connection", "close")
    handler.end_headers()
    while True:
        handler.wfile.write(b"x")
        time.sleep(0.1)


def dripping_headers(handler: BaseHTTPRequestHandler) -> None:
    handler.wfile.write(b"HTTP/1.1 200 OK\r\n")
    for number in range(10**6):
        handler.wfile.write(f"X-{number}: x\r\n".encode())
        time.sleep(0.1)


def test_one_crawl_meets_every_bad_answer_and_still_brings_the_good_page(
    serve: Callable[..., Any], answer: Callable[..., Any], crawl: Callable[..., Any]
) -> None:
    other = serve({"/": answer(b"never to be seen")})
    other_port = other.host.partition(":")[2]
    portal = serve(
        {
            "/good": answer(b"Tin trong ng\xc3\xa0y", Content_Type="text/html"),
            "/declared-large": declared_too_large,
            "/large": larger_than_it_said,
            "/bomb-gzip": answer(gzip.compress(ZEROS), Content_Encoding="gzip"),
            "/bomb-twice": answer(
                gzip.compress(gzip.compress(ZEROS)), Content_Encoding="gzip, gzip"
            ),
            "/bomb-br": answer(brotli.compress(ZEROS, quality=5), Content_Encoding="br"),
            "/bomb-zstd": answer(zstd.compress(ZEROS), Content_Encoding="zstd"),
            "/loop": endless_redirect,
            "/drip": dripping_body,
            "/drip-headers": dripping_headers,
            "/to-private": answer(status=302, Location="http://10.0.0.1/"),
            "/to-metadata": answer(status=301, Location="http://0xa9.0xfe.43518/latest/"),
            "/to-name": answer(status=302, Location="http://langson.gov.vn/"),
            "/to-localhost": answer(status=302, Location=f"http://localhost:{other_port}/"),
            "/to-port": answer(status=307, Location=other.url("/")),
            "/to-password": answer(status=302, Location=f"http://u:p@{other.host}/"),
            "/to-file": answer(status=302, Location="file:///etc/passwd"),
            "/to-good": answer(status=302, Location="/good?moved"),
        }
    )
    paths = [path for path in _paths() if path != "/good"]
    urls = [portal.url(path) for path in [*paths, "/good"]] + ["file:///etc/passwd"]

    crawled = crawl(
        urls,
        settings={
            "LOOPBACK_ONLY": True,
            "DOWNLOAD_MAXSIZE": LIMIT,
            "DOWNLOAD_TIMEOUT": 2,
            "REDIRECT_MAX_TIMES": 5,
        },
        spider={"portals_by_host": {portal.host: None}},
    )

    assert crawled.guarded() == {
        "size": 2,
        "bomb": 4,
        "redirects": 1,
        "timeout": 2,
        "address": 3,
        "offsite": 1,
        "port": 1,
        "credentials": 1,
        "scheme": 2,
    }
    assert sorted(page["url"] for page in crawled.pages) == [
        portal.url("/good"),
        portal.url("/good?moved"),
    ]
    assert {page["text"] for page in crawled.pages} == {"Tin trong ngày"}
    assert other.asked == []
    assert portal.asked.count("/loop") + sum("/loop?" in path for path in portal.asked) == 6
    assert crawled.stats["finish_reason"] == "finished"
    refused = [error for error in crawled.errors if error["kind"] == "RequestRefused"]
    assert len(refused) == sum(crawled.guarded().values()) - crawled.guarded()["timeout"]
    assert all("\n" not in error["reason"] for error in refused)


def _paths() -> list[str]:
    return [
        *("/good", "/declared-large", "/large", "/loop", "/drip", "/drip-headers"),
        *("/bomb-gzip", "/bomb-twice", "/bomb-br", "/bomb-zstd"),
        *("/to-private", "/to-metadata", "/to-name", "/to-localhost", "/to-port"),
        *("/to-password", "/to-file", "/to-good"),
    ]


@pytest.mark.parametrize(
    "settings",
    [
        {},
        {"ALLOW_LOOPBACK": False},
        {
            "ALLOW_LOOPBACK": False,
            "TWISTED_DNS_RESOLVER": "scrapy.resolver.CachingThreadedResolver",
        },
    ],
    ids=["allowed", "refused", "refused with another resolver installed"],
)
def test_a_name_is_judged_by_the_address_it_resolves_to(
    serve: Callable[..., Any],
    answer: Callable[..., Any],
    crawl: Callable[..., Any],
    settings: dict[str, Any],
) -> None:
    portal = serve({"/": answer(b"here")})
    host = f"localhost:{portal.host.partition(':')[2]}"

    crawled = crawl([f"http://{host}/"], settings=settings, spider={"portals_by_host": {host: 0}})

    if settings:
        assert crawled.guarded() == {"address": 2}, "robots.txt and the page"
        assert crawled.reason(f"http://{host}/").endswith("localhost is 127.0.0.1")
        assert portal.asked == []
    else:
        assert [page["text"] for page in crawled.pages] == ["here"]


def test_a_redirect_after_a_retry_is_judged_as_well(
    serve: Callable[..., Any], answer: Callable[..., Any], crawl: Callable[..., Any]
) -> None:
    other = serve({"/": answer(b"never to be seen")})
    turns = iter([answer(status=500), answer(status=302, Location=other.url("/"))])
    portal = serve({"/flaky": lambda handler: next(turns)(handler)})

    crawled = crawl(
        [portal.url("/flaky")],
        settings={"RETRY_TIMES": 1},
        spider={"portals_by_host": {portal.host: None}},
    )

    assert crawled.guarded() == {"port": 1}
    assert other.asked == []


def test_no_proxy_is_asked_to_fetch(
    serve: Callable[..., Any], answer: Callable[..., Any], crawl: Callable[..., Any]
) -> None:
    proxy = serve({"/": answer(b"never to be seen")})

    crawled = crawl(["http://langson.gov.vn/"], meta={"proxy": proxy.url("/")})

    assert crawled.guarded()["proxy"] == 1
    assert proxy.asked == []


def test_with_loopback_only_the_resolver_sends_no_lookup_out() -> None:
    no_reactor: Any = None
    resolver = GuardedResolver(no_reactor, cache_size=0, timeout=1)
    resolver.reach = Reach(loopback_only=True)
    failures: list[Any] = []

    resolver.getHostByName("langson.gov.vn").addErrback(failures.append)

    assert failures[0].check(DNSLookupError)
    assert resolver.refused["langson.gov.vn"].kind == "address"


def test_without_portals_a_redirect_may_go_anywhere_public_or_allowed(
    serve: Callable[..., Any], answer: Callable[..., Any], crawl: Callable[..., Any]
) -> None:
    other = serve({"/": answer(b"moved here")})
    portal = serve({"/": answer(status=302, Location=other.url("/"))})

    crawled = crawl([portal.url("/")])

    assert [page["text"] for page in crawled.pages] == ["moved here"]
