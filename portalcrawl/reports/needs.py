"""What of a night needs a person, and what a reader should see first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Literal, get_args

from portalcrawl.health.state import FAILED, State
from portalcrawl.reports.night import NightReport, PortalReport
from portalcrawl.reports.wording import clock, counted

Need = Literal["Needs a person", "Failed", "Not as usual", "Not crawled", "As usual"]
"""The groups of portals, the one that is read first in front."""
NEEDS: tuple[Need, ...] = get_args(Need)
STATES: tuple[State, ...] = get_args(State)
NOTHING_USABLE = 2
"""The exit status of such a night."""


def need(portal: PortalReport) -> Need:
    """The group that a portal is shown in."""
    if portal.needs_person:
        return "Needs a person"
    state = portal.standing.state if portal.standing else None
    if state in FAILED:
        return "Failed"
    if state is None:
        return "Not crawled"
    return "As usual" if state == "ok" else "Not as usual"


def by_need(portals: Sequence[PortalReport]) -> list[PortalReport]:
    """What is needed most first, then by host."""
    return sorted(portals, key=lambda portal: (NEEDS.index(need(portal)), portal.host))


def alarms(report: NightReport) -> list[PortalReport]:
    """The portals that a person should look at, by host."""
    return [portal for portal in by_need(report.portals) if portal.needs_person]


def needs_person(report: NightReport) -> bool:
    """Whether anything of this night waits for a person."""
    return bool(is_unusable(report) or report.faults or report.failed_spiders or alarms(report))


def is_unusable(report: NightReport) -> bool:
    """Whether nothing usable came of the night."""
    return report.exit_status == NOTHING_USABLE


def verdict(report: NightReport) -> str:
    """The night in one sentence, for a headline, a subject of a mail, a first line."""
    waiting = {
        "portal": len(alarms(report)),
        "spider": len(report.failed_spiders),
        "fault": len(report.faults),
    }
    who = [counted(count, noun) for noun, count in waiting.items() if count]
    verb = "needs" if sum(waiting.values()) == 1 else "need"
    asked = f"{', '.join(who[:-1])} and {who[-1]}" if len(who) > 1 else "".join(who)
    sentences = ["Nothing usable came of this night."] if is_unusable(report) else []
    if who:
        sentences.append(f"{asked} {verb} a person.")
    return " ".join(sentences) or "Nothing needs a person."


def ending(report: NightReport) -> str:
    """How the night ended, in one sentence."""
    if report.outcome == "out of time":
        at = f" at {clock(report.until)}" if report.until else ""
        return f"Its time was over{at}: what was left comes the next night."
    if report.outcome == "stopped":
        return "It was stopped by a signal: what was left comes the next night."
    return "Every portal had its turn."


def portals_by_state(report: NightReport) -> dict[State | Literal["not crawled"], int]:
    """How many portals are in each state, those that wait in the one they were left in."""
    counts = Counter(portal.standing.state for portal in report.portals if portal.standing)
    not_crawled = len(report.portals) - counts.total()
    return {state: counts[state] for state in STATES} | {"not crawled": not_crawled}


def sums(report: NightReport) -> dict[str, int]:
    """What all portals together counted tonight."""
    counts = [portal.counts for portal in report.portals if portal.counts]
    names = ("requests", "found", "stored", "revised", "failures")
    return {name: sum(getattr(each, name) for each in counts) for name in names}
