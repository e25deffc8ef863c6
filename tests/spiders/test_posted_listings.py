"""A listing that is paged by POST, and a page of it that fails on the way."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

import pytest

from portalcrawl.replicas import serve
from portalcrawl.replicas.families import articles
from portalcrawl.replicas.families.declared import replica_for
from portalcrawl.replicas.site import Page, Visit
from spiders.khanh_hoa import KhanhHoaSpider

if TYPE_CHECKING:
    from tests.spiders.conftest import Crawl

MADE = articles(240, datetime(2026, 11, 20, 9, 12))  # noqa: DTZ001
NO_RETRIES = {"RETRY_TIMES": 0}


@pytest.mark.parametrize("fails", [[3], [3, 2], [3, 1]])
def test_the_runs_after_go_on_where_a_page_could_not_be_read(
    crawl: Crawl, fails: list[int]
) -> None:
    """Each run but the last fails at the n-th POST of any listing; then all articles are there."""
    portal = KhanhHoaSpider.portals[0]
    site = replica_for(portal, MADE)
    posts: Counter[str] = Counter()
    broken: set[int] = set()

    def pages(visit: Visit) -> Page | None:
        if visit.posted:
            posts[visit.path] += 1
            if posts[visit.path] in broken:
                return Page("", status=500)
        return site.pages(visit)

    found: list[str] = []
    memory: dict[str, Any] = {"swept": False}
    with serve(replace(site, pages=pages)) as running:
        for failing in [*fails, None]:
            posts.clear()
            broken = {failing} if failing else set()
            told = crawl(running, "khanh_hoa", memory=memory, settings=NO_RETRIES)
            found += told.keys
            memory = told.memory
        served = portal.served_at(running.origin)
        wanted = {served.article_key(running.origin + site.address(each)) for each in MADE}
    assert wanted <= set(found)
    assert len(found) == len(set(found))
    assert memory["unread"] == []
