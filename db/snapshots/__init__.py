"""Snapshots: the archive as files that can be cited, checked and opened by other tools."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Engine

from db.columns import DELTA_FILES, FILES, dictionary
from db.errors import SnapshotError
from db.snapshots import package
from db.snapshots.citation import Citation, id_of
from db.snapshots.contents import write_contents
from db.snapshots.delta import Other, open_other, write_delta
from db.snapshots.files import SUMS, as_sums, sha256_of, to_disk, write_text
from db.snapshots.forms import Form, Write, writers
from db.snapshots.publishing import (
    HELD_BACK,
    LATEST,
    MOST_SHRUNK,
    HeldBackError,
    alone_in,
    aside,
    forget_held_back,
    point_latest_to,
    put_in_place,
    refuse_to_write_over,
    shrunk,
)
from db.snapshots.selection import WHOLE, Selection

__all__ = [
    "HELD_BACK",
    "LATEST",
    "MOST_SHRUNK",
    "Form",
    "HeldBackError",
    "Selection",
    "Snapshot",
    "write_snapshot",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """A finished snapshot, in its place."""

    path: Path
    taken_at: datetime
    id: str
    """Made of the checksums of its data: the same data has the same."""
    citation: str
    """A sentence."""
    rows: dict[str, int] = field(default_factory=dict)
    """Of each CSV file that datapackage.json describes, the rows below the header."""
    sha256: dict[str, str] = field(default_factory=dict)
    """Of each file but SHA256SUMS, its checksum in hex."""
    sizes: dict[str, int] = field(default_factory=dict)
    """Of each of them, its bytes."""

    @property
    def articles(self) -> int:
        """Articles in it."""
        return self.rows["articles.csv"]


def write_snapshot(
    engine: Engine,
    folder: Path,
    taken_at: datetime | None = None,
    *,
    selection: Selection = WHOLE,
    delta_from: Path | None = None,
    forms: Sequence[Form] = (),
    most_shrunk: float | None = MOST_SHRUNK,
) -> Snapshot:
    """Write the archive into ``folder``/<UTC time>/ and point ``folder``/latest to it.

    All files show one state of the archive, and the same state gives the same bytes; only the name
    of the folder tells the time (``taken_at``, aware; now by default). They are written aside and
    renamed when whole, so that a snapshot is there entirely or not at all and the last good one
    stays. One that selects something has a name that says so and never becomes the latest.

    ``delta_from`` is the folder of a snapshot with which to compare. Where the latest one has more
    articles by over ``most_shrunk`` percent (None: however many), HeldBackError says so and where
    the snapshot is. Raises SnapshotError where the folder cannot be written or already has that
    snapshot, ArchiveError where the database fails.
    """
    taken_at = (taken_at or datetime.now(UTC)).astimezone(UTC)
    target = folder / f"{taken_at:%Y%m%dT%H%M%SZ}{selection.suffix}"
    further = writers(forms)
    other = open_other(delta_from, selection) if delta_from else None
    with _said_of(target):
        refuse_to_write_over(target)
        with aside(folder) as made:
            written = _write(engine, made, selection, other, further)
            with alone_in(folder):
                if selection.is_whole:
                    _publish(made, target, written.citation.articles, most_shrunk)
                else:
                    put_in_place(made, target)
    return Snapshot(
        path=target,
        taken_at=taken_at,
        id=written.citation.id,
        citation=str(written.citation),
        rows=written.rows,
        sha256=written.sums,
        sizes={name: (target / name).stat().st_size for name in sorted(written.sums)},
    )


def _publish(made: Path, target: Path, articles: int, most_shrunk: float | None) -> None:
    """Make it the latest one, unless it has to be held back."""
    folder = target.parent
    lacking = None if most_shrunk is None else shrunk(folder, articles)
    if lacking and lacking.is_beyond(most_shrunk or 0):
        target = target.with_name(f"{target.name}{HELD_BACK}")
        put_in_place(made, target)
        forget_held_back(folder, but=target)
        raise HeldBackError(
            f"the snapshot has {lacking}, and articles are never deleted: it is held back as"
            f" {target}; see `portalcrawl db check`, or publish with --accept-shrunk"
        )
    put_in_place(made, target)
    point_latest_to(target)
    forget_held_back(folder)


@dataclass(frozen=True, slots=True)
class _Whole:
    """What is in a folder that is whole."""

    citation: Citation
    rows: dict[str, int]
    sums: dict[str, str]


def _write(
    engine: Engine,
    made: Path,
    selection: Selection,
    other: Other | None,
    further: Sequence[Write],
) -> _Whole:
    contents = write_contents(engine, made, selection)
    files = {**contents.files, **(write_delta(other, made) if other else {})}
    sums = {name: written.sha256 for name, written in files.items()}
    citation = Citation(
        id=id_of(sums),
        articles=files["articles.csv"].rows,
        last_seen=contents.last_seen,
        selection=selection,
    )
    described = [file for file in FILES + DELTA_FILES if file[0] in files]
    texts = {
        package.NAME: package.describe(
            [(file, files[file[0]]) for file in described], citation, other.id if other else None
        ),
        "DATA_DICTIONARY.md": dictionary(described),
        "CITATION.cff": citation.as_cff(),
    }
    for name, text in texts.items():
        write_text(made / name, text)
    others = [path for write in further for path in write(made)]
    for path in others:
        to_disk(path)
    sums |= {path.name: sha256_of(path) for path in (*(made / name for name in texts), *others)}
    write_text(made / SUMS, as_sums(sums))
    return _Whole(citation, {name: each.rows for name, each in files.items()}, sums)


@contextmanager
def _said_of(target: Path) -> Iterator[None]:
    """Turn what is wrong with the disk into a SnapshotError."""
    try:
        yield
    except (OSError, sqlite3.Error) as error:
        why = (error.strerror if isinstance(error, OSError) else None) or error
        raise SnapshotError(
            f"the snapshot {target} could not be written: {why}; the last good one is untouched"
        ) from error
