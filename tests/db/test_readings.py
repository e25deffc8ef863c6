from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from db.archive import Archive
from db.readings import Reading

Make = Callable[..., Any]
Rows = Callable[[str], list[dict[str, Any]]]


@pytest.fixture
def later(archive: Archive) -> Archive:
    """The same archive under a later version of portalcrawl."""
    return Archive(archive.engine, clock=archive._now, extractor_version="2")


def revisions(rows: Rows) -> list[tuple[int, str, str, int]]:
    return [
        (row["revision"], row["origin"], row["title"], row["is_current"])
        for row in rows("SELECT * FROM article_revision ORDER BY revision")
    ]


def test_a_reading_that_differs_is_a_revision_marked_as_extracted_again(
    archive: Archive, later: Archive, article: Make, rows: Rows
) -> None:
    archive.record([article(title="Khai mac")])
    assert later.record_readings([Reading(1, article(title="Khai mạc"))]).revised == 1
    assert revisions(rows) == [(1, "portal", "Khai mac", 0), (2, "reextracted", "Khai mạc", 1)]
    [row] = rows("SELECT captured_at, extractor_version FROM article")
    assert row == {"captured_at": "2026-11-01T12:00:00Z", "extractor_version": "2"}


def test_a_reading_that_says_the_same_is_confirmed(
    archive: Archive, later: Archive, article: Make, rows: Rows
) -> None:
    archive.record([article()])
    assert later.record_readings([Reading(1, article())]).unchanged == 1
    assert rows("SELECT extractor_version, confirmed_by FROM revisions") == [
        {"extractor_version": "1", "confirmed_by": "2"}
    ]


def test_the_same_readings_again_make_no_further_revision(
    archive: Archive, later: Archive, article: Make, rows: Rows
) -> None:
    archive.record([article(title="A")])
    for _ in range(2):
        later.record_readings([Reading(1, article(title="B"))])
    assert len(revisions(rows)) == 2


def test_an_earlier_capture_read_again_does_not_become_the_current_wording(
    archive: Archive, later: Archive, article: Make, rows: Rows
) -> None:
    archive.record([article(hours=0, title="Truoc")])
    archive.record([article(hours=24, title="Sau")])
    later.record_readings([Reading(1, article(hours=0, title="Trước"))])
    assert revisions(rows) == [
        (1, "portal", "Truoc", 0),
        (2, "portal", "Sau", 1),
        (3, "reextracted", "Trước", 0),
    ]


def test_a_page_that_has_not_changed_is_no_edit_by_the_portal_after_its_capture_was_read_again(
    archive: Archive, later: Archive, article: Make, rows: Rows
) -> None:
    archive.record([article(hours=0, title="A")])
    later.record_readings([Reading(1, article(hours=0, title="B"))])
    assert later.record([article(hours=24, title="B")]).unchanged == 1
    assert len(revisions(rows)) == 2


def test_an_unchanged_payload_that_is_read_otherwise_was_not_edited(
    archive: Archive, later: Archive, article: Make, capture: Make, rows: Rows
) -> None:
    archive.record([article(hours=0, title="A")])
    revisit = capture("101", 24, is_revisit=True)
    assert later.record([article(title="B", capture=revisit)]).revised == 1
    assert revisions(rows) == [(1, "portal", "A", 0), (2, "reextracted", "B", 1)]


def test_the_search_index_follows_the_reading(
    archive: Archive, later: Archive, article: Make, rows: Rows
) -> None:
    archive.record([article(title="Khai mac")])
    later.record_readings([Reading(1, article(title="Khai mạc"))])
    assert rows("SELECT current_revision, indexed_revision FROM articles") == [
        {"current_revision": 2, "indexed_revision": 2}
    ]


def test_a_capture_that_gave_no_article_is_told(archive: Archive, article: Make) -> None:
    assert [each.result for each in archive.record_readings([Reading(9, article())]).outcomes] == [
        "unknown"
    ]
