"""Snapshots: the archive as files that can be cited, checked and opened by other tools."""

from __future__ import annotations

import csv
import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TextIO

from sqlalchemy import Engine

from db import queries
from db.columns import FILES, Columns
from db.dialects import reading
from db.engine import said_in_one_line
from db.errors import SnapshotError

LATEST = "latest"
_UNFINISHED = ".unfinished-"


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """A whole snapshot, in its place."""

    path: Path
    taken_at: datetime
    rows: dict[str, int] = field(default_factory=dict)
    """Of each file, the rows below the header."""
    sha256: dict[str, str] = field(default_factory=dict)
    """Of each file, its checksum in hex."""

    @property
    def articles(self) -> int:
        """Articles in it."""
        return self.rows["articles.csv"]


def write_snapshot(engine: Engine, folder: Path, taken_at: datetime | None = None) -> Snapshot:
    """Write the archive into ``folder``/<UTC time>/ and point ``folder``/latest to it.

    All files show one state of the archive, and the same state gives the same bytes; only the name
    of the folder tells the time (``taken_at``, aware; now by default). They are written aside and
    renamed when whole, so that a snapshot is there entirely or not at all and the last good one
    stays. Raises SnapshotError where the folder cannot be written or already has that snapshot,
    ArchiveError where the database fails.
    """
    taken_at = (taken_at or datetime.now(UTC)).astimezone(UTC)
    target = folder / f"{taken_at:%Y%m%dT%H%M%SZ}"
    aside: Path | None = None
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if target.exists():
            raise SnapshotError(f"there is a snapshot {target} already")
        aside = Path(tempfile.mkdtemp(prefix=_UNFINISHED, dir=folder))
        snapshot = _written(engine, aside, Snapshot(path=target, taken_at=taken_at))
        aside.chmod(0o755)
        _to_disk(aside)
        aside.rename(target)
        _point_latest_to(target)
        _to_disk(folder)
    except OSError as error:
        raise SnapshotError(
            f"the snapshot {target} could not be written: {error.strerror or error};"
            " the last good one is untouched"
        ) from error
    finally:
        if aside is not None:
            shutil.rmtree(aside, ignore_errors=True)
    return snapshot


def _written(engine: Engine, aside: Path, snapshot: Snapshot) -> Snapshot:
    with said_in_one_line(engine), reading(engine) as connection:
        sources = {
            "articles.csv": queries.current_articles(connection),
            "revisions.csv": queries.all_revisions(connection),
            "provinces.csv": queries.provinces(connection),
            "portals.csv": queries.portals(connection),
        }
        for name, _, columns in FILES:
            snapshot.rows[name] = _write_csv(aside / name, columns, sources[name])
    for name in sorted(snapshot.rows):
        with (aside / name).open("rb") as file:
            snapshot.sha256[name] = hashlib.file_digest(file, "sha256").hexdigest()
    sums = "".join(f"{digest}  {name}\n" for name, digest in snapshot.sha256.items())
    with (aside / "SHA256SUMS").open("w", encoding="ascii", newline="") as file:
        file.write(sums)
        _flush(file)
    return snapshot


def _write_csv(path: Path, columns: Columns, rows: Iterable[dict[str, Any]]) -> int:
    """RFC 4180, UTF-8 without a byte order mark; the number of rows below the header."""
    count = 0
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\r\n")
        writer.writerow([name for name, _ in columns])
        for row in rows:
            writer.writerow(row.values())
            count += 1
        _flush(file)
    return count


def _flush(file: TextIO) -> None:
    file.flush()
    os.fsync(file.fileno())


def _to_disk(folder: Path) -> None:
    """Renames are whole after a power cut only where the folder was synced too."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _point_latest_to(target: Path) -> None:
    pointer = target.parent / f"{_UNFINISHED}{LATEST}-{os.getpid()}"
    pointer.symlink_to(target.name, target_is_directory=True)
    pointer.replace(target.parent / LATEST)
