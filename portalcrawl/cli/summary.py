"""What a crawl did, portal by portal, as people read it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from portalcrawl.cli.running import SpiderRun
from portalcrawl.health.observed import of_portals

_COUNTED = ("found", "known", "stored", "revised")
_READ = (*_COUNTED, "listings", "unmodified", "busy")
_AGAIN = ("rechecked", "missing", "gone")


@dataclass(slots=True)
class PortalSummary:
    """The counts of one portal in one run."""

    portal: str
    spider: str
    found: int = 0
    known: int = 0
    stored: int = 0
    revised: int = 0
    listings: int = 0
    """Listings that answered."""
    unmodified: int = 0
    """Listings that answered 304."""
    busy: int = 0
    """1 where it was left out, because another process crawls it."""
    refused: dict[str, int] = field(default_factory=dict)
    merged: dict[str, int] = field(default_factory=dict)
    failed: dict[str, int] = field(default_factory=dict)
    attachments: dict[str, int] = field(default_factory=dict)
    again: dict[str, int] = field(default_factory=dict)
    """Of the articles that were asked for again: how many, and what the portal denied."""


def summarise(runs: Iterable[SpiderRun]) -> list[PortalSummary]:
    """The portals of all runs, in the order of the spiders."""
    return [summary for run in runs for summary in _of_run(run.spider, run.stats)]


def totals(summaries: Iterable[PortalSummary]) -> dict[str, int]:
    """The counts of all portals together."""
    rows = list(summaries)
    sums = {name: sum(getattr(row, name) for row in rows) for name in _COUNTED}
    for name in ("refused", "merged", "failed"):
        sums[name] = sum(sum(getattr(row, name).values()) for row in rows)
    return sums


def nothing_new(summaries: list[PortalSummary]) -> str | None:
    """The sentence for a run that added nothing and changed nothing; None for any other."""
    sums = totals(summaries)
    denied = any(row.again.get(name) for row in summaries for name in ("missing", "gone"))
    if not summaries or denied or sums["stored"] or sums["revised"] or sums["failed"]:
        return None
    words = [f"Nothing new: {sums['known']} pages found are known already"]
    if sums["refused"]:
        words.append(f"{sums['refused']} were refused")
    if unmodified := sum(row.unmodified for row in summaries):
        words.append(f"{unmodified} listings have not changed")
    return ", ".join(words) + "."


def as_table(summaries: list[PortalSummary], names: Mapping[str, str]) -> list[str]:
    """Lines of a table; ``names`` gives the host that a replica stands for."""
    header = ("portal", "found", "known", "stored", "revised", "merged", "refused", "failed")
    rows = [header] + [
        (
            names.get(row.portal, row.portal),
            *(str(getattr(row, name)) for name in _COUNTED),
            *(str(sum(part.values())) for part in (row.merged, row.refused, row.failed)),
        )
        for row in summaries
    ]
    widths = [max(len(row[at]) for row in rows) for at in range(len(header))]
    return ["  ".join(_aligned(row, widths)).rstrip() for row in rows]


def reasons(summaries: list[PortalSummary], names: Mapping[str, str]) -> list[str]:
    """Why links were merged, pages refused and requests failed, a line a portal and kind."""
    lines: list[str] = []
    for row in summaries:
        for label, part in (
            ("merged", row.merged),
            ("refused", row.refused),
            ("failed", row.failed),
            ("again", row.again),
            ("attachments", row.attachments),
        ):
            if part:
                counted = ", ".join(f"{why} {count}" for why, count in sorted(part.items()))
                lines.append(f"{names.get(row.portal, row.portal)}  {label}: {counted}")
    return lines


def _aligned(row: tuple[str, ...], widths: list[int]) -> list[str]:
    first, *numbers = (
        cell.ljust(width) if at == 0 else cell.rjust(width)
        for at, (cell, width) in enumerate(zip(row, widths, strict=True))
    )
    return [first, *numbers]


def _of_run(spider: str, stats: Mapping[str, Any]) -> list[PortalSummary]:
    found: dict[str, PortalSummary] = {}
    for portal, name, kind, value in of_portals(stats):
        row = found.setdefault(portal, PortalSummary(portal, spider))
        if kind is None and name in _READ:
            setattr(row, name, int(value))
        elif kind is None and name in _AGAIN:
            row.again[name] = int(value)
        elif kind is not None and name in ("refused", "merged", "failed", "attachments"):
            getattr(row, name)[kind] = int(value)
    return list(found.values())
