"""What a backup says of itself: MANIFEST, which ``sha256sum -c`` checks, and backup.json."""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import Any

from db.backups.errors import BackupError

MANIFEST = "MANIFEST"
ABOUT = "backup.json"
DATABASE = "portalcrawl.sqlite"
CONFIGURATION = "portalcrawl.toml"
_FORMAT = 1
_LINE = re.compile(r"(\\?)([0-9a-f]{64})  (.+)")
_MOMENT = "%Y-%m-%dT%H:%M:%SZ"
#: As sha256sum writes them; a line with one of them begins with a backslash.
_ESCAPES = {"\\": "\\\\", "\n": "\\n", "\r": "\\r"}


@dataclass(frozen=True, slots=True)
class Kept:
    """One file of a backup."""

    size: int
    """Bytes."""
    mtime_ns: int
    """When it was modified in the archive, in nanoseconds. It stands here because not every way of
    moving a backup keeps it."""
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """What is in a backup."""

    taken_at: datetime
    """Aware, UTC."""
    version: str
    """Of portalcrawl."""
    schema: str
    """Of the database."""
    rows: dict[str, int]
    """Of the main tables."""
    files: dict[str, Kept] = field(default_factory=dict)
    """By name, relative to the folder, with ``/``."""
    links: dict[str, str] = field(default_factory=dict)
    """Symbolic links of the archive, and the folder beside them that each points to."""

    @property
    def bytes(self) -> int:
        """Of all files together."""
        return sum(kept.size for kept in self.files.values())


def write_contents(folder: Path, contents: Contents) -> None:
    """Write both files, read-only and on the disk. OSError where that cannot be done."""
    about = {
        "format": _FORMAT,
        "portalcrawl": contents.version,
        "schema": contents.schema,
        "taken_at": f"{contents.taken_at.astimezone(UTC):{_MOMENT}}",
        "rows": contents.rows,
        "links": contents.links,
        "files": {
            name: {"size": kept.size, "mtime_ns": kept.mtime_ns}
            for name, kept in contents.files.items()
        },
    }
    text = (json.dumps(about) + "\n").encode()
    _write(folder / ABOUT, text)
    sums = {name: kept.sha256 for name, kept in contents.files.items()}
    sums[ABOUT] = hashlib.sha256(text).hexdigest()
    _write(folder / MANIFEST, b"".join(_line(name, sums[name]) for name in sorted(sums)))


def read_contents(folder: Path) -> Contents:
    """What a backup says of itself.

    BackupError where it says nothing that can be read, or where the two files do not agree.
    """
    try:
        manifest = (folder / MANIFEST).read_bytes()
        about = (folder / ABOUT).read_bytes()
    except OSError as error:
        raise BackupError(
            f"{folder} is no backup that can be read: {Path(error.filename).name}:"
            f" {error.strerror}; name a folder that `portalcrawl backup` wrote"
        ) from None
    sums = _sums(folder, manifest)
    if sums.pop(ABOUT, None) != hashlib.sha256(about).hexdigest():
        raise _damaged(folder, f"{ABOUT} does not have the SHA-256 that {MANIFEST} names")
    try:
        return _contents(json.loads(about), sums)
    except (ValueError, KeyError, TypeError, AttributeError):
        raise BackupError(
            f"{folder / ABOUT} is not as this version of portalcrawl writes it; restore with the"
            " version that wrote it"
        ) from None


def _contents(about: Mapping[str, Any], sums: Mapping[str, str]) -> Contents:
    if about["format"] != _FORMAT or set(about["files"]) != set(sums) or DATABASE not in sums:
        raise ValueError
    if not all(map(_is_inside, [*sums, *about["links"], *about["links"].values()])):
        raise ValueError
    return Contents(
        taken_at=datetime.strptime(about["taken_at"], _MOMENT).replace(tzinfo=UTC),
        version=str(about["portalcrawl"]),
        schema=str(about["schema"]),
        rows={str(name): int(count) for name, count in about["rows"].items()},
        files={
            name: Kept(int(each["size"]), int(each["mtime_ns"]), sums[name])
            for name, each in about["files"].items()
        },
        links={str(name): str(target) for name, target in about["links"].items()},
    )


def _is_inside(name: str) -> bool:
    """Whether a name leads nowhere else than into the folder."""
    path = PurePosixPath(name)
    return bool(path.parts) and not path.is_absolute() and ".." not in path.parts


def _sums(folder: Path, manifest: bytes) -> dict[str, str]:
    sums = {}
    for line in os.fsdecode(manifest).split("\n")[:-1]:
        match = _LINE.fullmatch(line)
        if match is None:
            raise _damaged(folder, f"{MANIFEST} has a line that names no file and its SHA-256")
        escaped, digest, name = match.groups()
        sums[_unescaped(name) if escaped else name] = digest
    return sums


def _damaged(folder: Path, what: str) -> BackupError:
    return BackupError(f"the backup {folder} is damaged: {what}; restore another one")


def _line(name: str, digest: str) -> bytes:
    escaped = "".join(_ESCAPES.get(character, character) for character in name)
    mark = "\\" if escaped != name else ""
    return os.fsencode(f"{mark}{digest}  {escaped}\n")


def _unescaped(name: str) -> str:
    meant = {escape: character for character, escape in _ESCAPES.items()}
    return re.sub(r"\\.", lambda found: meant.get(found[0], found[0]), name)


def _write(path: Path, content: bytes) -> None:
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    path.chmod(path.stat().st_mode & 0o444)
