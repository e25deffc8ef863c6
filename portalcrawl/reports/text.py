"""The report as lines, for a terminal and for a mail."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from portalcrawl.reports.advice import advice
from portalcrawl.reports.needs import (
    alarms,
    by_need,
    ending,
    portals_by_state,
    sums,
    verdict,
)
from portalcrawl.reports.night import NightReport, PortalReport
from portalcrawl.reports.wording import (
    ZONE,
    clock,
    counted,
    day,
    duration,
    moment,
    number,
    size,
)

_COLUMNS = ("portal", "province", "state", "found", "stored", "revised", "failed", "what was seen")
_RIGHT = slice(3, 7)


def as_text(report: NightReport, *, every_portal: bool = False) -> list[str]:
    """What needs a person first, then the figures; with ``every_portal`` the table of portals.

    Nothing in a line moves the cursor of a terminal or breaks the line, whatever a portal answered.
    """
    lines = [verdict(report)]
    for portal in alarms(report):
        lines += ["", *_alarm(portal)]
    for failed in report.failed_spiders:
        lines += ["", f"spider {failed.spider}: {failed.outcome}", f"    log: {failed.log}"]
    if report.faults:
        lines += ["", *(f"Fault: {fault}" for fault in report.faults)]
    if report.notes:
        lines += ["", *(f"Note: {note}" for note in report.notes)]
    lines += ["", *_figures(report)]
    if every_portal:
        lines += ["", *_table(by_need(report.portals))]
    return ["".join(map(_shown, line)) for line in lines]


def _shown(character: str) -> str:
    return character if character.isprintable() else " "


def _alarm(portal: PortalReport) -> Iterable[str]:
    health = portal.standing
    if health is None:
        return
    since = f" since {day(health.since)}" if health.since else ""
    named = f"{portal.host} ({portal.province})" if portal.province else portal.host
    yield f"{named}: {health.state}{since}"
    yield from (f"    {sentence}" for sentence in health.evidence)
    if portal.left_out:
        yield f"    Not crawled tonight: {portal.left_out}"
    yield f"    To do: {advice(health, portal.home).replace('`', '')}"


def _figures(report: NightReport) -> Iterable[str]:
    took = duration(report.finished - report.started)
    until = f", stop budget {clock(report.until)}" if report.until else ""
    yield (
        f"Night of {moment(report.started)} to {clock(report.finished)} ({ZONE}; {took}{until})."
        f" {ending(report)}"
    )
    states = ", ".join(f"{state} {n}" for state, n in portals_by_state(report).items() if n)
    yield f"{counted(len(report.portals), 'portal')}: {states or 'none'}"
    tonight = sums(report)
    yield (
        f"Articles: found {number(tonight['found'])}, stored {number(tonight['stored'])},"
        f" revised {number(tonight['revised'])}; {number(report.articles)} in the archive"
        f" ({counted(tonight['requests'], 'request')}, {number(tonight['failures'])} failed)"
    )
    yield snapshot_line(report)
    if report.disk_total:
        yield f"Disk: {size(report.disk_free)} of {size(report.disk_total)} free"


def snapshot_line(report: NightReport) -> str:
    """What became of the snapshot, in one line."""
    if report.snapshot:
        articles = counted(report.snapshot.articles, "article")
        return f"Snapshot: {report.snapshot.path} ({articles})"
    return f"Snapshot: none, {report.no_snapshot}" if report.no_snapshot else "Snapshot: none"


def _table(portals: Sequence[PortalReport]) -> list[str]:
    rows = [_COLUMNS, *map(_row, portals)]
    widths = [max(len(row[at]) for row in rows) for at in range(len(_COLUMNS) - 1)]
    right = range(len(widths))[_RIGHT]
    return [
        "  ".join(
            [
                *(
                    cell.rjust(width) if at in right else cell.ljust(width)
                    for at, (cell, width) in enumerate(zip(row, widths, strict=False))
                ),
                row[-1],
            ]
        ).rstrip()
        for row in rows
    ]


def _row(portal: PortalReport) -> tuple[str, ...]:
    counts, health = portal.counts, portal.standing
    names = ("found", "stored", "revised", "failures")
    figures = [number(getattr(counts, name)) if counts else "-" for name in names]
    seen = portal.left_out or (health.evidence[0] if health and health.evidence else "")
    state = health.state if health else "not crawled"
    return portal.host, portal.province or "", state, *figures, seen
