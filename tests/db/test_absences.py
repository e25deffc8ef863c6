from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from db.archive import Archive

Make = Callable[..., Any]
Rows = Callable[[str], list[dict[str, Any]]]

PORTAL = "hcc.nghean.gov.vn"


def status(rows: Rows) -> dict[str, Any]:
    [row] = rows("SELECT status, gone_since, last_seen FROM article")
    return row


def test_one_denial_is_noted_and_the_article_is_still_there(
    archive: Archive, article: Make, denied: Make, rows: Rows
) -> None:
    archive.record([article()])
    assert [outcome.result for outcome in archive.record([denied(24)]).outcomes] == ["missing"]
    assert status(rows) == {
        "status": "live",
        "gone_since": None,
        "last_seen": "2026-11-01T12:00:00Z",
    }


def test_a_second_denial_a_day_later_says_since_when_it_is_gone(
    archive: Archive, article: Make, denied: Make, rows: Rows
) -> None:
    archive.record([article()])
    archive.record([denied(24)])
    assert archive.record([denied(48)]).gone == 1
    assert status(rows) == {
        "status": "gone",
        "gone_since": "2026-11-02T12:00:00Z",
        "last_seen": "2026-11-01T12:00:00Z",
    }


@pytest.mark.parametrize(("apart", "gone"), [(1, "live"), (19, "live"), (23.5, "gone")])
def test_two_denials_of_one_night_are_one(
    archive: Archive, article: Make, denied: Make, rows: Rows, apart: float, gone: str
) -> None:
    archive.record([article()])
    archive.record([denied(24), denied(24 + apart)])
    assert status(rows)["status"] == gone


def test_an_article_that_is_served_again_is_live_and_a_later_denial_counts_anew(
    archive: Archive, article: Make, denied: Make, rows: Rows
) -> None:
    archive.record([article()])
    archive.record([denied(24), denied(48)])
    archive.record([article(hours=72)])
    assert status(rows)["status"] == "live"
    assert archive.record([denied(96)]).gone == 0
    assert status(rows)["status"] == "live"


def test_nothing_of_an_article_that_is_gone_is_lost(
    archive: Archive, article: Make, denied: Make, rows: Rows
) -> None:
    archive.record([article()])
    before = rows("SELECT title, text, warc_file, warc_offset FROM article")
    archive.record([denied(24), denied(48)])
    assert rows("SELECT title, text, warc_file, warc_offset FROM article") == before


def test_the_denials_themselves_are_captures_of_the_article(
    archive: Archive, article: Make, denied: Make, rows: Rows
) -> None:
    archive.record([article(), denied(24), denied(48, capture=None)])
    assert rows(
        "SELECT captured_at, http_status, warc_offset FROM article_capture ORDER BY captured_at"
    ) == [
        {"captured_at": "2026-11-01T12:00:00Z", "http_status": 200, "warc_offset": 512},
        {"captured_at": "2026-11-02T12:00:00Z", "http_status": 404, "warc_offset": 9000},
        {"captured_at": "2026-11-03T12:00:00Z", "http_status": 404, "warc_offset": None},
    ]


def test_the_same_denials_twice_change_nothing(
    archive: Archive, article: Make, denied: Make, rows: Rows
) -> None:
    archive.record([article()])
    batch = [denied(24), denied(48)]
    archive.record(batch)
    before = rows("SELECT * FROM articles"), rows("SELECT * FROM captures")
    archive.record(batch)
    assert (rows("SELECT * FROM articles"), rows("SELECT * FROM captures")) == before


def test_a_denial_from_before_the_article_was_served_says_nothing(
    archive: Archive, article: Make, denied: Make, rows: Rows
) -> None:
    archive.record([article(hours=48)])
    archive.record([denied(0), denied(24)])
    assert status(rows)["status"] == "live"


def test_an_old_capture_does_not_bring_an_article_back(
    archive: Archive, article: Make, denied: Make, rows: Rows
) -> None:
    archive.record([article(hours=10)])
    archive.record([denied(24), denied(48)])
    archive.record([article(hours=0, title="Xưa")])
    assert status(rows)["status"] == "gone"


def test_a_denial_of_what_is_not_stored_is_told_apart(
    archive: Archive, denied: Make, rows: Rows
) -> None:
    assert [outcome.result for outcome in archive.record([denied(0)]).outcomes] == ["unknown"]
    assert rows("SELECT * FROM articles") == []


def test_a_page_that_denies_a_stored_article_counts_as_an_absence(
    archive: Archive, article: Make, refusal: Make, rows: Rows
) -> None:
    """Some portals answer with status 200: an error page that says so, or a listing."""
    archive.record([article("101")])
    archive.record([refusal("101", "listing", hours=24, denies=True)])
    assert status(rows)["status"] == "live"
    assert archive.record([refusal("101", "error", hours=48, denies=True)]).gone == 1
    assert status(rows)["gone_since"] == "2026-11-02T12:00:00Z"


def test_an_error_that_denies_nothing_is_none(
    archive: Archive, article: Make, refusal: Make, rows: Rows
) -> None:
    archive.record([article("101")])
    for day in (1, 2, 3):
        archive.record([refusal("101", "error", hours=24 * day)])
    assert rows("SELECT missing_since FROM articles") == [{"missing_since": None}]


def test_what_denies_an_article_that_is_not_stored_is_refused(
    archive: Archive, refusal: Make
) -> None:
    assert archive.record([refusal("7", "listing", denies=True)]).refused == 1
