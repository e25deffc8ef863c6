"""What differs between two snapshots: ``delta.csv`` and ``articles.delta.csv``."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from db.columns import ARTICLES, DELTA, DELTA_FILES
from db.errors import SnapshotError
from db.snapshots import package
from db.snapshots.citation import id_of
from db.snapshots.files import Csv, Written, read_sums, sha256_of
from db.snapshots.lines import csv_line
from db.snapshots.selection import Selection

_ARTICLES = "articles.csv"
_NAMES = [name for name, _ in ARTICLES]
_HEADER = csv_line(_NAMES) + b"\r\n"
_DIGEST, _STATUS = _NAMES.index("content_digest"), _NAMES.index("status")
_AT_ONCE = 1 << 20
"""Bytes that are read at once."""

# The module's own limit of 128 KiB is less than some articles have.
csv.field_size_limit(2**31 - 1)


@dataclass(frozen=True, slots=True)
class Other:
    """A snapshot to compare with, of which every byte is as it was written."""

    folder: Path
    id: str


def open_other(folder: Path, selection: Selection) -> Other:
    """The snapshot in a folder.

    Raises SnapshotError where there is none, it is damaged, it has other columns than this version
    writes, or selects something else.
    """
    folder = folder.resolve()
    try:
        sums = read_sums(folder)
        for name, digest in sums.items():
            if sha256_of(folder / name) != digest:
                raise SnapshotError(
                    f"{folder / name} is not as it was written (SHA256SUMS); compare with another"
                    " snapshot"
                )
        other = Other(folder, id_of(sums))
        with (folder / _ARTICLES).open("rb") as file:
            has_our_columns = file.read(len(_HEADER)) == _HEADER
        # One of a version that described none was of the whole archive.
        selected = package.selection_in(folder) if (folder / package.NAME).exists() else {}
    except (OSError, ValueError, KeyError) as error:
        why = error.strerror if isinstance(error, OSError) else str(error)
        raise SnapshotError(
            f"{folder} is no snapshot to compare with ({why}); name the folder of one, like"
            " archive/snapshots/20261122T053015Z"
        ) from error
    if not has_our_columns:
        raise SnapshotError(
            f"{folder / _ARTICLES} has other columns than this version writes; compare with a"
            " snapshot of this version"
        )
    if selected != selection.as_json():
        raise SnapshotError(
            f"{folder} selects {json.dumps(selected)}, this snapshot"
            f" {json.dumps(selection.as_json())}; compare with one that selects the same"
        )
    return other


def write_delta(other: Other, folder: Path) -> dict[str, Written]:
    """Write both files into the folder that has articles.csv. Raises OSError, sqlite3.Error.

    What is known of the other snapshot, a checksum for each article, is in a file that the
    operating system forgets, not in memory.
    """
    changes, rows = (name for name, _, _ in DELTA_FILES)
    with (
        closing(sqlite3.connect("", isolation_level=None)) as known,
        (other.folder / _ARTICLES).open("rb") as before,
        Csv(folder / changes, csv_line(name for name, _ in DELTA) + b"\r\n") as delta,
        Csv(folder / rows, _HEADER) as articles,
    ):
        _note(known, other.folder / _ARTICLES)
        for record in _records(folder / _ARTICLES):
            old = _taken(known, record.article)
            if old is None:
                change, cells = "new", [""] * len(_NAMES)
            elif old.digest == record.digest:
                continue
            else:
                cells = _cells(_read(before, old.place, old.size))
                change = _change(cells, _cells(record.raw))
            now = _cells(record.raw)
            delta.add(_line(now[0], change, cells, now), 1)
            articles.add(record.raw, 1)
        for place, size in known.execute("SELECT place, size FROM known ORDER BY article"):
            cells = _cells(_read(before, place, size))
            delta.add(_line(cells[0], "removed", cells, [""] * len(_NAMES)), 1)
        return {changes: delta.end(), rows: articles.end()}


def _change(old: list[str], now: list[str]) -> str:
    if old[_STATUS] != now[_STATUS]:
        return "gone" if now[_STATUS] == "gone" else "back"
    return "changed" if old[_DIGEST] != now[_DIGEST] else "noted"


def _line(article: str, change: str, old: list[str], now: list[str]) -> bytes:
    cells = (article, change, old[_DIGEST], now[_DIGEST], old[_STATUS], now[_STATUS])
    return csv_line(cells) + b"\r\n"


@dataclass(slots=True)
class _Record:
    """A row of articles.csv, as it stands in the file."""

    raw: bytes
    place: int

    @property
    def article(self) -> bytes:
        """Its article_id."""
        if self.raw.startswith(b'"'):
            return _cells(self.raw)[0].encode()
        return self.raw[: self.raw.index(b",")]

    @property
    def digest(self) -> bytes:
        """What another row with the same cells has as well."""
        return hashlib.blake2b(self.raw, digest_size=16).digest()


@dataclass(slots=True)
class _Known:
    digest: bytes
    place: int
    size: int


def _records(path: Path) -> Iterator[_Record]:
    """The rows below the header. A row ends at a line's end outside of quotes."""
    place, quotes = 0, 0
    row: list[bytes] = []
    with path.open("rb", buffering=_AT_ONCE) as file:
        place = len(file.readline())
        for line in file:
            row.append(line)
            quotes += line.count(b'"')
            if quotes % 2 == 0:
                raw = b"".join(row)
                yield _Record(raw, place)
                place += len(raw)
                row.clear()


def _note(known: sqlite3.Connection, path: Path) -> None:
    known.execute("PRAGMA journal_mode = OFF")
    known.execute(
        "CREATE TABLE known (article BLOB PRIMARY KEY, digest BLOB, place INTEGER, size INTEGER)"
        " WITHOUT ROWID"
    )
    known.execute("BEGIN")
    known.executemany(
        "INSERT INTO known VALUES (?, ?, ?, ?)",
        ((each.article, each.digest, each.place, len(each.raw)) for each in _records(path)),
    )


def _taken(known: sqlite3.Connection, article: bytes) -> _Known | None:
    """What is known of an article, and then no more: what is left was not asked for."""
    row = known.execute(
        "DELETE FROM known WHERE article = ? RETURNING digest, place, size", (article,)
    ).fetchone()
    return None if row is None else _Known(*row)


def _read(file: io.BufferedReader, place: int, size: int) -> bytes:
    file.seek(place)
    return file.read(size)


def _cells(raw: bytes) -> list[str]:
    [cells] = csv.reader(io.StringIO(raw.decode(), newline=""))
    return cells
