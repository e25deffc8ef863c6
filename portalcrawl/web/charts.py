"""The pictures of the site as numbers: what stands where, and how high. Templates draw them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from portalcrawl.health.state import FAILED
from portalcrawl.reports import charts
from portalcrawl.web.views import UnitCount, YearCount

FLOOR = 168
"""Where the columns of years stand, in pixels from above."""
_FULL = 150
_MOST_LABELS = 10
_SHADES = 5
_NIGHT = 4
"""Width of a night in the strip of a portal, and how many it has."""
NIGHTS = 30

#: Column and row of each of the 34 units, north above: near to where they lie, yet no map.
PLACES: dict[str, tuple[int, int]] = {
    "lai_chau": (2, 1),
    "lao_cai": (3, 1),
    "tuyen_quang": (4, 1),
    "cao_bang": (5, 1),
    "dien_bien": (1, 2),
    "son_la": (2, 2),
    "phu_tho": (3, 2),
    "thai_nguyen": (4, 2),
    "lang_son": (5, 2),
    "ha_noi": (3, 3),
    "bac_ninh": (4, 3),
    "quang_ninh": (5, 3),
    "ninh_binh": (3, 4),
    "hung_yen": (4, 4),
    "hai_phong": (5, 4),
    "thanh_hoa": (3, 5),
    "nghe_an": (3, 6),
    "ha_tinh": (3, 7),
    "quang_tri": (4, 8),
    "thua_thien_hue": (4, 9),
    "da_nang": (5, 10),
    "quang_ngai": (5, 11),
    "gia_lai": (5, 12),
    "dak_lak": (5, 13),
    "lam_dong": (4, 14),
    "khanh_hoa": (5, 14),
    "tay_ninh": (2, 15),
    "dong_nai": (3, 15),
    "ho_chi_minh": (4, 15),
    "an_giang": (1, 16),
    "dong_thap": (2, 16),
    "vinh_long": (3, 16),
    "ca_mau": (1, 17),
    "can_tho": (2, 17),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class YearColumn:
    """A year of the chart; places across are percent of its width, others are pixels."""

    count: YearCount
    column: charts.Column
    label_at: float | None
    """Where its label stands, the middle of the column; None where there is no room for one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class YearChart:
    """Articles of each year."""

    columns: tuple[YearColumn, ...]
    ticks: tuple[tuple[int, int], ...]
    """Value, and the height at which its line runs."""


def years(counts: Sequence[YearCount]) -> YearChart:
    """The chart of these years, which are in order; the column of the undated is the last."""
    values = [count.articles for count in counts]
    top = max(values, default=1) or 1
    every = -(-len(counts) // _MOST_LABELS)
    dated = [count for count in counts if count.year is not None]
    columns = charts.columns(values, top, floor=FLOOR, full=_FULL)
    return YearChart(
        columns=tuple(
            YearColumn(
                count=count,
                column=column,
                label_at=round(column.x + column.width / 2, 2)
                if count.year is None or (len(dated) - 1 - at) % every == 0
                else None,
            )
            for at, (count, column) in enumerate(zip(counts, columns, strict=True))
        ),
        ticks=tuple((tick, FLOOR - round(tick * _FULL / top)) for tick in charts.ticks(top)),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Tile:
    """A unit of today in the picture of the country."""

    count: UnitCount
    column: int
    row: int
    shade: int
    """0 for nothing, 1 to 5 the more the darker."""


def tiles(counts: Sequence[UnitCount]) -> tuple[Tile, ...]:
    """The units that have a place, from north to south."""
    most = max((count.articles for count in counts), default=0)
    placed = ((*PLACES[count.unit.slug], count) for count in counts if count.unit.slug in PLACES)
    return tuple(
        Tile(count=count, column=column, row=row, shade=shade(count.articles, most))
        for column, row, count in sorted(placed, key=lambda place: (place[1], place[0]))
    )


def shade(value: int, most: int) -> int:
    """0 for nothing; else 1 to 5, each for the half of what the next one holds."""
    if value <= 0:
        return 0
    halvings = (max(most, value) // value).bit_length() - 1
    return max(1, _SHADES - halvings)


@dataclass(frozen=True, slots=True, kw_only=True)
class Strip:
    """The last nights of a portal: a path for each look, and what they say."""

    good: str
    silent: str
    degraded: str
    failed: str
    told: tuple[tuple[str, int], ...]
    """States and in how many nights; the latest state first."""
    width: int


def strip(nights: Sequence[str | None]) -> Strip:
    """Marks from left to right, the last night at the right: the higher, the worse."""
    ahead = NIGHTS - len(nights[-NIGHTS:])
    slots = (*(None for _ in range(ahead)), *nights[-NIGHTS:])

    def marked(*states: str, height: int) -> str:
        at = [slot for slot, state in enumerate(slots) if state in states]
        return charts.marks(at, step=_NIGHT, y=14 - height, height=height)

    order = [state for state, _ in groupby(reversed(slots)) if state is not None]
    counted = Counter(state for state in slots if state is not None)
    return Strip(
        good=marked("ok", height=3),
        silent=marked("silent", height=1),
        degraded=marked("degraded", height=8),
        failed=marked(*FAILED, height=13),
        told=tuple((state, counted[state]) for state in dict.fromkeys(order)),
        width=NIGHTS * _NIGHT,
    )
