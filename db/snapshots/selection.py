"""Which part of the archive a snapshot is of."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from portalcrawl.provinces import members

#: In a folder's name; further units are only counted.
_NAMED = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """What all of these hold for; ``Selection()`` is the whole archive."""

    provinces: tuple[str, ...] = ()
    """Slugs. One of the 34 of today stands for all its former members, one that was merged into
    another for itself. None: all of them, and the portals that belong to no province."""
    first: date | None = None
    last: date | None = None
    """Days of publication, both included. An article without a date is then left out; one that
    is dated by its month counts as of the first day of it."""

    @property
    def is_whole(self) -> bool:
        """Whether everything is selected."""
        return self == Selection()

    @property
    def is_by_days(self) -> bool:
        """Whether it leaves out articles of the portals that it has."""
        return self.first is not None or self.last is not None

    @property
    def former_units(self) -> tuple[str, ...]:
        """Slugs of all units that are meant, as they were before the merger, in order."""
        units = {
            former.slug if former else slug
            for slug in self.provinces
            for former in (members(slug) or (None,))
        }
        return tuple(sorted(units))

    @property
    def suffix(self) -> str:
        """What a folder's name says of it, ``-kon_tum-from-2024-01-01``; empty for the whole."""
        units = sorted(self.provinces)
        more = [f"and-{len(units) - _NAMED}-more"] if len(units) > _NAMED else []
        days = [f"{word}-{day}" for word, day in (("from", self.first), ("to", self.last)) if day]
        return "".join(f"-{part}" for part in (*units[:_NAMED], *more, *days))

    def as_json(self) -> dict[str, Any]:
        """For ``datapackage.json``; empty for the whole."""
        told: dict[str, Any] = {}
        if self.provinces:
            told["provinces"] = list(self.former_units)
        if self.first:
            told["from"] = self.first.isoformat()
        if self.last:
            told["to"] = self.last.isoformat()
        return told

    def __str__(self) -> str:
        """In words: ``of kon_tum, quang_ngai, published from 2024-01-01``; empty for the whole."""
        parts = []
        if self.provinces:
            parts.append(f"of {', '.join(self.former_units)}")
        days = [f"{word} {day}" for word, day in (("from", self.first), ("to", self.last)) if day]
        if days:
            parts.append(f"published {' '.join(days)}")
        return ", ".join(parts)


WHOLE = Selection()
