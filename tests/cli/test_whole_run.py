"""The nightly path over the five replicas: crawl, extract, store, snapshot, and once more."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest
from warcio.archiveiterator import ArchiveIterator  # type: ignore[import-untyped]

from portalcrawl.cli.crawl import crawl_into
from portalcrawl.cli.running import SpiderRun
from portalcrawl.cli.snapshot import snapshot_of
from portalcrawl.cli.summary import PortalSummary, nothing_new, summarise
from portalcrawl.replicas import NAMES, ReplicaArticle, RunningReplica, Trap, replica, serve
from portalcrawl.settings import REPLICA_OVERRIDES
from tests.postgres import new_database

SPIDERS = ["dong_nai", "lang_son", "nghe_an", "quang_ngai", "replica"]
TRAPS = [(name, trap) for name in NAMES for trap in replica(name).traps]


@dataclass(frozen=True)
class WholeRun:
    """Two runs over the same replicas into one archive, and the snapshot behind the first."""

    archive: Path
    replicas: dict[str, RunningReplica]
    first: list[SpiderRun]
    second: list[SpiderRun]
    rows: list[dict[str, str]]
    requests_of_first: dict[str, int]

    def portal(self, name: str) -> str:
        return self.replicas[name].origin.removeprefix("http://")

    def summary(self, name: str, runs: list[SpiderRun]) -> PortalSummary:
        return next(row for row in summarise(runs) if row.portal == self.portal(name))

    def row(self, name: str, article: ReplicaArticle) -> dict[str, str]:
        running = self.replicas[name]
        address = running.origin + running.replica.address(article)
        return next(row for row in self.rows if row["canonical_url"] == address)


@pytest.fixture(scope="module", params=["sqlite", "postgres"])
def run(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[WholeRun]:
    archive = tmp_path_factory.mktemp("whole-run")
    with ExitStack() as stack:
        if request.param == "postgres":
            url = stack.enter_context(new_database(request.getfixturevalue("postgres")))
            stack.enter_context(pytest.MonkeyPatch.context()).setenv("PORTALCRAWL_DB", url)
        replicas = {name: stack.enter_context(serve(replica(name))) for name in NAMES}
        origins = {each.replica.declared_host: each.origin for each in replicas.values()}
        settings = {**REPLICA_OVERRIDES, "REPLICAS": origins}
        first = crawl_into(archive, SPIDERS, settings=settings)
        requests = {name: each.requests.total() for name, each in replicas.items()}
        snapshot = snapshot_of(archive)
        second = crawl_into(archive, SPIDERS, settings=settings)
        with (snapshot.path / "articles.csv").open(newline="", encoding="utf-8") as file:
            rows = list(csv.DictReader(file))
        yield WholeRun(archive, replicas, first, second, rows, requests)


def test_every_spider_ends_as_it_should(run: WholeRun) -> None:
    assert [each.outcome for each in (*run.first, *run.second)] == ["finished"] * 10


@pytest.mark.parametrize("name", NAMES)
def test_every_article_is_stored_once_and_nothing_else(run: WholeRun, name: str) -> None:
    portal = run.replicas[name].replica
    addresses = [row["canonical_url"] for row in run.rows if row["portal"] == run.portal(name)]
    expected = [run.replicas[name].origin + portal.address(each) for each in portal.articles]
    assert sorted(addresses) == sorted(expected)


@pytest.mark.parametrize("name", NAMES)
def test_every_field_in_the_snapshot_is_exact(run: WholeRun, name: str) -> None:
    for article in run.replicas[name].replica.articles:
        row = run.row(name, article)
        assert row["title"] == (article.title or "")
        assert row["author"] == (article.author or "")
        assert row["source"] == (article.source or "")
        assert row["section"] == (article.section or "")
        assert row["published_at"] == (article.published_at or "")
        assert row["published_precision"] == (article.published_precision or "")
        assert row["text"].split("\n\n") == list(article.paragraphs)
        assert json.loads(row["captions"]) == list(article.caption_texts)
        assert [each["name"] for each in json.loads(row["attachments"])] == [
            shown for shown, _ in article.attachments
        ]


@pytest.mark.parametrize("name", NAMES)
def test_every_article_leads_back_to_the_bytes_that_were_served(run: WholeRun, name: str) -> None:
    rows = [row for row in run.rows if row["portal"] == run.portal(name)]
    for row in rows[:5]:
        with (run.archive / row["warc_file"]).open("rb") as file:
            file.seek(int(row["warc_offset"]))
            record = next(iter(ArchiveIterator(file)))
            assert record.rec_type == "response"
            assert row["title"] in record.content_stream().read().decode()


@pytest.mark.parametrize(
    ("name", "trap"),
    TRAPS,
    ids=[f"{name}-{trap.kind}-{at}" for at, (name, trap) in enumerate(TRAPS)],
)
def test_every_trap_is_refused_merged_or_left_alone(run: WholeRun, name: str, trap: Trap) -> None:
    verdict, _, reason = trap.expect.partition(":")
    summary = run.summary(name, run.first)
    if verdict == "refused":
        expected = [each for each in replica(name).traps if each.expect == trap.expect]
        assert summary.refused[reason] == len(expected)
    elif verdict == "merged":
        assert summary.merged[reason] >= 1
    if verdict != "refused" and trap.host is None:
        assert run.replicas[name].requests.count(trap.path) == 0


@pytest.mark.parametrize("name", NAMES)
def test_a_second_run_finds_nothing_new(run: WholeRun, name: str) -> None:
    summary = run.summary(name, run.second)
    assert (summary.stored, summary.revised) == (0, 0)
    assert summary.found - summary.known == sum(summary.refused.values())
    again = run.replicas[name].requests.total() - run.requests_of_first[name]
    assert again < run.requests_of_first[name] / 2


def test_a_second_run_says_so(run: WholeRun) -> None:
    assert nothing_new(summarise(run.first)) is None
    assert (nothing_new(summarise(run.second)) or "").startswith("Nothing new: ")
