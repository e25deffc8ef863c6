"""The files of an archive beside its database: which there are, and how they are copied.

A WARC file with an index of what it holds is closed, and is copied with its index as it stands. The
copy of one that is being written, or that a killed run left, is what a run that was killed at that
moment would have left: it is mended as those are, which cuts a torn end and makes the index.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Set
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath

from db.backups.contents import Contents, Kept
from portalcrawl.warc import FOLDER
from portalcrawl.warc.cdxj import is_current, sidecar
from portalcrawl.warc.mending import mend_file

#: What is copied. Logs are of no use later, and locks are held by processes.
FOLDERS = (FOLDER, "snapshots", "reports", "probes")
_UNFINISHED = ".part"
_PIECE = 2**20


@dataclass(frozen=True, slots=True)
class Found:
    """A file of the archive."""

    name: str
    """Relative to the archive, with ``/``."""
    path: Path
    size: int
    mtime_ns: int
    is_open: bool = False
    """Whether it is a WARC file without an index of what it holds now."""


@dataclass(slots=True)
class Survey:
    """What is to be copied."""

    files: list[Found] = field(default_factory=list)
    links: dict[str, str] = field(default_factory=dict)
    left_out: list[str] = field(default_factory=list)
    """What is neither a file nor a folder, nor a link to a folder beside it."""


@dataclass(frozen=True, slots=True)
class Earlier:
    """The backup before, whose files can be had again."""

    folder: Path
    contents: Contents

    def has(self, found: Found) -> bool:
        """Whether a file is in it as it is now.

        By size and time of modification, as rsync does: a WARC file only grows, and is closed for
        good when it has an index; snapshots and reports are written aside and never again.
        """
        kept = self.contents.files.get(found.name)
        if found.is_open or kept is None or found.mtime_ns != kept.mtime_ns:
            return False
        try:
            there = (self.folder / found.name).stat().st_size
        except OSError:
            return False
        return found.size == kept.size == there


def survey(archive: Path) -> Survey:
    """All that is to be copied, by name; what is hidden, or ``.part``, is unfinished."""
    result = Survey()
    for folder in FOLDERS:
        _survey(archive / folder, PurePosixPath(folder), result)
    listed = {found.path for found in result.files}
    result.files = [_with_its_index(found, listed) for found in result.files]
    unfinished = {sidecar(found.path) for found in result.files if found.is_open}
    result.files = [found for found in result.files if found.path not in unfinished]
    return result


def _with_its_index(found: Found, listed: Set[Path]) -> Found:
    """A WARC file that was closed while the folder was listed: its index is made for the copy."""
    is_alone = _is_warc(found.path) and sidecar(found.path) not in listed
    return replace(found, is_open=True) if is_alone else found


def _is_warc(path: Path) -> bool:
    return path.name.endswith((".warc.gz", ".warc"))


def _survey(folder: Path, name: PurePosixPath, result: Survey) -> None:
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except (FileNotFoundError, NotADirectoryError):
        return
    for entry in entries:
        if entry.name.startswith(".") or entry.name.endswith(_UNFINISHED):
            continue
        path, own = folder / entry.name, name / entry.name
        if entry.is_symlink() and path.is_dir():
            target = str(path.readlink())
            if PurePosixPath(target).name == target:
                result.links[str(own)] = target
            else:
                result.left_out.append(str(own))
        elif entry.is_dir():
            _survey(path, own, result)
        elif path.is_file():
            result.files.extend(_found(path, str(own)))
        else:
            result.left_out.append(str(own))


def _found(path: Path, name: str) -> Iterator[Found]:
    try:
        state = path.stat()
        is_open = _is_warc(path) and not is_current(path)
    except FileNotFoundError:
        return  # a run that mends has removed it
    yield Found(name, path, state.st_size, state.st_mtime_ns, is_open)


def link(found: Found, target: Path, earlier: Earlier) -> Kept | None:
    """The file of the backup before as one of this; None where the file system has no such links.

    Both are then one file on the disk, under two names.
    """
    try:
        os.link(earlier.folder / found.name, target)
    except OSError:
        return None
    return earlier.contents.files[found.name]


def copy(found: Found, target: Path) -> dict[Path, Kept]:
    """Copy a file; what came of it: it, with its index where that was made here, or nothing.

    FileNotFoundError where it is not there any more, OSError where it cannot be copied.
    """
    kept = copy_bytes(found.path, target)
    copied = {target: kept}
    if found.is_open:
        mend_file(target)
        copied = {path: _read(path) for path in (target, sidecar(target)) if path.exists()}
    for path in copied:
        path.chmod(path.stat().st_mode & 0o444)
    return copied


def copy_bytes(source: Path, target: Path, mtime_ns: int | None = None) -> Kept:
    """Copy what is in a file now into a new one, with its time and permissions, onto the disk.

    ``mtime_ns`` is another time of modification for the copy. OSError where that cannot be done.
    """
    digest, size = hashlib.sha256(), 0
    with source.open("rb") as file, target.open("xb") as copied:
        state = os.fstat(file.fileno())
        # What a crawl appends meanwhile stays out.
        while size < state.st_size and (piece := file.read(min(_PIECE, state.st_size - size))):
            copied.write(piece)
            digest.update(piece)
            size += len(piece)
        copied.flush()
        os.fchmod(copied.fileno(), state.st_mode & 0o777 | 0o200)
        time = state.st_mtime_ns if mtime_ns is None else mtime_ns
        os.utime(copied.fileno(), ns=(time, time))
        os.fsync(copied.fileno())
    return Kept(size, time, digest.hexdigest())


def sha256_of(path: Path) -> str:
    """The checksum of a file, in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _read(path: Path) -> Kept:
    state = path.stat()
    return Kept(state.st_size, state.st_mtime_ns, sha256_of(path))
