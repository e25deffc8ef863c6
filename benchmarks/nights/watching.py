"""Two years of one portal, with the supervisor that leaves it out, and what is said of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from random import Random

from benchmarks.nights.calendar import FIRST, LAST, days
from benchmarks.nights.crawling import Crawled
from benchmarks.nights.failures import Failure, failures
from benchmarks.nights.newsroom import Newsroom
from benchmarks.nights.portal import Traits
from portalcrawl.cli.night.backing_off import asked_again_on
from portalcrawl.health.classing import Course
from portalcrawl.health.observed import PortalNight
from portalcrawl.health.state import Health, State

_REMEMBERED, _STAGGER = 180, 90
"""Nights: a verdict rests on the last 180 to 270. The night's own looks at the last 180; to do so
for each night of two years anew would take an hour."""
_CRASH, _BY_HAND, _TWICE, _NEW_PAGES = 0.005, 0.01, 0.003, 0.025 / 365


@dataclass(frozen=True, slots=True, kw_only=True)
class Machine:
    """The machine that crawls: what goes wrong there goes wrong for all portals."""

    off: frozenset[date]
    """Nights that were not run."""
    offline: frozenset[date]
    """Nights without a network."""

    @classmethod
    def of(cls, random: Random) -> Machine:
        """One of two years: off for some single nights and twice for a week, offline twice."""
        span = (LAST - FIRST).days
        off = {random.randrange(span) for _ in range(10)}
        for _ in range(2):
            first = random.randrange(span)
            off.update(range(first, first + random.randint(3, 9)))
        offline = {random.randrange(span) for _ in range(2)}
        return cls(off=_dates(off), offline=_dates(offline - off))


@dataclass(frozen=True, slots=True)
class Watched:
    """One night of a portal that was crawled, and what was said of it."""

    day: date
    health: Health
    failure: Failure | None
    """What was wrong with it in truth."""
    counts: PortalNight
    chance_of_none: float
    """That the portal would have had no news since the night before, as it is."""


def watch(traits: Traits, machine: Machine, random: Random) -> list[Watched]:
    """The two years."""
    newsroom, crawled = Newsroom(traits, random), Crawled(traits, random)
    events = failures(random, traits)
    courses: list[Course] = []
    asked: list[tuple[date, State | None]] = []
    watched: list[Watched] = []
    chance = 1.0
    nights = 0
    for day in days():
        failure = next((each for each in events if each.first <= day <= each.last), None)
        crawled.publish(newsroom.publishes(day), failure)
        chance *= newsroom.chance_of_none(day)
        if random.random() < _NEW_PAGES:
            crawled.page = random.choice((8, 10, 12, 15, 20, 30))
        again = asked_again_on(asked[-20:])
        if day in machine.off or (again is not None and day < again):
            continue
        for counts in _runs(traits, crawled, random, day, failure, offline=day in machine.offline):
            if nights % _STAGGER == 0:
                courses.append(Course(traits.host))
                del courses[: -(_REMEMBERED // _STAGGER + 1)]
            nights += 1
            health, *_ = [course.night(counts) for course in courses]  # of the longest history
            asked.append((day, health.state))
            watched.append(Watched(day, health, failure, counts, chance))
        chance = 1.0
    return watched


def _runs(
    traits: Traits,
    crawled: Crawled,
    random: Random,
    day: date,
    failure: Failure | None,
    *,
    offline: bool,
) -> Iterator[PortalNight]:
    trouble = _trouble(traits, random, day, offline=offline)
    if random.random() < _BY_HAND:
        crawled.by_hand()
    night = crawled.night(day, failure, trouble=trouble)
    if random.random() < _CRASH:
        night = _cut_short(night, random)
    yield night
    if random.random() < _TWICE:
        yield crawled.night(day, failure, trouble=trouble)


def _trouble(traits: Traits, random: Random, day: date, *, offline: bool) -> str:
    if offline or random.random() < traits.away:
        return "away"
    if traits.off_at_weekends and day.weekday() >= 5:
        return "away"
    return "slow" if random.random() < traits.slow else ""


def _cut_short(night: PortalNight, random: Random) -> PortalNight:
    """The spider crashed or was interrupted before it was done."""
    done = random.random()
    return replace(
        night,
        outcome=random.choice(
            ("interrupted", "failed: killed after 3600 s", "failed: exit status 1")
        ),
        listings=int(night.listings * done),
        unmodified=int(night.unmodified * done),
        starts_failed=int(night.starts_failed * done),
        starts_empty=int(night.starts_empty * done),
        found=int(night.found * done),
        stored=int(night.stored * done),
        methods={name: int(count * done) for name, count in night.methods.items()},
        without={name: int(count * done) for name, count in night.without.items()},
        failed={name: int(count * done) for name, count in night.failed.items()},
    )


def _dates(offsets: set[int]) -> frozenset[date]:
    return frozenset(date.fromordinal(FIRST.toordinal() + at) for at in offsets)
