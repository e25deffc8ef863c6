"""The units of the first level as views have them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from db.overview import PortalTotal
from portalcrawl.provinces import Province, members, province, province_at, provinces_at
from portalcrawl.web.views import Unit, UnitCount


def former(slug: str) -> Unit:
    """The unit as it was before the merger."""
    return _unit(province(slug))


def today(slug: str) -> Unit:
    """The unit that holds the territory of ``slug`` now."""
    return _unit(province_at(slug, date.max))


def counted_today(portals: Iterable[PortalTotal]) -> tuple[UnitCount, ...]:
    """The 34 units of today with what their portals and those of their members have.

    The fullest come first, the others by name.
    """
    there = list(portals)
    counts = (
        _count(_unit(unit), {each.slug for each in members(unit.slug)}, there)
        for unit in provinces_at(date.max)
    )
    return _fullest_first(counts)


def counted_members(slug: str, portals: Iterable[PortalTotal]) -> tuple[UnitCount, ...]:
    """The same of the former units that a unit of today is made of, the unit itself first."""
    there = list(portals)
    found = [_count(_unit(unit), {unit.slug}, there) for unit in members(slug)]
    return tuple(sorted(found, key=lambda count: count.unit.slug != slug))


def counted_former(slug: str, portals: Iterable[PortalTotal]) -> UnitCount:
    """The same of one former unit."""
    return _count(former(slug), {slug}, list(portals))


def _count(unit: Unit, slugs: set[str], portals: list[PortalTotal]) -> UnitCount:
    own = [portal for portal in portals if portal.province in slugs]
    return UnitCount(
        unit=unit,
        articles=sum(portal.articles for portal in own),
        portals=sum(portal.articles > 0 for portal in own),
    )


def _fullest_first(counts: Iterable[UnitCount]) -> tuple[UnitCount, ...]:
    return tuple(sorted(counts, key=lambda count: (-count.articles, count.unit.slug)))


def _unit(unit: Province) -> Unit:
    return Unit(slug=unit.slug, name_vi=unit.name_vi, name_en=unit.name_en)
