"""Real crawls of a replica to whose archive something happens in the middle."""

from __future__ import annotations

import dataclasses
import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy
from sqlalchemy import NullPool

from portalcrawl.replicas import RunningReplica, replica, serve
from portalcrawl.replicas.site import Page, Visit
from tests.faults.disk import SmallDisk, small_disk
from tests.postgres import PostgresServer
from tests.torture.portal import PATIENCE, ROOT, SPIDER, Place
from tests.torture.proof import faults

FIRST_HALF = 12
"""Of the 25 articles: fewer than the store takes for a batch, which it then writes in its time."""


class Trouble:
    """What happens, once, when the portal is asked for an article in the middle of its crawl."""

    def __init__(self) -> None:
        self.happens: Callable[[], None] | None = None
        self._lock = threading.Lock()
        self._asked = 0

    def comes(self) -> None:
        """Called for each article; those that follow wait until it is over."""
        with self._lock:
            self._asked += 1
            if self._asked == FIRST_HALF and self.happens is not None:
                self.happens()


@dataclass(frozen=True)
class Ended:
    """How a crawl ended."""

    status: int
    log: str

    @property
    def errors(self) -> list[str]:
        """What an operator would look for."""
        lines = self.log.splitlines()
        return [line for line in lines if "] ERROR: " in line or "] CRITICAL: " in line]


class TroubledPortal:
    """A replica, and crawls of it."""

    def __init__(self, running: RunningReplica, trouble: Trouble) -> None:
        self.running = running
        self.trouble = trouble
        self.crawler: subprocess.Popen[str] | None = None

    @property
    def crawler_id(self) -> int:
        """The process that crawls."""
        assert self.crawler is not None
        return self.crawler.pid

    def crawl(self, place: Place) -> Ended:
        """As ``scrapy crawl`` does it, with its log apart from the archive."""
        replicas = {self.running.replica.declared_host: self.running.origin}
        with subprocess.Popen(
            [sys.executable, "-m", "scrapy", "crawl", SPIDER],
            cwd=ROOT,
            env={
                **os.environ,
                **place.environment,
                "PORTALCRAWL_REPLICAS": json.dumps(replicas),
                "SCRAPY_SETTINGS_MODULE": "portalcrawl.settings",
            },
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        ) as self.crawler:
            said, _ = self.crawler.communicate(timeout=PATIENCE)
        return Ended(self.crawler.returncode, said)

    def crawl_through(self, place: Place, happens: Callable[[], None]) -> Ended:
        """A crawl to which something happens when a first part of its articles is stored."""

        def in_the_middle() -> None:
            until_stored(place)
            happens()

        self.trouble.happens = in_the_middle
        return self.crawl(place)

    def catches_up(self, place: Place) -> None:
        """The next run ends well, and then nothing is missing, doubled or torn."""
        ended = self.crawl(place)
        assert (ended.status, ended.errors) == (0, []), ended.log
        assert faults(place, self.running) == []


@contextmanager
def troubled_portal() -> Iterator[TroubledPortal]:
    """A replica that stops its crawl in the middle, for something to happen."""
    site, trouble = replica(SPIDER), Trouble()
    addresses = {site.address(article) for article in site.articles}

    def pages(visit: Visit) -> Page | None:
        if visit.path in addresses:
            trouble.comes()
        return site.pages(visit)

    with serve(dataclasses.replace(site, pages=pages)) as running:
        yield TroubledPortal(running, trouble)


@pytest.fixture
def portal() -> Iterator[TroubledPortal]:
    with troubled_portal() as served:
        yield served


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    """An archive folder that is there, and empty."""
    folder = tmp_path / "archive"
    folder.mkdir()
    return folder


@pytest.fixture
def disk() -> Iterator[SmallDisk]:
    # Not among pytest's own folders: a server that runs as nobody could not enter them.
    with tempfile.TemporaryDirectory(prefix="disk-") as folder, small_disk(Path(folder)) as disk:
        yield disk


@pytest.fixture
def postgres_on_the_disk(stoppable_postgres: PostgresServer, disk: SmallDisk) -> Iterator[str]:
    """The URL of a database whose tables are on the small disk."""
    tables = disk.folder / "tables"
    tables.mkdir()
    if os.geteuid() == 0:
        shutil.chown(tables, "nobody")
    name = stoppable_postgres.create()
    every_database = stoppable_postgres.url("postgres")
    ask(every_database, f"CREATE TABLESPACE small LOCATION '{tables}'")
    ask(every_database, f"ALTER DATABASE {name} SET TABLESPACE small")
    yield stoppable_postgres.url(name)
    stoppable_postgres.stop()


def ask(url: str, sql: str) -> list[tuple[Any, ...]]:
    """From outside of the crawl."""
    engine = sqlalchemy.create_engine(url, poolclass=NullPool, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        found = connection.exec_driver_sql(sql)
        return [tuple(row) for row in found] if found.returns_rows else []


def stored(place: Place) -> int:
    [(count,)] = ask(place.url, "SELECT count(*) FROM articles")
    return int(count)


def until_stored(place: Place) -> None:
    deadline = time.monotonic() + PATIENCE
    while not stored(place):
        assert time.monotonic() < deadline, "nothing was stored"
        time.sleep(0.05)


def outcome(place: Place) -> str | None:
    """Of the last run."""
    [(told,)] = ask(place.url, "SELECT outcome FROM runs ORDER BY id DESC LIMIT 1")
    return None if told is None else str(told)
