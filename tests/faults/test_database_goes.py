"""The database goes away in the middle of a run."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from tests.faults.conftest import TroubledPortal, outcome, stored
from tests.postgres import PostgresServer
from tests.torture.portal import Place


@pytest.fixture
def place(archive: Path, stoppable_postgres: PostgresServer) -> Place:
    return Place(archive, stoppable_postgres.url(stoppable_postgres.create()))


def test_a_server_that_stops_for_good_fails_the_run_and_the_next_one_catches_up(
    portal: TroubledPortal, place: Place, stoppable_postgres: PostgresServer
) -> None:
    ended = portal.crawl_through(place, stoppable_postgres.stop)
    assert ended.status == 1
    assert len(ended.errors) == 1, ended.log
    assert "The run fails: the archive postgresql+psycopg://" in ended.errors[0]
    assert "Traceback" not in ended.log

    stoppable_postgres.start()
    assert stored(place) > 0
    assert outcome(place) is None, "there was nobody to tell"
    portal.catches_up(place)


def test_a_server_that_is_restarted_is_waited_for_and_the_run_goes_on(
    portal: TroubledPortal, place: Place, stoppable_postgres: PostgresServer
) -> None:
    def restart() -> None:
        stoppable_postgres.stop()
        stoppable_postgres.start()

    ended = portal.crawl_through(place, restart)
    assert (ended.status, ended.errors) == (0, []), ended.log
    assert outcome(place) == "finished"
    portal.catches_up(place)


def test_a_file_that_another_process_keeps_locked_fails_the_run(
    portal: TroubledPortal, archive: Path, sqlite_url: str
) -> None:
    place = Place(archive, f"{sqlite_url}?timeout=0.5")
    locks: list[sqlite3.Connection] = []

    def lock() -> None:
        file = sqlite_url.removeprefix("sqlite:///")
        locks.append(sqlite3.connect(file, isolation_level=None, check_same_thread=False))
        locks[0].execute("BEGIN IMMEDIATE")

    ended = portal.crawl_through(place, lock)
    assert ended.status == 1
    assert len(ended.errors) == 1, ended.log
    assert ended.errors[0].endswith("cannot be used: database is locked")
    assert "Traceback" not in ended.log
    assert stored(place) > 0
    locks[0].close()
    portal.catches_up(place)
