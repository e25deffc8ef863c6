"""Replicas that are ill, as a client meets them."""

from __future__ import annotations

import contextlib
import http.client
import socket
import threading
from collections.abc import Callable
from datetime import datetime
from http import HTTPStatus
from urllib.parse import urlsplit

import pytest

from portalcrawl.engines.base import Ask
from portalcrawl.extraction import extract_page
from portalcrawl.extraction.blocking import blocked_reason
from portalcrawl.items import Link, Page
from portalcrawl.replicas import Replica, serve
from portalcrawl.replicas.ailing import (
    circling,
    growing,
    guarded,
    serve_drip,
    serve_silence,
    storming,
    unlisted,
)
from portalcrawl.replicas.families import articles, family
from portalcrawl.replicas.families.disguise import disguised

ORIGIN = "http://127.0.0.1:8801"
LIFERAY = family("liferay6")
SITE = LIFERAY.replica(articles(30, datetime(2026, 11, 20, 9, 12)))  # noqa: DTZ001
ARTICLE = SITE.address(SITE.articles[0])
LISTING = SITE.sections[0].path
EVERY = ["/robots.txt", LISTING, ARTICLE, "/khong-co"]


@pytest.mark.parametrize("target", EVERY)
def test_a_storm_answers_everything_with_503_and_a_wish(target: str) -> None:
    answer = storming(SITE, 3600).get(target)
    assert answer.status == HTTPStatus.SERVICE_UNAVAILABLE
    assert dict(answer.headers)["Retry-After"] == "3600"


@pytest.mark.parametrize("status", [HTTPStatus.OK, HTTPStatus.FORBIDDEN])
@pytest.mark.parametrize("target", EVERY)
def test_a_guard_answers_everything_with_its_wall(target: str, status: HTTPStatus) -> None:
    answer = guarded(SITE, status).get(target)
    assert answer.status == status
    assert blocked_reason(answer.body)


@pytest.mark.parametrize("ailing", [storming, guarded, circling, growing])
def test_what_answers_in_the_portals_place_answers_posts_too(
    ailing: Callable[[Replica], Replica],
) -> None:
    assert ailing(SITE).post(LISTING, b"trang=2").status != HTTPStatus.METHOD_NOT_ALLOWED


@pytest.mark.parametrize("target", [*EVERY, "/tin%20t%E1%BB%A9c?trang=2"])
def test_a_circle_leads_back_to_where_it_was_asked(target: str) -> None:
    answer = circling(SITE).get(target)
    assert answer.status == HTTPStatus.FOUND
    assert dict(answer.headers)["Location"] == target


def test_a_growing_redirect_never_leads_to_the_same_address_twice() -> None:
    site, target, seen = growing(SITE), ARTICLE, set()
    for _ in range(10):
        seen.add(target)
        target = dict(site.get(target).headers)["Location"]
    assert len(seen) == 10


def test_new_listings_answer_and_name_no_article() -> None:
    assert listed(SITE)
    assert unlisted(SITE).get(LISTING).status == HTTPStatus.OK
    assert not listed(unlisted(SITE))


def test_with_new_listings_the_articles_are_where_they_were() -> None:
    assert SITE.articles[0].title
    assert SITE.articles[0].title in unlisted(SITE).get(ARTICLE).body.decode()


def test_with_new_listings_the_feeds_are_gone_and_robots_is_not() -> None:
    drupal = family("drupal").replica(SITE.articles)
    assert drupal.get(drupal.feeds[0]).status == HTTPStatus.OK
    assert unlisted(drupal).get(drupal.feeds[0]).status == HTTPStatus.NOT_FOUND
    assert unlisted(drupal).get("/robots.txt") == drupal.get("/robots.txt")


def test_in_another_dress_an_article_is_read_by_the_generic_rules() -> None:
    profile = LIFERAY.engine.profile
    page = disguised(SITE, LIFERAY.folders).get(ARTICLE)
    read = extract_page(page.body, ORIGIN + ARTICLE, profile)
    well = extract_page(SITE.get(ARTICLE).body, ORIGIN + ARTICLE, profile)
    assert read.article is not None
    assert well.article is not None
    assert well.article.extraction_method.startswith("profile:")
    assert read.article.extraction_method.startswith("generic")


def test_a_silent_server_takes_the_request_and_never_answers() -> None:
    with serve_silence() as origin, connected(origin) as client:
        client.settimeout(0.3)
        client.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        with pytest.raises(TimeoutError):
            client.recv(1)


def test_a_drip_answers_at_once_and_never_ends() -> None:
    with serve_drip(pause=0.01) as origin:
        client = http.client.HTTPConnection(urlsplit(origin).netloc, timeout=10)
        client.request("GET", "/")
        answer = client.getresponse()
        assert answer.status == HTTPStatus.OK
        assert answer.read(5) == b"<<<<<"
        assert answer.length is not None
        assert answer.length > 1000
        client.close()


@pytest.mark.parametrize("ailing", [serve_silence, serve_drip])
def test_a_portal_falls_ill_and_recovers_at_the_same_port(
    ailing: Callable[..., contextlib.AbstractContextManager[str]],
) -> None:
    before = threading.active_count()
    with serve(SITE) as running:
        origin = running.origin
    port = int(origin.rpartition(":")[2])
    with ailing(port) as ill, connected(ill) as client:
        client.sendall(b"GET / HTTP/1.1\r\n\r\n")
        assert ill == origin
    with serve(SITE, port) as running:
        assert running.origin == origin
    assert threading.active_count() == before


def listed(site: Replica) -> tuple[Link, ...]:
    """What the engine finds in the first section."""
    page = Page(url=ORIGIN + LISTING, body=site.get(LISTING, ORIGIN).body)
    return LIFERAY.engine.parse_listing(page, Ask(ORIGIN + LISTING)).links


def connected(origin: str) -> socket.socket:
    parts = urlsplit(origin)
    return socket.create_connection((parts.hostname, parts.port), timeout=10)
