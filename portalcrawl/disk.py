"""How much room a disk has."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

from portalcrawl.errors import Fault

_STEP = 1000


@dataclass(frozen=True, slots=True)
class Space:
    """Of the disk that a folder is on, in bytes."""

    free: int
    """What this user can still write: some file systems keep a part for root."""
    total: int


def disk_space(folder: Path) -> Space:
    """The space where a folder is, or would be: of its nearest parent that is there.

    OSError where that cannot be asked.
    """
    there = folder.absolute()
    while not there.exists():
        there = there.parent
    usage = shutil.disk_usage(there)
    return Space(free=usage.free, total=usage.total)


def refuse_full_disk(archive: Path, megabytes: int) -> None:
    """Raise Fault unless so many megabytes (of 10^6 bytes) are free where the archive is."""
    try:
        space = disk_space(archive)
    except OSError as error:
        raise Fault(f"cannot ask how full the disk of {archive} is: {error.strerror}") from None
    if space.free < megabytes * _STEP**2:
        raise Fault(
            f"the disk of {archive} has {as_text(space.free)} free, and at least"
            f" {as_text(megabytes * _STEP**2)} are asked for; make room there"
        )


def as_text(size: int) -> str:
    """Bytes for people: ``1.2 MB``, by thousands as disks are sold."""
    value, unit = float(size), "bytes"
    for larger in ("kB", "MB", "GB", "TB"):
        if value < _STEP:
            break
        value, unit = value / _STEP, larger
    return f"{size:,} {unit}" if unit == "bytes" else f"{value:.1f} {unit}"
