"""Which portals a night crawls."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from db.nights import PastNight
from portalcrawl.cli.night.plan import planned
from portalcrawl.health.observed import PortalNight
from portalcrawl.health.state import State

TODAY = date(2026, 11, 22)
PORTALS = {"nghe_an": ("a.vn", "b.vn"), "lang_son": ("c.vn",)}


def failing(
    host: str, nights: int, *, until: date, state: State = "unreachable"
) -> list[PastNight]:
    days = [until - timedelta(days=back) for back in reversed(range(nights))]
    return [
        PastNight(
            night=f"{day:%Y%m%d}T181500Z", counts=PortalNight(host=host, day=day), state=state
        )
        for day in days
    ]


def test_without_a_past_every_portal_is_crawled() -> None:
    plan = planned(PORTALS, {}, TODAY)
    assert plan.hosts == PORTALS
    assert plan.left_out == {}
    assert plan.settings() == {}


def test_a_portal_that_fails_for_days_is_left_out_and_its_spider_crawls_the_others() -> None:
    yesterday = TODAY - timedelta(days=1)
    plan = planned(PORTALS, {"a.vn": failing("a.vn", 5, until=yesterday)}, TODAY)
    assert plan.hosts == {"nghe_an": ("b.vn",), "lang_son": ("c.vn",)}
    assert plan.left_out == {"a.vn": "failing since 2026-11-17, asked again on 2026-11-25"}
    assert plan.settings() == {"nghe_an": {"LEFT_OUT": ["a.vn"]}}


def test_on_its_day_it_is_asked_again() -> None:
    past = {"a.vn": failing("a.vn", 5, until=TODAY - timedelta(days=4))}
    assert planned(PORTALS, past, TODAY).left_out == {}


def test_a_spider_of_which_every_portal_is_left_out_does_not_run() -> None:
    past = {"c.vn": failing("c.vn", 9, until=TODAY - timedelta(days=2))}
    plan = planned(PORTALS, past, TODAY)
    assert plan.spiders == ["nghe_an"]
    assert plan.spider_of["c.vn"] == "lang_son"


def test_what_the_configuration_leaves_out_is_not_crawled() -> None:
    plan = planned(PORTALS, {}, TODAY, disabled=["b.vn", "elsewhere.vn"])
    assert plan.left_out == {"b.vn": "left out by the configuration"}


def test_a_portal_that_answers_is_asked_every_night_however_much_of_it_is_blocked() -> None:
    yesterday = TODAY - timedelta(days=1)
    past = [
        replace(each, counts=replace(each.counts, listings=8, stored=45))
        for each in failing("a.vn", 5, until=yesterday, state="blocked")
    ]
    assert planned(PORTALS, {"a.vn": past}, TODAY).left_out == {}


def test_what_is_always_left_out_stays_so_beside_what_waits() -> None:
    yesterday = TODAY - timedelta(days=1)
    plan = planned(PORTALS, {"a.vn": failing("a.vn", 5, until=yesterday)}, TODAY)
    assert plan.settings(always=["b.vn"]) == {"nghe_an": {"LEFT_OUT": ["b.vn", "a.vn"]}}
