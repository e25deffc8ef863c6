"""The moments at which a crawl is killed: random over its life, more of them where it writes."""

from __future__ import annotations

import math
import random
from dataclasses import dataclass
from time import sleep
from typing import Literal

from tests.torture.growth import Growth
from tests.torture.portal import Crawl, Place

Kind = Literal["any time", "opening", "request", "capture", "commit", "close"]

#: How often each kind is drawn.
WEIGHTS: dict[Kind, int] = {
    "any time": 4,
    "opening": 2,
    "request": 3,
    "capture": 3,
    "commit": 5,
    "close": 3,
}
_LOOK_EVERY = 0.001  # seconds


@dataclass(frozen=True, slots=True)
class Life:
    """What an undisturbed run came to."""

    seconds: float
    first_request: float
    """Seconds after the start at which it was answered."""
    closing: float
    """Seconds from the order to close to the end."""
    requests: int
    captured: int
    """Bytes of WARC."""
    stored: int
    """Bytes by which the database grew."""


@dataclass(frozen=True, slots=True)
class Moment:
    """When to kill: as soon as a count is reached, and a little later."""

    kind: Kind
    count: int
    """Of requests, of bytes of WARC or of the database, of orders to close; 0 from the start on."""
    delay: float
    """Seconds after that."""
    whole_group: bool
    """Whether the workers are killed too; else they have to see for themselves."""

    def __str__(self) -> str:
        whom = "all of it" if self.whole_group else "its main process"
        return f"{self.kind} ({self.count:,} + {self.delay * 1000:.0f} ms, {whom})"


def draw(chance: random.Random, life: Life, share: float = 1.0) -> Moment:
    """A moment in the life of a run; ``share`` is how much of that life this run may have."""
    kind = chance.choices(list(WEIGHTS), list(WEIGHTS.values()))[0]
    count, delay = _drawn(kind, chance, life)
    if kind != "close":
        count = math.ceil(count * share)
    return Moment(kind, count, delay * share, whole_group=chance.random() < 0.7)


def _drawn(kind: Kind, chance: random.Random, life: Life) -> tuple[int, float]:
    if kind == "any time":
        return 0, chance.uniform(0, life.seconds)
    if kind == "opening":
        return 0, chance.uniform(0.7 * life.first_request, life.first_request)
    if kind == "close":
        return 1, chance.uniform(0, life.closing)
    most = {"request": life.requests, "capture": life.captured, "commit": life.stored}[kind]
    return chance.randint(1, most), chance.choice([0, 0.002, 0.02])


def wait_for(moment: Moment, crawl: Crawl, place: Place) -> bool:
    """Wait until it is time; False where the run was over before."""
    with Growth(crawl, place) as growth:
        while not crawl.is_over and _reached(moment.kind, crawl, growth) < moment.count:
            sleep(_LOOK_EVERY)
    due = moment.delay + (crawl.age if moment.count else 0)
    while not crawl.is_over and crawl.age < due:
        sleep(_LOOK_EVERY)
    return not crawl.is_over


def _reached(kind: Kind, crawl: Crawl, growth: Growth) -> int:
    if kind == "capture":
        return growth.captures()
    if kind == "commit":
        return growth.database()
    return crawl.is_closing if kind == "close" else crawl.requests


def measure(crawl: Crawl, place: Place) -> Life:
    """Watch a run that is left alone to its end."""
    first = closing = 0.0
    stored = 0
    with Growth(crawl, place) as growth:
        while not crawl.is_over:
            if not first and crawl.requests:
                first = crawl.age
            if not closing and crawl.is_closing:
                closing = crawl.age
            stored = max(stored, growth.database())
            sleep(_LOOK_EVERY)
        end = crawl.age
        return Life(end, first, end - closing, crawl.requests, growth.captures(), stored)
