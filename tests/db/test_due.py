"""Which stored articles the archive wants to be asked for again, and when it was swept."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from db.archive import Archive
from tests.db.conftest import NOW, PORTAL

Make = Callable[..., Any]

# The articles of the fixture are captured at noon of 1 November; now it is noon of 22 November.
THREE_WEEKS = 20.7 * 24


def due(archive: Archive, limit: int = 100) -> list[str]:
    return [each.key for each in archive.due(PORTAL, limit)]


def outdated(archive: Archive, **modified: date) -> list[str]:
    days = {key.removeprefix("a"): day for key, day in modified.items()}
    return [each.key for each in archive.outdated(PORTAL, days)]


def test_an_article_is_due_after_its_time_and_not_before(archive: Archive, article: Make) -> None:
    archive.record([article("1"), article("2", hours=THREE_WEEKS - 1)])
    assert due(archive) == ["1"]
    assert archive.due("another.gov.vn", 100) == ()


def test_one_that_was_seen_again_is_not(archive: Archive, article: Make) -> None:
    archive.record([article("1")])
    archive.record([article("1", hours=THREE_WEEKS)])
    assert due(archive) == []


def test_what_was_found_last_comes_first_and_no_more_than_are_wanted(
    archive: Archive, article: Make
) -> None:
    archive.record([article(str(number), hours=number) for number in range(5)])
    assert due(archive, 3) == ["4", "3", "2"]


def test_an_article_that_was_denied_is_due_when_a_second_denial_would_count(
    archive: Archive, article: Make, denied: Make
) -> None:
    archive.record([article("101")])
    archive.record([denied(THREE_WEEKS - 19)])
    assert due(archive) == []
    archive.record([denied(THREE_WEEKS - 21)])
    assert due(archive) == ["101"]


def test_a_page_that_became_something_else_for_good_is_left_alone_for_a_month(
    archive: Archive, article: Make, refusal: Make
) -> None:
    archive.record([article("1"), article("2")])
    archive.record([refusal("1", "static", hours=2), refusal("2", "blocked", hours=2)])
    assert due(archive) == ["2"]


def test_what_a_sitemap_dates_later_than_it_was_seen_is_outdated(
    archive: Archive, article: Make
) -> None:
    archive.record([article("1"), article("2"), article("3")])
    changed, before = date(2026, 11, 2), date(2026, 10, 31)
    assert outdated(archive, a1=changed, a2=before, a9=changed) == ["1"]


def test_the_day_on_which_it_was_seen_may_have_been_later_than_that(
    archive: Archive, article: Make
) -> None:
    archive.record([article("1")])
    assert outdated(archive, a1=date(2026, 11, 1)) == ["1"]


def test_what_was_seen_hours_ago_is_not_outdated(archive: Archive, article: Make) -> None:
    archive.record([article("1", hours=THREE_WEEKS - 6)])
    assert outdated(archive, a1=NOW.date()) == []


def test_a_sitemap_that_has_everything_changed_is_not_believed(
    archive: Archive, article: Make
) -> None:
    archive.record([article(str(number)) for number in range(60)])
    today = {f"a{number}": NOW.date() for number in range(60)}
    assert outdated(archive, **today) == []
    some = {key: NOW.date() if int(key[1:]) < 25 else date(2026, 1, 1) for key in today}
    assert len(outdated(archive, **some)) == 25


@pytest.mark.parametrize("host", [PORTAL, "another.gov.vn"])
def test_a_portal_remembers_when_it_was_swept(archive: Archive, article: Make, host: str) -> None:
    archive.record([article("1")])
    assert archive.swept_at(host) is None
    archive.remember_sweep(PORTAL)
    assert archive.swept_at(host) == (NOW if host == PORTAL else None)


def test_what_is_due_comes_with_the_capture_that_a_new_one_may_repeat(
    archive: Archive, article: Make
) -> None:
    archive.record([article("1")])
    assert archive.due(PORTAL, 1) == archive.stored(PORTAL)
    assert NOW - archive.due(PORTAL, 1)[0].earlier.captured_at > timedelta(days=20)  # type: ignore[union-attr]


def test_what_is_asked_for_is_not_due_again_whatever_comes_of_it(
    archive: Archive, article: Make
) -> None:
    """A portal that gives no answer for hundreds of them would shut out all others."""
    archive.record([article("1"), article("2")])
    archive.postpone(PORTAL, ["1", "unknown"])
    assert due(archive) == ["2"]
    archive.postpone(PORTAL, [])
    assert due(archive) == ["2"]
