"""Every declared portal, tried on a replica that answers what the declaration asks.

Of most portals nobody has a page yet: what is tried here is that the declaration hangs together,
that its listings lead to its articles and its articles are read, not that the portal is so. A page
of the portal itself goes into tests/pages.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from urllib.parse import urldefrag

import pytest

from portalcrawl.cli.registry import spider_class, spider_names
from portalcrawl.engines.base import Ask, Listing
from portalcrawl.extraction import extract_page
from portalcrawl.items import Page
from portalcrawl.portals import Portal
from portalcrawl.replicas import Replica
from portalcrawl.replicas.comparison import differences
from portalcrawl.replicas.families import articles
from portalcrawl.replicas.families.declared import replica_for
from portalcrawl.replicas.site import Response
from spiders.discovery import feed_sightings, read_sitemap

MADE = articles(24, datetime(2026, 11, 20, 9, 12))  # noqa: DTZ001
#: A gazette: what it lists is no news, so its declaration takes nothing for an article.
WITHOUT_NEWS = {"congbao.caobang.gov.vn"}
PORTALS = [
    pytest.param(portal, id=f"{name}-{portal.host}-{portal.since or ''}")
    for name in spider_names()
    for portal in spider_class(name).portals
    if portal.host not in WITHOUT_NEWS and not portal.host.endswith(".invalid")
]
each_portal = pytest.mark.parametrize("portal", PORTALS)


def answer(portal: Portal, site: Replica, ask: Ask) -> Response:
    target = urldefrag(ask.url).url.removeprefix(portal.origin)
    if ask.body is None:
        return site.get(target, portal.origin)
    return site.post(target, ask.body, portal.origin)


def keys_listed(portal: Portal, site: Replica, listing: Listing) -> Iterator[str]:
    ask: Ask | None = listing.ask
    seen: set[str] = set()
    while ask is not None:
        response = answer(portal, site, ask)
        if response.status != 200:
            return
        here = set(_keys(portal, listing, ask, response))
        yield from here
        following = None
        if listing.kind == "section":
            following = portal.engine.parse_listing(_page(ask, response), ask).next_page
        # A frame, into which a script loads what it lists, shows nothing itself.
        ask = following if here - seen or ask == listing.ask else None
        seen |= here


def _page(ask: Ask, response: Response) -> Page:
    content_type = dict(response.headers)["Content-Type"]
    return Page(url=ask.url, body=response.body, content_type=content_type)


def _keys(portal: Portal, listing: Listing, ask: Ask, response: Response) -> Iterator[str]:
    if listing.kind == "feed":
        urls = [each.link.url for each in feed_sightings(response.body, ask.url, None)]
    elif listing.kind == "sitemap":
        urls = [each.link.url for each in read_sitemap(response.body).sightings]
    else:
        urls = [link.url for link in portal.engine.parse_listing(_page(ask, response), ask).links]
    return (portal.article_key(url) for url in urls if portal.engine.is_article(url))


@each_portal
def test_its_listings_lead_to_its_articles(portal: Portal) -> None:
    site = replica_for(portal, MADE)
    wanted = {portal.article_key(portal.origin + site.address(each)) for each in site.articles}
    assert len(wanted) == len(MADE)
    found = {
        key
        for listing in portal.engine.listings(portal)
        for key in keys_listed(portal, site, listing)
    }
    assert wanted <= found


@each_portal
def test_its_articles_are_read_exactly(portal: Portal) -> None:
    site = replica_for(portal, MADE[:3])
    for each in site.articles:
        address = site.address(each)
        response = site.get(address, portal.origin)
        read = extract_page(
            response.body,
            portal.origin + address,
            portal.engine.profile,
            content_type=dict(response.headers)["Content-Type"],
        )
        assert (read.kind, differences(each, read.article)) == ("article", {})
