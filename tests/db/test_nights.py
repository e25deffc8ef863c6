"""What runs did at portals, and the nights that they make up."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from db.archive import Archive
from db.dialects import reading, writing
from db.nights import (
    NightRun,
    PastNight,
    article_count,
    note_health,
    past_nights,
    totals_of_days,
)
from portalcrawl.health.observed import PortalNight
from portalcrawl.health.state import Health, State
from portalcrawl.items import Article

FIRST = NightRun("20261120T181500Z", date(2026, 11, 20))
SECOND = NightRun("20261121T181500Z", date(2026, 11, 21))
LATER = "20261122T181500Z"


def ran(
    archive: Archive,
    night: NightRun | None,
    stats: Mapping[str, Any],
    outcome: str = "finished",
    spider: str = "nghe_an",
) -> int:
    run = archive.start_run(spider, night)
    archive.finish_run(run, outcome, stats)
    return run


def history(archive: Archive, *hosts: str, at_most: int = 9) -> dict[str, list[PastNight]]:
    with reading(archive.engine) as connection:
        return past_nights(connection, hosts, before=LATER, at_most=at_most)


def judge(archive: Archive, night: NightRun, host: str, state: State) -> None:
    with writing(archive.engine) as connection:
        health = Health(host=host, day=night.day, state=state, cause="dns", evidence=("1 of 1",))
        note_health(connection, night.name, [health])


def test_a_past_night_has_what_was_counted(archive: Archive) -> None:
    ran(
        archive,
        FIRST,
        {
            "portal/a.vn/listings": 4,
            "portal/a.vn/found": 31,
            "portal/a.vn/requests": 9,
            "portal/a.vn/failed/5xx": 2,
            "portal/a.vn/refused/login": 1,
            "portal/a.vn/method/profile:nukeviet": 7,
            "portal/a.vn/without/author": 3,
            "item_scraped_count": 7,
        },
    )
    assert history(archive, "a.vn", "never.vn") == {
        "a.vn": [
            PastNight(
                night=FIRST.name,
                counts=PortalNight(
                    host="a.vn",
                    day=FIRST.day,
                    listings=4,
                    found=31,
                    requests=9,
                    failed={"5xx": 2},
                    refused={"login": 1},
                    methods={"profile:nukeviet": 7},
                    without={"author": 3},
                ),
                state=None,
            )
        ]
    }


def test_the_last_nights_come_oldest_first_and_no_more_than_asked_for(archive: Archive) -> None:
    for night in (FIRST, SECOND, NightRun(LATER, date(2026, 11, 22))):
        ran(archive, night, {"portal/a.vn/found": int(night.name[6:8])})
    assert [each.counts.found for each in history(archive, "a.vn")["a.vn"]] == [20, 21]
    assert [each.counts.found for each in history(archive, "a.vn", at_most=1)["a.vn"]] == [21]


def test_what_was_crawled_by_hand_is_no_night(archive: Archive) -> None:
    ran(archive, None, {"portal/a.vn/found": 900})
    assert history(archive, "a.vn") == {}


def test_a_run_that_failed_is_remembered_with_its_reason(archive: Archive) -> None:
    ran(archive, FIRST, {"portal/a.vn/listings": 1}, "failed: database error")
    [night] = history(archive, "a.vn")["a.vn"]
    assert night.counts.outcome == "failed: database error"


def test_a_run_that_is_closed_twice_has_the_later_counts(archive: Archive) -> None:
    run = ran(archive, FIRST, {"portal/a.vn/found": 1})
    archive.finish_run(run, "interrupted", {"portal/a.vn/found": 5})
    [night] = history(archive, "a.vn")["a.vn"]
    assert (night.counts.found, night.counts.outcome) == (5, "interrupted")


def test_a_night_notes_the_state_of_each_portal_beside_its_counts(archive: Archive) -> None:
    ran(archive, FIRST, {"portal/a.vn/found": 1, "portal/b.vn/found": 1})
    ran(archive, SECOND, {"portal/a.vn/found": 1})
    judge(archive, FIRST, "a.vn", "unreachable")
    past = history(archive, "a.vn", "b.vn")
    assert [each.state for each in past["a.vn"]] == ["unreachable", None]
    assert [each.state for each in past["b.vn"]] == [None]
    with archive.engine.connect() as connection:
        row = connection.exec_driver_sql(
            "SELECT cause, needs_person FROM portal_runs WHERE state = 'unreachable'"
        ).one()
    assert tuple(row) == ("dns", False)


def totals(archive: Archive, at_most: int = 9) -> list[tuple[date, int, int, int, int]]:
    with reading(archive.engine) as connection:
        found = totals_of_days(connection, at_most)
    return [(each.day, each.found, each.stored, each.revised, each.failed) for each in found]


def test_the_totals_of_days_add_up_the_runs_of_their_nights(archive: Archive) -> None:
    ran(archive, FIRST, {"portal/a.vn/found": 3, "portal/a.vn/stored": 2})
    ran(archive, FIRST, {"portal/b.vn/found": 4, "portal/b.vn/revised": 1}, spider="lang_son")
    ran(archive, None, {"portal/a.vn/found": 900})
    ran(archive, SECOND, {"portal/a.vn/found": 5})
    judge(archive, FIRST, "b.vn", "blocked")
    judge(archive, FIRST, "a.vn", "ok")
    assert totals(archive) == [(FIRST.day, 7, 2, 1, 1), (SECOND.day, 5, 0, 0, 0)]
    assert totals(archive, at_most=1) == [(SECOND.day, 5, 0, 0, 0)]


def test_of_several_nights_of_one_day_the_last_says_what_failed(archive: Archive) -> None:
    again = NightRun("20261120T201500Z", FIRST.day)
    for night in (FIRST, again):
        ran(archive, night, {"portal/a.vn/found": 3, "portal/a.vn/stored": 2})
    judge(archive, FIRST, "a.vn", "blocked")
    judge(archive, again, "a.vn", "ok")
    assert totals(archive) == [(FIRST.day, 6, 4, 0, 0)]


def test_runs_that_were_killed_are_known_as_not_closed(archive: Archive) -> None:
    ran(archive, FIRST, {})
    killed = archive.start_run("lang_son", FIRST)
    archive.start_run("son_la", SECOND)
    assert archive.unfinished_runs(FIRST.name) == {"lang_son": killed}
    assert archive.spiders_of(FIRST.name) == {"nghe_an", "lang_son"}


def test_articles_are_counted(archive: Archive, article: Callable[..., Article]) -> None:
    archive.record([article("1"), article("2")])
    with reading(archive.engine) as connection:
        assert article_count(connection) == 2
