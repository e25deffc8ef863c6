"""Each replica is crawled for real: all articles are found, traps end as they should."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from portalcrawl.replicas import RunningReplica, replica, serve

if TYPE_CHECKING:
    from tests.spiders.conftest import Crawl, Told

SPIDERS = {
    "quang_ngai": "quang_ngai",
    "office": "replica",
    "nghe_an": "nghe_an",
    "lang_son": "lang_son",
    "dong_nai": "dong_nai",
}


@dataclass(frozen=True)
class TwoRuns:
    running: RunningReplica
    first: Told
    second: Told
    asked_again: Counter[str]


@pytest.fixture(scope="module", params=SPIDERS)
def runs(request: pytest.FixtureRequest, crawl: Crawl) -> Iterator[TwoRuns]:
    with serve(replica(request.param)) as running:
        first = crawl(running, SPIDERS[request.param])
        before = Counter(each.target for each in running.requests.all())
        second = crawl(running, SPIDERS[request.param], memory=first.memory)
        asked = Counter(each.target for each in running.requests.all())
        yield TwoRuns(running, first, second, asked - before)


def test_every_article_is_found_under_its_canonical_address(runs: TwoRuns) -> None:
    site = runs.running.replica
    addresses = {runs.running.origin + site.address(article) for article in site.articles}
    assert addresses <= {page["canonical"] for page in runs.first.pages}


def test_no_article_is_asked_for_twice(runs: TwoRuns) -> None:
    assert len(set(runs.first.keys)) == len(runs.first.pages)


def test_all_that_is_fetched_beside_them_are_the_traps_meant_for_it(runs: TwoRuns) -> None:
    site = runs.running.replica
    fetched = {page["url"].removeprefix(runs.running.origin) for page in runs.first.pages}
    meant = {trap.path for trap in site.traps if trap.expect.startswith("refused:")}
    assert fetched - {site.address(article) for article in site.articles} == meant


def test_second_forms_are_merged_each_for_its_reason(runs: TwoRuns) -> None:
    expected = Counter(
        trap.expect.removeprefix("merged:")
        for trap in runs.running.replica.traps
        if trap.expect.startswith("merged:")
    )
    assert runs.first.counts("merged") == expected


def test_what_must_not_be_fetched_is_not(runs: TwoRuns) -> None:
    for trap in runs.running.replica.traps:
        if trap.expect == "never fetched":
            assert runs.running.requests.count(trap.path) == 0, trap.path


def test_what_robots_txt_forbids_is_counted(runs: TwoRuns) -> None:
    assert runs.first.counts("refused") == {"robots": 1}


def test_every_listed_article_comes_with_its_title(runs: TwoRuns) -> None:
    titles = {page["title"] for page in runs.first.pages}
    assert {article.title for article in runs.running.replica.articles} <= titles


def test_each_page_is_handed_on_whole(runs: TwoRuns) -> None:
    for page in runs.first.pages:
        assert page["portal"] == runs.first.portal
        assert page["content_type"].startswith("text/html")
        assert page["bytes"] > 100
        assert page["fetched_at"].endswith("+00:00")
        assert page["captured"]


def test_a_second_run_fetches_no_article(runs: TwoRuns) -> None:
    assert (runs.second.pages, runs.second.count("requested")) == ([], 0)


def test_a_second_run_asks_only_for_what_may_have_changed(runs: TwoRuns) -> None:
    again = [each for each in runs.running.requests.all() if each.target in runs.asked_again]
    answers = {each.target: each.status for each in again}
    del answers["/robots.txt"]
    assert set(answers.values()) == {304}
    assert runs.second.count("unmodified") == len(answers)


def test_nothing_went_wrong(runs: TwoRuns) -> None:
    for told in (runs.first, runs.second):
        assert told.counts("failed") == {}
        assert "Traceback" not in told.log
        assert "log_count/ERROR" not in told.stats
