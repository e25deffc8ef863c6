"""Nights of portals for the tests: what a usual night counts, and what differs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from portalcrawl.health.classing import classed
from portalcrawl.health.observed import PortalNight
from portalcrawl.health.state import Health

FIRST = date(2026, 5, 4)
"""A Monday; no holiday is near in the weeks behind it."""
HOST = "p.gov.vn"


def day(number: int) -> date:
    """The day of a night."""
    return FIRST + timedelta(days=number)


def usual(number: int, **other: Any) -> PortalNight:
    """A night of a portal with two listings that publishes ten articles a day, three on Sundays."""
    stored = 3 if day(number).weekday() == 6 else 10 + number % 3
    night = PortalNight(
        host=HOST,
        day=day(number),
        listings=4,
        found=60 + number % 4,
        known=50,
        requested=stored,
        requests=40,
        stored=stored,
        rechecked=20,
        methods={"profile:liferay": stored + 20},
        without={"lead": 5, "source": stored + 20},
    )
    return replace(night, **other)


def nights(count: int, **other: Any) -> list[PortalNight]:
    """So many usual nights."""
    return [usual(number, **other) for number in range(count)]


def failed(number: int, kind: str, count: int = 30) -> PortalNight:
    """A night in which no listing was read."""
    return PortalNight(host=HOST, day=day(number), failed={kind: count}, requests=3 * count)


def told(each: Iterable[PortalNight]) -> Health:
    """What is said of the last of the nights."""
    *history, tonight = each
    return classed(history, tonight)
