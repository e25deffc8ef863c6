"""Viet Nam's public holidays, with the days around them on which offices are closed.

The days are those of the Labour Code (2019, Article 112). Which working days are swapped for them
is decided anew each year and not known here; so the days between a holiday and a weekend are taken
as free too, and Tết with the days from the 27th of the last month to the 10th of the first.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from functools import lru_cache

from portalcrawl.health.lunar import lunar_day

_DAY = timedelta(days=1)
_BEFORE_TET, _AFTER_TET = 4, 9
_SATURDAY = 5


def holiday(day: date) -> str | None:
    """The holiday because of which offices may be closed on this day; None for any other day."""
    return _of_year(day.year).get(day)


@lru_cache(maxsize=64)
def _of_year(year: int) -> dict[date, str]:
    closed: dict[date, str] = {}
    for each in (year, year + 1):
        for name, days in _with_days_off(each):
            closed.update((day, name) for day in days if day.year == year)
    return closed


def _with_days_off(year: int) -> Iterator[tuple[str, Iterator[date]]]:
    tet = lunar_day(year, 1, 1)
    kings = lunar_day(year, 3, 10)
    yield "Giỗ Tổ Hùng Vương", _days(*_stretched(kings, kings))
    yield "30/4 and 1/5", _days(*_stretched(date(year, 4, 30), date(year, 5, 1)))
    yield "Quốc khánh", _days(*_stretched(date(year, 9, 1), date(year, 9, 3)))
    yield "Tết Dương lịch", _days(*_stretched(date(year, 1, 1), date(year, 1, 1)))
    yield "Tết", _days(tet - _BEFORE_TET * _DAY, tet + _AFTER_TET * _DAY)


def _stretched(first: date, last: date) -> tuple[date, date]:
    """With a weekend that is at most one working day away, and days off for those in a weekend."""
    lost = sum(map(_is_weekend, _days(first, last)))
    return _over_weekend(first, -_DAY), _over_weekend(_working_days_after(last, lost), _DAY)


def _working_days_after(day: date, count: int) -> date:
    while count:
        day += _DAY
        count -= not _is_weekend(day)
    return day


def _over_weekend(end: date, step: timedelta) -> date:
    beyond = end + step if _is_weekend(end + step) else end + 2 * step
    if not _is_weekend(beyond):
        return end
    while _is_weekend(beyond + step):
        beyond += step
    return beyond


def _days(first: date, last: date) -> Iterator[date]:
    return (first + at * _DAY for at in range((last - first).days + 1))


def _is_weekend(day: date) -> bool:
    return day.weekday() >= _SATURDAY
