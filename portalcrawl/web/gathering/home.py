"""What is in the archive as a whole."""

from __future__ import annotations

from db.overview import latest_changes, portal_totals, year_counts
from portalcrawl.web.gathering import Reading
from portalcrawl.web.gathering.hits import newest
from portalcrawl.web.gathering.units import counted_today
from portalcrawl.web.gathering.years import in_order
from portalcrawl.web.parameters import Nothing
from portalcrawl.web.views import Home

_NEWEST = 10
_CHANGES = 10


def home(reading: Reading, _path: dict[str, str], _asked: Nothing) -> Home:
    """The page ``home``."""
    portals = portal_totals(reading.connection)
    return Home(
        articles=sum(portal.articles for portal in portals),
        revisions=sum(portal.revisions for portal in portals),
        edited=sum(portal.edited for portal in portals),
        gone=sum(portal.gone for portal in portals),
        portals=sum(portal.articles > 0 for portal in portals),
        first_seen=min((each.first_seen for each in portals if each.first_seen), default=None),
        last_seen=max((each.last_seen for each in portals if each.last_seen), default=None),
        years=in_order(year_counts(reading.connection)),
        provinces=counted_today(portals),
        newest=newest(reading.connection, "", _NEWEST),
        recent_changes=latest_changes(reading.connection, _CHANGES),
    )
