"""What became of each failure, and which alarms were false."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from benchmarks.nights.failures import Failure
from benchmarks.nights.portal import Traits
from benchmarks.nights.watching import Machine, Watched, watch
from portalcrawl.health.holidays import holiday
from portalcrawl.health.state import State

NIGHTS = 3
"""Crawled nights in which a failure is to be seen."""
YEARS = 2.0
_KNOWN = 42
"""Crawled nights before a failure, without which nobody knows what is usual."""
_ARTICLES, _ARTICLES_BEFORE = 8, 100
_CHANCE = 0.001

_BY_ARTICLES = frozenset({"article layout", "refused pages", "date lost", "lead lost"})
_BY_LISTINGS = frozenset({"one section", "half the sections"})


@dataclass(frozen=True, slots=True)
class Seen:
    """What became of one failure."""

    kind: str
    nights: int | None
    """Crawled nights to the first alarm with a right state, that one included; None without."""
    named_rightly: bool | None
    """Whether the first alarm of all had a right state; None without any."""
    is_observable: bool

    @property
    def in_time(self) -> bool:
        """Whether it was seen, and named rightly, within three nights."""
        return self.nights is not None and self.nights <= NIGHTS


@dataclass(frozen=True, slots=True)
class Alarm:
    """The beginning of an alarm."""

    state: State
    is_right: bool | None
    """Whether it names what was wrong; None where nothing was."""
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Told:
    """What was said of one portal in two years."""

    host: str
    seen: tuple[Seen, ...]
    alarms: tuple[Alarm, ...]

    @property
    def false_alarms(self) -> tuple[Alarm, ...]:
        """Those where nothing was wrong."""
        return tuple(alarm for alarm in self.alarms if alarm.is_right is None)


def told(portal: Traits, machine: Machine, random: Random) -> Told:
    """Watch a portal for two years."""
    nights = watch(portal, machine, random)
    failures = dict.fromkeys(night.failure for night in nights if night.failure)
    seen = tuple(_seen(failure, nights) for failure in failures)
    return Told(portal.host, seen, tuple(_alarms(nights)))


def _alarms(nights: list[Watched]) -> list[Alarm]:
    alarms, stands = [], False
    for night in nights:
        health, failure = night.health, night.failure
        if health.needs_person and not stands:
            is_right = None if failure is None else health.state in failure.kind.right
            alarms.append(Alarm(health.state, is_right, health.evidence))
        stands = health.needs_person
    return alarms


def _seen(failure: Failure, nights: list[Watched]) -> Seen:
    before = [night for night in nights if night.day < failure.first]
    during = [night for night in nights if night.failure is failure]
    if failure.kind.name == "frozen":
        # What was published before it may still come in its first night.
        while during and during[0].counts.stored:
            del during[0]
    alarms = [at for at, night in enumerate(during) if night.health.needs_person]
    right = [at for at in alarms if during[at].health.state in failure.kind.right]
    return Seen(
        failure.kind.name,
        right[0] + 1 if right else None,
        alarms[0] in right if alarms else None,
        len(during) >= NIGHTS and _is_observable(failure.kind.name, before, during[:NIGHTS]),
    )


def _is_observable(kind: str, before: list[Watched], first: list[Watched]) -> bool:
    """Whether three nights can show it, by what the portal is and not by what is said of it.

    A portal that does not answer, or whose listings name nothing, shows it at once. All else shows
    by what is usual, which must be known (42 nights):

    - a layout of articles, where 8 of them are read in the three nights, and 100 were before;
    - a section that names nothing any more, or half of the sections;
    - a frozen listing, where the chance that nothing is new in three nights, holidays not counted,
      is one in a thousand or less. With a larger chance an alarm would be false once in three years
      or more often: a portal has some 300 such rows of nights a year.
    """
    if kind in _BY_ARTICLES | _BY_LISTINGS | {"frozen"} and len(before) < _KNOWN:
        return False
    if kind in _BY_ARTICLES:
        return _articles(first) >= _ARTICLES and _articles(before) >= _ARTICLES_BEFORE
    return kind != "frozen" or _chance_of_nothing_new(first) <= _CHANCE


def _articles(nights: list[Watched]) -> int:
    return sum(night.counts.read + sum(night.counts.refused.values()) for night in nights)


def _chance_of_nothing_new(nights: list[Watched]) -> float:
    chance = 1.0
    for night in nights:
        if not holiday(night.day):
            chance *= night.chance_of_none
    return chance
