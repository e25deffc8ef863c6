"""The database of a backup: always one SQLite file, whatever the archive's own database is."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from sqlalchemy import Engine, func, select
from sqlalchemy import table as table_named

from db import dialects
from db.backups.errors import BackupError
from db.copying import copy_database
from db.engine import address_of, open_engine, said_in_one_line

#: Tables whose rows are counted for people; every schema has them.
_COUNTED = ("portals", "articles", "revisions", "captures", "runs")


@dataclass(frozen=True, slots=True)
class DatabaseCopy:
    """What was copied."""

    schema: str
    rows: Mapping[str, int]
    last_offsets: Mapping[str, int]
    """By WARC file (``warc/NAME.warc.gz``), where the last record stands that a capture names."""


def copy_into_file(engine: Engine, target: Path) -> DatabaseCopy:
    """Copy the database into a new SQLite file, as it is at one moment; others may write meanwhile.

    A file is copied page by page (SQLite's online backup), whatever its schema is; a server's
    database row by row, which takes the schema of this version. BackupError where the copy is
    damaged, because the archive is; ArchiveError where a server cannot be read.
    """
    file = dialects.file_of(engine.url)
    if file is None:
        copy = open_engine(f"sqlite:///{target}")
        try:
            copy_database(engine, copy)
        finally:
            copy.dispose()
    else:
        _copy_pages(engine, target)
        target.chmod(target.stat().st_mode & file.stat().st_mode & 0o777)
    return _sealed(target, address_of(engine))


def rows_of(engine: Engine) -> dict[str, int]:
    """Rows of the tables that a backup counts; ArchiveError where they cannot be read."""
    with said_in_one_line(engine), dialects.reading(engine) as connection:
        return {
            name: connection.execute(
                select(func.count()).select_from(table_named(name))
            ).scalar_one()
            for name in _COUNTED
        }


def size_of(engine: Engine) -> int:
    """Bytes of the file and of what is not in it yet; 0 for a server, which nobody asks."""
    file = dialects.file_of(engine.url)
    if file is None:
        return 0
    parts = (file, file.with_name(f"{file.name}-wal"))
    return sum(part.stat().st_size for part in parts if part.exists())


def _copy_pages(engine: Engine, target: Path) -> None:
    with engine.connect() as connection, closing(sqlite3.connect(target)) as copy:
        source = cast("sqlite3.Connection", connection.connection.driver_connection)
        # In one step: with several, each commit of a crawl would begin it anew.
        source.backup(copy)


def _sealed(target: Path, address: str) -> DatabaseCopy:
    """Prove the copy and leave one file that can be opened where nothing may be written."""
    with closing(sqlite3.connect(target, isolation_level=None)) as copy:
        copy.execute("PRAGMA journal_mode = DELETE")
        told = [line for (line,) in copy.execute("PRAGMA integrity_check")]
        if told != ["ok"]:
            raise BackupError(
                f"the archive {address} is damaged: {told[0].splitlines()[-1]}; no backup was"
                " written, restore an earlier one"
            )
        found = _looked_at(copy, address)
    with target.open("rb") as file:
        os.fsync(file.fileno())
    return found


def _looked_at(copy: sqlite3.Connection, address: str) -> DatabaseCopy:
    there = {name for (name,) in copy.execute("SELECT name FROM sqlite_master")}
    if not there.issuperset(("alembic_version", *_COUNTED)):
        raise BackupError(f"there is no archive in {address}; crawl into it first")
    [(schema,)] = copy.execute("SELECT version_num FROM alembic_version")
    rows = {}
    for table in _COUNTED:
        [(rows[table],)] = copy.execute(f"SELECT count(*) FROM {table}")  # noqa: S608
    offsets = copy.execute(
        "SELECT warc_file, max(warc_offset) FROM captures WHERE warc_file IS NOT NULL GROUP BY 1"
    )
    return DatabaseCopy(str(schema), rows, dict(offsets))
