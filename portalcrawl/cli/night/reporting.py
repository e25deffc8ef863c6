"""The report of a night, put together from what it counted, judged and did."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Literal

from db.nights import PastNight
from db.snapshots import Snapshot
from portalcrawl.cli.night.judging import Judged
from portalcrawl.cli.night.plan import Plan
from portalcrawl.cli.running import NOT_STARTED, SpiderRun
from portalcrawl.disk import Space
from portalcrawl.health.classing import classed
from portalcrawl.health.observed import PortalNight
from portalcrawl.health.state import FAILED, Health, State
from portalcrawl.portals import Portal
from portalcrawl.provinces import UnknownProvinceError, province
from portalcrawl.reports.night import (
    FailedSpider,
    Night,
    NightReport,
    Outcome,
    PortalReport,
    SnapshotReport,
    Total,
)

SHOWN = 60
"""Nights of the charts."""


@dataclass(slots=True, kw_only=True)
class Spent:
    """What a night has come to, as far as it is spent."""

    night: str
    archive: Path
    started: datetime
    until: datetime | None
    plan: Plan
    portals: Mapping[str, Portal]
    """By host, all that are enabled."""
    history: Mapping[str, Sequence[PastNight]] = field(default_factory=dict)
    runs: list[SpiderRun] = field(default_factory=list)
    judged: dict[str, Judged] = field(default_factory=dict)
    is_stopped: bool = False
    notes: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    """What of the night itself went wrong, in sentences."""
    left_out: list[str] = field(default_factory=list)
    """Lines of spiders that cannot crawl here."""
    is_unheard: bool = False
    """Whether the report could not be written, so that nobody would hear of it."""
    totals: list[Total] = field(default_factory=list)
    articles: int = 0
    snapshot: Snapshot | None = None
    no_snapshot: str | None = None

    @property
    def outcome(self) -> Outcome:
        """How it ended."""
        if self.is_stopped:
            return "stopped"
        is_cut = any(run.outcome == NOT_STARTED or _ran_out(run.stats) for run in self.runs)
        return "out of time" if self.until is not None and is_cut else "complete"

    @property
    def is_usable(self) -> bool:
        """Whether anything came of it: a portal answered, or there was none to ask tonight."""
        others = [each for each in self.judged.values() if not (each.counts and each.counts.busy)]
        answered = any(each.counts and each.counts.listings for each in others)
        return answered or not self.plan.hosts or (bool(self.judged) and not others)

    @property
    def exit_status(self) -> Literal[0, 1, 2]:
        """0; 1 where a portal or a spider failed, or the night itself; 2 where it is not usable."""
        if self.is_unheard or not (self.is_usable or self.is_stopped):
            return 2
        failed = bool(self.plan.waiting) or any(
            each.health and each.health.state in FAILED for each in self.judged.values()
        )
        broken = any(not run.ok and run.outcome != NOT_STARTED for run in self.runs)
        is_short = self.is_stopped or bool(self.faults or self.left_out)
        return 1 if failed or broken or is_short else 0

    def report(self, finished: datetime, disk: Space) -> NightReport:
        """The report; ``disk`` is the one that the archive is on."""
        return NightReport(
            night=self.night,
            version=version("portalcrawl"),
            archive=os.fsencode(self.archive).decode(errors="replace"),
            started=self.started,
            finished=finished,
            until=self.until,
            outcome=self.outcome,
            exit_status=self.exit_status,
            portals=tuple(self._portal(host) for host in sorted(self.portals)),
            failed_spiders=tuple(self._failed_spiders()),
            notes=tuple(self.notes + self.left_out),
            faults=tuple(self.faults),
            snapshot=self._snapshot(),
            no_snapshot=self.no_snapshot,
            disk_free=disk.free,
            disk_total=disk.total,
            nights=tuple(self.totals),
            articles=self.articles,
        )

    def _portal(self, host: str) -> PortalReport:
        past = self.history.get(host, ())
        tonight = self.judged.get(host)
        spider = self.plan.spider_of[host]
        return PortalReport(
            host=host,
            scheme=self.portals[host].scheme,
            spider=spider,
            province=_province(spider),
            health=tonight.health if tonight else None,
            last=_standing(past) if host in self.plan.waiting else None,
            counts=tonight.counts if tonight else None,
            before=next((each.state for each in reversed(past) if each.state), None),
            left_out=self._why_not(host, tonight),
            nights=tuple(_nights(past, tonight))[-SHOWN:],
        )

    def _why_not(self, host: str, tonight: Judged | None) -> str | None:
        if tonight is not None:
            return tonight.why_not
        return self.plan.left_out.get(host, "the night was stopped before its turn")

    def _failed_spiders(self) -> Iterable[FailedSpider]:
        for run in self.runs:
            if not (run.ok or run.was_told or run.outcome == NOT_STARTED):
                yield FailedSpider(
                    spider=run.spider, outcome=run.outcome, log=_below(run.log, self.archive)
                )

    def _snapshot(self) -> SnapshotReport | None:
        if self.snapshot is None:
            return None
        path = _below(self.snapshot.path, self.archive)
        return SnapshotReport(path=path, articles=self.snapshot.articles)


def _standing(past: Sequence[PastNight]) -> Health | None:
    """The state of a portal that waits, as it was when it was asked last."""
    counts = [each.counts for each in past if each.state is not None]
    return classed(counts[:-1], counts[-1]) if counts else None


def _ran_out(stats: Mapping[str, object]) -> bool:
    return any(name.endswith("/limited/RUN_TIME_LIMIT") for name in stats)


def _nights(past: Sequence[PastNight], tonight: Judged | None) -> Iterable[Night]:
    """One for each day: of several runs the articles of all, and the last state."""
    days: dict[date, Night] = {}
    for counts, state in _seen(past, tonight):
        before = days.get(counts.day)
        days[counts.day] = Night(
            day=counts.day,
            found=max(counts.found, before.found if before else 0),
            stored=counts.stored + (before.stored if before else 0),
            state=state or (before.state if before else None),
        )
    return days.values()


def _seen(
    past: Sequence[PastNight], tonight: Judged | None
) -> Iterable[tuple[PortalNight, State | None]]:
    yield from ((each.counts, each.state) for each in past)
    if tonight is not None and tonight.counts is not None:
        yield tonight.counts, tonight.health.state if tonight.health else None


def _province(spider: str) -> str | None:
    try:
        return province(spider).name_vi
    except UnknownProvinceError:
        return None


def _below(path: Path, folder: Path) -> str:
    return str(path.relative_to(folder)) if path.is_relative_to(folder) else str(path)
