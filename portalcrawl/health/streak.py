"""How long a sign has been seen, and how long it must be before a person is asked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from math import ceil, log

_TWO_ARE_ENOUGH, _THREE_ARE_ENOUGH = 0.026, 0.12
"""Of a sign that passes by itself: how often it may be seen, so that a row of so many nights means
nothing once in four years at most, or once in two."""
_TOO_OFTEN = 1e-3
"""Chance, each night, of a longer row that means nothing."""
_MOST_NIGHTS = 7
_REAL = 4
"""Nights in a row that were a failure and nothing that passes."""
_BEFORE = 20
"""Nights without it that a portal is believed before its history begins."""
_SOME = 0.3
"""Of a sign, that was never seen."""


@dataclass(slots=True)
class Streak:
    """The nights in a row in which one sign was seen. Several runs in a day are one night.

    What passed by itself is learned: of a portal whose server is often away for a night, or was
    away for so long that it was an alarm and then came back, more nights in a row are needed.
    """

    length: int = 0
    _day: date | None = None
    _told: int = 0
    _passed: int = 0
    _cried_wolf: int = 0
    """Alarms that passed by themselves."""

    def seen(self, day: date) -> None:
        """It was seen tonight."""
        if day != self._day or self.length == 0:
            self.length += 1
            self._told += 1
        self._day = day

    def not_seen(self) -> None:
        """It was looked for tonight and not seen."""
        if 0 < self.length < _REAL:
            self._cried_wolf += self.is_enough(2)
            self._passed += self.length
        self._told += 1
        self.length = 0

    def is_enough(self, at_least: int) -> bool:
        """Whether it was seen in enough nights; where one is certain, its history is not asked."""
        return self.length >= (1 if at_least == 1 else max(at_least, self._needed()))

    def _needed(self) -> int:
        often = (self._passed + _SOME) / (self._told + _BEFORE)
        if often <= _THREE_ARE_ENOUGH:
            return 2 if often <= _TWO_ARE_ENOUGH and not self._cried_wolf else 3
        return min(_MOST_NIGHTS, ceil(log(_TOO_OFTEN) / log(min(often, 0.9))))
