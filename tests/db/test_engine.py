from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import Engine

from db.engine import address_of, open_engine
from db.errors import ArchiveError


def pragma(engine: Engine, name: str) -> object:
    with engine.connect() as connection:
        return connection.exec_driver_sql(f"PRAGMA {name}").scalar()


def test_a_connection_has_wal_a_busy_timeout_foreign_keys_and_durable_commits(
    sqlite_url: str,
) -> None:
    engine = open_engine(sqlite_url)
    assert pragma(engine, "journal_mode") == "wal"
    assert pragma(engine, "busy_timeout") == 15_000
    assert pragma(engine, "foreign_keys") == 1
    assert pragma(engine, "synchronous") == 2


def test_the_folder_of_a_new_archive_is_made(tmp_path: Path) -> None:
    open_engine(f"sqlite:///{tmp_path}/a/b/portalcrawl.sqlite").connect().close()
    assert (tmp_path / "a" / "b" / "portalcrawl.sqlite").is_file()


def test_a_missing_archive_is_not_made_when_it_should_be_there(tmp_path: Path) -> None:
    with pytest.raises(ArchiveError, match="there is no archive at"):
        open_engine(f"sqlite:///{tmp_path}/a.sqlite", create=False)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_made_is_said_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(ArchiveError, match=r"cannot make the folder of .*/file/a.sqlite"):
        open_engine(f"sqlite:///{tmp_path}/file/a.sqlite")


@pytest.mark.parametrize("url", ["", "archive.sqlite", "nodb://x/y", "sqlite+nodriver:///x"])
def test_what_is_no_database_url_is_said_in_one_line(url: str) -> None:
    with pytest.raises(ArchiveError, match="not a database URL that can be opened") as caught:
        open_engine(url)
    assert "\n" not in str(caught.value)


def test_an_address_shows_no_password(tmp_path: Path) -> None:
    engine = open_engine(f"sqlite:///{tmp_path}/a.sqlite")
    assert address_of(engine) == f"{tmp_path}/a.sqlite"


@pytest.mark.parametrize(
    "url",
    [
        "postgresql+nodriver://u:geheim@h/db",
        "postgresql+psycopg://u:geheim@127.0.0.1:x/db",
        "postgresql+nodriver://u:im@geheim@h/db",
    ],
)
def test_no_message_has_the_password_in_it(url: str) -> None:
    with pytest.raises(ArchiveError) as caught:
        open_engine(url)
    assert "geheim" not in str(caught.value)
    assert "***" in str(caught.value)
