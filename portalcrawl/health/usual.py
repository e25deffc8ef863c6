"""What is usual for a portal, learned night by night from those that were as usual."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from statistics import median
from typing import TypeVar

from portalcrawl.health.observed import PortalNight
from portalcrawl.health.shares import Share

_T = TypeVar("_T", int, float)
NIGHTS = 120
"""That are remembered."""
_OF_A_WEEKDAY = 12
_FEW = 8
"""Nights that are too few to be compared with."""
_LOW = 0.05
_HIGH = 0.9
_DAYS = ("Mondays", "Tuesdays", "Wednesdays", "Thursdays", "Fridays", "Saturdays", "Sundays")

#: Pages that should be articles and are none: how an article looks whose layout has changed.
_NO_ARTICLES = ("empty", "listing", "login", "unreadable")
_FIELDS = ("title", "published_at", "lead", "author", "source", "section")


def shares_of(night: PortalNight) -> Mapping[str, tuple[int, int]]:
    """By what is watched: how many articles have it, of how many."""
    refused = sum(night.refused.get(kind, 0) for kind in _NO_ARTICLES)
    denied, read = night.missing + night.gone, night.read
    return {
        "generic": (night.generic, read),
        "refused": (refused, refused + read),
        "404": (denied, max(denied, night.rechecked)),
        **{name: (min(night.without.get(name, 0), read), read) for name in _FIELDS},
    }


@dataclass(slots=True)
class Usual:
    """The nights of one portal that were as usual."""

    nights: int = 0
    shares: dict[str, Share] = field(default_factory=lambda: defaultdict(Share))
    _starts: deque[int] = field(default_factory=lambda: deque(maxlen=NIGHTS))
    _in_vain: deque[int] = field(default_factory=lambda: deque(maxlen=NIGHTS))
    _empty: deque[int] = field(default_factory=lambda: deque(maxlen=NIGHTS))
    _found: deque[tuple[int, int]] = field(default_factory=lambda: deque(maxlen=NIGHTS))
    _most: float = 0.0
    """Articles that a listing names, on the night when it were most."""
    _failed: deque[float] = field(default_factory=lambda: deque(maxlen=NIGHTS))
    _by_weekday: dict[tuple[str, int], deque[int]] = field(
        default_factory=lambda: defaultdict(lambda: deque(maxlen=_OF_A_WEEKDAY))
    )

    @property
    def is_known(self) -> bool:
        """Whether there were enough nights to compare with."""
        return self.nights >= _FEW

    def see(self, night: PortalNight) -> None:
        """Take the shares of a night, whatever it is like."""
        for name, (count, among) in shares_of(night).items():
            # What was denied is asked for once more; what was stored, five times.
            new = night.missing if name == "404" else night.stored
            self.shares[name].see(night.day, count, among, new=new, again=night.rechecked)

    def learn(self, night: PortalNight) -> None:
        """Take a night as usual. Not before it is known that it was."""
        self.nights += 1
        for name, (count, among) in shares_of(night).items():
            self.shares[name].learn(count, among)
        self._starts.append(night.listings + night.starts_failed)
        self._in_vain.append(in_vain(night))
        self._empty.append(night.starts_empty)
        self._failed.append(failed_share(night))
        if fresh := fresh_listings(night):
            self._found.append((fresh, night.found))
            self._most = max(self._most, night.found / fresh)
        for name in ("found", "stored", "requests"):
            self._by_weekday[name, night.day.weekday()].append(getattr(night, name))

    def high_in_vain(self) -> int | None:
        """So many listings fail or name nothing on the worst of ten nights; None if unknown."""
        return _quantile(sorted(self._in_vain), _HIGH) if len(self._in_vain) >= _FEW else None

    def high_empty(self) -> int:
        """So many listings name nothing on the worst of ten nights."""
        return _quantile(sorted(self._empty), _HIGH) if self._empty else 0

    def starts(self) -> int:
        """How many listings there are: on some night nothing but their first pages was read."""
        return min(self._starts, default=0)

    def finds_enough(self, night: PortalNight, share: float) -> bool:
        """Whether it is as much as this share of what so many listings have named at the most."""
        return night.found >= share * self._most * fresh_listings(night)

    def low_found(self, fresh: int, least: int) -> int | None:
        """So few articles are named, on the worst of twenty nights, by so many listings.

        That of nights with no fewer than ``least`` is taken in proportion. None where there were
        too few of them.
        """
        found = sorted(
            found * fresh // many for many, found in self._found if least <= many <= fresh
        )
        return _quantile(found, _LOW) if len(found) >= _FEW else None

    def names_nothing_at_times(self, fresh: int) -> bool:
        """Whether so many listings, or more, have named no article in nights as usual."""
        return sum(found == 0 for many, found in self._found if many >= fresh) > 1

    def high_failed(self) -> float:
        """The share of requests that fail on the worst of ten nights."""
        return _quantile(sorted(self._failed), _HIGH) if self._failed else 0.0

    def on_its_weekday(self, night: PortalNight, name: str) -> str:
        """``on Sundays usually 41 (median of 12)``; empty without a history."""
        before = self._by_weekday.get((name, night.day.weekday()))
        if not before:
            return ""
        usually = f"{median(before):g}"
        return f", on {_DAYS[night.day.weekday()]} usually {usually} (median of {len(before)})"


def fresh_listings(night: PortalNight) -> int:
    """Listings that were read, with more than 304, and do not name nothing at once."""
    return max(0, night.listings - night.unmodified - night.starts_empty)


def in_vain(night: PortalNight) -> int:
    """Listings of which nothing came: their first page failed, or names no article."""
    return night.starts_failed + night.starts_empty


def failed_share(night: PortalNight) -> float:
    """The share of what was asked for that failed. What robots.txt forbids was not asked for."""
    refused = sum(count for kind, count in night.refused.items() if kind != "robots")
    denied = night.missing + night.gone
    answered = night.listings + night.read + refused + denied
    return night.failures / (night.failures + answered) if night.failures else 0.0


def _quantile(ordered: list[_T], share: float) -> _T:
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]
