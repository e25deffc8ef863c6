"""The data of a snapshot: its four CSV files."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine

from db import queries
from db.columns import FILES
from db.dialects import reading
from db.engine import said_in_one_line
from db.snapshots.files import Csv, Written
from db.snapshots.lines import csv_line, lines
from db.snapshots.selection import Selection


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """What was written."""

    files: dict[str, Written]
    """By name, in the order of ``db.columns.FILES``."""
    last_seen: str
    """The latest among the articles; empty where there are none."""


def write_contents(engine: Engine, folder: Path, selection: Selection) -> Contents:
    """Write the files, all of one state of the archive. Raises OSError, ArchiveError."""
    header = {
        name: csv_line(column for column, _ in columns) + b"\r\n" for name, _, columns in FILES
    }
    files: dict[str, Written] = {}
    last_seen = ""
    with said_in_one_line(engine), reading(engine) as connection:
        with (
            Csv(folder / "articles.csv", header["articles.csv"]) as articles,
            Csv(folder / "revisions.csv", header["revisions.csv"]) as revisions,
        ):
            for some in lines(connection, selection):
                articles.add(some.articles, some.article_count)
                revisions.add(some.revisions, some.revision_count)
                last_seen = max(last_seen, some.last_seen)
            files["articles.csv"] = articles.end()
            files["revisions.csv"] = revisions.end()
        for name, rows in (
            ("provinces.csv", queries.provinces(connection)),
            ("portals.csv", _portals(connection, selection)),
        ):
            with Csv(folder / name, header[name]) as file:
                for row in rows:
                    file.add(csv_line(row.values()) + b"\r\n", 1)
                files[name] = file.end()
    return Contents(files=files, last_seen=last_seen)


def _portals(connection: Connection, selection: Selection) -> Iterable[dict[str, Any]]:
    units = selection.former_units
    for row in queries.portals(connection):
        if not units or row["province"] in units:
            yield row
