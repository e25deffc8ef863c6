"""Everything that differs between SQLite and PostgreSQL. No other module asks which one it is.

But for two: ``db.reading_only`` opens what the site reads by, ``db.snapshots.lines`` has each of
them write CSV.
"""

from __future__ import annotations

import json
import sqlite3
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple, TypeVar, cast

import msgspec
from sqlalchemy import (
    Connection,
    Engine,
    Integer,
    Select,
    Table,
    event,
    literal_column,
    select,
    table,
    text,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine.url import URL
from sqlalchemy.sql import ColumnElement, collate
from sqlalchemy.sql.functions import coalesce

from db.search.expression import AllOf, AnyOf, Expression, IndexColumn, Phrase, Without

R = TypeVar("R", bound=NamedTuple)

#: How long a writer waits for another one, in seconds. Less than the 30 s in which a run must stop.
#: ``?timeout=SECONDS`` in the URL of an SQLite archive sets another time.
BUSY_TIMEOUT = 15

#: The search index: on SQLite a full-text table of its own kind with helpers of the same prefix, on
#: PostgreSQL a table. Both hold three texts for each article: its words as ``db.words`` gives them,
#: exact and folded, and its labels (``db.search.labels``).
SEARCH = "article_search"
_INDEXED: tuple[IndexColumn, ...] = ("exact", "folded", "labels")
#: An article's id, and the three texts.
IndexRow = tuple[int, str, str, str]

_WRITING = "portalcrawl_writing"
_WRITERS_LOCK = 0x706F7274616C  # "portal": one writer at a time, as SQLite has it


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

    PostgreSQL: a server that has answered once is waited for when it is away, at most for
    BUSY_TIMEOUT: in the years of an archive it is restarted in the middle of many a night.
    """
    if not is_sqlite(engine):
        event.listen(engine, "do_connect", _patient_connect(engine))
        return
    seconds = float(str(engine.url.query.get("timeout", BUSY_TIMEOUT)))
    event.listen(engine, "connect", lambda connection, _record: _set_pragmas(connection, seconds))
    event.listen(engine, "begin", _begin)


def _patient_connect(engine: Engine) -> Callable[..., Any]:
    """How a connection is made: the first one at once or not at all, later ones with patience."""
    has_answered = False
    away = cast("type[Exception]", engine.dialect.loaded_dbapi.OperationalError)

    def connect(dialect: Any, _record: Any, arguments: Any, options: Any) -> Any:
        nonlocal has_answered
        deadline = time.monotonic() + (BUSY_TIMEOUT if has_answered else 0)
        while True:
            try:
                made = dialect.connect(*arguments, **options)
            except away:
                if time.monotonic() >= deadline:
                    raise
                time.sleep(0.5)
            else:
                has_answered = True
                return made

    return connect


def pooling(url: URL) -> dict[str, Any]:
    """Arguments of create_engine: a connection to a server is tried before it is used again."""
    return {} if url.get_backend_name() == "sqlite" else {"pool_pre_ping": True}


def _set_pragmas(connection: sqlite3.Connection, busy_timeout: float) -> None:
    connection.isolation_level = None
    connection.execute(f"PRAGMA busy_timeout = {int(busy_timeout * 1000)}")
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA synchronous = FULL")
    _switch_to_wal(connection, busy_timeout)


def _switch_to_wal(connection: sqlite3.Connection, busy_timeout: float) -> None:
    """Once in the life of a file. SQLite does not wait by itself for others who do the same."""
    deadline = time.monotonic() + busy_timeout
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
    """One transaction that writes: committed as a whole, or not at all.

    There is one writer at a time; another one waits, at most for BUSY_TIMEOUT.
    """
    with engine.connect() as connection, connection.execution_options(**{_WRITING: True}).begin():
        if not is_sqlite(engine):
            connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{BUSY_TIMEOUT}s'")
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_WRITERS_LOCK})")
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
                connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_WRITERS_LOCK})")
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


def next_ids(connection: Connection, table: Table, count: int) -> list[int]:
    """Ids for rows that the one who holds the writers' lock is about to insert, ascending."""
    if is_sqlite(connection):
        last = connection.exec_driver_sql(f"SELECT coalesce(max(id), 0) FROM {table.name}")  # noqa: S608
        first = int(last.scalar_one()) + 1
        return list(range(first, first + count))
    taken = connection.exec_driver_sql(
        "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
        (table.name, count),
    )
    return sorted(taken.scalars())


def insert_rows(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert many rows that all have the same columns, in the order of the first.

    By the driver's executemany: SQLAlchemy would take as long as the database itself.
    """
    if not rows:
        return
    bound = _bound_by_sqlite if is_sqlite(connection) else _bound_by_postgres
    mark = "?" if is_sqlite(connection) else "%s"
    columns = ", ".join(f'"{name}"' for name in rows[0])
    marks = ", ".join([mark] * len(rows[0]))
    connection.exec_driver_sql(
        f"INSERT INTO {table.name} ({columns}) VALUES ({marks})",  # noqa: S608
        [tuple(map(bound, row.values())) for row in rows],
    )


def _bound_by_sqlite(value: Any) -> Any:
    """As SQLAlchemy's types store it: a moment in UTC, a list as JSON."""
    if isinstance(value, datetime):
        moment = value if value.tzinfo is None else value.astimezone(UTC).replace(tzinfo=None)
        return moment.isoformat(" ", "microseconds")
    return json.dumps(value, ensure_ascii=False) if isinstance(value, list) else value


def _bound_by_postgres(value: Any) -> Any:
    return json.dumps(value, ensure_ascii=False) if isinstance(value, list) else value


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


def is_of_search_index(table: str | None) -> bool:
    """Whether a table belongs to the search index, which no model describes."""
    return table is not None and table.startswith(SEARCH)


def create_search_index(connection: Connection) -> None:
    """Make the empty index. Words come folded and apart, so neither database has to know any.

    SQLite's tokenizer ``ascii`` takes every character of another script for one of a word.
    """
    if is_sqlite(connection):
        connection.exec_driver_sql(
            f"CREATE VIRTUAL TABLE {SEARCH} USING fts5"
            f" ({', '.join(_INDEXED)}, content='', tokenize='ascii')"
        )
        return
    columns = ", ".join(f"{name} tsvector NOT NULL" for name in _INDEXED)
    connection.exec_driver_sql(
        f"CREATE TABLE {SEARCH}"
        f" (article_id integer PRIMARY KEY REFERENCES articles (id), {columns})"
    )
    for name in _INDEXED:
        connection.exec_driver_sql(
            f"CREATE INDEX ix_{SEARCH}_{name} ON {SEARCH} USING gin ({name})"
        )


def drop_search_index(connection: Connection) -> None:
    """Take it away."""
    connection.exec_driver_sql(f"DROP TABLE {SEARCH}")


def add_to_search_index(connection: Connection, rows: Sequence[IndexRow]) -> None:
    """Index articles that are not in the index."""
    if rows:
        values = [search_values(connection, row) for row in rows]
        connection.exec_driver_sql(search_insert(connection), values)


def search_insert(engine: Engine | Connection) -> str:
    """The driver's statement that puts a row into the index."""
    columns = ", ".join(_INDEXED)
    if is_sqlite(engine):
        return f"INSERT INTO {SEARCH} (rowid, {columns}) VALUES (?, ?, ?, ?)"  # noqa: S608
    vectors = ", ".join(["CAST(%s AS tsvector)"] * len(_INDEXED))
    return f"INSERT INTO {SEARCH} (article_id, {columns}) VALUES (%s, {vectors})"  # noqa: S608


def search_values(engine: Engine | Connection, row: IndexRow) -> IndexRow:
    """A row as ``search_insert`` takes it."""
    if is_sqlite(engine):
        return row
    article_id, exact, folded, labels = row
    return article_id, _tsvector(exact), _tsvector(folded), _tsvector(labels)


def _tsvector(words: str) -> str:
    """The words with their places. PostgreSQL's own parser would part 12e3ab in two (12e3, ab)."""
    places: defaultdict[str, list[str]] = defaultdict(list)
    for place, word in enumerate(words.split(), 1):
        places[word].append(str(place))
    return " ".join(f"{word}:{','.join(found)}" for word, found in places.items())


def take_from_search_index(connection: Connection, rows: Sequence[IndexRow]) -> None:
    """Take articles out of it; the texts must be those with which they were put in.

    SQLite's index keeps no texts, so it has to be told which words to forget.
    """
    if not rows:
        return
    if is_sqlite(connection):
        connection.exec_driver_sql(
            f"INSERT INTO {SEARCH} ({SEARCH}, rowid, {', '.join(_INDEXED)})"  # noqa: S608
            " VALUES ('delete', ?, ?, ?, ?)",
            list(rows),
        )
        return
    connection.exec_driver_sql(
        f"DELETE FROM {SEARCH} WHERE article_id = %s",  # noqa: S608
        [(row[0],) for row in rows],
    )


def search_key(engine: Engine | Connection) -> str:
    """The column of the index that holds the article's id."""
    return "rowid" if is_sqlite(engine) else "article_id"


def matching(engine: Engine | Connection, expression: Expression) -> tuple[str, dict[str, str]]:
    """SQL: the condition under which a row of the index matches, and its parameters.

    The index stands under its own name in the statement.
    """
    if is_sqlite(engine):
        return f"{SEARCH} MATCH :asked", {"asked": _in_fts5(expression)}
    words: dict[str, str] = {}
    return _in_tsquery(expression, words), words


def _in_fts5(expression: Expression) -> str:
    """In FTS5's language. Words are letters and digits alone, so there is nothing to escape."""
    match expression:
        case Phrase(column, words):
            return f'{column} : "{" ".join(words)}"'
        case AllOf(parts):
            return f"({' AND '.join(map(_in_fts5, parts))})"
        case AnyOf(parts):
            return f"({' OR '.join(map(_in_fts5, parts))})"
        case Without(these, those):
            return f"({_in_fts5(these)} NOT {_in_fts5(those)})"


def _in_tsquery(expression: Expression, words: dict[str, str]) -> str:
    match expression:
        case Phrase(column, phrase):
            name = f"asked_{len(words)}"
            words[name] = " <-> ".join(phrase)
            return f"{SEARCH}.{column} @@ CAST(:{name} AS tsquery)"
        case AllOf(parts):
            return f"({' AND '.join(_in_tsquery(part, words) for part in parts)})"
        case AnyOf(parts):
            return f"({' OR '.join(_in_tsquery(part, words) for part in parts)})"
        case Without(these, those):
            return f"({_in_tsquery(these, words)} AND NOT {_in_tsquery(those, words)})"


def listed(engine: Engine | Connection, ids: Sequence[int]) -> tuple[str, Any]:
    """SQL: a table ``listed`` of one column, ``id``, with the ids that stand in ``:ids``.

    The second is what to put there.
    """
    if is_sqlite(engine):
        return "(SELECT value AS id FROM json_each(:ids)) AS listed", json.dumps(ids)
    return "unnest(CAST(:ids AS bigint[])) AS listed (id)", list(ids)


def ids_at_once(connection: Connection, statement: str, parameters: Mapping[str, Any]) -> list[int]:
    """The ids that a query gives in a column called ``id``, in its order; as ``all_at_once``."""
    if not is_sqlite(connection):
        return list(connection.execute(text(statement), parameters).scalars())
    one = f"SELECT json_group_array(id) FROM ({statement})"  # noqa: S608
    return msgspec.json.decode(
        connection.execute(text(one), parameters).scalar_one(), type=list[int]
    )


def all_at_once(
    connection: Connection, statement: str, parameters: Mapping[str, Any], kind: type[R]
) -> list[R]:
    """The rows of a query for numbers and texts, which may be thousands, as a named tuple each.

    SQLite makes one of them all: row by row, a thread would wait for its turn among the others
    before each.
    """
    if not is_sqlite(connection):
        return [kind(*row) for row in connection.execute(text(statement), parameters)]
    row = f"json_array({', '.join(kind._fields)})"
    one = f"SELECT json_group_array({row}) FROM ({statement})"  # noqa: S608
    rows = msgspec.json.Decoder(list[kind])  # type: ignore[valid-type]
    return rows.decode(connection.execute(text(one), parameters).scalar_one())


def empty_search_index(connection: Connection) -> None:
    """Take everything out of it, whatever is in it."""
    drop_search_index(connection)
    create_search_index(connection)


def tidy_search_index(engine: Engine) -> bool:
    """Bring the index into few pieces, where it is in many; returns whether it was.

    SQLite writes a new piece with each commit and merges some of them now and then; a question that
    looks up single articles takes fifty times as long in ten large pieces as in one. It is done in
    steps of less than a tenth of a second, so that no other writer waits. PostgreSQL needs nothing.
    """
    if not is_sqlite(engine):
        return False
    with reading(engine) as connection:
        pieces = connection.exec_driver_sql(f"SELECT count(DISTINCT segid) FROM {SEARCH}_idx")  # noqa: S608
        if pieces.scalar_one() <= _MOST_PIECES:
            return False
    # A negative number of pages begins to merge all pieces, a positive one goes on with it.
    _merge(engine, -_MERGED_PAGES)
    while _merge(engine, _MERGED_PAGES):
        pass
    return True


#: Pieces of SQLite's index that are left alone. A night of small commits leaves as many.
_MOST_PIECES = 8
#: Pages of the index that are merged in one transaction.
_MERGED_PAGES = 64


def _merge(engine: Engine, pages: int) -> bool:
    """Whether anything was left to merge (SQLite's FTS5, 6.9: less than 2 changes say no)."""
    with writing(engine) as connection:
        driver = cast("sqlite3.Connection", connection.connection.driver_connection)
        before = driver.total_changes
        connection.exec_driver_sql(
            f"INSERT INTO {SEARCH} ({SEARCH}, rank) VALUES ('merge', ?)",  # noqa: S608
            (pages,),
        )
        return driver.total_changes - before >= 2


def integrity_faults(connection: Connection) -> list[str]:
    """What the database itself says of its file, a line each. A server sees to that alone."""
    if not is_sqlite(connection):
        return []
    told = connection.exec_driver_sql("PRAGMA integrity_check").scalars()
    return [line for line in told if line != "ok"]


def ids_in_search_index(connection: Connection) -> Select[Any]:
    """The query for the ids of the articles in the index."""
    return select(literal_column(search_key(connection), Integer)).select_from(table(SEARCH))


def holds_words(connection: Connection, article_id: int, phrase: Phrase) -> bool:
    """Whether the index has the words of the phrase in an article."""
    condition, words = matching(connection, phrase)
    asked = (
        f"SELECT 1 FROM {SEARCH} WHERE {condition}"  # noqa: S608
        f" AND {search_key(connection)} = :article_id"
    )
    return connection.execute(text(asked), {**words, "article_id": article_id}).first() is not None


def search_index_faults(connection: Connection) -> list[str]:
    """What the index says of itself: on SQLite, whether it has as many words as were put into it.

    All of the index is read for that. FTS5's own 'integrity-check' would lock out every writer for
    longer than BUSY_TIMEOUT, and does not see words that an article left behind.
    """
    if not is_sqlite(connection):
        return []
    connection.exec_driver_sql(f"CREATE VIRTUAL TABLE temp.v USING fts5vocab(main, {SEARCH}, col)")
    try:
        words = connection.exec_driver_sql("SELECT col, sum(cnt) FROM temp.v GROUP BY col").all()
    finally:
        connection.exec_driver_sql("DROP TABLE temp.v")
    indexed = {str(name): int(count) for name, count in words}
    put_in = dict.fromkeys(map(str, _INDEXED), 0)
    for sizes in connection.exec_driver_sql(f"SELECT sz FROM {SEARCH}_docsize").scalars():  # noqa: S608
        for name, count in zip(put_in, _varints(sizes), strict=True):
            put_in[name] += count
    return [
        f"its column {name!r} has {indexed.get(name, 0)} words, of {count} that were put in"
        for name, count in put_in.items()
        if indexed.get(name, 0) != count
    ]


def _varints(packed: bytes) -> Iterator[int]:
    """Numbers in SQLite's variable-length form, below 2^56: seven bits a byte, highest first."""
    number = 0
    for byte in packed:
        number = number << 7 | byte & 0x7F
        if byte < 0x80:
            yield number
            number = 0


def count_on(connection: Connection, table: Table) -> None:
    """Let the ids that the database gives out begin behind the highest one that is there.

    SQLite does by itself; PostgreSQL's sequence does not know of ids that were given to it.
    """
    if is_sqlite(connection) or "id" not in table.c:
        return
    connection.exec_driver_sql(
        f"SELECT setval(pg_get_serial_sequence('{table.name}', 'id'),"  # noqa: S608
        f" COALESCE(max(id), 0) + 1, false) FROM {table.name}"
    )
