"""What a night counted of each portal, and the state that says so."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from db.nights import PastNight
from portalcrawl.cli.running import SpiderRun
from portalcrawl.health.classing import classed
from portalcrawl.health.observed import PortalNight, portal_nights
from portalcrawl.health.state import Health

logger = logging.getLogger(__name__)

REMEMBERED = 180
"""Nights of a portal that it is judged by."""
_OUR_LINE = frozenset({"dns", "timeout", "connection"})
"""How portals fail when this machine cannot reach anybody."""
_TOO_LONG_BUSY = 3
_NEARLY_ALL = 0.95
_AT_LEAST = 5
CUT_OFF = "nearly no portal could be reached: see to this machine's own network"


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """One portal of tonight."""

    counts: PortalNight | None
    """None where nothing was counted: its spider did not come so far."""
    health: Health | None
    """None where nothing can be said of the portal, for the reason in ``why_not``."""
    why_not: str | None = None


def judged(
    runs: Iterable[SpiderRun],
    hosts: Mapping[str, Sequence[str]],
    history: Mapping[str, Sequence[PastNight]],
    day: date,
) -> dict[str, Judged]:
    """By host every portal of the spiders that were to run (``hosts``, by spider).

    Nights that were not judged then are no part of a portal's history.
    """
    found: dict[str, Judged] = {}
    for run in runs:
        counted = {each.host: each for each in portal_nights(run.stats, day, run.outcome)}
        for host in hosts.get(run.spider, ()):
            past = [each.counts for each in history.get(host, ()) if each.state is not None]
            found[host] = _judged(counted.get(host), past, run)
    return found


def is_cut_off(found: Iterable[Judged]) -> bool:
    """Whether it was this machine that could reach nobody, and not so many portals that failed."""
    verdicts = [each.health for each in found if each.health]
    away = [each for each in verdicts if each.state == "unreachable" and each.cause in _OUR_LINE]
    return len(verdicts) >= _AT_LEAST and len(away) >= _NEARLY_ALL * len(verdicts)


def excused(found: Mapping[str, Judged]) -> dict[str, Judged]:
    """The same without a verdict on those that could not be reached."""
    return {
        host: replace(each, health=None, why_not=CUT_OFF)
        if each.health and each.health.state == "unreachable"
        else each
        for host, each in found.items()
    }


def _judged(counts: PortalNight | None, past: Sequence[PortalNight], run: SpiderRun) -> Judged:
    if counts is not None and counts.busy:
        return Judged(counts=counts, health=None, why_not="another process is crawling it")
    if counts is None or not (counts.listings or counts.failures or counts.refused):
        # What else can be wrong is said of the spider.
        why = run.outcome if not run.ok else "nothing was asked of it"
        return Judged(counts=counts, health=None, why_not=why)
    try:
        return Judged(counts=counts, health=classed(past, counts))
    except Exception as error:
        logger.exception("%s could not be judged", counts.host)
        return Judged(counts=counts, health=None, why_not=f"it could not be judged: {error!r}")


def long_busy(found: Mapping[str, Judged], history: Mapping[str, Sequence[PastNight]]) -> list[str]:
    """A sentence for each portal that others have been crawling for nights on end."""
    return [
        f"{host} was being crawled by another process for {_TOO_LONG_BUSY} nights: its log names it"
        for host, each in found.items()
        if each.counts is not None
        and each.counts.busy
        and len(last := history.get(host, ())[1 - _TOO_LONG_BUSY :]) == _TOO_LONG_BUSY - 1
        and all(night.counts.busy for night in last)
    ]
