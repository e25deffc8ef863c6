"""What a night is called, which day it belongs to, and when it ends."""

from __future__ import annotations

import time as time_module
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portalcrawl.cli.night.clock import day_of, end_of, name_of
from portalcrawl.errors import Fault
from portalcrawl.items import VIETNAM

moments = st.integers(min_value=1_600_000_000, max_value=4_000_000_000).map(
    lambda seconds: datetime.fromtimestamp(seconds, UTC)
)


def test_a_night_is_called_by_its_start() -> None:
    started = datetime(2026, 11, 23, 1, 15, tzinfo=VIETNAM)
    assert name_of(started) == "20261122T181500Z"


@pytest.mark.parametrize(
    ("day", "hour", "belongs_to"),
    [(22, 20, date(2026, 11, 22)), (23, 1, date(2026, 11, 22)), (23, 12, date(2026, 11, 23))],
)
def test_a_night_belongs_to_the_day_of_its_evening(day: int, hour: int, belongs_to: date) -> None:
    assert day_of(datetime(2026, 11, day, hour, tzinfo=VIETNAM)) == belongs_to


@given(moments, st.times())
def test_a_night_ends_within_a_day_when_the_clock_shows_its_end(
    started: datetime, at: time
) -> None:
    end = end_of(f"{at:%H:%M}", started)
    assert started < end <= started + timedelta(days=1, hours=2)
    assert f"{end.astimezone():%H:%M}" == f"{at:%H:%M}"


@pytest.mark.parametrize(
    "until", ["", "6", "6:00", "25:00", "06:00:00", "06:00Z", "T0600", "06,00", "noon"]
)
def test_what_is_no_time_of_day_is_refused_in_one_line(until: str) -> None:
    with pytest.raises(Fault, match="write it like 06:00") as caught:
        end_of(until, datetime.now(UTC))
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("zone", "started", "until", "end"),
    [
        # The clock goes from 02:00 to 03:00 on 29 March, from 03:00 to 02:00 on 25 October.
        ("Europe/Berlin", "2026-03-29T00:30+01:00", "02:30", "2026-03-29T03:30+02:00"),
        ("Europe/Berlin", "2026-10-25T01:30+02:00", "02:30", "2026-10-25T02:30+02:00"),
        ("Europe/Berlin", "2026-10-25T02:45+02:00", "02:30", "2026-10-25T02:30+01:00"),
        ("Asia/Ho_Chi_Minh", "2026-11-23T01:15+07:00", "06:00", "2026-11-23T06:00+07:00"),
        ("Asia/Ho_Chi_Minh", "2026-11-22T22:00+07:00", "06:00", "2026-11-23T06:00+07:00"),
    ],
)
def test_a_night_ends_by_the_clock_also_when_that_is_changed(
    monkeypatch: pytest.MonkeyPatch, zone: str, started: str, until: str, end: str
) -> None:
    monkeypatch.setenv("TZ", zone)
    time_module.tzset()
    try:
        assert end_of(until, datetime.fromisoformat(started)) == datetime.fromisoformat(end)
    finally:
        monkeypatch.undo()
        time_module.tzset()
