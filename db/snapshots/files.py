"""Files of a snapshot: written through to the disk, with their checksums."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

SUMS = "SHA256SUMS"
_AT_ONCE = 1_000_000
"""Bytes: to hand less to the other thread takes longer than to write it."""
_SMALL = 1_000_000
"""Bytes. What describes a snapshot has some ten thousand."""


@dataclass(frozen=True, slots=True)
class Written:
    """A file that is on the disk."""

    rows: int
    """Below the header."""
    bytes: int
    sha256: str


class Csv:
    """A CSV file that is being written, while the database makes the next lines.

    What is wrong with the disk is raised as OSError by the next ``add``, or by ``end``.
    """

    def __init__(self, path: Path, header: bytes) -> None:
        self._file = path.open("xb", buffering=0)
        self._sum = hashlib.sha256()
        self._rows = 0
        self._size = 0
        self._rest: list[bytes] = []
        self._waiting = 0
        self._writer = ThreadPoolExecutor(max_workers=1)
        self._writing: Future[None] | None = None
        self.add(header, 0)

    def __enter__(self) -> Csv:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        where: TracebackType | None,
    ) -> None:
        self._writer.shutdown(wait=True)
        self._file.close()

    def add(self, lines: bytes, rows: int) -> None:
        """Write whole lines; where they are many, one batch waits for the one before."""
        self._rows += rows
        self._size += len(lines)
        self._rest.append(lines)
        self._waiting += len(lines)
        if self._waiting >= _AT_ONCE:
            self._hand_over()

    def end(self) -> Written:
        """Have it all on the disk."""
        self._hand_over()
        self._wait()
        os.fsync(self._file.fileno())
        return Written(self._rows, self._size, self._sum.hexdigest())

    def _hand_over(self) -> None:
        self._wait()
        self._writing = self._writer.submit(self._write, b"".join(self._rest))
        self._rest.clear()
        self._waiting = 0

    def _wait(self) -> None:
        if self._writing is not None:
            self._writing.result()

    def _write(self, lines: bytes) -> None:
        rest = memoryview(lines)
        while rest:
            rest = rest[self._file.write(rest) :]
        self._sum.update(lines)


def write_text(path: Path, text: str) -> None:
    """A small file, in UTF-8, on the disk."""
    with path.open("x", encoding="utf-8", newline="") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())


def read_small(path: Path) -> str:
    """A file in UTF-8 that describes a snapshot. Raises OSError; ValueError for a long one."""
    with path.open("rb") as file:
        raw = file.read(_SMALL + 1)
    if len(raw) > _SMALL:
        raise ValueError(f"{path.name} is longer than {_SMALL} bytes")
    return raw.decode("utf-8")


def sha256_of(path: Path) -> str:
    """Checksum of a file, in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def as_sums(sums: Mapping[str, str]) -> str:
    """Lines as ``sha256sum`` writes them, by name."""
    return "".join(f"{sums[name]}  {name}\n" for name in sorted(sums))


def read_sums(folder: Path) -> dict[str, str]:
    """What SHA256SUMS in a folder says, by name. Raises OSError, ValueError where it is none."""
    sums = {}
    for line in read_small(folder / SUMS).splitlines():
        digest, gap, name = line.partition("  ")
        if not gap or len(digest) != 64 or "/" in name:
            raise ValueError(f"{line[:80]!r} is no line of {SUMS}")
        sums[name] = digest
    return sums


def to_disk(path: Path) -> None:
    """Sync a file that something else wrote, or a folder.

    Renames are whole after a power cut only where the folder was synced too.
    """
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
