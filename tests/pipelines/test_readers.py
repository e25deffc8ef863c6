"""Workers read records in the order in which they were asked for, and one page harms no other."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from pipelines.offline.jobs import Job, NoPage
from pipelines.offline.pool import Readers
from portalcrawl.items import Extraction
from portalcrawl.warc.writer import WarcFiles
from tests.pipelines.foreign import Served, exchange, page
from tests.pipelines.test_workers import SLOW

TIME_LIMIT = 2.0


@pytest.fixture
def readers() -> Iterator[Readers]:
    with Readers(workers=2, time_limit=TIME_LIMIT) as pool:
        yield pool


def jobs(folder: Path, served: list[Served]) -> list[Job]:
    files = WarcFiles(folder, "nghe_an", {})
    places = [files.write(exchange(each)) for each in served]
    files.close()
    return [
        Job(
            path=folder / written.file,
            offset=written.offset,
            size_limit=2**24,
            url=each.url,
            status=200,
            captured_at=each.moment,
            portal="hcc.nghean.gov.vn",
            article_key=each.url,
            canonical_url=each.url,
        )
        for each, written in zip(served, places, strict=True)
    ]


def test_items_come_back_in_their_order_those_without_a_job_too(
    readers: Readers, tmp_path: Path
) -> None:
    items: list[Job | None] = []
    for job in jobs(tmp_path, [page("nghe_an", at) for at in range(20)]):
        items += [None, job]
    answers = list(readers.read(items, lambda each: each))
    assert [item for item, _ in answers] == items
    for item, read in answers:
        if item is None:
            assert read is None
        else:
            assert isinstance(read, Extraction)
            assert (read.kind, read.article.url) == ("article", item.url)


def test_a_page_over_the_time_limit_is_given_up_and_those_sent_with_it_are_read(
    readers: Readers, tmp_path: Path
) -> None:
    served = [page("nghe_an", 0), page("nghe_an", 1, body=SLOW), page("nghe_an", 2)]
    found = [read for _, read in readers.read(jobs(tmp_path, served), lambda each: each)]
    assert [each.kind for each in found if isinstance(each, Extraction)] == [
        "article",
        "unreadable",
        "article",
    ]
    slow = found[1]
    assert isinstance(slow, Extraction)
    assert slow.reasons == ("took longer than 2 s to read",)


def test_a_record_that_is_not_there_is_said_and_the_others_are_read(
    readers: Readers, tmp_path: Path
) -> None:
    one, other = jobs(tmp_path, [page("nghe_an", 0), page("nghe_an", 1)])
    (lost,) = jobs(tmp_path / "lost", [page("nghe_an", 2)])
    lost.path.unlink()
    found = [read for _, read in readers.read([one, lost, other], lambda each: each)]
    assert found[1] == NoPage(
        f"{lost.path} is missing: restore it from a backup of the archive", is_broken=False
    )
    assert [isinstance(each, Extraction) for each in found] == [True, False, True]
