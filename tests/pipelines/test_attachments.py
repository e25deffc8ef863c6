"""The files that articles offer, fetched and captured by real crawls where that is asked for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from portalcrawl.cli.running import SpiderRun
from portalcrawl.replicas.assets import pdf
from portalcrawl.warc.reader import read_record
from tests.living_portal import LivingPortal, living_portal

FILE = "/uploads/news/2024_12/mau-to-khai-lien-thong.docx"
MISSING = "/uploads/news/2024_02/cv-1138-ubnd-nc.pdf"
#: An article with two files. One is moved to another host, the other is FILE once more.
OTHER = 903
ELSEWHERE = "/uploads/news/2021_11/qd-4127-ubnd.pdf"
ONCE_MORE = "/uploads/news/2021_11/phu-luc-cat-giam-tthc.xlsx"
ALL = 25


@dataclass(frozen=True)
class Lived:
    portal: LivingPortal
    unasked: int
    """Requests for FILE of a run that was not told to fetch files."""
    first: SpiderRun
    asked_once: int
    second: SpiderRun

    def counts(self, run: SpiderRun) -> dict[str, int]:
        prefix = f"portal/{self.portal.host}/attachments/"
        return {
            name.removeprefix(prefix): value
            for name, value in run.stats.items()
            if name.startswith(prefix)
        }


@pytest.fixture(scope="module", params=["sqlite", "postgres"])
def lived(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Lived]:
    with living_portal(request, tmp_path_factory.mktemp("archive")) as portal:
        portal.deleted.add(MISSING)
        portal.edits[portal.path(OTHER)] = {
            ELSEWHERE: f"http://van-ban.example.vn{ELSEWHERE}",
            ONCE_MORE: FILE,
        }
        requests = portal.running.requests
        portal.crawl()
        unasked = requests.count(FILE)
        first = portal.crawl(recheck="all", attachments="yes")
        asked_once = requests.count(FILE)
        second = portal.crawl(recheck="all", attachments="yes")
        yield Lived(portal, unasked, first, asked_once, second)


def test_files_are_left_alone_unless_they_are_asked_for(lived: Lived) -> None:
    assert lived.unasked == 0


def test_a_file_is_asked_for_once_in_a_run_whoever_offers_it(lived: Lived) -> None:
    assert lived.asked_once == 1


def test_what_became_of_the_files_is_counted_by_its_class(lived: Lived) -> None:
    assert lived.counts(lived.first) == {"captured": 1, "failed/404": 1, "elsewhere": 1}


def test_a_file_that_fails_costs_no_article(lived: Lived) -> None:
    assert lived.first.ok, lived.first.log.read_text()
    assert lived.portal.count(lived.first, "unchanged") == ALL


def test_the_capture_leads_to_the_bytes_of_the_file(lived: Lived) -> None:
    [(url, warc_file, warc_offset), _] = lived.portal.ask(
        "SELECT url, warc_file, warc_offset FROM captures WHERE kind = 'attachment' ORDER BY id"
    )
    assert url == lived.portal.running.origin + FILE
    record = read_record(lived.portal.archive, warc_file, warc_offset)
    assert record.payload == pdf(FILE.rpartition("/")[2])


def test_the_capture_stands_with_an_article_that_offers_the_file(lived: Lived) -> None:
    files = lived.portal.ask(
        "SELECT count(*) FROM captures JOIN revisions ON revisions.article_id = captures.article_id"
        " JOIN attachments ON attachments.revision_id = revisions.id"
        " AND attachments.url = captures.url WHERE captures.kind = 'attachment'"
    )
    assert files == [(2,)]


def test_a_file_that_is_stored_unchanged_becomes_a_revisit(lived: Lived) -> None:
    captures = lived.portal.ask(
        "SELECT is_revisit FROM captures WHERE kind = 'attachment' ORDER BY id"
    )
    assert [bool(revisit) for (revisit,) in captures] == [False, True]
    assert lived.second.stats["capture/revisits"] == ALL + 1
