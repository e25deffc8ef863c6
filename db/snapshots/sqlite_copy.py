"""The CSV files as one SQLite file to give away: typed tables with keys, and words to search for.

It has no log beside it (WAL) and nobody writes into it, so that it can be opened as immutable. The
bytes follow from the rows and from the version of SQLite that wrote them, which the file names.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Final

from db.snapshots.cells import KEYS, LEADS, Kind, csv_files, kind_of, opened
from db.words import indexed_words

NAME: Final = "snapshot.sqlite"
#: "pcsn" in ASCII: what the program `file` and others may know it by.
APPLICATION_ID: Final = 0x7063736E
#: Of the tables below; another one where they change.
USER_VERSION: Final = 1

_UNFINISHED: Final = f".unfinished-{NAME}"
_BATCH: Final = 500

#: Without the texts, which ``articles`` has. Datasette knows it by the words in the comment as the
#: index of that table, so that its search box asks here.
_INDEX: Final = """\
CREATE VIRTUAL TABLE articles_fts USING fts5(
    exact, folded, content='' /* content="articles" */, tokenize='unicode61 remove_diacritics 0'
)"""


def write(folder: Path) -> list[Path]:
    """Write ``snapshot.sqlite`` from the CSV files of a snapshot; the one file.

    An empty cell is NULL, moments are text as in the CSV. ``articles_fts`` finds the words of title
    and text, with their diacritics or without. Raises ValueError for a cell that is not of the kind
    of its column, sqlite3.Error where the file cannot be written.
    """
    target, unfinished = folder / NAME, folder / _UNFINISHED
    unfinished.unlink(missing_ok=True)
    target.unlink(missing_ok=True)
    try:
        with closing(sqlite3.connect(unfinished, isolation_level=None)) as connection:
            _fill(connection, csv_files(folder))
            # Without gaps, and beside the other one: VACUUM alone needs room in the folder for
            # temporary files, which is often small.
            connection.execute("VACUUM INTO ?", (str(target),))
    finally:
        unfinished.unlink(missing_ok=True)
    return [target]


def _fill(connection: sqlite3.Connection, files: Sequence[Path]) -> None:
    connection.execute("PRAGMA journal_mode = OFF")
    connection.execute("PRAGMA synchronous = OFF")
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    connection.execute(f"PRAGMA user_version = {USER_VERSION}")
    connection.execute("BEGIN")
    names = {file.name for file in files}
    for file in files:
        _copy(connection, file, names)
    if "articles.csv" in names:
        _index_words(connection)
    connection.execute("COMMIT")


def _copy(connection: sqlite3.Connection, file: Path, names: set[str]) -> None:
    table = _table(file.name)
    with opened(file) as (columns, rows):
        defined = [_definition(file.name, column, names) for column in columns]
        if key := KEYS.get(file.name):
            defined.append(f"PRIMARY KEY ({', '.join(key)})")
        connection.execute(f"CREATE TABLE {table} ({', '.join(defined)})")
        kinds = [kind_of(column) for column in columns]
        marks = ", ".join("?" * len(columns))
        connection.executemany(
            f"INSERT INTO {table} VALUES ({marks})",  # noqa: S608
            (_typed(row, kinds) for row in rows),
        )


def _table(file: str) -> str:
    return file.removesuffix(".csv").replace(".", "_")


def _definition(file: str, column: str, names: set[str]) -> str:
    is_number = kind_of(column) in (Kind.INTEGER, Kind.BOOLEAN)
    defined = f"{column} {'INTEGER' if is_number else 'TEXT'}"
    # Datasette makes links of them. Nothing holds them: in a part of the archive, or in what is
    # new, not all rows need be there.
    for own, there, other in LEADS.get(file, ()):
        if own == column and there in names:
            return f"{defined} REFERENCES {_table(there)} ({other})"
    return defined


def _typed(row: list[str], kinds: list[Kind]) -> list[str | int | None]:
    return [
        int(cell) if cell and kind in (Kind.INTEGER, Kind.BOOLEAN) else cell or None
        for cell, kind in zip(row, kinds, strict=True)
    ]


def _index_words(connection: sqlite3.Connection) -> None:
    connection.execute(_INDEX)
    connection.executemany(
        "INSERT INTO articles_fts (rowid, exact, folded) VALUES (?, ?, ?)", _words(connection)
    )
    connection.execute("INSERT INTO articles_fts (articles_fts) VALUES ('optimize')")


def _words(connection: sqlite3.Connection) -> Iterator[tuple[int, str, str]]:
    articles = connection.execute("SELECT rowid, title, text FROM articles ORDER BY rowid")
    while batch := articles.fetchmany(_BATCH):
        for row, title, text in batch:
            yield row, *indexed_words((title, text))
