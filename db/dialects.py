"""Everything that differs between SQLite and PostgreSQL. No other module asks which one it is."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, cast

from sqlalchemy import Connection, Engine, Table, event
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine.url import URL
from sqlalchemy.sql import ColumnElement, collate
from sqlalchemy.sql.functions import coalesce

#: How long a writer waits for another one, in seconds. Less than the 30 s in which a run must stop.
BUSY_TIMEOUT = 15

_WRITING = "portalcrawl_writing"


def is_sqlite(engine: Engine | Connection) -> bool:
    """Whether the archive is one file."""
    return engine.dialect.name == "sqlite"


def file_of(url: URL) -> Path | None:
    """The file of an SQLite archive, None for a server."""
    if url.get_backend_name() != "sqlite" or not url.database or url.database == ":memory:":
        return None
    return Path(url.database)


def prepare(engine: Engine) -> None:
    """Set up every connection of the engine.

    SQLite: readers never wait for the writer (WAL), a writer waits for another one, foreign keys
    hold, each commit is on the disk. Transactions begin where SQLAlchemy says so, schema changes
    included; one that writes takes the write lock at once, because a reader that turns into a
    writer is refused without waiting.
    """
    if not is_sqlite(engine):
        return
    event.listen(engine, "connect", _set_pragmas)
    event.listen(engine, "begin", _begin)


def _set_pragmas(connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None
    connection.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT * 1000}")
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA synchronous = FULL")
    _switch_to_wal(connection)


def _switch_to_wal(connection: sqlite3.Connection) -> None:
    """Once in the life of a file. SQLite does not wait by itself for others who do the same."""
    deadline = time.monotonic() + BUSY_TIMEOUT
    while connection.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as error:
            is_busy = error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY
            if not is_busy or time.monotonic() > deadline:
                raise
            time.sleep(0.02)


def _begin(connection: Connection) -> None:
    writing = connection.get_execution_options().get(_WRITING, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """One transaction that writes: committed as a whole, or not at all."""
    with engine.connect() as connection, connection.execution_options(**{_WRITING: True}).begin():
        yield connection


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """One transaction that sees a single state of the archive from its first statement on."""
    options: dict[str, Any] = {}
    if not is_sqlite(engine):
        options = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
    with engine.connect() as connection, connection.execution_options(**options).begin():
        yield connection


@contextmanager
def migrating(engine: Engine) -> Iterator[Connection]:
    """One transaction that changes the schema.

    SQLite changes a table by copying it, which foreign keys would not let it drop: they are off
    meanwhile, and checked before the commit.
    """
    with engine.connect() as connection:
        if not is_sqlite(engine):
            with connection.begin():
                yield connection
            return
        driver = cast("sqlite3.Connection", connection.connection.driver_connection)
        driver.execute("PRAGMA foreign_keys = OFF")
        try:
            with connection.execution_options(**{_WRITING: True}).begin():
                yield connection
                if broken := connection.exec_driver_sql("PRAGMA foreign_key_check").first():
                    raise RuntimeError(f"the migration left a dangling reference in {broken[0]}")
        finally:
            driver.execute("PRAGMA foreign_keys = ON")


def insert(connection: Connection, table: Table) -> sqlite.Insert | postgresql.Insert:
    """An INSERT that knows ON CONFLICT."""
    return sqlite.insert(table) if is_sqlite(connection) else postgresql.insert(table)


def in_byte_order(connection: Connection, column: ColumnElement[Any]) -> ColumnElement[Any]:
    """A text column to sort by, in the same order on every machine; null sorts as empty."""
    return collate(coalesce(column, ""), "BINARY" if is_sqlite(connection) else "C")


def moment_as_text(dialect: str, column: str) -> str:
    """SQL: a UTC moment as ``2026-11-22T05:53:15Z``."""
    if dialect == "sqlite":
        return f"replace(substr({column}, 1, 19), ' ', 'T') || 'Z'"
    return f"""to_char({column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')"""


def local_time_as_text(dialect: str, column: str, precision: str) -> str:
    """SQL: a local time of Viet Nam, ISO 8601, cut at its precision."""
    if dialect == "sqlite":
        month, day = f"substr({column}, 1, 7)", f"substr({column}, 1, 10)"
        minute = f"replace(substr({column}, 1, 16), ' ', 'T')"
    else:
        month, day = f"to_char({column}, 'YYYY-MM')", f"to_char({column}, 'YYYY-MM-DD')"
        minute = f"""to_char({column}, 'YYYY-MM-DD"T"HH24:MI')"""
    return (
        f"CASE {precision} WHEN 'month' THEN {month} WHEN 'day' THEN {day}"
        f" ELSE {minute} || '+07:00' END"
    )
