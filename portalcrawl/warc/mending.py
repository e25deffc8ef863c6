"""Sets right what a killed run left in the folder of the WARC files.

Its last record may be torn, and its last file has no index. The file is cut back to the end of the
last whole record; nothing that the archive refers to is lost by that, because a capture is handed
on only when its records have been written. Then the index is made from what the file holds.

Only files under the names that ``writer`` gives are cut, only at their end, and only when no living
process holds their lock. What was copied into the folder from elsewhere gets an index and is left
as it is, and so is a file with a record behind the one that seems torn: it is damaged in its midst.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from io import FileIO
from pathlib import Path
from typing import Literal

from portalcrawl.warc import FOLDER
from portalcrawl.warc.cdxj import asides, is_current, is_indexed, line_of, write_lines
from portalcrawl.warc.faults import DamagedRecord, TornRecord, WarcFault
from portalcrawl.warc.locking import hold
from portalcrawl.warc.members import has_record_behind
from portalcrawl.warc.reader import Record, all_records
from portalcrawl.warc.writer import OWN_NAME

Action = Literal["indexed", "cut", "removed", "damaged"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Mending:
    """What was done to one WARC file."""

    file: str
    """Relative to the archive folder, as in ``Capture.warc_file``."""
    action: Action
    """What was found and done:

    - ``indexed``: it was whole and had no index of what it holds
    - ``cut``: its end was torn; it was cut back and indexed
    - ``removed``: not one record in it was whole
    - ``damaged``: a record in its midst cannot be read, or its end is torn and the file not ours;
      it was left as it is, and what stands before was indexed
    """
    cut_bytes: int = 0
    reason: str = ""
    """Of a damaged file, in one line."""


@dataclass(slots=True)
class _Holding:
    """What a WARC file holds, as far as it can be read."""

    made_from: int
    """The file's modification time in nanoseconds."""
    lines: list[bytes] = field(default_factory=list)
    """Of its index."""
    end: int = 0
    """Bytes up to the end of the last whole record."""
    fault: WarcFault | None = None


def mend(archive: Path) -> list[Mending]:
    """Mend the WARC files of an archive folder; what was done, in the order of the names.

    A file whose index is up to date is not opened. OSError where something has to be done and the
    folder cannot be written.
    """
    folder = archive / FOLDER
    files = sorted([*folder.glob("*.warc.gz"), *folder.glob("*.warc")])
    done = [mend_file(path) for path in files if not is_current(path)]
    return [mending for mending in done if mending is not None]


def mend_file(path: Path) -> Mending | None:
    """What was done to the file; None where it is in use or was mended by somebody else."""
    if not OWN_NAME.search(path.name):
        return _indexed(path, _holding(path))
    try:
        file = FileIO(path, "r+b")
    except FileNotFoundError:
        return None
    with file:
        if not hold(file) or is_current(path):
            return None
        return _cut_back(path, file)


def _cut_back(path: Path, file: FileIO) -> Mending:
    holding = _holding(path)
    if isinstance(holding.fault, DamagedRecord) or has_record_behind(path, holding.end):
        return _indexed(path, holding)
    torn_bytes = os.fstat(file.fileno()).st_size - holding.end
    if not holding.end:
        path.unlink()
        return _mending(path, "removed", cut_bytes=torn_bytes)
    if torn_bytes:
        file.truncate(holding.end)
        os.fsync(file.fileno())
    for unfinished in asides(path):
        unfinished.unlink()
    write_lines(path, holding.lines, os.fstat(file.fileno()).st_mtime_ns)
    return _mending(path, "cut" if torn_bytes else "indexed", cut_bytes=torn_bytes)


def _indexed(path: Path, holding: _Holding) -> Mending:
    write_lines(path, holding.lines, holding.made_from)
    if holding.fault:
        return _mending(path, "damaged", reason=str(holding.fault))
    return _mending(path, "indexed")


def _holding(path: Path) -> _Holding:
    holding = _Holding(made_from=path.stat().st_mtime_ns)
    try:
        for record in all_records(path):
            _take(holding, record)
    except (TornRecord, DamagedRecord) as fault:
        holding.fault = fault
    return holding


def _take(holding: _Holding, record: Record) -> None:
    holding.end = record.offset + record.length
    if is_indexed(record):
        holding.lines.append(line_of(record))


def _mending(path: Path, action: Action, cut_bytes: int = 0, reason: str = "") -> Mending:
    return Mending(file=f"{FOLDER}/{path.name}", action=action, cut_bytes=cut_bytes, reason=reason)
