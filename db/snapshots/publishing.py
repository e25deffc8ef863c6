"""Where snapshots are: written aside, renamed when whole, and where ``latest`` leads."""

from __future__ import annotations

import re
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from io import FileIO
from pathlib import Path

from db.errors import SnapshotError
from db.snapshots import package
from db.snapshots.files import to_disk
from portalcrawl.warc.locking import hold

LATEST = "latest"
UNFINISHED = ".unfinished-"
HELD_BACK = "-held-back"
_LOCK = ".lock"
_PATIENCE = 60.0
"""Seconds. Whoever holds the lock compares two numbers and renames two things."""
#: Percent. Articles are never deleted; a portal that is put right may lose a few keys.
MOST_SHRUNK = 2.0


class HeldBackError(SnapshotError):
    """A snapshot lacks articles that the latest has: it was written beside, ``latest`` stays."""


@dataclass(frozen=True, slots=True)
class Shrunk:
    """How far a snapshot is behind the latest one."""

    before: int
    now: int

    def is_beyond(self, percent: float) -> bool:
        """Whether it lacks more of it."""
        return self.now < self.before and (self.before - self.now) * 100 > percent * self.before

    def __str__(self) -> str:
        """Like ``90 articles, 10.0 % less than the latest one with 100``."""
        less = (self.before - self.now) * 100 / self.before
        return f"{self.now} articles, {less:.1f} % less than the latest one with {self.before}"


def shrunk(folder: Path, articles: int) -> Shrunk:
    """A snapshot with so many articles beside the latest one, if there is any.

    Where ``latest`` leads nowhere, that is the newest by its name.
    """
    latest = folder / LATEST
    if not latest.exists():
        latest = max(filter(_is_whole, folder.iterdir()), default=latest)
    try:
        before = package.articles_in(latest)
    except FileNotFoundError:  # of a version that wrote none
        before = _rows_of(latest / "articles.csv")
    except ValueError as error:
        raise SnapshotError(
            f"{latest / package.NAME} cannot be read ({error}); point {latest} to a snapshot that"
            " sha256sum -c finds whole, or remove it"
        ) from error
    return Shrunk(before, articles)


def _rows_of(path: Path) -> int:
    """Below the header; 0 where there is no such file."""
    rows, quotes = -1, 0
    try:
        with path.open("rb", buffering=1 << 20) as file:
            for line in file:
                quotes += line.count(b'"')
                rows += quotes % 2 == 0
    except FileNotFoundError:
        return 0
    return max(rows, 0)


@contextmanager
def aside(folder: Path) -> Iterator[Path]:
    """A hidden folder beside the snapshots, to write one in; gone afterwards unless renamed."""
    folder.mkdir(parents=True, exist_ok=True)
    made = Path(tempfile.mkdtemp(prefix=UNFINISHED, dir=folder))
    try:
        yield made
    finally:
        shutil.rmtree(made, ignore_errors=True)


@contextmanager
def alone_in(folder: Path) -> Iterator[None]:
    """Let one process at a time look at what is there, put its snapshot beside it and point to it.

    Waits for another one. Raises SnapshotError where it does not come to its end, OSError where
    the file system knows no locks.
    """
    path, deadline = folder / _LOCK, time.monotonic() + _PATIENCE
    while True:
        with FileIO(path, "a") as file:
            if hold(file):
                try:
                    yield
                finally:
                    path.unlink(missing_ok=True)  # whoever has it open by now is told so
                return
        if time.monotonic() > deadline:
            raise SnapshotError(
                f"another process is putting a snapshot into {folder} and does not end; see what"
                f" holds {path}, then write this one again"
            )
        time.sleep(0.05)


def put_in_place(made: Path, target: Path) -> None:
    """Rename a folder that is whole, so that it is there also after a power cut.

    Raises SnapshotError where something has that name.
    """
    refuse_to_write_over(target)
    made.chmod(0o755)
    to_disk(made)
    made.rename(target)
    to_disk(target.parent)


def refuse_to_write_over(target: Path) -> None:
    """Raise SnapshotError where something has that name."""
    if target.exists():
        raise SnapshotError(f"there is a snapshot {target} already")


def point_latest_to(target: Path) -> None:
    """From here on, this is the newest one; unless one of a later time is in its place already.

    Raises SnapshotError where ``latest`` is no link.
    """
    latest = target.parent / LATEST
    if latest.is_dir() and not latest.is_symlink():
        raise SnapshotError(
            f"the snapshot {target} is written, but {latest} is a folder and no link to one:"
            " move it away, and the next snapshot sets the link"
        )
    there = latest.resolve()
    now = f"{datetime.now(UTC):%Y%m%dT%H%M%SZ}"
    # A later name than that of this moment is of a clock that was wrong.
    if _is_whole(there) and target.name < there.name <= now:
        return
    with tempfile.TemporaryDirectory(prefix=UNFINISHED, dir=target.parent) as made:
        pointer = Path(made) / LATEST
        pointer.symlink_to(target.name, target_is_directory=True)
        pointer.replace(latest)
    to_disk(target.parent)


def forget_held_back(folder: Path, but: Path | None = None) -> None:
    """Remove what was held back before: of a fault that stays, one a night would fill the disk."""
    for path in folder.iterdir():
        if (
            path != but
            and path.name.endswith(HELD_BACK)
            and _TIME.fullmatch(path.name.removesuffix(HELD_BACK))
        ):
            with tempfile.TemporaryDirectory(prefix=UNFINISHED, dir=folder) as made:
                path.rename(Path(made) / path.name)


_TIME = re.compile(r"\d{8}T\d{6}Z")


def _is_whole(path: Path) -> bool:
    return path.is_dir() and not path.is_symlink() and _TIME.fullmatch(path.name) is not None
