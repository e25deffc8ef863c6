from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from sqlalchemy import func, select

from db import models, queries
from db.archive import Archive, open_archive
from db.dialects import reading, writing

Make = Callable[..., Any]


def test_a_reader_goes_on_while_a_writer_writes(archive: Archive, article: Make) -> None:
    archive.record([article("1")])
    with writing(archive.engine) as writer:
        writer.exec_driver_sql("DELETE FROM attachments")
        with reading(archive.engine) as reader:
            [counts] = queries.counts_by_portal(reader)
        assert counts.articles == 1
        assert archive.known("hcc.nghean.gov.vn", ["1"]) == {"1"}


def test_a_reader_sees_one_state_from_beginning_to_end(archive: Archive, article: Make) -> None:
    archive.record([article("1")])
    count = select(func.count()).select_from(models.Article)
    with reading(archive.engine) as reader:
        assert reader.scalar(count) == 1
        archive.record([article("2")])
        assert reader.scalar(count) == 1
    with reading(archive.engine) as reader:
        assert reader.scalar(count) == 2


def test_several_writers_wait_for_each_other(
    archive: Archive, article: Make, archive_url: str
) -> None:
    writers = [open_archive(archive_url) for _ in range(4)]

    def write(number: int) -> int:
        batch = [article(f"{number}-{key}") for key in range(5)]
        return writers[number % 4].record(batch).new

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(write, range(20))) == 100
    with reading(archive.engine) as reader:
        assert [counts.articles for counts in queries.counts_by_portal(reader)] == [100]


def test_the_same_article_from_two_writers_is_there_once(
    archive: Archive, article: Make, archive_url: str
) -> None:
    writers = [open_archive(archive_url) for _ in range(4)]
    with ThreadPoolExecutor(4) as pool:
        recorded = list(pool.map(lambda writer: writer.record([article()]), writers))
    assert sorted((r.new, r.unchanged) for r in recorded) == [(0, 1), (0, 1), (0, 1), (1, 0)]
