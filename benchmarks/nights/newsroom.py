"""What a newsroom publishes, day by day."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from math import exp
from random import Random

from benchmarks.nights.calendar import DAYS_OFF, FIRST, FLOODS, LAST, is_in, is_tet
from benchmarks.nights.chance import poisson, spread_out
from benchmarks.nights.portal import Traits

_FLOOD = 2.5
_TOGETHER = 2
"""Articles that an office with less than one a day puts up at a time, on average."""


@dataclass(slots=True)
class Newsroom:
    """The articles of each day of one portal."""

    traits: Traits
    random: Random
    _drift: float = 0.0
    _leave: tuple[tuple[date, date], ...] = field(init=False)

    def __post_init__(self) -> None:
        days = (LAST - FIRST).days
        weeks = poisson(self.random, self.traits.leaves * days / 365)
        first = [FIRST + timedelta(days=self.random.randrange(days)) for _ in range(weeks)]
        self._leave = tuple((day, day + timedelta(days=6)) for day in first)

    def publishes(self, day: date) -> int:
        """So many articles are new on this day."""
        if day.weekday() == 0:
            self._drift = 0.8 * self._drift + self.random.gauss(0, 0.15)
        mean = self.expects(day)
        if self.traits.a_day < 1:
            times = poisson(self.random, mean / _TOGETHER)
            return sum(self.random.randint(1, 2 * _TOGETHER - 1) for _ in range(times))
        return spread_out(self.random, mean, self.traits.burst)

    def expects(self, day: date) -> float:
        """The mean of a day: by weekday, holiday and season."""
        traits, mean = self.traits, self.traits.a_day
        if is_in(day, self._leave):
            return 0.0
        if day.weekday() >= 5:
            mean *= traits.weekend
        if is_tet(day, *traits.tet) or is_in(day, DAYS_OFF):
            mean *= traits.on_holidays
        if is_in(day, FLOODS):
            mean *= _FLOOD
        return mean * exp(self._drift)

    def chance_of_none(self, day: date) -> float:
        """The probability that nothing is new on this day."""
        mean = self.expects(day)
        if self.traits.a_day < 1:
            return exp(-mean / _TOGETHER)
        return float((1 + mean * self.traits.burst) ** (-1 / self.traits.burst))
