"""When a stored article is asked for again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portalcrawl.rechecks import DAYS, next_check

FOUND = datetime(2026, 11, 1, 19, 10, tzinfo=UTC)
MOMENTS = st.datetimes(datetime(1997, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001


def days_of_checks(published_at: str | None) -> list[int]:
    """The days after the first sight on which a nightly run asks for the article again."""
    days: list[int] = []
    seen = FOUND
    for night in range(1, 200):
        now = FOUND + timedelta(days=night, minutes=-20)  # a little earlier than the first night
        due = next_check(FOUND, seen, published_at)
        if due is not None and due <= now:
            days.append(night)
            seen = now
    return days


@pytest.mark.parametrize(
    ("published_at", "days"),
    [
        ("2026-11-01T21:10+07:00", [1, 3, 7, 30, 90]),
        ("2026-11-01", [1, 3, 7, 30, 90]),
        (None, [1, 3, 7, 30, 90]),
        ("2026-10-30", [3, 7, 30, 90]),
        ("2026-10-20", [30, 90]),
        ("2026-10", [90]),
        ("2009-05-17", [90]),
        ("2026-12-24", [1, 3, 7, 30, 90]),
    ],
)
def test_an_article_is_asked_for_less_often_the_older_it_is(
    published_at: str | None, days: list[int]
) -> None:
    assert days_of_checks(published_at) == days


def test_a_check_that_was_missed_is_made_up_once() -> None:
    due = next_check(FOUND, FOUND, None)
    assert due is not None
    assert due < FOUND + timedelta(days=20)
    assert next_check(FOUND, FOUND + timedelta(days=20), None) == (
        FOUND + timedelta(days=30) - timedelta(hours=12)
    )


@given(MOMENTS, st.timedeltas(timedelta(0), timedelta(days=400)), st.dates().map(str))
def test_the_next_check_lies_ahead_and_ends_after_the_last(
    first: datetime, later: timedelta, published_at: str
) -> None:
    due = next_check(first, first + later, published_at)
    if due is None:
        assert later >= timedelta(days=DAYS[-1]) - timedelta(hours=12)
    else:
        assert first + later < due < first + timedelta(days=DAYS[-1])
