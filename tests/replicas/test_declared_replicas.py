"""Each declared portal has a replica that is crawled by the very declaration."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from functools import cache
from urllib.parse import urldefrag

import pytest

from portalcrawl.cli.registry import spider_class, spider_names
from portalcrawl.engines.base import Ask, Listing
from portalcrawl.engines.generic import Generic
from portalcrawl.items import Page
from portalcrawl.portals import Portal
from portalcrawl.replicas.families import articles, replica_for
from portalcrawl.replicas.families.pattern import address_of
from portalcrawl.replicas.site import Replica, Response

ORIGIN = "http://127.0.0.1:8801"
MADE = articles(40, datetime(2026, 11, 20, 9, 12), seed=9)  # noqa: DTZ001
PORTALS = [portal for name in spider_names() for portal in spider_class(name).portals]
every_portal = pytest.mark.parametrize(
    "portal", PORTALS, ids=[f"{each.host}-{each.since or each.until or ''}" for each in PORTALS]
)


@cache
def site(portal: Portal) -> Replica:
    return replica_for(portal, MADE)


def asked(portal: Portal, ask: Ask) -> Response:
    target = urldefrag(ask.url).url.removeprefix(ORIGIN) or "/"
    return site(portal).get(target) if ask.body is None else site(portal).post(target, ask.body)


def listed(portal: Portal, start: Listing) -> Iterator[str]:
    """The keys of a listing, page after page, until one has nothing new."""
    here = portal.served_at(ORIGIN)
    ask: Ask | None = start.ask
    seen: set[str] = set()
    while ask is not None:
        answer = asked(portal, ask)
        content_type = dict(answer.headers)["Content-Type"]
        page = Page(url=ask.url, body=answer.body, content_type=content_type)
        listing = here.engine.parse_listing(page, ask)
        keys = {here.article_key(link.url) for link in listing.links}
        ask = None if keys <= seen else listing.next_page
        seen |= keys
    yield from seen


@every_portal
def test_its_articles_stand_where_the_declaration_keeps_them(portal: Portal) -> None:
    here = portal.served_at(ORIGIN)
    for article in site(portal).articles:
        path = site(portal).address(article)
        assert here.engine.is_article(ORIGIN + path), path
        assert here.engine.canonical(ORIGIN + path) == ORIGIN + path
        assert here.engine.variant(ORIGIN + path) is None, path
        assert (article.title or "") in site(portal).get(path).body.decode()


@every_portal
def test_what_it_declares_answers_and_lists_every_article_once(portal: Portal) -> None:
    here = portal.served_at(ORIGIN)
    points = here.engine.listings(here)
    assert {asked(portal, point.ask).status for point in points} == {200}
    found = {key for point in points if point.kind == "section" for key in listed(portal, point)}
    own = [here.article_key(ORIGIN + site(portal).address(each)) for each in site(portal).articles]
    assert len(set(own)) == len(own)
    assert set(own) <= found


def test_a_declaration_that_takes_no_address_has_no_articles() -> None:
    portal = Portal("congbao.invalid", Generic(article=r"(?!)"))
    assert replica_for(portal, MADE).articles == ()
    assert replica_for(portal, MADE).get("/").status == 200


def test_only_a_portal_that_takes_none_is_without_articles() -> None:
    empty = [portal for portal in PORTALS if not site(portal).articles]
    assert all(portal.engine == Generic(article=r"(?!)") for portal in empty)


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        (r"/tin-tuc/[a-z0-9-]+$", "/tin-tuc/ba-con-mung-vu-moi"),
        (r"/vi/bai-viet/(?P<key>\d+)$", "/vi/bai-viet/1204531"),
        (
            r"/[^/?]+/[^/?]+-(?P<key>\d{13,18})\.htm$",
            "/tin-tuc/ba-con-mung-vu-moi-9999991204531.htm",
        ),
        (r"/article\?item=(?P<key>[0-9a-f]{32})(?:&|$)", f"/article?item={1204531:032x}"),
        (r"/(?:[^/?]+/)*(?:[^/?-]+-){3,}\d+$", "/ba-con-mung-vu-moi-1204531"),
        (r"/(?:[^/?-]+-){3,}(?:\d+|[^/?]+\.html)$", "/ba-con-mung-vu-moi-1204531"),
        (r"(?:/[^/?]+)+/[^/?-]+(?:-[^/?-]+){3,}\.html$", "/tin-tuc/ba-con-mung-vu-moi.html"),
        (r"/(?:m/)?(?P<category>\d+)/(?P<key>\d+)/[^/?]+\.html$", None),
        (r"/(?P<page>[^?]+)\?box=(?P<box>\w+)&id=(?P<key>\d+)&in=(?P=box)$", None),
        (r"/(?!print/)[a-z]+/(?P<key>\d+)$", "/ba/1204531"),
        (r"/vi/page_\w+$", "/vi/page_ba_con_mung_vu_moi"),
    ],
)
def test_an_address_is_written_from_a_pattern(pattern: str, expected: str | None) -> None:
    made = address_of(pattern, 1204531, "ba-con-mung-vu-moi")
    assert made is not None
    assert re.match(pattern, made)
    assert "1204531" in made or "ba" in made or f"{1204531:x}" in made
    assert made == (expected or made)


@pytest.mark.parametrize("pattern", [r"(?!)", r"/tin/(?<=x)\d+$"])
def test_a_pattern_that_takes_no_address_gives_none(pattern: str) -> None:
    assert address_of(pattern, 1204531, "ba-con-mung-vu-moi") is None
