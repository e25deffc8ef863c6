"""The folder in which backups stand, each under its UTC time."""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from io import FileIO
from pathlib import Path

from db.backups.contents import MANIFEST
from db.backups.errors import BackupError
from portalcrawl.warc.locking import hold

UNFINISHED = ".unfinished-"
_LOCK = ".lock"
_NAME = re.compile(r"\d{8}T\d{6}Z")


def name_of(taken_at: datetime) -> str:
    """What a backup of this moment (aware) is called: ``20261122T181500Z``."""
    return f"{taken_at.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def backups(shelf: Path) -> list[Path]:
    """Those that are whole, the oldest first; nothing else that is in the folder."""
    if not shelf.is_dir():
        return []
    named = (path for path in shelf.iterdir() if _NAME.fullmatch(path.name))
    return sorted(path for path in named if (path / MANIFEST).is_file())


@contextmanager
def the_only_writer(shelf: Path) -> Iterator[None]:
    """Hold the lock of the folder, which is made where it is not there.

    BackupError where another process has it. A process that ends, however it ends, has it no more.
    """
    shelf.mkdir(parents=True, exist_ok=True)
    with FileIO(shelf / _LOCK, "a") as file:
        if not hold(file):
            raise BackupError(f"another backup is being written into {shelf}; wait for its end")
        yield


def clear(shelf: Path) -> None:
    """Remove what killed backups left. Only for whoever holds the lock."""
    for left in shelf.glob(f"{UNFINISHED}*"):
        shutil.rmtree(left)


@contextmanager
def aside(shelf: Path) -> Iterator[Path]:
    """A new folder beside the backups, to write the next one into; what is left of it goes.

    It has the permissions that this process gives to folders, in one that nobody else may enter.
    """
    private = Path(tempfile.mkdtemp(prefix=UNFINISHED, dir=shelf))
    try:
        written = private / "backup"
        written.mkdir()
        yield written
    finally:
        shutil.rmtree(private, ignore_errors=True)


def put_in_place(written: Path, target: Path) -> None:
    """Give a backup its name when all of it is on the disk."""
    for folder, _, _ in os.walk(written):
        to_disk(Path(folder))
    written.rename(target)
    to_disk(target.parent)


def remove(backup: Path) -> None:
    """Remove a backup; one that is half removed is none that could be restored."""
    doomed = backup.with_name(f"{UNFINISHED}removed-{backup.name}")
    backup.rename(doomed)
    shutil.rmtree(doomed)


def to_disk(folder: Path) -> None:
    """Let the names in a folder reach the disk: syncing the files does not (fsync(2))."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
