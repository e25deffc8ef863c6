"""The snapshots of an archive as they lie in its folder, and nothing else of that folder.

A file is served where its snapshot's SHA256SUMS names it: what a URL says is looked up among these
names, and never becomes a path.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from stat import S_ISDIR, S_ISREG
from typing import Any

FOLDER = "snapshots"
LATEST = "latest"
SUMS = "SHA256SUMS"
_NAME = "%Y%m%dT%H%M%SZ"
_SUM = re.compile(r"(?P<digest>[0-9a-f]{64}) [ *](?P<name>[A-Za-z0-9][A-Za-z0-9._-]*)", re.ASCII)
_PACKAGE = "datapackage.json"
_MOST_BYTES = 2**20
"""Of the small files that are read here."""


@dataclass(frozen=True, slots=True)
class File:
    """A file that can be downloaded."""

    name: str
    path: Path
    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Folder:
    """A whole snapshot."""

    name: str
    taken_at: datetime
    files: tuple[File, ...]
    """Those that SHA256SUMS names and that are there, and that file itself."""
    rows: dict[str, int]
    """By file, below the header, as far as datapackage.json tells."""
    citation: str | None


def snapshots(archive: Path) -> tuple[Folder, ...]:
    """All of them, the latest first."""
    return tuple(_read(path, mark) for path, mark in _listed(archive / FOLDER))


def snapshot(archive: Path, name: str) -> Folder | None:
    """The one of this name."""
    for path, mark in _listed(archive / FOLDER):
        if path.name == name:
            return _read(path, mark)
    return None


def latest(archive: Path) -> str | None:
    """The name of the snapshot that ``latest`` points to; of the last one where nothing does."""
    names = [path.name for path, _ in _listed(archive / FOLDER)]
    try:
        pointed = (archive / FOLDER / LATEST).readlink().name
    except OSError:
        pointed = ""
    return pointed if pointed in names else next(iter(names), None)


def _taken_at(name: str) -> datetime | None:
    """When a snapshot of this name was taken; None where it is no name of one."""
    try:
        moment = datetime.strptime(name, _NAME).replace(tzinfo=UTC)
    except ValueError:
        return None
    return moment if f"{moment:{_NAME}}" == name else None


def _listed(folder: Path) -> list[tuple[Path, int]]:
    """The folders of whole snapshots, the latest first, each with when it was changed."""
    try:
        named = [path for path in folder.iterdir() if _taken_at(path.name)]
    except OSError:
        return []
    found = []
    for path in sorted(named, reverse=True):
        try:
            told = path.lstat()
        except OSError:
            continue
        if S_ISDIR(told.st_mode):
            found.append((path, told.st_mtime_ns))
    return found


@lru_cache(maxsize=1024)
def _read(path: Path, _changed: int) -> Folder:
    """Once for each snapshot: it is written aside and never changed."""
    files = tuple(_files(path))
    names = {file.name for file in files}
    package = _document(path / _PACKAGE) if _PACKAGE in names else {}
    return Folder(
        name=path.name,
        taken_at=_taken_at(path.name) or datetime.min.replace(tzinfo=UTC),
        files=files,
        rows=dict(_rows(package)),
        citation=_citation(package),
    )


def _files(path: Path) -> Iterator[File]:
    sums = _text(path / SUMS)
    for line in sums.splitlines():
        named = _SUM.fullmatch(line)
        if named and (file := _file(path / named["name"], named["digest"])):
            yield file
    if itself := _file(
        path / SUMS, hashlib.sha256(sums.encode("utf-8", "surrogateescape")).hexdigest()
    ):
        yield itself


def _file(path: Path, sha256: str) -> File | None:
    """The file itself; nothing where it is missing, or a link to somewhere else."""
    try:
        told = path.lstat()
    except OSError:
        return None
    return File(path.name, path, told.st_size, sha256) if S_ISREG(told.st_mode) else None


def _rows(package: dict[str, Any]) -> Iterator[tuple[str, int]]:
    resources = package.get("resources")
    for resource in resources if isinstance(resources, list) else []:
        if isinstance(resource, dict):
            name, rows = resource.get("path"), resource.get("rows")
            if isinstance(name, str) and isinstance(rows, int):
                yield name, rows


def _citation(package: dict[str, Any]) -> str | None:
    said = package.get("citation")
    return said if isinstance(said, str) else None


def _document(path: Path) -> dict[str, Any]:
    try:
        found = json.loads(_text(path))
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _text(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return file.read(_MOST_BYTES).decode("utf-8", "surrogateescape")
    except OSError:
        return ""
