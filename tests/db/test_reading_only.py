"""An engine that cannot write, and questions that end."""

from __future__ import annotations

import os
import pwd
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError

from db.archive import Archive, open_archive
from db.errors import ArchiveError
from db.reading_only import Changes, TooSlowError, open_for_reading, reading_within
from portalcrawl.items import Article

ENDLESS = {
    "sqlite": "WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i FROM n) SELECT max(i) FROM n",
    "postgresql": "SELECT pg_sleep(600)",
}


@pytest.fixture
def reader(archive: Archive, archive_url: str) -> Iterator[Engine]:
    engine = open_for_reading(archive_url)
    yield engine
    engine.dispose()


def titles(engine: Engine) -> list[str]:
    with reading_within(engine, 10) as connection:
        asked = "SELECT title FROM article ORDER BY article_row"
        return list(connection.exec_driver_sql(asked).scalars())


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO portals (host) VALUES ('a.vn')",
        "UPDATE articles SET status = 'gone'",
        "DELETE FROM revisions",
        "DROP VIEW article",
        "CREATE TABLE more (id INTEGER)",
    ],
)
def test_nothing_can_be_written(reader: Engine, statement: str) -> None:
    with (
        pytest.raises(ArchiveError, match=r"read-?only"),
        reading_within(reader, 10) as connection,
    ):
        connection.exec_driver_sql(statement)


def test_nothing_can_be_written_in_a_transaction_that_nobody_limits(reader: Engine) -> None:
    with (
        pytest.raises(DBAPIError, match=r"read-?only"),
        reader.connect() as connection,
        connection.begin(),
    ):
        connection.exec_driver_sql("INSERT INTO portals (host) VALUES ('a.vn')")


def test_what_others_write_meanwhile_is_seen(
    archive: Archive, reader: Engine, article: Callable[..., Article]
) -> None:
    assert titles(reader) == []
    archive.record([article(title="Khai mạc")])
    assert titles(reader) == ["Khai mạc"]


def test_a_reading_sees_one_state(
    archive: Archive, reader: Engine, article: Callable[..., Article]
) -> None:
    def count(connection: Connection) -> int:
        return int(connection.exec_driver_sql("SELECT count(*) FROM articles").scalar_one())

    with reading_within(reader, 10) as connection:
        assert count(connection) == 0
        archive.record([article()])
        assert count(connection) == 0


def test_a_question_that_takes_too_long_is_given_up(reader: Engine) -> None:
    with (
        pytest.raises(TooSlowError, match="was given up"),
        reading_within(reader, 0.2) as connection,
    ):
        connection.exec_driver_sql(ENDLESS[reader.dialect.name])


def test_many_short_questions_together_are_given_up_too(reader: Engine) -> None:
    def ask_for_ever(connection: Connection) -> None:
        while True:
            connection.exec_driver_sql("SELECT count(*) FROM provinces a, provinces b").scalar_one()

    with pytest.raises(TooSlowError), reading_within(reader, 0.2) as connection:
        ask_for_ever(connection)


def test_a_connection_is_as_good_as_new_after_that(reader: Engine) -> None:
    with pytest.raises(TooSlowError), reading_within(reader, 0.1) as connection:
        connection.exec_driver_sql(ENDLESS[reader.dialect.name])
    assert titles(reader) == []


def test_the_state_is_another_one_after_a_commit(
    archive: Archive, reader: Engine, article: Callable[..., Article]
) -> None:
    changes = Changes(reader)
    before = changes.state()
    archive.record([article()])
    after = changes.state()
    archive.record([article(hours=1, title="Bế mạc")])
    states = [before, after, changes.state()]
    changes.close()
    assert len(set(states)) == 3


def test_the_state_stays_as_long_as_nobody_commits(archive: Archive, reader: Engine) -> None:
    changes = Changes(reader)
    states = {changes.state() for _ in range(5)}
    changes.close()
    assert len(states) == 1


def test_an_archive_that_is_not_there_is_told(sqlite_url: str) -> None:
    with pytest.raises(ArchiveError, match="crawl into it first"):
        open_for_reading(sqlite_url)


def test_a_file_that_is_no_database_is_told(tmp_path: Path) -> None:
    file = tmp_path / "portalcrawl.sqlite"
    file.write_bytes(b"no database" * 1000)
    with pytest.raises(ArchiveError, match="cannot be read: file is not a database"):
        open_for_reading(f"sqlite:///{file}")


def test_a_url_that_is_none_is_told() -> None:
    with pytest.raises(ArchiveError, match="not a database URL"):
        open_for_reading("archive")


@pytest.fixture
def public(made_sqlite_url: str, article: Callable[..., Article]) -> Iterator[Path]:
    """An archive with an article, in a folder that everybody can read and only its owner write."""
    opened = open_archive(made_sqlite_url)
    opened.record([article(title="Khai mạc")])
    opened.close()
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "portalcrawl.sqlite")
        shutil.copyfile(made_sqlite_url.removeprefix("sqlite:///"), file)
        file.chmod(0o644)
        Path(folder).chmod(0o755)
        yield file


@contextmanager
def as_somebody_who_cannot_write(folder: Path) -> Iterator[None]:
    """Root may write everywhere, so it is somebody else meanwhile."""
    if os.geteuid() != 0:
        folder.chmod(0o555)
        yield
        folder.chmod(0o755)
        return
    os.seteuid(pwd.getpwnam("nobody").pw_uid)
    try:
        yield
    finally:
        os.seteuid(0)


def test_an_archive_opens_in_a_folder_that_cannot_be_written(public: Path) -> None:
    with as_somebody_who_cannot_write(public.parent):
        engine = open_for_reading(f"sqlite:///{public}")
        assert titles(engine) == ["Khai mạc"]
        assert os.listdir(public.parent) == [public.name]  # noqa: PTH208
        engine.dispose()


def test_there_it_is_read_while_it_is_written(
    public: Path, article: Callable[..., Article]
) -> None:
    writer = open_archive(f"sqlite:///{public}")
    writer.record([article(hours=1, title="Bế mạc")])
    for beside in public.parent.iterdir():
        beside.chmod(0o644)
    with as_somebody_who_cannot_write(public.parent):
        engine = open_for_reading(f"sqlite:///{public}")
        assert titles(engine) == ["Bế mạc"]
    writer.record([article(hours=2, title="Bế mạc hội nghị")])
    with as_somebody_who_cannot_write(public.parent):
        assert titles(engine) == ["Bế mạc hội nghị"]
        engine.dispose()
    writer.close()


def test_there_a_writer_that_comes_later_is_noticed(
    public: Path, article: Callable[..., Article]
) -> None:
    with as_somebody_who_cannot_write(public.parent):
        engine = open_for_reading(f"sqlite:///{public}")
        changes = Changes(engine)
        before = changes.state()
        assert titles(engine) == ["Khai mạc"]
    writer = open_archive(f"sqlite:///{public}")
    writer.record([article(hours=1, title="Bế mạc")])
    for beside in public.parent.iterdir():
        beside.chmod(0o644)
    with as_somebody_who_cannot_write(public.parent):
        assert changes.state() != before
        assert titles(engine) == ["Bế mạc"]
        changes.close()
        engine.dispose()
    writer.close()


def test_a_file_that_cannot_be_read_is_told(public: Path) -> None:
    public.chmod(0o600)
    if os.geteuid() != 0:
        public.chmod(0)
    with (
        as_somebody_who_cannot_write(public.parent),
        pytest.raises(ArchiveError, match="give this user the right to read it"),
    ):
        open_for_reading(f"sqlite:///{public}")
