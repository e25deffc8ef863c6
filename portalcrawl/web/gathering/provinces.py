"""The units of the first level, with what their portals have."""

from __future__ import annotations

from db.overview import PortalTotal, portal_totals, year_counts
from portalcrawl.provinces import UnknownProvinceError, members, province
from portalcrawl.web.faults import not_found
from portalcrawl.web.gathering import Reading
from portalcrawl.web.gathering.hits import newest
from portalcrawl.web.gathering.portals import portal_lines
from portalcrawl.web.gathering.units import (
    counted_former,
    counted_members,
    counted_today,
    former,
    today,
)
from portalcrawl.web.gathering.years import in_order
from portalcrawl.web.parameters import Nothing
from portalcrawl.web.views import Province, UnitCount

_NEWEST = 10

#: A unit of today, and the former ones that it was made of.
UnitWithMembers = tuple[UnitCount, tuple[UnitCount, ...]]


def all_provinces(
    reading: Reading, _path: dict[str, str], _asked: Nothing
) -> tuple[UnitWithMembers, ...]:
    """The page ``provinces``: the 34 units of today, the fullest first."""
    portals = portal_totals(reading.connection)
    return tuple(
        (count, counted_members(count.unit.slug, portals)) for count in counted_today(portals)
    )


def one_province(reading: Reading, path: dict[str, str], _asked: Nothing) -> Province:
    """The page ``province``: a unit of today with its members, or a former one by itself."""
    slug = path["slug"]
    try:
        unit = province(slug)
    except UnknownProvinceError as error:
        raise not_found(str(error), "no_unit", slug=slug[:80]) from None
    slugs = [each.slug for each in members(slug)] if unit.lives_on else [slug]
    own = [each for each in portal_totals(reading.connection) if each.province in slugs]
    return Province(
        unit=today(slug) if unit.lives_on else former(slug),
        lives_on=unit.lives_on,
        now=today(slug),
        members=counted_members(slug, own) if unit.lives_on else (counted_former(slug, own),),
        articles=sum(portal.articles for portal in own),
        years=in_order(year_counts(reading.connection, [each.portal_id for each in own])),
        portals=portal_lines(reading.connection, _by_unit(own)),
        newest=newest(reading.connection, f"province:{slug}", _NEWEST) if own else (),
    )


def _by_unit(portals: list[PortalTotal]) -> list[PortalTotal]:
    return sorted(portals, key=lambda portal: (portal.province or "", portal.host))
