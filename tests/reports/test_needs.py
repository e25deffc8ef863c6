"""What of a night needs a person."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from portalcrawl.health.state import Health, State
from portalcrawl.reports.needs import (
    NEEDS,
    STATES,
    alarms,
    by_need,
    ending,
    need,
    needs_person,
    portals_by_state,
    verdict,
)
from portalcrawl.reports.night import FailedSpider, NightReport, PortalReport
from tests.reports.drawn import REPORTS
from tests.reports.nights import a_night

DAY = date(2026, 11, 22)
AT = datetime(2026, 11, 22, 18, 15, tzinfo=UTC)


def health(state: State, *, sure: bool = False) -> Health:
    return Health(host="a.vn", day=DAY, state=state, needs_person=sure)


def portal(**given: Any) -> PortalReport:
    fields = {"host": "a.vn", "spider": "a", "province": None, "health": None, "counts": None}
    return PortalReport(**fields | given)


def night(*portals: PortalReport, **given: Any) -> NightReport:
    return NightReport(
        night="n", version="1", archive="a", started=AT, finished=AT, portals=portals, **given
    )


@pytest.mark.parametrize(
    ("one", "group"),
    [
        (portal(health=health("gone", sure=True)), "Needs a person"),
        (portal(health=health("silent", sure=True)), "Needs a person"),
        (portal(last=health("gone", sure=True)), "Needs a person"),
        (portal(health=health("ok"), last=health("gone", sure=True)), "As usual"),
        (portal(health=health("unreachable")), "Failed"),
        (portal(last=health("blocked")), "Failed"),
        (portal(health=health("degraded")), "Not as usual"),
        (portal(health=health("silent")), "Not as usual"),
        (portal(left_out="the night was over"), "Not crawled"),
        (portal(health=health("ok")), "As usual"),
    ],
)
def test_a_portal_stands_in_one_group(one: PortalReport, group: str) -> None:
    assert need(one) == group


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(report=REPORTS)
def test_the_order_leaves_nobody_out_and_goes_by_need_then_host(report: NightReport) -> None:
    ordered = by_need(report.portals)
    places = [(NEEDS.index(need(each)), each.host) for each in ordered]
    assert places == sorted(places)
    assert len(ordered) == len(report.portals)
    assert alarms(report) == [each for each in ordered if each.needs_person]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(report=REPORTS)
def test_every_portal_is_counted_in_one_state(report: NightReport) -> None:
    counts = portals_by_state(report)
    assert list(counts) == [*STATES, "not crawled"]
    assert sum(counts.values()) == len(report.portals)


BAD = portal(health=health("gone", sure=True))
SPIDER = FailedSpider(spider="a", outcome="an error in the spider", log="logs/a.log")


@pytest.mark.parametrize(
    ("report", "said"),
    [
        (night(), "Nothing needs a person."),
        (night(portal(health=health("gone"))), "Nothing needs a person."),
        (night(BAD), "1 portal needs a person."),
        (night(BAD, replace(BAD, host="b.vn")), "2 portals need a person."),
        (night(failed_spiders=(SPIDER,)), "1 spider needs a person."),
        (
            night(BAD, failed_spiders=(SPIDER,), faults=("the hook ended with exit status 1",)),
            "1 portal, 1 spider and 1 fault need a person.",
        ),
        (night(exit_status=2), "Nothing usable came of this night."),
        (
            night(BAD, exit_status=2),
            "Nothing usable came of this night. 1 portal needs a person.",
        ),
    ],
)
def test_the_verdict_counts_what_needs_a_person(report: NightReport, said: str) -> None:
    assert verdict(report) == said
    assert needs_person(report) == (said != "Nothing needs a person.")


def test_an_end_before_its_time_is_told() -> None:
    assert ending(a_night()) == "Every portal had its turn."
    late = replace(a_night(), outcome="out of time")
    assert ending(late) == "Its time was over at 06:00: what was left comes the next night."
    assert ending(replace(late, outcome="stopped")).startswith("It was stopped by a signal")
