"""Days, months and years as people write them in a query."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date
from typing import Final

#: Portals of Viet Nam have no articles from before; and nothing far ahead can be meant.
FIRST_YEAR: Final = 1990
LAST_YEAR: Final = 2100
#: With the year first as in ISO 8601, or the day first as in Viet Nam; never the month first.
_WRITTEN = (
    re.compile(r"(?P<year>[0-9]{4})(?:[-/.](?P<month>[0-9]{1,2})(?:[-/.](?P<day>[0-9]{1,2}))?)?"),
    re.compile(r"(?:(?P<day>[0-9]{1,2})[-/.])?(?P<month>[0-9]{1,2})[-/.](?P<year>[0-9]{4})"),
)


def first_and_last_day(written: str) -> tuple[date, date] | None:
    """Of the year, month or day that is written so (``2024``, ``05/2024``, ``31/05/2024``).

    None for what is no date, or one outside of FIRST_YEAR to LAST_YEAR.
    """
    for form in _WRITTEN:
        if found := form.fullmatch(written):
            return _days(int(found["year"]), found["month"], found["day"])
    return None


def _days(year: int, month: str | None, day: str | None) -> tuple[date, date] | None:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return None
    try:
        if month is None:
            return date(year, 1, 1), date(year, 12, 31)
        if day is None:
            first = date(year, int(month), 1)
            return first, first.replace(day=monthrange(year, int(month))[1])
        return (only := date(year, int(month), int(day))), only
    except ValueError:
        return None
