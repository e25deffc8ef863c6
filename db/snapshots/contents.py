"""The data of a snapshot: its four CSV files."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine

from db import queries
from db.columns import FILES
from db.dialects import reading
from db.engine import said_in_one_line
from db.snapshots.files import Csv, Written
from db.snapshots.lines import Lines, csv_line, lines
from db.snapshots.selection import Selection


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """What was written."""

    files: dict[str, Written]
    """By name, in the order of ``db.columns.FILES``."""
    last_seen: str
    """The latest among the articles; empty where there are none."""


@dataclass(slots=True)
class _Held:
    """What was written of one portal."""

    articles: int = 0
    revisions: int = 0
    first_seen: str = ""
    last_seen: str = ""

    def add(self, some: Lines) -> None:
        """Count some more."""
        self.articles += some.article_count
        self.revisions += some.revision_count
        if some.article_count:
            self.first_seen = min(self.first_seen or some.first_seen, some.first_seen)
            self.last_seen = max(self.last_seen, some.last_seen)


def write_contents(engine: Engine, folder: Path, selection: Selection) -> Contents:
    """Write the files, all of one state of the archive. Raises OSError, ArchiveError."""
    header = {
        name: csv_line(column for column, _ in columns) + b"\r\n" for name, _, columns in FILES
    }
    files: dict[str, Written] = {}
    held: dict[str, _Held] = {}
    with said_in_one_line(engine), reading(engine) as connection:
        with (
            Csv(folder / "articles.csv", header["articles.csv"]) as articles,
            Csv(folder / "revisions.csv", header["revisions.csv"]) as revisions,
        ):
            for some in lines(connection, selection):
                articles.add(some.articles, some.article_count)
                revisions.add(some.revisions, some.revision_count)
                held.setdefault(some.portal, _Held()).add(some)
            files["articles.csv"] = articles.end()
            files["revisions.csv"] = revisions.end()
        for name, rows in (
            ("provinces.csv", queries.provinces(connection)),
            ("portals.csv", _portals(connection, selection, held)),
        ):
            with Csv(folder / name, header[name]) as file:
                for row in rows:
                    file.add(csv_line(row.values()) + b"\r\n", 1)
                files[name] = file.end()
    return Contents(
        files=files, last_seen=max((each.last_seen for each in held.values()), default="")
    )


def _portals(
    connection: Connection, selection: Selection, held: Mapping[str, _Held]
) -> Iterable[dict[str, Any]]:
    """Of some days, what was written of them: no article of another day shows in the file."""
    units = selection.former_units
    for row in queries.portals(connection):
        if selection.is_by_days:
            if row["host"] in held:
                # What is refused is no article and has no day of publication.
                yield row | asdict(held[row["host"]]) | {"refused": None}
        elif not units or row["province"] in units:
            yield row
