"""Which portal publishes which article when, and in which order a crawl comes by them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from benchmarks.reading.portals import Desk

FIRST, LAST = datetime(2009, 1, 5), datetime(2026, 11, 1)  # noqa: DTZ001 - local, as published_at is
#: The night from which on articles are stored as they come; what is older is a backfill.
FIRST_NIGHT = datetime(2026, 6, 1)  # noqa: DTZ001
COPIED = 0.03
"""The share of the articles that are another portal's, with edits."""


@dataclass(frozen=True, slots=True)
class Planned:
    """One article before it is written."""

    number: int
    desk: Desk
    published: datetime
    """Local time."""
    captured: datetime
    """Local time."""
    original: int | None
    """The number of the article that this one copies."""


def planned(seed: int, count: int, of: Sequence[Desk]) -> list[Planned]:
    """All articles in the order of storing.

    A portal's backfill comes newest first, one portal after the other; then the nights, in the
    order of publication, all portals together. So ids tell nothing of dates.
    """
    chance = Random(f"plan {seed} {count}")  # noqa: S311 - the same plan in every run
    chosen = chance.choices(of, weights=[desk.share for desk in of], k=count)
    moments = [_moment(chance) for _ in range(count)]
    originals: list[int | None] = [None] * count
    for number in range(count):
        other = chance.randrange(count)
        if chance.random() < COPIED and other < number and chosen[other] is not chosen[number]:
            originals[number] = other if originals[other] is None else None
        if originals[number] is not None:
            later = moments[other] + timedelta(minutes=chance.randrange(30, 3000))
            moments[number] = min(later, LAST)
    by_host: dict[str, list[int]] = {desk.host: [] for desk in of}
    nightly: list[int] = []
    for number in range(count):
        is_nightly = moments[number] >= FIRST_NIGHT
        (nightly if is_nightly else by_host[chosen[number].host]).append(number)
    order: list[Planned] = []
    for numbers in by_host.values():
        numbers.sort(key=lambda number: moments[number], reverse=True)
        order += [
            Planned(
                number,
                chosen[number],
                moments[number],
                FIRST_NIGHT + timedelta(seconds=place),
                originals[number],
            )
            for place, number in enumerate(numbers)
        ]
    nightly.sort(key=lambda number: moments[number])
    order += [
        Planned(
            number,
            chosen[number],
            moments[number],
            _night_after(moments[number]) + timedelta(milliseconds=50 * (number % 400_000)),
            originals[number],
        )
        for number in nightly
    ]
    return order


def _moment(chance: Random) -> datetime:
    """More of them in later years, in working hours, nearly none at night."""
    day = FIRST + timedelta(days=int((LAST - FIRST).days * chance.random() ** 0.6))
    return day + timedelta(minutes=min(max(int(chance.gauss(11 * 60, 200)), 0), 24 * 60 - 1))


def _night_after(moment: datetime) -> datetime:
    return moment.replace(hour=0, minute=0) + timedelta(days=1)
