"""The course of a night: plan, crawl, close, judge, snapshot, report, tell, prune.

Whatever fails behind the plan is told in the report, and the rest goes on: what was fetched is
stored by then, and a night without a report would be one that nobody hears of.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from scrapy.settings import Settings

from db.archive import Archive, open_archive
from db.dialects import reading, tidy_search_index, writing
from db.engine import said_in_one_line
from db.errors import ArchiveError
from db.nights import NightRun, article_count, note_health, past_nights, totals_of_days
from db.snapshots import HeldBackError, write_snapshot
from portalcrawl import settings as project
from portalcrawl.cli.config import undeclared_hosts
from portalcrawl.cli.night import clock, publishing
from portalcrawl.cli.night.hook import told
from portalcrawl.cli.night.judging import (
    CUT_OFF,
    REMEMBERED,
    excused,
    is_cut_off,
    judged,
    long_busy,
)
from portalcrawl.cli.night.plan import enabled, planned
from portalcrawl.cli.night.reporting import SHOWN, Spent
from portalcrawl.cli.night.telling import Teller
from portalcrawl.cli.prune import policy_of
from portalcrawl.cli.prune import told as told_of
from portalcrawl.cli.pruning import prune
from portalcrawl.cli.registry import settings as scrapy_settings
from portalcrawl.cli.registry import spiders_of_the_night
from portalcrawl.cli.running import NOT_STARTED, StoppedError, run_spiders
from portalcrawl.cli.stopping import not_interrupted, terminated_as_interrupted
from portalcrawl.config import Config
from portalcrawl.disk import disk_space
from portalcrawl.errors import Fault
from portalcrawl.reports.document import as_json
from portalcrawl.reports.needs import needs_person
from portalcrawl.reports.night import NightReport
from portalcrawl.reports.text import as_text
from portalcrawl.settings import database_url


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What a night is to do."""

    archive: Path
    config: Config
    settings: Mapping[str, object]
    """For every spider, with the priority of the command line."""
    started: datetime
    """Aware."""
    day: date
    ends_at: datetime | None
    """When nothing more is asked for."""
    quiet: bool

    @property
    def name(self) -> str:
        """The night's."""
        return clock.name_of(self.started)


def spend(order: Order) -> NightReport:
    """Spend the night. Raises Fault or ArchiveError, and has crawled nothing, where it cannot."""
    archive = open_archive(database_url(order.archive))
    try:
        spent = _planned(order, archive)
        with terminated_as_interrupted(), _teller(order) as teller:
            _crawl(order, spent, teller)
            for step in (_judge, _close_runs, _remember, _publish_snapshot, _prune, _tidy):
                with _going_on(spent, teller):
                    step(order, archive, spent, teller)
            return _reported(order, spent, teller)
    finally:
        archive.close()


def _planned(order: Order, archive: Archive) -> Spent:
    chosen = _chosen(order)
    night = spiders_of_the_night(chosen)
    if not night.portals:
        raise Fault("no province has a portal in force; see spiders/ and PORTALCRAWL_REPLICAS")
    wanted = order.config.portals
    portals = enabled(night.portals, wanted.provinces)
    hosts = {spider: [portal.host for portal in each] for spider, each in portals.items()}
    with said_in_one_line(archive.engine), reading(archive.engine) as connection:
        history = past_nights(
            connection,
            [host for each in hosts.values() for host in each],
            before=order.name,
            at_most=REMEMBERED,
        )
    spent = Spent(
        night=order.name,
        archive=order.archive,
        started=order.started,
        until=order.ends_at,
        plan=planned(hosts, history, order.day, disabled=wanted.leave_out),
        portals={portal.host: portal for each in portals.values() for portal in each},
        history=history,
        left_out=night.left_out,
    )
    spent.notes += undeclared_hosts(project.configuration())
    if not chosen.get("CONTACT") and not chosen.get("REPLICAS"):
        spent.notes.append("no contact is set: portals cannot tell whom to write to")
    return spent


def _chosen(order: Order) -> Settings:
    chosen = scrapy_settings()
    chosen.setdict(dict(order.settings), priority="cmdline")
    return chosen


def _teller(order: Order) -> Teller:
    logs = order.archive / "logs"
    logs.mkdir(parents=True, exist_ok=True)
    return Teller(logs / f"{order.name}-{os.getpid()}-nightly.log", quiet=order.quiet)


def _crawl(order: Order, spent: Spent, teller: Teller) -> None:
    plan = spent.plan
    until = f", until {order.ends_at:%H:%M}" if order.ends_at else ""
    crawled = len({host for hosts in plan.hosts.values() for host in hosts})
    teller.begins(len(plan.spiders))
    teller.say(
        f"night {order.name}: {crawled} portals of {len(plan.spiders)} spiders{until}; left out:"
        f" {len(plan.left_out)}"
    )
    for host, why in plan.left_out.items():
        teller.say(f"{host}: {why}")
    night = {"NIGHT": order.name, "NIGHT_DAY": order.day.isoformat()}
    try:
        spent.runs = run_spiders(
            plan.spiders,
            order.archive,
            settings={**order.settings, **night},
            arguments={},
            of_spider=plan.settings(always=_chosen(order).getlist("LEFT_OUT")),
            ends_at=order.ends_at,
            progress=teller.show if teller.is_live else None,
            ended=teller.ended,
        )
    except StoppedError as stopped:
        spent.runs, spent.is_stopped = stopped.runs, True
        teller.say("stopped by a signal", level=logging.WARNING)


def _close_runs(order: Order, archive: Archive, spent: Spent, _teller: Teller) -> None:
    """Write down how those runs ended that could not do it themselves."""
    left_open = archive.unfinished_runs(order.name)
    closed = archive.spiders_of(order.name)
    for run in spent.runs:
        if run.outcome == NOT_STARTED or (run.spider in closed and run.spider not in left_open):
            continue
        row = left_open.get(run.spider) or archive.start_run(
            run.spider, NightRun(order.name, order.day)
        )
        outcome = "interrupted" if run.was_told else f"failed: {run.outcome}"
        archive.finish_run(row, outcome, run.stats)


def _judge(order: Order, _archive: Archive, spent: Spent, _teller: Teller) -> None:
    spent.judged = judged(spent.runs, spent.plan.hosts, spent.history, order.day)
    if is_cut_off(spent.judged.values()):
        spent.judged = excused(spent.judged)
        spent.faults.append(CUT_OFF)
    spent.faults += long_busy(spent.judged, spent.history)


def _remember(order: Order, archive: Archive, spent: Spent, _teller: Teller) -> None:
    """Keep the verdicts, and read what the report shows of other nights."""
    verdicts = [each.health for each in spent.judged.values() if each.health]
    with said_in_one_line(archive.engine), writing(archive.engine) as connection:
        note_health(connection, order.name, verdicts)
    with said_in_one_line(archive.engine), reading(archive.engine) as connection:
        spent.totals = totals_of_days(connection, SHOWN)
        spent.articles = article_count(connection)


def _publish_snapshot(order: Order, archive: Archive, spent: Spent, _teller: Teller) -> None:
    if not order.config.snapshots.nightly:
        return
    if not spent.is_usable or spent.is_stopped:
        spent.no_snapshot = "the night was stopped" if spent.is_stopped else "nothing usable came"
        return
    spent.no_snapshot = "it could not be written"
    wanted = order.config.snapshots
    try:
        spent.snapshot = write_snapshot(
            archive.engine,
            order.archive / "snapshots",
            forms=wanted.forms,
            most_shrunk=wanted.most_shrunk,
        )
    except HeldBackError:
        spent.no_snapshot = "it was held back"
        raise
    spent.no_snapshot = None


def _prune(order: Order, _archive: Archive, spent: Spent, teller: Teller) -> None:
    if spent.is_stopped:
        return
    pruned = prune(order.archive, policy_of(order.config), order.started, dry_run=False)
    if pruned.everything:
        for line in told_of(pruned, dry_run=False):
            teller.say(line)


def _tidy(_order: Order, archive: Archive, spent: Spent, _teller: Teller) -> None:
    if not spent.is_stopped:
        with said_in_one_line(archive.engine):
            tidy_search_index(archive.engine)


def _reported(order: Order, spent: Spent, teller: Teller) -> NightReport:
    report = _published(order, spent, teller)
    for tell in (_hand_to_collector, _told):
        failed: str | None = "stopped by a signal while it was told"
        with _going_on(spent, teller):
            failed = tell(order, report)
        if failed:
            teller.say(failed, level=logging.ERROR)
            spent.faults.append(failed)
            report = _published(order, spent, teller)
    if not order.quiet or needs_person(report):
        page = order.archive / "reports" / order.name / "report.html"
        teller.tell([*as_text(report), f"Report: {page}"])
    return report


def _hand_to_collector(order: Order, report: NightReport) -> str | None:
    """Write the metrics for Prometheus' collector; what went wrong with it."""
    if not (path := order.config.reports.metrics):
        return None
    try:
        publishing.hand_over(report, Path(path))
    except OSError as error:
        return f"the metrics {path} cannot be written: {error.strerror}"
    return None


def _told(order: Order, report: NightReport) -> str | None:
    """Run the hook, where there is one for such a night; what went wrong with it."""
    night = order.config.night
    is_wanted = night.hook_when == "always" or needs_person(report)
    return told(night.hook, as_json(report)) if night.hook and is_wanted else None


def _published(order: Order, spent: Spent, teller: Teller) -> NightReport:
    """The report, written; what could not be is told in it, for the hook and on the terminal."""
    with not_interrupted():
        report = spent.report(datetime.now(UTC), disk_space(order.archive))
        if not (failed := publishing.publish(report, order.archive)):
            return report
        for fault in failed:
            teller.say(fault, level=logging.ERROR)
        spent.is_unheard = True
        spent.faults += [each for each in failed if each not in spent.faults]
        return spent.report(datetime.now(UTC), disk_space(order.archive))


@contextmanager
def _going_on(spent: Spent, teller: Teller) -> Iterator[None]:
    """Whatever cannot be done is told, and the next thing is done."""
    try:
        yield
    except KeyboardInterrupt:
        spent.is_stopped = True
        teller.say("stopped by a signal", level=logging.WARNING)
    except (ArchiveError, Fault, OSError) as error:
        _note(spent, teller, " ".join(str(error).split()))
    except Exception as error:
        _note(spent, teller, f"an error in portalcrawl: {error!r}", exc_info=True)


def _note(spent: Spent, teller: Teller, fault: str, *, exc_info: bool = False) -> None:
    spent.faults.append(fault)
    teller.say(fault, level=logging.ERROR, exc_info=exc_info)
