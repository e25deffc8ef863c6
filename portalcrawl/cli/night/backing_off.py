"""Portals that have failed for days are asked less often, but never given up: a pure function."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from portalcrawl.health.state import State

#: In which asking costs the portal or us, and brings nothing: where a listing answers, it does.
_IN_VAIN: frozenset[State] = frozenset({"unreachable", "blocked", "gone"})
PATIENCE = 3
"""Nights on which a portal may fail in a row before it is asked less often."""
LONGEST = 7
"""Days: it is probed once a week, for good."""


def failing_since(nights: Iterable[tuple[date, State | None]]) -> tuple[date, date, int] | None:
    """The first and the last day of the failing nights at the end, and how many; None without.

    ``nights`` are those on which the portal was asked, the oldest first; one that was not judged
    does not count. Several on one day are one.
    """
    days: list[date] = []
    for day, state in nights:
        if state is None:
            continue
        if state not in _IN_VAIN:
            days.clear()
        elif day not in days:
            days.append(day)
    return (days[0], days[-1], len(days)) if days else None


def asked_again_on(nights: Iterable[tuple[date, State | None]]) -> date | None:
    """The day on which a failing portal is to be asked again; None where it is asked every night.

    After three failing nights the next one is the day after, then two days later, four, and seven
    for ever.
    """
    failing = failing_since(nights)
    if failing is None or failing[2] < PATIENCE:
        return None
    _, last, count = failing
    return last + timedelta(days=min(LONGEST, 2 ** min(count - PATIENCE, LONGEST)))
