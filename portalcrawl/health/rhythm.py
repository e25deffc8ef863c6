"""How often a portal publishes, and whether it has been quiet for longer than that explains."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from datetime import date, timedelta
from math import log, log1p

from portalcrawl.health.holidays import holiday

ALARM = 9.5
"""Surprise (natural logarithm of one over the chance) at which a quiet time is an alarm. A portal
has at most some 250 quiet times a year: by chance alone one alarm in fifty years."""
NOTED = 5.0
"""At which the portal is called silent."""
_MOST_A_NIGHT = 4.6
"""Of one night, 1 in 100: a newsroom may be away for a day, and what it published in a listing
that answered 304."""
_MORE_THAN_BEFORE = 1.25
"""By so much a quiet time must exceed those that it has had."""
_NIGHTS = 28
"""That must be known before a rhythm is."""
_FORGET = 0.96
"""What a night counts, a week later: some 25 of each weekday are remembered."""
_NONE_AT_ALL = 150
"""Nights without anything new from the first one on, after which it is said."""
_DAY = timedelta(days=1)


@dataclass(slots=True)
class _Weekday:
    weight: float = 0.0
    sum: float = 0.0
    squares: float = 0.0
    zeros: float = 0.0

    def learn(self, stored: float) -> None:
        self.weight = self.weight * _FORGET + 1
        self.sum = self.sum * _FORGET + stored
        self.squares = self.squares * _FORGET + stored * stored
        self.zeros = self.zeros * _FORGET + (stored == 0)

    @property
    def mean(self) -> float:
        return self.sum / self.weight if self.weight else 0.0


@dataclass(slots=True)
class Rhythm:
    """The articles that are new in a night, by weekday, and the times without any."""

    nights: int = 0
    news: int = 0
    """Nights with news."""
    quiet: float = 0.0
    """Surprise of the present quiet time."""
    quiet_nights: int = 0
    last_news: date | None = None
    _weekdays: list[_Weekday] = field(default_factory=lambda: [_Weekday() for _ in range(7)])
    _pending: list[int] = field(default_factory=list)
    _gaps: deque[float] = field(default_factory=lambda: deque(maxlen=60))
    _longest: deque[int] = field(default_factory=lambda: deque(maxlen=60))
    _before: date | None = None

    def night(self, day: date, stored: int) -> None:
        """A night in which all was read: so many articles are new."""
        days = (day - self._before).days if self._before else 1
        self._before = day
        if stored:
            self._news(day, stored, days)
        elif days > 0:
            self.quiet += min(_MOST_A_NIGHT, sum(map(self._surprise, _last(day, days))))
            self.quiet_nights += 1
            if days == 1 and not holiday(day):
                self._pending.append(day.weekday())

    @property
    def surprise(self) -> float:
        """Of the present quiet time, by what is known: a rhythm of few nights is itself a guess.

        Where the mean of a rhythm is told by n times with news, the chance of a time without them
        is (1 + quiet / n) ** -n, and not exp(-quiet).
        """
        return self.news * log1p(self.quiet / self.news) if self.news else 0.0

    @property
    def limit(self) -> float:
        """The surprise at which the present quiet time is longer than all that are usual.

        The longest one of its history counts up to twice an alarm: it may have been a failure.
        """
        *_, second, longest = (0.0, 0.0, *sorted(self._gaps))
        return max(ALARM, second * _MORE_THAN_BEFORE, min(longest, 2 * ALARM))

    @property
    def longest(self) -> int:
        """Nights of the longest quiet time but one in its history; 0 without."""
        return sorted(self._longest)[-2] if len(self._longest) > 1 else 0

    @property
    def is_known(self) -> bool:
        """Whether there were enough nights to speak of a rhythm."""
        return self.nights >= _NIGHTS and self.last_news is not None

    @property
    def has_never_spoken(self) -> bool:
        """Whether nothing at all was new in very many nights."""
        return self.last_news is None and self.quiet_nights >= _NONE_AT_ALL

    def _news(self, day: date, stored: int, days: int) -> None:
        if self.quiet_nights:
            self._gaps.append(self.surprise)
            self._longest.append(self.quiet_nights)
        if self.surprise < self.limit:
            for weekday in self._pending:
                self._learn(weekday, 0)
        self._pending.clear()
        # The first night brings what was published in years.
        if self.last_news is not None and days == 1 and not holiday(day):
            self._learn(day.weekday(), stored)
            self.news += 1
        self.last_news = day
        self.quiet, self.quiet_nights = 0.0, 0

    def _learn(self, weekday: int, stored: int) -> None:
        mean = self._weekdays[weekday].mean
        self._weekdays[weekday].learn(min(stored, 4 * mean + 10))
        self.nights += 1

    def _surprise(self, day: date) -> float:
        """By which a day without news exceeds what is usual on its weekday."""
        if holiday(day):
            return 0.0
        usual = self._weekdays[day.weekday()]
        if usual.weight == 0:
            return 0.0
        mean, spread = usual.mean, self._spread()
        # The chance of none, negative binomial; where none was more often, as often as that.
        surprise = log1p(mean * spread) / spread if spread > 0.01 else mean
        if usual.zeros:
            surprise = min(surprise, -log(usual.zeros / usual.weight))
        return surprise

    def _spread(self) -> float:
        """By which the nights of a weekday differ more than by chance, all weekdays together."""
        over = expected = 0.0
        for each in self._weekdays:
            if each.weight:
                mean = each.mean
                over += each.squares - each.weight * mean * mean - each.weight * mean
                expected += each.weight * mean * mean
        return min(5.0, max(0.0, over / expected)) if expected else 0.0


def _last(day: date, days: int) -> list[date]:
    return [day - at * _DAY for at in range(min(days, 14))]
