from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portalcrawl.health.holidays import holiday
from portalcrawl.health.lunar import lunar_day

TET = (
    "1985-01-21",  # China: 20 February
    "1997-02-07",
    "2000-02-05",
    "2007-02-17",  # China: the 18th
    "2020-01-25",
    "2023-01-22",
    "2024-02-10",
    "2025-01-29",
    "2026-02-17",
    "2027-02-06",
    "2028-01-26",
    "2030-02-02",  # China: the 3rd
)


@pytest.mark.parametrize("first", TET)
def test_tet_is_the_day_of_the_vietnamese_calendar(first: str) -> None:
    day = date.fromisoformat(first)

    assert lunar_day(day.year, 1, 1) == day


@pytest.mark.parametrize(
    "kings", ["2004-04-28", "2020-04-02", "2023-04-29", "2024-04-18", "2025-04-07", "2026-04-26"]
)
def test_the_day_of_the_hung_kings_is_behind_a_leap_month_too(kings: str) -> None:
    day = date.fromisoformat(kings)

    assert lunar_day(day.year, 3, 10) == day


@given(st.integers(1990, 2100))
def test_tet_lies_between_20_january_and_21_february(year: int) -> None:
    assert date(year, 1, 20) <= lunar_day(year, 1, 1) <= date(year, 2, 21)


#: As announced by the government, with the swapped working days.
ANNOUNCED = (
    ("2025-01-25", "2025-02-02"),
    ("2025-04-05", "2025-04-07"),
    ("2025-04-30", "2025-05-04"),
    ("2025-08-30", "2025-09-02"),
    ("2026-01-01", "2026-01-04"),
    ("2026-02-14", "2026-02-22"),
    ("2026-04-25", "2026-04-27"),
    ("2026-04-30", "2026-05-03"),
    ("2026-08-29", "2026-09-02"),
)


@pytest.mark.parametrize(("first", "last"), ANNOUNCED)
def test_the_days_off_of_two_years_are_all_known(first: str, last: str) -> None:
    day = date.fromisoformat(first)
    while day <= date.fromisoformat(last):
        assert holiday(day), day
        day += timedelta(days=1)


@pytest.mark.parametrize("year", [2024, 2025, 2026, 2027])
def test_most_days_are_no_holidays(year: int) -> None:
    days = (date(year, 1, 1) + timedelta(days=at) for at in range(365))

    assert sum(holiday(each) is not None for each in days) < 45


def test_an_ordinary_working_day_is_none() -> None:
    assert holiday(date(2026, 6, 10)) is None


def test_the_holiday_is_named() -> None:
    assert holiday(date(2026, 2, 17)) == "Tết"
    assert holiday(date(2026, 9, 2)) == "Quốc khánh"
