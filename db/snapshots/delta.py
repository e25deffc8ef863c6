"""What differs between two snapshots: ``delta.csv`` and ``articles.delta.csv``."""

from __future__ import annotations

import csv
import hashlib
import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, NamedTuple

from db.columns import ARTICLES, DELTA, DELTA_FILES
from db.errors import SnapshotError
from db.snapshots import package
from db.snapshots.cells import cells_of
from db.snapshots.citation import id_of
from db.snapshots.files import Csv, Written, read_sums, sha256_of
from db.snapshots.lines import csv_line, quoted
from db.snapshots.selection import Selection

_ARTICLES = "articles.csv"
_END = b"\r\n"
_NAMES = [name for name, _ in ARTICLES]
_HEADER = csv_line(_NAMES) + _END
_LAST = len(_NAMES) - min(map(_NAMES.index, ("content_digest", "status")))
"""As many of the last cells are looked at."""
_DIGEST, _STATUS = (_NAMES.index(name) - len(_NAMES) for name in ("content_digest", "status"))
_AT_ONCE = 1 << 20
"""Bytes that are read at once."""


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
    operating system forgets; in memory there is a byte for each.
    """
    changes, rows = (name for name, _, _ in DELTA_FILES)
    with (
        closing(sqlite3.connect("", isolation_level=None)) as known,
        Csv(folder / changes, csv_line(name for name, _ in DELTA) + _END) as delta,
        Csv(folder / rows, _HEADER) as articles,
    ):
        is_left = bytearray(b"\1") * _noted(known, other.folder / _ARTICLES)
        for row in _rows(folder / _ARTICLES):
            article = _article_of(row)
            place, checksum, *old = known.execute(_FIND, (article,)).fetchone() or _UNKNOWN
            if place is not None:
                is_left[place] = False
            if checksum != _checksum(row):
                delta.add(_line(article, _State(*old), _state_of(row)), 1)
                articles.add(row, 1)
        for place, article, *old in known.execute(_ALL):
            if is_left[place]:
                delta.add(_line(article, _State(*old), _NOWHERE), 1)
        return {changes: delta.end(), rows: articles.end()}


class _State(NamedTuple):
    """What delta.csv tells of an article in one of the snapshots."""

    digest: bytes
    status: bytes


_NOWHERE = _State(b"", b"")
_UNKNOWN = (None, None, *_NOWHERE)


def _change(old: _State, now: _State) -> bytes:
    if _NOWHERE in (old, now):
        return b"new" if old == _NOWHERE else b"removed"
    if old.status != now.status:
        return b"gone" if now.status == b"gone" else b"back"
    return b"changed" if old.digest != now.digest else b"noted"


def _line(article: bytes, old: _State, now: _State) -> bytes:
    cells = (article, _change(old, now), old.digest, now.digest, old.status, now.status)
    return b",".join(map(quoted, cells)) + _END


def _noted(known: sqlite3.Connection, path: Path) -> int:
    """Note all rows of a file, which are numbered; how many they are.

    Raises SnapshotError for one that is no row of articles.csv.
    """
    try:
        return _note(known, path)
    except (ValueError, IndexError, csv.Error, sqlite3.IntegrityError) as error:
        raise SnapshotError(
            f"{path} is not as this version writes it ({error}); compare with another snapshot"
        ) from error


def _note(known: sqlite3.Connection, path: Path) -> int:
    known.execute("PRAGMA journal_mode = OFF")
    known.execute(
        "CREATE TABLE known (article BLOB PRIMARY KEY, place INTEGER, checksum BLOB, digest BLOB,"
        " status BLOB) WITHOUT ROWID"
    )
    known.execute("BEGIN")
    known.executemany(
        "INSERT INTO known VALUES (?, ?, ?, ?, ?)",
        (
            (_article_of(row), place, _checksum(row), *_state_of(row))
            for place, row in enumerate(_rows(path))
        ),
    )
    [count] = known.execute("SELECT count(*) FROM known").fetchone()
    return int(count)


_FIND = "SELECT place, checksum, digest, status FROM known WHERE article = ?"
_ALL = "SELECT place, article, digest, status FROM known ORDER BY article"


def _checksum(row: bytes) -> bytes:
    """What another row with the same cells has as well."""
    return hashlib.blake2b(row, digest_size=16).digest()


def _article_of(row: bytes) -> bytes:
    """The first cell, without reading the others."""
    if row.startswith(b'"'):
        return cells_of(row)[0].encode()
    return row[: row.index(b",")]


def _state_of(row: bytes) -> _State:
    """Two of the last cells, without reading the text: behind the last quote, all is plain."""
    last = row.rsplit(b",", _LAST)[1:]
    if any(b'"' in cell for cell in last):
        last = [cell.encode() for cell in cells_of(row)[-_LAST:]]
    return _State(last[_DIGEST], last[_STATUS])


def _rows(path: Path) -> Iterator[bytes]:
    """The rows below the header, with their ends: a line's end outside of quotes."""
    row: list[bytes] = []
    quotes = 0
    with path.open("rb") as file:
        file.readline()
        for line in _lines(file):
            row.append(line)
            quotes += line.count(b'"')
            if quotes % 2 == 0:
                yield b"".join(row)
                row.clear()
    if row:
        raise ValueError("it ends within a row")


def _lines(file: BinaryIO) -> Iterator[bytes]:
    """With CRLF at their ends, as rows have it; texts have LF alone, with few exceptions."""
    rest = b""
    # As much again as is left over: else a long line would be copied with every piece.
    while piece := file.read(max(_AT_ONCE, len(rest))):
        *whole, rest = (rest + piece).split(_END)
        for line in whole:
            yield line + _END
    if rest:
        yield rest
