"""What a portal may do to a crawl: redirects, errors, deep listings; one small server shows it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from portalcrawl.replicas import Replica, RunningReplica, serve
from portalcrawl.replicas.site import Page, Visit

if TYPE_CHECKING:
    from tests.spiders.conftest import Crawl, Told

#: Articles 1 (of 1 January 2024) to 40, one a day, five on a listing page.
COUNT, ON_A_PAGE = 40, 5
LEADS_AWAY = {
    201: "/tin-tong-hop/",
    202: "http://127.0.0.1:9/roi-cong-thong-tin-9.html",
    203: "/tin-tong-hop/bai-7.html",
    204: "/tin-tong-hop/ten-moi-204.html",
    205: "/tin-tong-hop/bai-305.html",
}
FAILS = {404: 404, 410: 410, 500: 500, 403: 403}
WHEN = datetime(2024, 1, 1)  # noqa: DTZ001


def day(number: int) -> datetime:
    return WHEN + timedelta(days=number - 1)


class Portal:
    """A NukeViet portal whose articles are counted, not written."""

    def __init__(self) -> None:
        self.special = [*LEADS_AWAY, *FAILS]
        self.newest = COUNT
        self.fails = FAILS
        self.broken_page: int | None = None
        self.repeats_the_last_page = False
        self.blocked_page: int | None = None
        self.status_behind_the_end: int | None = None

    def pages(self, visit: Visit) -> Page | None:
        if visit.path == "/robots.txt":
            return Page("User-agent: *\nDisallow: /noi-bo/\n", "text/plain")
        if match := re.fullmatch(r"/tin-tong-hop/(?:page-(\d+)/)?", visit.path):
            return self.listing(int(match[1] or 1))
        if match := re.fullmatch(r"/tin-tong-hop/[a-z-]+-(\d+)\.html", visit.path):
            return self.article(visit, int(match[1]))
        return None

    def listing(self, number: int) -> Page | None:
        if number == self.broken_page:
            return Page("", status=500)
        if number == self.blocked_page:
            return Page("<title>Just a moment...</title><p>Checking your browser</p>")
        asked = number
        if self.repeats_the_last_page:
            number = min(number, COUNT // ON_A_PAGE)
        if self.status_behind_the_end and number > COUNT // ON_A_PAGE:
            return Page("", status=self.status_behind_the_end)
        first = self.newest - (number - 1) * ON_A_PAGE
        shown = range(first, max(0, first - ON_A_PAGE), -1)
        items = [
            f'<li><a href="/tin-tong-hop/bai-{each}.html">Bài {each}</a> {day(each):%d/%m/%Y}</li>'
            for each in shown
        ]
        if number == 1:
            items += [
                f'<li><a href="/tin-tong-hop/bai-{each}.html">Bài {each}</a></li>'
                for each in self.special
            ]
        onward = (
            f'<a href="/tin-tong-hop/page-{asked + 1}/">»</a>'
            if self.repeats_the_last_page
            or self.status_behind_the_end
            or (shown and shown[-1] != 1)
            else ""
        )
        return Page(f"<ul>{''.join(items)}</ul>{onward}", modified=day(self.newest))

    def article(self, visit: Visit, number: int) -> Page | None:
        target = LEADS_AWAY.get(number)
        if target and visit.path != target:
            return Page("", status=302, headers=(("Location", target),))
        if number in self.fails:
            return Page("", status=self.fails[number])
        return Page(f"<h1>Bài số {number}</h1>")


@pytest.fixture
def portal() -> Portal:
    return Portal()


@contextmanager
def served(portal: Portal) -> Iterator[RunningReplica]:
    site = Replica(
        name="hard_cases",
        declared_host="hcc.nghean.gov.vn",
        articles=(),
        sections=(),
        traps=(),
        address=lambda article: str(article.id),
        pages=portal.pages,
    )
    with serve(site) as running:
        yield running


@pytest.fixture
def running(portal: Portal) -> Iterator[RunningReplica]:
    with served(portal) as running:
        yield running


NO_RETRIES = {"RETRY_TIMES": 0}
ARTICLES = [str(number) for number in range(1, COUNT + 1)]


@pytest.fixture(scope="module")
def told(crawl: Crawl) -> Told:
    with served(Portal()) as running:
        return crawl(running, "nghe_an", settings=NO_RETRIES)


def reasons(told: Told) -> dict[str, tuple[str, str]]:
    return {each["key"]: (each["kind"], each["reason"]) for each in told.refusals}


def test_all_articles_come_and_nothing_that_is_none(told: Told) -> None:
    assert told.keys == sorted([*ARTICLES, "204", "305"])


def test_a_redirect_away_from_the_articles_is_refused_and_says_where_it_went(told: Told) -> None:
    refused = reasons(told)
    assert set(refused) == {"201", "202"}
    assert refused["201"] == ("listing", f"redirected to http://{told.portal}/tin-tong-hop/")
    assert refused["202"][0] == "error"
    assert "redirected to http://127.0.0.1:9/roi-cong-thong-tin-9.html: " in refused["202"][1]


def test_a_redirect_to_another_article_is_a_second_address_of_it(told: Told) -> None:
    assert told.counts("merged") == {"other address": 1}


def test_a_redirect_to_a_new_title_or_a_new_id_is_followed(told: Told) -> None:
    assert told.page("204")["canonical"].endswith("/tin-tong-hop/ten-moi-204.html")
    assert told.page("305")["url"].endswith("/tin-tong-hop/bai-305.html")


def test_errors_are_counted_by_class(told: Told) -> None:
    # The two listings that this portal lacks, feed and sitemap, are failures as well.
    feeds = len([line for line in told.log.splitlines() if "/rss/" in line and "(404)" in line])
    assert told.counts("failed") == {"404": 1 + feeds + 1 + 2, "410": 1, "5xx": 1, "403": 1}


def test_each_failure_is_told_in_one_line_and_no_traceback(told: Told) -> None:
    for number, kind in (("404", "404"), ("410", "410"), ("500", "5xx"), ("403", "403")):
        told_of = [line for line in told.log.splitlines() if f"/bai-{number}.html" in line]
        assert len(told_of) == 1
        assert f"failed ({kind})" in told_of[0]
    assert "Traceback" not in told.log


def test_an_article_that_failed_is_left_over_so_that_listings_may_be_asked_conditionally(
    told: Told,
) -> None:
    assert list(told.memory["feeds"]) == [f"http://{told.portal}/tin-tong-hop/"]
    left = {re.findall(r"bai-(\d+)", address)[0] for address in told.memory["left_over"]}
    assert left == {"500", "403"}


def test_after_a_listing_failed_none_is_asked_conditionally(
    running: RunningReplica, portal: Portal, crawl: Crawl
) -> None:
    portal.special = []
    portal.broken_page = 4
    assert crawl(running, "nghe_an", settings=NO_RETRIES).memory["feeds"] == {}


def test_what_was_not_answered_is_asked_for_again_though_no_listing_names_it(
    running: RunningReplica, portal: Portal, crawl: Crawl
) -> None:
    portal.special = []
    portal.fails = {7: 503}
    first = crawl(running, "nghe_an", settings=NO_RETRIES)
    assert "7" not in first.keys
    assert first.memory["left_over"] == [f"{running.origin}/tin-tong-hop/bai-7.html"]
    portal.fails = {}
    assert crawl(running, "nghe_an", memory=first.memory, settings=NO_RETRIES).keys == ["7"]


def test_what_is_not_asked_because_the_portal_wants_rest_is_left_over(
    running: RunningReplica, portal: Portal, crawl: Crawl
) -> None:
    portal.special = []
    portal.fails = {7: 429}
    impatient = {**NO_RETRIES, "RETRY_AFTER_MAX": 1, "RETRY_AFTER_DEFAULT": 3600}
    told = crawl(running, "nghe_an", settings=impatient)
    left = [re.findall(r"bai-(\d+)", address)[0] for address in told.memory["left_over"]]
    assert len(told.keys) < COUNT
    assert sorted([*told.keys, *left]) == sorted(ARTICLES)


def test_a_run_stops_at_the_first_page_without_anything_new(
    running: RunningReplica, portal: Portal, crawl: Crawl
) -> None:
    portal.special = []
    known = {"known": [str(number) for number in range(1, 34)]}
    told = crawl(running, "nghe_an", memory=known)
    assert told.keys == [str(number) for number in range(34, COUNT + 1)]
    assert running.requests.count("/tin-tong-hop/page-3/") == 1
    assert running.requests.count("/tin-tong-hop/page-4/") == 0
    assert (told.count("found"), told.count("known")) == (15, 8)


def test_an_unchanged_listing_is_answered_without_its_body(
    running: RunningReplica, portal: Portal, crawl: Crawl
) -> None:
    portal.special = []
    memory = crawl(running, "nghe_an").memory
    url = f"{running.origin}/tin-tong-hop/"
    assert list(memory["feeds"]) == [url], "of a section only the first page"
    told = crawl(running, "nghe_an", memory=memory)
    assert [each.status for each in running.requests.of("/tin-tong-hop/")] == [200, 304]
    assert told.count("unmodified") == 1
    portal.newest += 1
    assert crawl(running, "nghe_an", memory=told.memory).keys == ["41"]


def test_a_listing_that_names_nothing_is_asked_for_whole_and_counted_every_time(
    running: RunningReplica, portal: Portal, crawl: Crawl
) -> None:
    portal.special, portal.newest = [], 0
    told = crawl(running, "nghe_an")
    again = crawl(running, "nghe_an", memory=told.memory)
    assert [each.status for each in running.requests.of("/tin-tong-hop/")] == [200, 200]
    assert (told.count("starts_empty"), again.count("starts_empty")) == (1, 1)


def test_the_first_page_of_a_listing_that_fails_is_counted(
    running: RunningReplica, portal: Portal, crawl: Crawl
) -> None:
    portal.special = []
    well = crawl(running, "nghe_an", settings=NO_RETRIES)
    portal.broken_page = 1
    broken = crawl(running, "nghe_an", settings=NO_RETRIES)
    assert broken.count("starts_failed") == well.count("starts_failed") + 1


def test_since_and_until_fetch_these_days_over_what_is_stored(
    running: RunningReplica, portal: Portal, crawl: Crawl
) -> None:
    portal.special = []
    newest = {"known": [str(number) for number in range(30, COUNT + 1)]}
    told = crawl(running, "nghe_an", memory=newest, since="2024-01-12", until="2024-01-15")
    assert told.keys == ["12", "13", "14", "15"]
    assert running.requests.count("/tin-tong-hop/page-6/") == 1
    assert running.requests.count("/tin-tong-hop/page-8/") == 0
    assert told.memory["feeds"] == {}


def test_a_limited_run_takes_the_oldest_so_that_the_next_goes_on(
    running: RunningReplica, portal: Portal, crawl: Crawl
) -> None:
    portal.special = []
    first = crawl(running, "nghe_an", settings={"MAX_ARTICLES": 25})
    assert first.keys == sorted(str(number) for number in range(1, 26))
    assert "stopped at MAX_ARTICLES=25" in first.log
    assert first.memory["feeds"] == {}
    second = crawl(running, "nghe_an", memory=first.memory)
    assert second.keys == sorted(str(number) for number in range(26, COUNT + 1))


def test_listing_pages_are_limited(running: RunningReplica, portal: Portal, crawl: Crawl) -> None:
    portal.special = []
    # Seven start points stand before the pages that follow.
    told = crawl(running, "nghe_an", settings={"MAX_LISTING_PAGES": 9})
    assert "stopped at MAX_LISTING_PAGES=9" in told.log
    assert told.keys == sorted(str(number) for number in range(COUNT - 14, COUNT + 1))
    second = crawl(running, "nghe_an", memory=told.memory)
    assert second.keys == sorted(str(number) for number in range(1, COUNT - 14))


def test_what_stood_behind_a_listing_page_that_failed_is_found_by_the_next_run(
    running: RunningReplica, portal: Portal, crawl: Crawl
) -> None:
    portal.special = []
    portal.broken_page = 4
    first = crawl(running, "nghe_an", settings=NO_RETRIES)
    assert first.keys == sorted(str(number) for number in range(COUNT - 14, COUNT + 1))
    assert first.memory["unread"] == [f"{running.origin}/tin-tong-hop/page-4/"]
    portal.broken_page = None
    portal.newest += 12  # so that page 4 now shows nothing new by itself
    second = crawl(running, "nghe_an", memory=first.memory)
    assert sorted({*first.keys, *second.keys}, key=int) == [
        str(number) for number in range(1, portal.newest + 1)
    ]
    assert second.memory["unread"] == []


def test_a_listing_page_that_stays_broken_is_still_unread(
    running: RunningReplica, portal: Portal, crawl: Crawl
) -> None:
    portal.special = []
    portal.broken_page = 4
    first = crawl(running, "nghe_an", settings=NO_RETRIES)
    second = crawl(running, "nghe_an", memory=first.memory, settings=NO_RETRIES)
    assert second.memory["unread"] == [f"{running.origin}/tin-tong-hop/page-4/"]


def test_no_article_is_asked_for_before_the_listings_are_read(
    running: RunningReplica, portal: Portal, crawl: Crawl
) -> None:
    portal.special = []
    crawl(running, "nghe_an")
    targets = [each.target for each in running.requests.all()]
    listings = [place for place, target in enumerate(targets) if "/bai-" not in target]
    articles = [place for place, target in enumerate(targets) if "/bai-" in target]
    assert max(listings) < min(articles)
    assert targets[articles[0]] in {f"/tin-tong-hop/bai-{number}.html" for number in range(1, 6)}


def test_a_sweep_reads_every_listing_to_its_end_whatever_is_known(
    running: RunningReplica, portal: Portal, crawl: Crawl
) -> None:
    portal.special = []
    missed = [number for number in ARTICLES if number != "3"]
    told = crawl(running, "nghe_an", memory={"known": missed, "swept": False})
    assert told.keys == ["3"]
    assert told.memory["swept"]
    again = crawl(running, "nghe_an", memory=told.memory)
    assert again.count("listings") < told.count("listings")


def test_a_sweep_asks_for_first_pages_unconditionally(
    running: RunningReplica, portal: Portal, crawl: Crawl
) -> None:
    portal.special = []
    memory = crawl(running, "nghe_an").memory
    crawl(running, "nghe_an", memory=memory, sweep="yes")
    assert [each.status for each in running.requests.of("/tin-tong-hop/")] == [200, 200]


def test_a_sweep_that_was_cut_off_counts_since_the_next_run_goes_on_there(
    running: RunningReplica, portal: Portal, crawl: Crawl
) -> None:
    portal.special = []
    portal.broken_page = 4
    told = crawl(running, "nghe_an", memory={"swept": False}, settings=NO_RETRIES)
    assert told.memory["swept"]
    assert told.memory["unread"] == [f"{running.origin}/tin-tong-hop/page-4/"]


def test_a_sweep_that_could_read_nothing_is_made_up_for(
    running: RunningReplica, portal: Portal, crawl: Crawl
) -> None:
    portal.broken_page = 1
    told = crawl(running, "nghe_an", memory={"swept": False}, settings=NO_RETRIES)
    assert not told.memory["swept"]


def test_a_listing_that_repeats_its_last_page_without_end_ends(
    running: RunningReplica, portal: Portal, crawl: Crawl
) -> None:
    portal.special = []
    portal.repeats_the_last_page = True
    told = crawl(running, "nghe_an", memory={"swept": False})
    assert told.keys == sorted(ARTICLES)
    assert running.requests.count("/tin-tong-hop/page-9/") == 1
    assert running.requests.count("/tin-tong-hop/page-10/") == 0


def test_the_depth_of_a_listing_is_limited_and_the_next_run_goes_on_there(
    running: RunningReplica, portal: Portal, crawl: Crawl
) -> None:
    portal.special = []
    told = crawl(running, "nghe_an", settings={"MAX_LISTING_DEPTH": 3})
    assert "stopped at MAX_LISTING_DEPTH=3" in told.log
    assert told.memory["unread"] == [f"{running.origin}/tin-tong-hop/page-4/"]
    second = crawl(running, "nghe_an", memory=told.memory, settings={"MAX_LISTING_DEPTH": 3})
    assert sorted([*told.keys, *second.keys]) == sorted(ARTICLES)


def test_behind_the_end_of_its_time_a_run_asks_for_nothing_and_leaves_all_for_the_next(
    running: RunningReplica, portal: Portal, crawl: Crawl
) -> None:
    portal.special = []
    told = crawl(running, "nghe_an", settings={"RUN_TIME_LIMIT": 1e-6})
    assert (told.keys, running.requests.total()) == ([], 0)
    assert told.memory["feeds"] == {}
    assert told.log.count("stopped at RUN_TIME_LIMIT") == 1
    assert told.counts("failed") == {}
    assert crawl(running, "nghe_an", memory=told.memory).keys == sorted(ARTICLES)


def test_a_block_page_in_the_place_of_a_listing_is_a_failure_and_not_its_end(
    running: RunningReplica, portal: Portal, crawl: Crawl
) -> None:
    portal.special = []
    portal.blocked_page = 4
    told = crawl(running, "nghe_an", memory={"swept": False})
    assert told.counts("failed")["blocked"] == 1
    assert "failed (blocked): Cloudflare challenge" in told.log
    assert told.memory["unread"] == [f"{running.origin}/tin-tong-hop/page-4/"]
    assert told.memory["feeds"] == {}
    portal.blocked_page = None
    again = crawl(running, "nghe_an", memory=told.memory)
    assert sorted([*told.keys, *again.keys]) == sorted(ARTICLES)


@pytest.mark.parametrize("status", [400, 404])
def test_a_listing_that_has_no_such_page_has_come_to_its_end(
    running: RunningReplica, portal: Portal, crawl: Crawl, status: int
) -> None:
    portal.special = []
    portal.status_behind_the_end = status
    told = crawl(running, "nghe_an", memory={"swept": False})
    assert running.requests.count("/tin-tong-hop/page-9/") == 1
    assert f"page-9/ failed ({status})" not in told.log
    assert (told.memory["swept"], list(told.memory["feeds"])) == (
        True,
        [f"{running.origin}/tin-tong-hop/"],
    )
