"""Restoring a backup: each file is compared with its checksum while it is copied."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from io import FileIO
from pathlib import Path

from sqlalchemy import Engine, select

from db import dialects, models, schema
from db.backups import files, shelf
from db.backups.contents import (
    CONFIGURATION,
    DATABASE,
    MANIFEST,
    Contents,
    Kept,
    read_contents,
)
from db.backups.errors import BackupError
from db.copying import copy_database
from db.engine import address_of, open_engine, said_in_one_line
from db.errors import SchemaError
from db.models import table_of
from portalcrawl.disk import as_text, disk_space
from portalcrawl.warc.locking import hold, is_in_use

Tell = Callable[[int, int], None]
"""Is told how many files are read by now, and how many there are."""

_ASIDE = f"{shelf.UNFINISHED}restore-"
_IN_USE = ".lock"
#: What a new disk has by itself, and the lock that the caller may hold.
_NO_ARCHIVE = frozenset({"lost+found", "nightly.lock"})
#: What SQLite would read as a part of the database that it stands beside.
_BESIDE_DATABASE = ("-wal", "-shm", "-journal")
_MOST_NAMED = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Restored:
    """What was restored."""

    backup: Path
    contents: Contents
    """Of the backup."""
    damaged: tuple[str, ...]
    """What is wrong with files that were left out, a line each."""


def find_backup(place: Path) -> Path:
    """The backup at a place: it itself, or the newest one in it; BackupError without one."""
    if (place / MANIFEST).is_file():
        return place
    if there := shelf.backups(place):
        return there[-1]
    raise BackupError(
        f"there is no backup in {place}; name a folder that `portalcrawl backup` wrote into"
    )


def faults_of(
    backup: Path, contents: Contents, tell: Tell = lambda _done, _all: None
) -> Iterator[str]:
    """What is wrong with the files of a backup, a line each: all of them are read."""
    for done, (name, kept) in enumerate(sorted(contents.files.items()), start=1):
        if fault := _fault(backup / name, kept):
            yield fault
        tell(done, len(contents.files))


def restore(
    backup: Path,
    archive: Path,
    url: str,
    *,
    despite_damage: bool = False,
    tell: Tell = lambda _done, _all: None,
) -> Restored:
    """Restore a backup into an empty folder, its database into the SQLAlchemy URL.

    An older schema is brought up to the one of this version; the backup stays as it is. Everything
    is written aside and gets its place when all of it was found to be what was backed up. With
    ``despite_damage`` files that are not are left out, but for the database. BackupError or another
    ArchiveError, in one line, where it cannot be restored; then nothing is in its place. Whoever
    may write an archive into that folder is to be kept out meanwhile; what is there by the end all
    the same is not written over.
    """
    contents = read_contents(backup)
    try:
        _refuse_full_folder(archive)
        archive.mkdir(parents=True, exist_ok=True)
        with _target(url) as target, ExitStack() as stack:
            _refuse_missing(backup, contents, despite_damage)
            _refuse_narrow(archive, contents)
            written = stack.enter_context(_aside(archive))
            # A database elsewhere is renamed into place as well.
            home = archive if target.file is None else target.file.parent
            beside = written if _is_same(home, archive) else stack.enter_context(_aside(home))
            damaged = _copy_all(backup, contents, written, beside / DATABASE, tell)
            _refuse_damaged(damaged, despite_damage)
            _bring_up_to_date(beside / DATABASE, target)
            _link(written, contents)
            _refuse_what_appeared(archive, target, {written, beside})
            _put_in_place(written, archive, beside / DATABASE, target)
    except OSError as error:
        raise BackupError(
            f"{backup} could not be restored into {archive}: {error.strerror or error};"
            " the backup is untouched"
        ) from error
    return Restored(backup=backup, contents=contents, damaged=tuple(damaged.values()))


@dataclass(frozen=True, slots=True)
class _Target:
    """Where the database is to be."""

    engine: Engine
    file: Path | None
    """None for a server."""

    def refuse_file(self) -> None:
        """BackupError where there is a file, or what another database left beside its place."""
        if self.file is None:
            return
        if os.path.lexists(self.file):
            raise BackupError(f"there is a database {self.file} already; name another place for it")
        for ending in _BESIDE_DATABASE:
            left = self.file.with_name(f"{self.file.name}{ending}")
            if os.path.lexists(left):
                raise BackupError(
                    f"{left} is left of another database and would hide the restored one; move it"
                    " away, or name another place for the database"
                )


@contextmanager
def _target(url: str) -> Iterator[_Target]:
    engine = open_engine(url)
    try:
        file = dialects.file_of(engine.url)
        target = _Target(engine, file)
        target.refuse_file()
        if file is None:
            _refuse_full_server(engine)
        yield target
    finally:
        engine.dispose()


def _refuse_full_server(engine: Engine) -> None:
    """Soon; copying proves it of every table."""
    if schema.is_empty(engine):
        return
    schema.check(engine)
    with said_in_one_line(engine), dialects.reading(engine) as connection:
        if connection.execute(select(table_of(models.Run).c.id).limit(1)).first():
            raise BackupError(f"{address_of(engine)} is not empty; name an empty database")


def _refuse_full_folder(archive: Path) -> None:
    if not archive.exists():
        return
    for path in sorted(archive.iterdir()):
        if path.name.startswith(_ASIDE):
            _remove_given_up(path)
        elif path.name not in _NO_ARCHIVE:
            raise BackupError(
                f"{archive} is not empty: it has {path.name}; name an empty folder, or one that is"
                " not there yet (--archive)"
            )


def _remove_given_up(aside: Path) -> None:
    """Remove what a restore that was killed left; BackupError where one is at work in it."""
    lock = aside / _IN_USE
    if lock.exists() and is_in_use(lock):
        raise BackupError(f"another restore is at work in {aside.parent}; wait for its end")
    shutil.rmtree(aside)


def _refuse_what_appeared(archive: Path, target: _Target, own: set[Path]) -> None:
    """Copying takes hours, in which somebody may have begun an archive here."""
    target.refuse_file()
    ours = {path.resolve() for path in own}
    ours |= {parent for path in ours for parent in path.parents}  # a database in a folder in it
    for path in sorted(archive.iterdir()):
        if path.name not in _NO_ARCHIVE and path.resolve() not in ours:
            raise BackupError(
                f"{path} appeared while the backup was copied: something else writes into"
                f" {archive}; nothing was restored; stop it, and restore into an empty folder"
            )


def _refuse_missing(backup: Path, contents: Contents, despite_damage: bool) -> None:
    """Before anything large is read."""
    faults = {
        name: fault
        for name, kept in sorted(contents.files.items())
        if (fault := _wrong_size(backup / name, kept))
    }
    _refuse_damaged(faults, despite_damage)


def _refuse_damaged(faults: dict[str, str], despite_damage: bool) -> None:
    if not faults or (despite_damage and DATABASE not in faults):
        return
    named = list(faults.values())[:_MOST_NAMED]
    if more := len(faults) - len(named):
        named.append(f"and {more} files more")
    advice = (
        "restore another backup"
        if DATABASE in faults
        else "restore another backup, or what is sound of this one with --despite-damage"
    )
    raise BackupError(f"the backup is damaged: {'; '.join(named)}; nothing was restored; {advice}")


def _refuse_narrow(archive: Path, contents: Contents) -> None:
    free = disk_space(archive).free
    if contents.bytes > free:
        raise BackupError(
            f"the backup has {as_text(contents.bytes)}, and {archive} has {as_text(free)} free;"
            " make room, or name a folder on another disk"
        )


@contextmanager
def _aside(folder: Path) -> Iterator[Path]:
    made = Path(tempfile.mkdtemp(prefix=_ASIDE, dir=folder))
    try:
        with FileIO(made / _IN_USE, "a") as lock:
            hold(lock)
            yield made
    finally:
        shutil.rmtree(made, ignore_errors=True)


def _is_same(one: Path, other: Path) -> bool:
    return one.resolve() == other.resolve()


def _copy_all(
    backup: Path, contents: Contents, written: Path, database: Path, tell: Tell
) -> dict[str, str]:
    """Copy what an archive has; by name, what is wrong with files that are not there now."""
    faults: dict[str, str] = {}
    for done, (name, kept) in enumerate(sorted(contents.files.items()), start=1):
        tell(done, len(contents.files))
        if name == CONFIGURATION:
            continue
        target = database if name == DATABASE else written / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if fault := _wrong_size(backup / name, kept):
            faults[name] = fault
        elif files.copy_bytes(backup / name, target, kept.mtime_ns) != kept:
            faults[name] = _changed(backup / name)
            target.unlink()
    return faults


def _fault(path: Path, kept: Kept) -> str | None:
    if wrong := _wrong_size(path, kept):
        return wrong
    try:
        return None if files.sha256_of(path) == kept.sha256 else _changed(path)
    except OSError as error:
        return f"{path} cannot be read: {error.strerror}"


def _wrong_size(path: Path, kept: Kept) -> str | None:
    try:
        size = path.stat().st_size
    except FileNotFoundError:
        return f"{path} is missing"
    except OSError as error:
        return f"{path} cannot be read: {error.strerror}"
    return None if size == kept.size else f"{path} has {size:,} bytes, not {kept.size:,}"


def _changed(path: Path) -> str:
    return f"{path} is not what was written: its SHA-256 is another one"


def _bring_up_to_date(database: Path, target: _Target) -> None:
    """Upgrade the copy, and fill a server from it."""
    engine = open_engine(f"sqlite:///{database}")
    try:
        try:
            schema.check(engine)
        except SchemaError:
            schema.upgrade(engine)
        if target.file is None:
            copy_database(engine, target.engine)
    finally:
        engine.dispose()


def _link(written: Path, contents: Contents) -> None:
    for name, target in contents.links.items():
        path = written / name
        if (path.parent / target).is_dir():
            path.symlink_to(target, target_is_directory=True)


def _put_in_place(written: Path, archive: Path, database: Path, target: _Target) -> None:
    """The database last: without it there is no archive."""
    with database.open("rb") as file:
        os.fsync(file.fileno())
    for folder, _, _ in os.walk(written):
        shelf.to_disk(Path(folder))
    for path in sorted(written.iterdir()):
        if path.is_dir():
            path.rename(archive / path.name)
    if target.file is not None:
        database.rename(target.file)
        shelf.to_disk(target.file.parent)
    shelf.to_disk(archive)
