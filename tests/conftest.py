"""What every test may ask for."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.postgres import PostgresServer, new_database, running_postgres

# Before any settings are read: a test that goes wrong must not ask a portal.
os.environ["PORTALCRAWL_LOOPBACK_ONLY"] = "yes"
# Nor may one read the configuration of whoever runs it.
os.environ["PORTALCRAWL_CONFIG"] = os.devnull

SHARED = Path(__file__).resolve().parent.parent.parent / "shared"


#: Files that take a worker long by themselves begin first, or the other one would wait at the end.
LONG = ("test_kills.py", "test_docs.py", "test_whole_run.py", "test_tools.py", "test_browser.py")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the long files in front; a file goes to one worker as a whole (--dist loadfile)."""
    items.sort(key=lambda item: item.path.name not in LONG)


@pytest.fixture(scope="session", autouse=True)
def locks_of_its_own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """No crawl of a test waits for one of this user's."""
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("PORTALCRAWL_LOCKS", str(tmp_path_factory.mktemp("locks")))
        yield


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder with real articles and facts beside the checkout; tests without it skip."""
    if not SHARED.is_dir():
        pytest.skip("the folder ../shared with real articles is not beside this checkout")
    return SHARED


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """The server that the databases of this session are on."""
    with running_postgres() as server:
        yield server


@pytest.fixture
def stoppable_postgres() -> Iterator[PostgresServer]:
    """A server for one test, which may stop it and start it again."""
    with running_postgres() as server:
        yield server


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """An archive that is not there yet, nor is its folder."""
    return f"sqlite:///{tmp_path / 'archive' / 'portalcrawl.sqlite'}"


@pytest.fixture
def postgres_url(postgres: PostgresServer) -> Iterator[str]:
    """An empty database."""
    with new_database(postgres) as url:
        yield url


@pytest.fixture(params=["sqlite", "postgres"])
def database_url(request: pytest.FixtureRequest) -> str:
    """Where an archive may be made: a test that asks for it runs on both databases."""
    url: str = request.getfixturevalue(f"{request.param}_url")
    return url
