"""The search index is brought into few pieces, and finds the same as before."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from db import dialects
from db.archive import Archive
from tests.db.asking_the_index import indexed

Make = Callable[..., Any]


def pieces(archive: Archive) -> int:
    with dialects.reading(archive.engine) as connection:
        told = connection.exec_driver_sql("SELECT count(DISTINCT segid) FROM article_search_idx")
        return int(told.scalar_one())


@pytest.fixture
def scattered(archive: Archive, article: Make) -> Archive:
    """An archive that was written in many commits, none of which merged any."""
    if dialects.is_sqlite(archive.engine):
        with dialects.writing(archive.engine) as connection:
            connection.exec_driver_sql(
                "INSERT INTO article_search (article_search, rank) VALUES ('automerge', 0)"
            )
    for number in range(12):
        archive.record([article(str(number), title=f"Tin {number}")])
    return archive


@pytest.mark.parametrize("archive_url", ["sqlite"], indirect=True)
def test_many_pieces_become_few(scattered: Archive) -> None:
    assert pieces(scattered) == 12
    assert dialects.tidy_search_index(scattered.engine)
    assert pieces(scattered) == 1
    assert not dialects.tidy_search_index(scattered.engine)


def test_what_was_found_is_found_afterwards(scattered: Archive) -> None:
    def found() -> list[int]:
        with dialects.reading(scattered.engine) as connection:
            assert dialects.search_index_faults(connection) == []
            return indexed(connection, "folded", ["tin"])

    before = found()
    dialects.tidy_search_index(scattered.engine)
    assert found() == before == list(range(1, 13))
