"""The days off of two years, as the government announced them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

FIRST, LAST = date(2025, 1, 1), date(2026, 12, 31)
TET = (date(2025, 1, 29), date(2026, 2, 17))
#: Days off with the swapped working days, without Tết.
DAYS_OFF = (
    (date(2025, 1, 1), date(2025, 1, 1)),
    (date(2025, 4, 5), date(2025, 4, 7)),
    (date(2025, 4, 30), date(2025, 5, 4)),
    (date(2025, 8, 30), date(2025, 9, 2)),
    (date(2026, 1, 1), date(2026, 1, 4)),
    (date(2026, 4, 25), date(2026, 4, 27)),
    (date(2026, 4, 30), date(2026, 5, 3)),
    (date(2026, 8, 29), date(2026, 9, 2)),
)
#: The weeks before the elections of 15 March 2026, and the congresses of autumn 2025.
FLOODS = ((date(2025, 9, 15), date(2025, 10, 20)), (date(2026, 3, 1), date(2026, 3, 18)))


def days() -> Iterator[date]:
    """The days of the two years."""
    return (FIRST + timedelta(days=at) for at in range((LAST - FIRST).days + 1))


def is_in(day: date, spans: tuple[tuple[date, date], ...]) -> bool:
    """Whether the day is in one of them."""
    return any(first <= day <= last for first, last in spans)


def is_tet(day: date, before: int, after: int) -> bool:
    """Whether a newsroom is closed that is so for so many days before and after Tết."""
    return any(-before <= (day - tet).days <= after for tet in TET)
