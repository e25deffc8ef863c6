"""The times of a night: what it is called, which day it belongs to, when it has to end."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from portalcrawl.errors import Fault
from portalcrawl.items import VIETNAM

_NOON = timedelta(hours=12)


def name_of(started: datetime) -> str:
    """The night's name, by the time (aware) of its start: ``20261122T181500Z``."""
    return f"{started.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def day_of(started: datetime) -> date:
    """The day in Viet Nam on whose evening the night began: up to noon, the day before."""
    return (started.astimezone(VIETNAM) - _NOON).date()


def end_of(until: str, started: datetime) -> datetime:
    """When the clock of this machine shows ``until`` (``06:00``) next, aware.

    Raises Fault where that is no time of day.
    """
    try:
        wanted = time.fromisoformat(until)
    except ValueError:
        wanted = None
    if wanted is None or wanted.tzinfo is not None or len(until) != len("06:00"):
        raise Fault(f"{until!r} is no time of day; write it like 06:00")
    local = started.astimezone()
    for days in (0, 1):
        # Made aware once more: between the two the clocks may have been changed.
        end = datetime.combine(local.date() + timedelta(days=days), wanted).astimezone()
        if end > started:
            return end
    raise AssertionError(f"no end behind {started}")
