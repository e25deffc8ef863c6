"""How much there is of everything."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

import pytest
from sqlalchemy import Connection

from db import overview
from db.archive import Archive
from db.dialects import reading, writing
from db.nights import NightRun, note_health
from db.readings import Reading
from portalcrawl.health.state import Health, State
from portalcrawl.items import Absence, Article
from tests.db.conftest import PORTAL

FIRST = NightRun("20261120T181500Z", date(2026, 11, 20))
SECOND = NightRun("20261121T181500Z", date(2026, 11, 21))


@pytest.fixture
def connection(archive: Archive) -> Iterator[Connection]:
    with reading(archive.engine) as opened:
        yield opened


@pytest.fixture
def edited(archive: Archive, article: Callable[..., Article]) -> None:
    archive.record([article("101"), article("102"), article("103", portal="a.vn")])
    archive.record([article("101", hours=1, title="Hai"), article("102", hours=1, title="Hai")])
    archive.record([article("101", hours=2, title="Ba")])


@pytest.mark.usefixtures("edited")
def test_the_articles_of_each_portal_are_counted(connection: Connection) -> None:
    other, portal = overview.portal_totals(connection)
    assert (other.host, other.articles, other.revisions, other.edited) == ("a.vn", 1, 1, 0)
    assert (portal.host, portal.articles, portal.revisions, portal.edited) == (PORTAL, 2, 5, 2)
    assert (portal.first_seen, portal.last_seen) == ("2026-11-01T12:00:00Z", "2026-11-01T14:00:00Z")


def test_what_we_read_otherwise_is_no_edit_of_the_portal(
    archive: Archive, article: Callable[..., Article]
) -> None:
    archive.record([article("101")])
    later = Archive(archive.engine, extractor_version="2")
    later.record_readings([Reading(1, article("101", title="Hai"))])
    with reading(archive.engine) as connection:
        [portal] = overview.portal_totals(connection)
        assert (portal.revisions, portal.edited) == (2, 0)
        assert overview.latest_changes(connection, 5) == ()


def test_what_is_gone_is_counted(
    archive: Archive, article: Callable[..., Article], denied: Callable[..., Absence]
) -> None:
    archive.record([article("101"), article("102")])
    archive.record([denied(48)])
    archive.record([denied(24 * 40)])
    with reading(archive.engine) as connection:
        [portal] = overview.portal_totals(connection)
    assert (portal.articles, portal.gone) == (2, 1)


def test_years_are_those_of_publication(archive: Archive, article: Callable[..., Article]) -> None:
    undated = {"published_at": None, "published_precision": None, "published_from": None}
    archive.record(
        [
            article("101"),
            article("102", published_at="2024-01-01T00:00+07:00"),
            article("103", **undated),
            article("104", portal="a.vn"),
        ]
    )
    with reading(archive.engine) as connection:
        assert overview.year_counts(connection) == {2023: 2, 2024: 1, None: 1}
        ids = [each.portal_id for each in overview.portal_totals(connection)]
        assert overview.year_counts(connection, ids[:1]) == {2023: 1}
        assert overview.year_counts(connection, []) == {}


@pytest.mark.usefixtures("edited")
def test_the_latest_changes_come_first_and_no_first_versions(connection: Connection) -> None:
    changes = overview.latest_changes(connection, 2)
    (name, line), _ = changes
    assert (name, line.number, line.title) == (f"{PORTAL}/101", 3, "Ba")
    assert line.captured_at == "2026-11-01T14:00:00Z"


def judge(archive: Archive, night: NightRun, state: State) -> None:
    run = archive.start_run("nghe_an", night)
    archive.finish_run(run, "finished", {"portal/a.vn/listings": 1})
    with writing(archive.engine) as connection:
        health = Health(host="a.vn", day=night.day, state=state, cause="dns", evidence=("1 of 1",))
        note_health(connection, night.name, [health])


def test_the_states_of_the_last_nights_are_there(archive: Archive) -> None:
    judge(archive, FIRST, "unreachable")
    judge(archive, SECOND, "ok")
    with reading(archive.engine) as connection:
        nights = overview.last_nights(connection, 30)
        [portal] = overview.portal_totals(connection)
        judged = overview.judgements(connection, nights)[portal.portal_id]
        assert overview.last_nights(connection, 1) == (SECOND.name,)
    assert nights == (FIRST.name, SECOND.name)
    assert [judged[night].state for night in nights] == ["unreachable", "ok"]
    assert judged[FIRST.name].evidence == ("1 of 1",)
