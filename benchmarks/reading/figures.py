"""What was measured, beside what was asked."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the report."""

    what: str
    reached: str
    asked: str = ""
    is_met: bool = True
    """True where nothing is asked."""


def at_most(what: str, reached: float, asked: float, unit: str) -> Figure:
    """A bar that is not to be passed."""
    return Figure(what, f"{reached:.3g} {unit}", f"at most {asked:g} {unit}", reached <= asked)


def at_least(what: str, reached: float, asked: float, unit: str) -> Figure:
    """A bar that is to be reached."""
    return Figure(what, f"{reached:.3g} {unit}", f"at least {asked:g} {unit}", reached >= asked)


def holds(what: str, is_met: bool, reached: str, asked: str) -> Figure:
    """A bar that is no number."""
    return Figure(what, reached, asked, is_met)


def told(figures: Iterable[Figure]) -> str:
    """The figures as a table; a bar that is missed says so."""
    rows = [(each.what, each.reached, each.asked + _verdict(each)) for each in figures]
    return "\n".join(_line(rows, row) for row in rows)


def p95(values: Sequence[float]) -> float:
    """The value that 95 of 100 do not pass."""
    return sorted(values)[max(0, math.ceil(len(values) * 0.95) - 1)]


def _verdict(figure: Figure) -> str:
    return "" if figure.is_met else "  MISSED"


def _line(rows: Sequence[tuple[str, str, str]], row: tuple[str, str, str]) -> str:
    width, reached = (max(len(each[place]) for each in rows) for place in (0, 1))
    return f"  {row[0]:{width}}  {row[1]:>{reached}}  {row[2]}".rstrip()
