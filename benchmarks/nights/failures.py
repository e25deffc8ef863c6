"""What goes wrong with portals for good, or for days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from benchmarks.nights.calendar import FIRST, LAST
from benchmarks.nights.portal import Traits
from portalcrawl.health.state import State


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of failure."""

    name: str
    often: int
    """How often it happens beside the others."""
    right: frozenset[State]
    """The states that name it rightly."""


def _kind(name: str, often: int, *right: State) -> Kind:
    return Kind(name, often, frozenset(right))


#: What a server does most often stands first.
KINDS = (
    _kind("timeout", 18, "unreachable"),
    _kind("5xx", 14, "unreachable"),
    _kind("tls", 12, "unreachable"),
    _kind("connection", 8, "unreachable"),
    _kind("dns", 6, "unreachable", "gone"),
    _kind("redirect", 4, "unreachable", "gone"),
    _kind("host gone", 4, "unreachable", "gone"),
    _kind("blocked", 6, "blocked"),
    _kind("403", 4, "blocked"),
    _kind("listings 404", 5, "layout changed", "gone"),
    _kind("no links", 7, "layout changed"),
    _kind("article layout", 7, "layout changed"),
    _kind("refused pages", 3, "layout changed"),
    _kind("date lost", 4, "layout changed"),
    _kind("lead lost", 2, "degraded"),
    _kind("one section", 4, "layout changed", "degraded"),
    _kind("half the sections", 5, "degraded"),
    _kind("frozen", 7, "silent"),
)
BY_NAME = {kind.name: kind for kind in KINDS}
_A_YEAR = 1.0
_FOR_EVER = 0.2
_QUIET_BEFORE = 14
"""Days from the first night on without a failure."""
_BETWEEN = 40
"""Days between two failures of one portal at least."""


@dataclass(frozen=True, slots=True)
class Failure:
    """One failure of one portal, on all days from the first to the last."""

    kind: Kind
    first: date
    last: date


def failures(random: Random, portal: Traits) -> list[Failure]:
    """Those of a portal in the two years, the first first."""
    found: list[Failure] = []
    day = FIRST + timedelta(days=_QUIET_BEFORE)
    while (day := day + timedelta(days=int(random.expovariate(_A_YEAR / 365)))) < LAST:
        kind = random.choices(KINDS, [each.often for each in KINDS])[0]
        if not _can_happen(kind, portal):
            continue
        length = 4 + int(random.expovariate(1 / 20))
        lasts = kind.name == "host gone" or random.random() < _FOR_EVER
        last = LAST if lasts else min(LAST, day + timedelta(days=length - 1))
        found.append(Failure(kind, day, last))
        day = last + timedelta(days=_BETWEEN)
    return found


def _can_happen(kind: Kind, portal: Traits) -> bool:
    if kind.name in ("one section", "half the sections"):
        return portal.living > 1
    if kind.name == "article layout":
        return portal.has_profile
    return kind.name != "lead lost" or portal.without["lead"] < 0.5
