from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from db.archive import Archive, open_archive
from db.snapshots import write_snapshot
from tests.postgres import PostgresServer, new_database
from tests.web.serving import Served, fill, serving

TAKEN = datetime(2026, 11, 22, 5, 30, 15, tzinfo=UTC)


@dataclass(frozen=True)
class Place:
    """An archive with four articles: its database, and its folder with a snapshot."""

    url: str
    folder: Path


@pytest.fixture(scope="session")
def sqlite_place(tmp_path_factory: pytest.TempPathFactory) -> Place:
    """Tests only read it."""
    folder = tmp_path_factory.mktemp("archive")
    return _made(f"sqlite:///{folder / 'portalcrawl.sqlite'}", folder)


@pytest.fixture(scope="session")
def postgres_place(
    tmp_path_factory: pytest.TempPathFactory, postgres: PostgresServer
) -> Iterator[Place]:
    with new_database(postgres) as url:
        yield _made(url, tmp_path_factory.mktemp("archive"))


@pytest.fixture(scope="session")
def sqlite_served(sqlite_place: Place) -> Iterator[Served]:
    """The site over an archive in a file: for what is the same whatever the database is."""
    with serving(sqlite_place.url, sqlite_place.folder) as site:
        yield site


@pytest.fixture(scope="session")
def postgres_served(postgres_place: Place) -> Iterator[Served]:
    with serving(postgres_place.url, postgres_place.folder) as site:
        yield site


@pytest.fixture(params=["sqlite", "postgres"])
def served(request: pytest.FixtureRequest) -> Served:
    """The site: a test that asks for it runs on both databases, and only reads."""
    site: Served = request.getfixturevalue(f"{request.param}_served")
    return site


@pytest.fixture
def changing_sqlite(tmp_path: Path, sqlite_place: Place) -> Place:
    """An archive of the test's own."""
    folder = tmp_path / "archive"
    shutil.copytree(sqlite_place.folder, folder, symlinks=True)
    return Place(f"sqlite:///{folder / 'portalcrawl.sqlite'}", folder)


@pytest.fixture
def changing_postgres(tmp_path: Path, postgres: PostgresServer) -> Iterator[Place]:
    with new_database(postgres) as url:
        yield _made(url, tmp_path / "archive")


@pytest.fixture(params=["sqlite", "postgres"])
def changing(request: pytest.FixtureRequest) -> Place:
    """The same on both databases."""
    place: Place = request.getfixturevalue(f"changing_{request.param}")
    return place


@pytest.fixture
def writer(changing: Place) -> Iterator[Archive]:
    """What writes into it."""
    opened = open_archive(changing.url)
    yield opened
    opened.close()


@pytest.fixture
def changing_served(changing: Place, writer: Archive) -> Iterator[Served]:
    """The site over it."""
    with serving(changing.url, changing.folder) as site:
        yield site


def _made(url: str, folder: Path) -> Place:
    opened = open_archive(url)
    try:
        fill(opened)
        write_snapshot(opened.engine, folder / "snapshots", TAKEN)
    finally:
        opened.close()
    return Place(url, folder)
