"""Opening an archive for those who only read: nothing is written, no question lasts for ever.

What branches on the database stands here for the site alone; see ``db.dialects`` for all else.
"""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any, cast
from urllib.parse import quote

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine.url import URL, make_url
from sqlalchemy.exc import (
    ArgumentError,
    DisconnectionError,
    NoSuchModuleError,
    OperationalError,
    SQLAlchemyError,
)
from sqlalchemy.pool import QueuePool

from db.dialects import file_of, is_sqlite
from db.engine import said_in_one_line, without_password
from db.errors import ArchiveError

#: Connections that stay open; as many questions can be asked at once.
CONNECTIONS = 8
#: Steps of SQLite's machine between two looks at the clock: some 50 ms. For each look a thread
#: waits for its turn among the others.
_STEPS = 500_000
#: Seconds that SQLite waits where a crash left its log to be read by one process alone.
_BUSY_TIMEOUT = 2
_DEADLINE = "portalcrawl_deadline"
#: Kilobytes of the file that a connection keeps. With SQLite's own 2,000, the list of a frequent
#: phrase is read twice.
_CACHE = 16_000
#: Seconds in which a server has to take a new connection.
_CONNECT_TIMEOUT = 5


class TooSlowError(ArchiveError):
    """A question took longer than it may, and was given up."""


def open_for_reading(url: str, *, connections: int = CONNECTIONS) -> Engine:
    """An engine whose connections cannot write, for the SQLAlchemy URL of an archive.

    They see what others write meanwhile. An SQLite file opens in a folder that cannot be written,
    too, and on a medium that is read-only. Raises ArchiveError, in one line, for a URL that is none
    and for a file that is not there or cannot be read.
    """
    try:
        parsed = make_url(url)
        file = file_of(parsed)
        engine = _of_file(parsed, file, connections) if file else _of_server(parsed, connections)
    except (ArgumentError, NoSuchModuleError, ImportError, ValueError) as error:
        told = f"{without_password(url)!r} ({without_password(str(error))})"
        raise ArchiveError(f"not a database URL that can be opened: {told}") from None
    if file is not None:
        _require_readable(file)
    return engine


@contextmanager
def reading_within(engine: Engine, seconds: float) -> Iterator[Connection]:
    """One transaction that sees a single state of the archive, and that ends in time.

    Raises TooSlowError where its questions together take longer than ``seconds``, ArchiveError
    where the database fails.
    """
    deadline = time.monotonic() + seconds
    try:
        with said_in_one_line(engine), engine.connect() as connection:
            connection.execution_options(**{_DEADLINE: deadline})
            limit = _limited_file if is_sqlite(engine) else _limited_server
            with limit(connection, deadline, seconds):
                yield connection
    except ArchiveError as error:
        if time.monotonic() >= deadline and isinstance(error.__cause__, SQLAlchemyError):
            raise TooSlowError(
                f"the question took longer than {seconds:g} s and was given up;"
                " ask for less, or again later"
            ) from error
        raise


class Changes:
    """Tells whether the archive has changed. Every method may be called from any thread."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._file = file_of(engine.url)
        self._lock = threading.Lock()
        self._watching: sqlite3.Connection | None = None
        self._opened = 0

    def state(self) -> str:
        """A word that is another one after each commit, as long as this process lives.

        Ask before what is read: what is read then is of this state or a later one. Raises
        ArchiveError where the database fails.
        """
        if self._file is None:
            with said_in_one_line(self._engine), self._engine.connect() as connection:
                # Which transactions are done is what a snapshot is: the same ones, the same state.
                return str(
                    connection.exec_driver_sql("SELECT pg_current_snapshot()::text").scalar_one()
                )
        with self._lock:
            try:
                return self._version(self._file)
            except sqlite3.Error as error:
                self._close()
                raise ArchiveError(f"the archive {self._file} cannot be used: {error}") from error

    def close(self) -> None:
        """Give back what watches."""
        with self._lock:
            self._close()

    def _version(self, file: Path) -> str:
        """SQLite counts the commits of others, but for each connection from anew."""
        if self._watching is None or _is_outdated(self._watching):
            self._close()
            self._watching = _connect(file)
            self._opened += 1
        version = self._watching.execute("PRAGMA data_version").fetchone()[0]
        return f"{self._opened}.{version}"

    def _close(self) -> None:
        if self._watching is not None:
            self._watching.close()
            self._watching = None


def _of_file(url: URL, file: Path, connections: int) -> Engine:
    engine = create_engine(
        url,
        creator=partial(_connect, file),
        poolclass=QueuePool,
        pool_size=connections,
        max_overflow=0,
        hide_parameters=True,
    )
    event.listen(engine, "checkout", _renew_where_outdated)
    event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN"))
    return engine


def _of_server(url: URL, connections: int) -> Engine:
    engine = create_engine(
        url,
        pool_size=connections,
        max_overflow=0,
        pool_pre_ping=True,
        hide_parameters=True,
        connect_args={"connect_timeout": _CONNECT_TIMEOUT},
    )
    event.listen(engine, "connect", _never_write)
    event.listen(engine, "before_cursor_execute", _refuse_when_late)
    return engine


def _never_write(connection: Any, _record: object) -> None:
    """For each transaction of the connection, also such that nobody has said anything about."""
    with connection.cursor() as cursor:
        cursor.execute("SET default_transaction_read_only = on")
    connection.commit()


class _Unchanging(sqlite3.Connection):
    """A connection to a file that nobody was writing, and that sees no change of it."""

    file: Path
    seen: tuple[int, int]


def _connect(file: Path) -> sqlite3.Connection:
    try:
        return _prepared(_opened(file, "mode=ro", sqlite3.Connection))
    except sqlite3.OperationalError as error:
        # Readers and writers meet in a file beside the archive. Where it cannot be made there is
        # no writer either, as long as there is no log.
        cannot = error.sqlite_errorcode & 0xFF in (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY)
        if not cannot or not file.exists() or _log_of(file).exists():
            raise
    seen = _signature(file)
    unchanging = cast("_Unchanging", _opened(file, "mode=ro&immutable=1", _Unchanging))
    unchanging.file, unchanging.seen = file, seen
    return _prepared(unchanging)


def _opened(file: Path, how: str, kind: type[sqlite3.Connection]) -> sqlite3.Connection:
    return sqlite3.connect(
        f"file:{quote(str(file.absolute()))}?{how}",
        uri=True,
        timeout=_BUSY_TIMEOUT,
        isolation_level=None,
        check_same_thread=False,
        factory=kind,
    )


def _prepared(connection: sqlite3.Connection) -> sqlite3.Connection:
    try:
        connection.execute("PRAGMA query_only = ON")
        connection.execute("PRAGMA trusted_schema = OFF")
        connection.execute("PRAGMA temp_store = MEMORY")
        connection.execute(f"PRAGMA cache_size = -{_CACHE}")
        connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
    except sqlite3.Error:
        connection.close()
        raise
    return connection


def _renew_where_outdated(connection: Any, _record: object, _proxy: object) -> None:
    if _is_outdated(connection):
        raise DisconnectionError


def _is_outdated(connection: sqlite3.Connection) -> bool:
    return isinstance(connection, _Unchanging) and (
        _log_of(connection.file).exists() or _signature(connection.file) != connection.seen
    )


def _signature(file: Path) -> tuple[int, int]:
    try:
        told = file.stat()
    except OSError:
        return 0, 0
    return told.st_mtime_ns, told.st_size


def _log_of(file: Path) -> Path:
    return file.with_name(file.name + "-wal")


@contextmanager
def _limited_file(connection: Connection, deadline: float, _seconds: float) -> Iterator[None]:
    driver = cast("sqlite3.Connection", connection.connection.driver_connection)
    driver.set_progress_handler(lambda: time.monotonic() >= deadline, _STEPS)
    try:
        with connection.begin():
            yield
    finally:
        driver.set_progress_handler(None, 0)


@contextmanager
def _limited_server(connection: Connection, _deadline: float, seconds: float) -> Iterator[None]:
    options: dict[str, Any] = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
    with connection.execution_options(**options).begin():
        connection.exec_driver_sql(f"SET LOCAL statement_timeout = {max(1, int(seconds * 1000))}")
        yield


def _refuse_when_late(connection: Connection, *_of_the_statement: object) -> None:
    """The server sees to each statement, this to all of them together."""
    deadline = connection.get_execution_options().get(_DEADLINE)
    if deadline is not None and time.monotonic() >= deadline:
        raise OperationalError("", None, TimeoutError("the time is up"))


def _require_readable(file: Path) -> None:
    if not file.exists():
        raise ArchiveError(
            f"there is no archive at {file}; crawl into it first, or name the folder of another"
        )
    try:
        _connect(file).close()
    except sqlite3.Error as error:
        advice = _advice(file)
        raise ArchiveError(f"the archive {file} cannot be read: {error}{advice}") from None


def _advice(file: Path) -> str:
    try:
        with file.open("rb"):
            pass
    except OSError as error:
        return f" ({error.strerror}); give this user the right to read it"
    if _log_of(file).exists():
        return f"; this user needs the right to read {_log_of(file).name} and the files beside it"
    return ""
