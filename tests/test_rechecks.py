"""When a stored article is asked for again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from portalcrawl.rechecks import DAYS, next_check

FOUND = datetime(2026, 11, 1, 19, 10, tzinfo=UTC)
MOMENTS = st.datetimes(datetime(1997, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001


def test_nightly_runs_ask_for_an_article_less_often_the_longer_it_is_known() -> None:
    nights: list[int] = []
    seen = FOUND
    for night in range(1, 400):
        now = FOUND + timedelta(days=night, minutes=-20)  # a little earlier than the first night
        due = next_check(FOUND, seen)
        if due is not None and due <= now:
            nights.append(night)
            seen = now
    assert nights == [1, 3, 7, 30, 90]


def test_checks_that_were_missed_are_made_up_for_once() -> None:
    due = next_check(FOUND, FOUND)
    assert due is not None
    assert due < FOUND + timedelta(days=20)
    after = next_check(FOUND, FOUND + timedelta(days=20))
    assert after == FOUND + timedelta(days=30) - timedelta(hours=12)


@given(MOMENTS, st.timedeltas(timedelta(0), timedelta(days=400)))
def test_the_next_check_lies_ahead_and_ends_after_the_last(
    first: datetime, later: timedelta
) -> None:
    due = next_check(first, first + later)
    if due is None:
        assert later >= timedelta(days=DAYS[-1]) - timedelta(hours=12)
    else:
        assert first + later < due < first + timedelta(days=DAYS[-1])
