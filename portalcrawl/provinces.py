"""The 63 provinces and municipalities of Viet Nam until 30 June 2025, and the 34 that they became.

Units are keyed by slug, never by their GSO code: seven units kept their name and took another code
in the merger, and old codes were given out again (24 was Bắc Giang and is now Bắc Ninh).
"""

from __future__ import annotations

import csv
from dataclasses import dataclass, replace
from datetime import date
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import Literal, cast

Kind = Literal["province", "municipality"]

#: The first day of the 34 units.
MERGER = date(2025, 7, 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Province:
    """A unit of the first level: as it was before the merger, or as it is on a given day."""

    slug: str
    gso_code: str
    """Two digits of the General Statistics Office. Not an identity: codes were reused."""
    iso_code: str
    """ISO 3166-2."""
    name_vi: str
    name_en: str
    kind: Kind
    merged_into: str
    """Slug of the unit that holds the territory since the merger; its own where it lives on."""
    post_merger_gso_code: str
    """GSO code of that unit."""

    @property
    def lives_on(self) -> bool:
        """Whether the unit is one of the 34."""
        return self.slug == self.merged_into


class UnknownProvinceError(KeyError):
    """No unit has this slug. The message names the nearest ones."""

    def __init__(self, slug: str, nearest: list[str]) -> None:
        super().__init__(slug)
        self.slug = slug
        self.nearest = nearest

    def __str__(self) -> str:
        hint = f"; did you mean {', '.join(self.nearest)}?" if self.nearest else ""
        return f"no province has the slug {self.slug!r}{hint}"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Change:
    """A unit that changed its kind or name by itself, not in the merger."""

    slug: str
    since: date
    kind: Kind
    name_vi: str | None = None
    name_en: str | None = None

    def applied_to(self, unit: Province) -> Province:
        return replace(
            unit,
            kind=self.kind,
            name_vi=self.name_vi or unit.name_vi,
            name_en=self.name_en or unit.name_en,
        )


_CHANGES = (
    _Change(
        slug="thua_thien_hue",
        since=date(2025, 1, 1),
        kind="municipality",
        name_vi="Huế",
        name_en="Hue",
    ),
    _Change(slug="dong_nai", since=date(2026, 4, 30), kind="municipality"),
)


def provinces() -> tuple[Province, ...]:
    """All 63 units as they were before the merger, in the order of their GSO codes."""
    return tuple(_by_slug().values())


def province(slug: str) -> Province:
    """The unit as it was before the merger and before it changed its name.

    Raises UnknownProvinceError, a KeyError, that names the nearest slugs.
    """
    try:
        return _by_slug()[slug]
    except KeyError:
        wanted = slug.strip().casefold().replace("-", "_").replace(" ", "_")
        raise UnknownProvinceError(slug, get_close_matches(wanted, _by_slug(), n=3)) from None


def province_at(slug: str, day: date) -> Province:
    """The unit that governs the territory of ``slug`` on ``day``, named as it was on that day.

    Before the merger that is the unit itself, from 2025-07-01 on the one that it became part of.
    """
    unit = province(slug)
    if day >= MERGER:
        heir = province(unit.merged_into)
        unit = replace(heir, gso_code=heir.post_merger_gso_code)
    for change in _CHANGES:
        if change.slug == unit.slug and change.since <= day:
            unit = change.applied_to(unit)
    return unit


def members(slug: str) -> tuple[Province, ...]:
    """The former units that make up ``slug`` today; none where it was merged away itself."""
    heir = province(slug)
    return tuple(unit for unit in provinces() if unit.merged_into == heir.slug)


@cache
def _by_slug() -> dict[str, Province]:
    with Path(__file__).with_name("provinces.csv").open(encoding="utf-8", newline="") as file:
        units = [
            Province(
                slug=row["slug"],
                gso_code=row["gso_code"],
                iso_code=row["iso_code"],
                name_vi=row["name_vi"],
                name_en=row["name_en"],
                kind=cast("Kind", row["kind"]),
                merged_into=row["merged_into_slug"],
                post_merger_gso_code=row["post_merger_gso_code"],
            )
            for row in csv.DictReader(file)
        ]
    return {unit.slug: unit for unit in units}
