"""The times of a night: what it is called, which day it belongs to, when it has to end."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta

from portalcrawl.errors import Fault
from portalcrawl.items import VIETNAM

_NOON = timedelta(hours=12)
_TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d")


def name_of(started: datetime) -> str:
    """The night's name, by the time (aware) of its start: ``20261122T181500Z``."""
    return f"{started.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def day_of(started: datetime) -> date:
    """The day in Viet Nam on whose evening the night began: up to noon, the day before."""
    return (started.astimezone(VIETNAM) - _NOON).date()


def end_of(until: str, started: datetime) -> datetime:
    """When the clock of this machine shows ``until`` (``06:00``) next, aware.

    Where it is put forward over that time, the moment just behind. Raises Fault where ``until`` is
    no time of day.
    """
    if not _TIME.fullmatch(until):
        raise Fault(f"{until!r} is no time of day; write it like 06:00")
    wanted, today = time.fromisoformat(until), started.astimezone().date()
    ends = (end for days in range(3) for end in _shown(wanted, today + timedelta(days=days)))
    return next(end for end in ends if end > started)


def _shown(wanted: time, day: date) -> list[datetime]:
    """When the clock shows a time on a day: once, or twice where it is put back over it."""
    both = sorted(
        {datetime.combine(day, wanted.replace(fold=fold)).astimezone(UTC) for fold in (0, 1)}
    )
    shown = [each for each in both if each.astimezone().time() == wanted]
    return [each.astimezone() for each in shown or both[-1:]]
