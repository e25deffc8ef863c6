"""The coordinates of the charts: numbers in, SVG paths and places out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from statistics import quantiles
from typing import Protocol, TypeVar

NIGHTS = 60
"""Slots of a chart, a day each."""
_FEW = 5
"""Values below which none of them can be called an outlier."""


class _Dated(Protocol):
    @property
    def day(self) -> date: ...


T = TypeVar("T", bound=_Dated)


def by_slot(nights: Sequence[T], last: date) -> list[T | None]:
    """A slot for each of the last days, ``last`` at the end; None where there was no night.

    What is older or lies behind ``last`` is left out; of two nights of one day the later counts.
    """
    slots: list[T | None] = [None] * NIGHTS
    for night in nights:
        at = NIGHTS - 1 - (last - night.day).days
        if 0 <= at < NIGHTS:
            slots[at] = night
    return slots


def ceiling(values: Sequence[int]) -> int:
    """The value that the highest bar stands for, at least 1.

    That is the largest, but for outliers (more than three times what nine of ten stay under, as the
    first crawl of a portal is): they would press all others flat, and are cut off at the ceiling.
    """
    positive = [value for value in values if value > 0]
    if len(positive) < _FEW:
        return max(positive, default=1)
    bound = 3 * quantiles(positive, n=10)[-1]
    usual = [value for value in positive if value <= bound]
    return max(usual, default=max(positive))


def heights(values: Sequence[int], top: int, full: int) -> list[int]:
    """How high each bar is, ``full`` for ``top`` and above; what is not nothing can be seen."""
    return [min(full, max(1, round(value * full / top))) if value > 0 else 0 for value in values]


def bars(places: Sequence[int], *, step: int, bottom: int) -> str:
    """A path of upright strokes, one for each height that is not 0, from ``bottom`` upwards."""
    middle = step // 2
    return "".join(
        f"M{at * step + middle} {bottom}v-{height}" for at, height in enumerate(places) if height
    )


def steps(places: Sequence[int | None], *, step: int, bottom: int) -> str:
    """A path of a line in steps, at each height above ``bottom``; broken where there is None."""
    path: list[str] = []
    before: int | None = None
    for at, height in enumerate(places):
        if height is not None:
            y = bottom - height
            moved = f"M{at * step} {y}" if before is None else "" if y == before else f"V{y}"
            path.append(f"{moved}h{step}")
            before = y
        else:
            before = None
    return "".join(path)


def marks(at: Sequence[int], *, step: int, y: int, height: int) -> str:
    """A path of strokes of one height, from ``y`` downwards, in the slots ``at``."""
    return "".join(f"M{slot * step + step // 2} {y}v{height}" for slot in at)


def ticks(top: int) -> list[int]:
    """Two to five round numbers from 0 to what is just not above ``top``, for an axis."""
    for power in range(len(str(top))):
        for base in (1, 2, 5):
            unit = base * 10**power
            if top // unit <= 4:
                return [unit * each for each in range(top // unit + 1)]
    return [0, top]


@dataclass(frozen=True, slots=True)
class Column:
    """One night of the large chart; places across are percent of its width, others are pixels."""

    x: float
    width: float
    y: int
    height: int
    is_cut: bool
    """Whether it is higher than the chart."""


def columns(values: Sequence[int | None], top: int, *, floor: int, full: int) -> list[Column]:
    """A column for each night, standing on ``floor``."""
    width = 100 / len(values) if values else 0.0
    return [
        Column(
            x=round(at * width + width * 0.12, 2),
            width=round(width * 0.76, 2),
            y=floor - height,
            height=height,
            is_cut=(values[at] or 0) > top,
        )
        for at, height in enumerate(heights([value or 0 for value in values], top, full))
    ]
