"""The 63 provinces and municipalities of Viet Nam until 30 June 2025, and the 34 that they became.

Units are keyed by slug, never by their GSO code: seven units kept their name and took another code
in the merger, and old codes were given out again (24 was Bắc Giang and is now Bắc Ninh).
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import Literal, cast
from unicodedata import normalize

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
    """No unit has this slug, or is called so. The message names the nearest ones."""

    def __init__(self, slug: str, nearest: list[str], wanted: str = "has the slug") -> None:
        super().__init__(slug)
        self.slug = slug
        self.nearest = nearest
        self._wanted = wanted

    def __str__(self) -> str:
        hint = f"; did you mean {', '.join(self.nearest)}?" if self.nearest else ""
        return f"no province {self._wanted} {self.slug!r}{hint}"


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

#: Names that are no spelling of those in the table. Old pages write c for k.
_OTHER_NAMES = {
    "dak_lak": ("Đắc Lắc",),
    "dak_nong": ("Đắc Nông",),
    "ho_chi_minh": ("TPHCM", "HCMC", "Sài Gòn"),
}
#: Of names that somebody may have meant, and how much alike one must be (difflib's ratio).
_MOST_NAMED, _ALIKE = 3, 0.7
_TITLES = re.compile(r"^(?:tinh|thanhpho|tp)|(?:province|city)$")
"""What stands before or behind a name, as ``_squeezed`` writes it."""


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


def provinces_at(day: date) -> tuple[Province, ...]:
    """All units in force on ``day``, as they were on that day, in the order of their GSO codes.

    63 until 2025-06-30, 34 from 2025-07-01 on.
    """
    units = (province_at(unit.slug, day) for unit in provinces() if day < MERGER or unit.lives_on)
    return tuple(sorted(units, key=lambda unit: unit.gso_code))


def lookup(name: str) -> Province:
    """The unit with this slug or name, as it was before the merger and before it changed its name.

    The name is Vietnamese or English, of any time, and may be spelt in any way: tone marks in
    either style (``Hoà Bình``), without diacritics (``Dak Lak``), in NFD, in capitals, with
    ``Tỉnh``, ``TP.`` or ``City``, with any dash or none. Raises UnknownProvinceError that names
    the nearest units.
    """
    names = _by_name()
    wanted = _squeezed(name)
    for spelling in (wanted, _TITLES.sub("", wanted)):
        if spelling in names:
            return names[spelling]
    raise UnknownProvinceError(name, _nearest(wanted, names), "is called")


def _nearest(wanted: str, names: Mapping[str, Province]) -> list[str]:
    """Names that begin so, or else such as somebody may have meant; at most three."""
    near = [each for each in names if wanted and each.startswith(wanted)]
    near = near or get_close_matches(wanted, names, n=_MOST_NAMED, cutoff=_ALIKE)
    return list(dict.fromkeys(names[each].name_vi for each in near))[:_MOST_NAMED]


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


@cache
def _by_name() -> dict[str, Province]:
    return {_squeezed(name): unit for unit in provinces() for name in _names(unit)}


def _names(unit: Province) -> Iterator[str]:
    yield from (unit.slug, unit.name_vi, unit.name_en, *_OTHER_NAMES.get(unit.slug, ()))
    for change in _CHANGES:
        if change.slug == unit.slug:
            yield from filter(None, (change.name_vi, change.name_en))


def _squeezed(name: str) -> str:
    """Letters and digits alone, lower case without diacritics: equal for all spellings of a name.

    The Icelandic eth, which stands for đ in texts from old code pages, counts as one.
    """
    plain = normalize("NFKD", name.casefold()).replace("đ", "d").replace("ð", "d")
    return re.sub(r"[\W_]+", "", plain)
