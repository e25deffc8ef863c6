"""What a night says of a portal whose spider did not come to its end."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from db.nights import PastNight
from portalcrawl.cli.night.judging import CUT_OFF, Judged, excused, is_cut_off, judged, long_busy
from portalcrawl.cli.running import NOT_STARTED, SpiderRun
from portalcrawl.health.observed import PortalNight
from portalcrawl.health.state import Health

AWAY = {"failed/connection": 3, "requests": 3}
HERE_AT_A = {"portal/a.vn/listings": 2, "portal/a.vn/found": 9}
HERE = {"listings": 2, "found": 9}
TODAY = date(2026, 11, 22)


def of(stats: Mapping[str, Any], outcome: str = "finished") -> Judged:
    run = SpiderRun("nghe_an", outcome, Path("x.log"), 1.0, dict(stats))
    return judged([run], {"nghe_an": ("a.vn",)}, {}, TODAY)["a.vn"]


def test_a_portal_that_answered_is_judged() -> None:
    health = of({"portal/a.vn/listings": 3, "portal/a.vn/found": 20}).health
    assert health is not None
    assert health.state == "ok"


def test_a_portal_that_is_crawled_by_another_process_is_not_judged() -> None:
    found = of({"portal/a.vn/busy": 1})
    assert (found.health, found.why_not) == (None, "another process is crawling it")


def test_a_crash_before_anything_was_asked_says_nothing_of_the_portal() -> None:
    found = of({}, "ended with exit status -9")
    assert found == Judged(counts=None, health=None, why_not="ended with exit status -9")


def test_a_spider_that_was_not_started_says_nothing_of_the_portal() -> None:
    assert of({}, NOT_STARTED).why_not == "not started: the night was over"


def test_a_run_whose_time_was_over_before_it_asked_says_nothing_of_the_portal() -> None:
    found = of({"portal/a.vn/limited/RUN_TIME_LIMIT": 1})
    assert (found.health, found.why_not) == (None, "nothing was asked of it")


def test_a_portal_that_gave_no_answer_is_judged_although_its_spider_was_killed() -> None:
    health = of({"portal/a.vn/failed/dns": 3, "portal/a.vn/requests": 3}, "killed").health
    assert health is not None
    assert (health.state, health.cause) == ("unreachable", "dns")


def several(*portals: Mapping[str, int]) -> dict[str, Judged]:
    hosts = [f"{at}.vn" for at in range(len(portals))]
    stats = {
        f"portal/{host}/{name}": count
        for host, counts in zip(hosts, portals, strict=True)
        for name, count in counts.items()
    }
    run = SpiderRun("nghe_an", "finished", Path("x.log"), 1.0, stats)
    return judged([run], {"nghe_an": hosts}, {}, TODAY)


def test_where_nobody_can_be_reached_it_is_our_network_and_no_portal_is_blamed() -> None:
    found = several(*[AWAY] * 6)
    assert is_cut_off(found.values())
    assert {each.why_not for each in excused(found).values()} == {CUT_OFF}
    assert {each.health for each in excused(found).values()} == {None}


def test_where_some_can_be_reached_the_others_are_away() -> None:
    assert not is_cut_off(several(*[AWAY] * 6, HERE).values())


def test_few_portals_may_all_be_away() -> None:
    assert not is_cut_off(several(AWAY, AWAY).values())


def test_nights_that_were_not_judged_are_no_part_of_the_history() -> None:
    counts = PortalNight(host="a.vn", day=TODAY, failed={"dns": 3}, requests=3)
    past = {"a.vn": [PastNight(night="20261121T181500Z", counts=counts, state=None)] * 5}
    run = SpiderRun("nghe_an", "finished", Path("x.log"), 1.0, {"portal/a.vn/failed/dns": 3})
    health = judged([run], {"nghe_an": ("a.vn",)}, past, TODAY)["a.vn"].health
    assert health is not None
    assert health.since == TODAY


def test_a_portal_that_cannot_be_judged_costs_no_other_its_verdict(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def classed(_past: object, tonight: PortalNight) -> Health:
        raise KeyError(tonight.host)

    monkeypatch.setattr("portalcrawl.cli.night.judging.classed", classed)
    found = of(HERE_AT_A)
    assert found.health is None
    assert found.why_not == "it could not be judged: KeyError('a.vn')"


def test_a_portal_that_others_crawl_for_nights_on_end_is_told() -> None:
    counts = PortalNight(host="a.vn", day=TODAY, busy=1)
    past = {
        "a.vn": [
            PastNight(night=f"2026112{at}T181500Z", counts=counts, state=None) for at in (0, 1)
        ]
    }
    found = {"a.vn": of({"portal/a.vn/busy": 1})}
    assert len(long_busy(found, past)) == 1
    assert long_busy(found, {"a.vn": past["a.vn"][:1]}) == []
    assert long_busy({"a.vn": of(HERE_AT_A)}, past) == []
