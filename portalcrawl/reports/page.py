"""The report as one HTML page that needs nothing beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from itertools import groupby
from statistics import median
from typing import Any, TypeVar

from jinja2 import Environment, PackageLoader, StrictUndefined, Template

from portalcrawl.health.state import FAILED, State
from portalcrawl.items import VIETNAM
from portalcrawl.reports import charts, needs, wording
from portalcrawl.reports.advice import advice
from portalcrawl.reports.night import Night, NightReport, PortalReport, Total

_STEP = 4
_BAND = 15
_FOUND_FLOOR, _STORED_FLOOR, _STRIP = 16, 34, 37
_FULL, _FLOOR = 150, 168
_FAILED_FULL = 32
_ENOUGH = 3
"""Nights of one weekday that can say what is usual."""


def as_html(report: NightReport) -> str:
    """The page. It stands in a folder of the archive's ``reports``: its links to logs say so."""
    last = last_day(report)
    return _template().render(
        report=report,
        tonight=needs.sums(report),
        usual=_usual_of_all(report.nights, last),
        states=needs.portals_by_state(report),
        alarms=[_row(portal, last) for portal in needs.alarms(report)],
        groups=[
            (name, [_row(portal, last) for portal in portals])
            for name, portals in groupby(needs.by_need(report.portals), key=needs.need)
        ],
        chart=_chart(report.nights, last),
        needs=needs,
        last=last,
    )


def last_day(report: NightReport) -> date:
    """The day that the night belongs to, with which charts end."""
    evening = (report.started.astimezone(VIETNAM) - timedelta(hours=12)).date()
    return max((night.day for night in report.nights), default=evening)


@dataclass(frozen=True, slots=True, kw_only=True)
class Spark:
    """The small chart of a portal."""

    title: str
    found: str
    stored: str
    failed: str
    degraded: str
    silent: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A portal with all that is shown of it."""

    portal: PortalReport
    state: State | None
    is_new: bool
    """Whether its state is not that of the night before."""
    usual_found: str
    usual_stored: str
    spark: Spark
    advice: list[str]
    """Text and what is to be typed, by turns."""


def _row(portal: PortalReport, last: date) -> Row:
    health = portal.standing
    slots = charts.by_slot(portal.nights, last)
    before = _like(portal.nights, last)
    return Row(
        portal=portal,
        state=health.state if health else None,
        is_new=portal.health is not None and portal.before not in (None, portal.health.state),
        usual_found=_usual([night.found for night in before]),
        usual_stored=_usual([night.stored for night in before]),
        spark=_spark(slots),
        advice=advice(health, portal.home).split("`") if health else [],
    )


T = TypeVar("T", Night, Total)


def _like(nights: Sequence[T], last: date) -> list[T]:
    """The nights to compare the last one with: the same weekday, where there are enough."""
    before = [night for night in nights if night.day < last]
    same = [night for night in before if night.day.weekday() == last.weekday()]
    return same if len(same) >= _ENOUGH else before


def _usual(values: Sequence[int]) -> str:
    """The median; empty where there is nothing to compare with."""
    return wording.number(round(median(values))) if values else ""


def _usual_of_all(nights: Sequence[Total], last: date) -> dict[str, str]:
    before = _like(nights, last)
    return {
        name: _usual([getattr(night, name) for night in before])
        for name in ("found", "stored", "revised")
    }


def _spark(slots: Sequence[Night | None]) -> Spark:
    found = [night.found if night else 0 for night in slots]
    stored = [night.stored if night else 0 for night in slots]
    line = [
        height if night else None
        for night, height in zip(
            slots, charts.heights(found, charts.ceiling(found), _BAND), strict=True
        )
    ]
    states = [night.state if night else None for night in slots]
    return Spark(
        title=_told(slots),
        found=charts.steps(line, step=_STEP, bottom=_FOUND_FLOOR),
        stored=charts.bars(
            charts.heights(stored, charts.ceiling(stored), _BAND), step=_STEP, bottom=_STORED_FLOOR
        ),
        failed=charts.marks(
            [at for at, state in enumerate(states) if state in FAILED],
            step=_STEP,
            y=_STRIP,
            height=6,
        ),
        degraded=charts.marks(
            [at for at, state in enumerate(states) if state == "degraded"],
            step=_STEP,
            y=_STRIP + 3,
            height=3,
        ),
        silent=charts.marks(
            [at for at, state in enumerate(states) if state == "silent"],
            step=_STEP,
            y=_STRIP + 5,
            height=1,
        ),
    )


def _told(slots: Sequence[Night | None]) -> str:
    """What the small chart shows, in words."""
    nights = [night for night in slots if night]
    if not nights:
        return "No night yet."
    found, stored = ([getattr(each, name) for each in nights] for name in ("found", "stored"))
    parts = [
        f"{wording.span(nights[0].day, nights[-1].day)}:",
        f"found {_between(found)} a night, stored {_between(stored)}.",
    ]
    for state, group in groupby(nights, key=lambda night: night.state):
        days = [night.day for night in group]
        if state not in ("ok", "silent", None):
            parts.append(f"{state} {wording.span(days[0], days[-1])}.")
    return " ".join(parts)


def _between(values: Sequence[int]) -> str:
    low, high = wording.number(min(values)), wording.number(max(values))
    return low if low == high else f"{low} to {high}"


def _chart(nights: Sequence[Total], last: date) -> dict[str, Any]:
    slots = charts.by_slot(nights, last)
    stored = [night.stored if night else 0 for night in slots]
    failed = [night.failed if night else 0 for night in slots]
    top, most = charts.ceiling(stored), max(1, *failed)
    return {
        "slots": list(
            zip(
                slots,
                charts.columns(stored, top, floor=_FLOOR, full=_FULL),
                charts.columns(failed, most, floor=_FAILED_FULL, full=_FAILED_FULL),
                strict=True,
            )
        ),
        "days": [_labelled(last, back) for back in range(0, charts.NIGHTS, 14)],
        "ticks": [(tick, _FLOOR - round(tick * _FULL / top)) for tick in charts.ticks(top)],
        "floor": _FLOOR,
        "most_failed": max(failed),
    }


def _labelled(last: date, back: int) -> tuple[float, str, date]:
    """Where the day stands, in percent of the width, and with which end of its name."""
    middle = (charts.NIGHTS - back - 0.5) * 100 / charts.NIGHTS
    place = (round(middle, 2), "middle") if back else (100.0, "end")
    return *place, last - timedelta(days=back)


@cache
def _template() -> Template:
    environment = Environment(
        loader=PackageLoader("portalcrawl", "reports"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    named = ("number", "size", "duration", "moment", "clock", "day", "short_day", "counted")
    environment.filters.update({name: getattr(wording, name) for name in named})
    environment.globals["ZONE"] = wording.ZONE
    return environment.get_template("report.html")
