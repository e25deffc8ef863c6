"""The portals, and how they are by the last nights."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import get_args

from sqlalchemy import Connection

from db.overview import Judged, PortalTotal, judgements, last_nights, portal_totals
from portalcrawl.health.state import State
from portalcrawl.web.gathering import Reading
from portalcrawl.web.gathering.units import former
from portalcrawl.web.parameters import Nothing
from portalcrawl.web.views import Health, PortalLine

NIGHTS = 30
_WORST_FIRST: tuple[str, ...] = tuple(reversed(get_args(State)))


def health(reading: Reading, _path: dict[str, str], _asked: Nothing) -> Health:
    """The page ``portals``."""
    lines = portal_lines(reading.connection, portal_totals(reading.connection))
    nights = last_nights(reading.connection, 1)
    states = [line.state for line in lines]
    return Health(
        night=nights[-1] if nights else None,
        day=max((line.judged for line in lines if line.judged), default=None),
        states=tuple((state, states.count(state)) for state in _WORST_FIRST if state in states),
        portals=tuple(sorted(lines, key=_urgency)),
    )


def portal_lines(connection: Connection, portals: Iterable[PortalTotal]) -> tuple[PortalLine, ...]:
    """A line for each portal, in the order given."""
    nights = last_nights(connection, NIGHTS)
    judged = judgements(connection, nights)
    return tuple(_line(portal, nights, judged.get(portal.portal_id, {})) for portal in portals)


def _line(portal: PortalTotal, nights: Sequence[str], by_night: dict[str, Judged]) -> PortalLine:
    last = by_night[max(by_night)] if by_night else None
    return PortalLine(
        host=portal.host,
        unit=former(portal.province) if portal.province else None,
        role=portal.role,
        engine=portal.engine,
        since=portal.since,
        until=portal.until,
        articles=portal.articles,
        revisions=portal.revisions,
        first_seen=portal.first_seen,
        last_seen=portal.last_seen,
        state=last.state if last else None,
        cause=last.cause if last else None,
        evidence=last.evidence if last else (),
        needs_person=last.needs_person if last else False,
        judged=last.day if last else None,
        nights=tuple(by_night[night].state if night in by_night else None for night in nights),
    )


def _urgency(line: PortalLine) -> tuple[bool, int, str]:
    """Those that need a person first, then by state, the worst first, then by host."""
    place = _WORST_FIRST.index(line.state) if line.state else len(_WORST_FIRST)
    return not line.needs_person, place, line.host
