"""Whether a share of articles is more than a portal's own history explains."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from datetime import date
from math import comb

RARE = 1e-5
"""A chance below this is none. Some ten shares are looked at each night, in a year 3,650."""
_SPREAD = 2.0
"""By so much the odds may be worse in single nights than on the whole: what is odd comes together,
as the ten pictures of one event do."""
_ENOUGH = 40
"""Articles that must have been read before a share is known."""
_WEIGHT = 50
"""Articles of one night that count: a first crawl reads the thousands of all layouts before."""
_POOLED = 5
"""Nights with articles that are looked at together, where one has too few."""
_MANY = 20
"""Articles that prove something in one night."""
_NEARLY_ALL = 0.9
"""Of the articles: more cannot be said to be lost."""
_ECHO = 7
"""Days in which an article is read again three times (``portalcrawl.rechecks``)."""


@dataclass(frozen=True, slots=True)
class Excess:
    """A share that is not explained."""

    count: int
    among: int
    usual_count: int
    usual_among: int
    nights: int
    """In which it was seen."""

    @property
    def share(self) -> float:
        """Of the nights it was seen in."""
        return self.count / self.among

    @property
    def is_certain(self) -> bool:
        """Whether it was seen on enough articles, or on more than one night."""
        return self.nights > 1 or self.among >= _MANY

    @property
    def usually(self) -> str:
        """The share in its history, in words."""
        return f"usually {self.usual_count} of {self.usual_among}"


@dataclass(frozen=True, slots=True)
class _Night:
    day: int
    count: int
    among: int
    new: int
    """Of ``count``, those that may be read again in the nights after it."""


@dataclass(slots=True)
class Share:
    """How many of the articles have a property: usually, and in the last nights."""

    count: int = 0
    among: int = 0
    tells: bool = False
    """Whether the last night has said anything."""
    _weighed: float = 0.0
    _weight: float = 0.0
    _last: deque[_Night] = field(default_factory=lambda: deque(maxlen=_POOLED))

    def see(self, day: date, count: int, among: int, *, new: int, again: int) -> None:
        """A night, whatever it is like: ``new`` of its articles are, ``again`` were read before.

        What is odd is odd the next time as well, so articles that may have been counted a few days
        before are left out.
        """
        echo = min(count, again, self._possible_echo(day.toordinal())) if count else 0
        self.tells = among > echo
        if self.tells:
            night = _Night(day.toordinal(), count - echo, among - echo, min(count - echo, new))
            self._last.append(night)

    def learn(self, count: int, among: int) -> None:
        """A night that was as usual."""
        if among > 0:
            self.count += count
            self.among += among
            scale = min(1.0, _WEIGHT / among)
            self._weighed += count * scale
            self._weight += among * scale

    def excess(self, least: float) -> Excess | None:
        """What the last nights have more than usual, and at least this share; None for nothing.

        The last night has to show it by itself; where it has too few articles, those before it are
        taken along.
        """
        if not self.tells or self._last[-1].count < least * self._last[-1].among:
            return None
        usual = (self._weighed + 1) / (self._weight + 2)
        if self._weight < _ENOUGH or usual > _NEARLY_ALL:
            return None
        chance = _SPREAD * usual / (1 - usual + _SPREAD * usual)
        count = among = nights = 0
        for each in reversed(self._last):
            if each.count < least * each.among:
                return None
            count, among, nights = count + each.count, among + each.among, nights + 1
            if count > among * chance and tail(count, among, chance) < RARE:
                return Excess(count, among, self.count, self.among, nights)
        return None

    def _possible_echo(self, day: int) -> int:
        return sum(each.new for each in self._last if day - each.day <= _ECHO)


def tail(count: int, among: int, chance: float) -> float:
    """The probability of ``count`` or more of ``among``, each with this chance.

    Of more than 200 it is that of 200 with the same share, which is no smaller.
    """
    if among > _MOST:
        count, among = count * _MOST // among, _MOST
    return sum(
        comb(among, each) * chance**each * (1 - chance) ** (among - each)
        for each in range(count, among + 1)
    )


_MOST = 200
