"""Writing a backup: the database first, then every file that it may speak of."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path, PurePosixPath

from sqlalchemy import Engine

from db.backups import files, shelf
from db.backups.contents import (
    CONFIGURATION,
    DATABASE,
    Contents,
    Kept,
    read_contents,
    write_contents,
)
from db.backups.database import copy_into_file, size_of
from db.backups.errors import BackupError
from db.backups.files import Earlier, Found, Survey
from db.engine import said_in_one_line
from portalcrawl.disk import as_text, disk_space
from portalcrawl.warc import FOLDER

#: Tables of which no row is ever lost.
_GROWING = ("articles", "revisions", "captures")

Tell = Callable[[int, int], None]
"""Is told how many files are in the backup by now, and how many there will be."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Backup:
    """A whole backup, in its place."""

    path: Path
    contents: Contents
    linked: int
    """Files that it shares with the backup before."""
    copied_bytes: int
    """Of the others, the database among them."""
    earlier: Path | None
    """The backup before."""
    removed: tuple[Path, ...]
    """Older backups that were more than were to be kept."""
    missing: tuple[str, ...]
    """WARC files that captures name and that the archive does not have, or not as far: it is
    damaged, and no older backup was removed."""
    shrunk: str | None
    """What the archive has fewer of than in an earlier backup, in words: it may be another archive,
    and no older backup was removed. None where nothing got lost."""
    left_out: tuple[str, ...]
    """Links to elsewhere, sockets and the like."""

    @property
    def copied(self) -> int:
        """Files that it has for itself."""
        return len(self.contents.files) - self.linked


@dataclass(slots=True)
class _Writing:
    """A backup on its way."""

    folder: Path
    kept: dict[str, Kept] = field(default_factory=dict)
    linked: set[str] = field(default_factory=set)

    def take(self, found: Found, earlier: Earlier | None) -> None:
        target = self.folder / found.name
        target.parent.mkdir(parents=True, exist_ok=True)
        if earlier is not None and earlier.has(found):
            kept = files.link(found, target, earlier)
            if kept is not None:
                self.kept[found.name] = kept
                self.linked.add(found.name)
                return
        for path, kept in files.copy(found, target).items():
            self.kept[path.relative_to(self.folder).as_posix()] = kept

    def drop(self, folder: PurePosixPath) -> None:
        """Leave out a folder of files that belong together, of which one is gone."""
        gone = [name for name in self.kept if folder in PurePosixPath(name).parents]
        for name in gone:
            del self.kept[name]
            self.linked.discard(name)
        shutil.rmtree(self.folder / folder)


def write_backup(
    engine: Engine,
    archive: Path,
    folder: Path,
    *,
    configuration: Path | None = None,
    keep: int | None = None,
    full: bool = False,
    taken_at: datetime | None = None,
    tell: Tell = lambda _done, _all: None,
) -> Backup:
    """Write a backup of an archive into ``folder``/<UTC time>/; a crawl may be going on.

    A file that is in the backup before as it is now becomes a hard link to that one, unless
    ``full``. ``keep`` is how many backups stay, this one among them; None: all. ``taken_at`` is
    aware; now by default. It is written aside and renamed when all of it is on the disk, so that it
    is there entirely or not at all. Raises BackupError, in one line, where it cannot be written,
    and ArchiveError where the database cannot be read; what was there before is untouched.
    """
    _refuse_inside(archive, folder)
    taken_at = (taken_at or datetime.now(UTC)).replace(microsecond=0)
    target = folder / shelf.name_of(taken_at)
    try:
        with shelf.the_only_writer(folder):
            shelf.clear(folder)
            if target.exists():
                raise BackupError(f"there is a backup {target} already; begin again in a second")
            _refuse_past(folder, target)
            earlier = None if full else _last(folder)
            _refuse_narrow(folder, files.survey(archive), size_of(engine), earlier)
            with shelf.aside(folder) as written:
                backup = _written(
                    engine, archive, written, target, earlier, configuration, taken_at, tell
                )
                shelf.put_in_place(written, target)
            backup = replace(backup, shrunk=_shrunk(backup.contents, folder))
            return _with_older_removed(backup, folder, keep)
    except (OSError, sqlite3.Error) as error:
        told = getattr(error, "strerror", None) or error
        raise BackupError(
            f"the backup {target} could not be written: {told}; the earlier ones are untouched"
        ) from error


def _refuse_inside(archive: Path, folder: Path) -> None:
    if folder.resolve().is_relative_to(archive.resolve()):
        raise BackupError(
            f"{folder} is in the archive {archive} and would be lost with it; name a folder"
            " elsewhere, on another disk if you can"
        )


def _refuse_past(folder: Path, target: Path) -> None:
    """The newest by name would not be the newest, and the next one to be removed the best."""
    for newest in shelf.backups(folder)[-1:]:
        if newest.name > target.name:
            raise BackupError(
                f"the backup {newest} is later than now, {target.name}: the clock is wrong, or was"
                " then; set the clock, or move that backup away"
            )


def _last(folder: Path) -> Earlier | None:
    """The newest backup that can be read: a damaged one is none that files are taken from."""
    return next(_readable(folder), None)


def _readable(folder: Path) -> Iterator[Earlier]:
    """The newest first."""
    for path in reversed(shelf.backups(folder)):
        with suppress(BackupError):
            yield Earlier(path, read_contents(path))


def _shrunk(contents: Contents, folder: Path) -> str | None:
    """Compared with all that are there: the second backup of a wrong archive tells it as well."""
    for earlier in _readable(folder):
        for name in _GROWING:
            now, before = contents.rows[name], earlier.contents.rows.get(name, 0)
            if now < before:
                return f"{now:,} {name}, and {before:,} in the backup {earlier.folder}"
    return None


def _refuse_narrow(folder: Path, found: Survey, database: int, earlier: Earlier | None) -> None:
    """Raise BackupError where there is no room; what a server's database takes is not known."""
    anew = [each.size for each in found.files if earlier is None or not earlier.has(each)]
    if not database and earlier is not None:
        database = earlier.contents.files[DATABASE].size
    needed, free = sum(anew) + database, disk_space(folder).free
    if needed > free:
        raise BackupError(
            f"the backup takes {as_text(needed)}, and {folder} has {as_text(free)} free; make room,"
            " keep fewer backups (--keep) or name a folder on another disk"
        )


def _written(
    engine: Engine,
    archive: Path,
    written: Path,
    target: Path,
    earlier: Earlier | None,
    configuration: Path | None,
    taken_at: datetime,
    tell: Tell,
) -> Backup:
    with said_in_one_line(engine):
        database = copy_into_file(engine, written / DATABASE)
    # Captures are on the disk before their rows are committed, so what is found now has them all.
    found, writing = files.survey(archive), _Writing(written)
    _take_all(writing, found.files, earlier, tell)
    writing.kept[DATABASE] = _as_it_is(written / DATABASE)
    if configuration is not None:
        copied = files.copy_bytes(configuration, written / CONFIGURATION)
        writing.kept[CONFIGURATION] = copied
        (written / CONFIGURATION).chmod(0o400)
    contents = Contents(
        taken_at=taken_at,
        version=version("portalcrawl"),
        schema=database.schema,
        rows=dict(database.rows),
        files=writing.kept,
        links=found.links,
    )
    write_contents(written, contents)
    return Backup(
        path=target,
        contents=contents,
        linked=len(writing.linked),
        copied_bytes=sum(
            kept.size for name, kept in writing.kept.items() if name not in writing.linked
        ),
        earlier=None if earlier is None else earlier.folder,
        removed=(),
        shrunk=None,
        missing=tuple(_missing(writing.kept, database.last_offsets)),
        left_out=tuple(found.left_out),
    )


def _take_all(
    writing: _Writing, found: Iterable[Found], earlier: Earlier | None, tell: Tell
) -> None:
    everything = list(found)
    for done, each in enumerate(everything, start=1):
        parts = PurePosixPath(each.name).parts
        try:
            writing.take(each, earlier)
        except FileNotFoundError:
            # A WARC file without one whole record is removed by the next run, and a snapshot by
            # `portalcrawl prune`: half of it is of no use.
            if each.path.exists():
                raise
            if parts[0] != FOLDER and len(parts) > 2:
                writing.drop(PurePosixPath(*parts[:2]))
        tell(done, len(everything))


def _as_it_is(database: Path) -> Kept:
    database.chmod(database.stat().st_mode & 0o444)
    state = database.stat()
    return Kept(state.st_size, state.st_mtime_ns, files.sha256_of(database))


def _missing(kept: Mapping[str, Kept], last_offsets: Mapping[str, int]) -> Iterator[str]:
    for name, offset in sorted(last_offsets.items()):
        if name not in kept:
            yield name
        elif kept[name].size <= offset:
            yield f"{name} behind byte {kept[name].size}"


def _with_older_removed(backup: Backup, folder: Path, keep: int | None) -> Backup:
    if keep is None or backup.missing or backup.shrunk:
        return backup
    older = [path for path in shelf.backups(folder)[:-keep] if path != backup.path]
    for path in older:
        try:
            shelf.remove(path)
        except OSError as error:
            raise BackupError(
                f"the backup {backup.path} is whole, but the older one {path} could not be removed:"
                f" {error.strerror}; remove it by hand"
            ) from error
    return replace(backup, removed=tuple(older))
