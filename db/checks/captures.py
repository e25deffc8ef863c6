"""Proofs of captures: each WARC file is read once, from start to end, beside the rows that name it.

A row and its record must tell the same URL, moment, status and payload, and the payload must have
the digest that both of them state. Records and rows come in the order of the offsets, so only one
of each is held at a time, and the lines of the index of one file.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path

from sqlalchemy import Connection, func, select

from db import models
from db.batch import AnyRow
from db.checks.proof import Proof
from db.dialects import in_byte_order
from db.models import table_of
from portalcrawl.warc import FOLDER
from portalcrawl.warc.cdxj import is_indexed, line_of, sidecar
from portalcrawl.warc.faults import DamagedRecord, TornRecord, WarcFault
from portalcrawl.warc.locking import is_in_use
from portalcrawl.warc.reader import Record, all_records, inside
from portalcrawl.warc.writer import OWN_NAME, payload_digest

_PAGE = 1_000
_BACKUP = "restore it from a backup of the archive folder"
_MEND = "portalcrawl db check --repair sets it right"


def prove_captures(connection: Connection, archive: Path, proof: Proof) -> None:
    """Every capture has its record, every WARC file can be read to its end and has its index."""
    captures = table_of(models.Capture)
    there = {f"{FOLDER}/{path.name}" for path in _warc_files(archive / FOLDER)}
    alone = _Unreferenced()
    for name, rows in groupby(_rows(connection), key=lambda row: str(row.warc_file)):
        there.discard(name)
        _prove_file(connection, archive, name, rows, proof, alone)
    for name in sorted(there):
        _prove_file(connection, archive, name, (), proof, alone)
    homeless = select(func.count()).where(
        captures.c.kind == "attachment", captures.c.article_id.is_(None)
    )
    if count := connection.execute(homeless).scalar_one():
        proof.find(f"{count} captures of attachments belong to no article; {_BACKUP}")
    if alone.records:
        proof.notes.append(
            f"{alone.records} records in {len(alone.files)} WARC files have no capture in the"
            f" database (the first in {alone.files[0]}): a killed run left them; they do no harm,"
            " and portalcrawl import-warc takes them in"
        )


@dataclass(slots=True)
class _Unreferenced:
    """Records that no row names."""

    records: int = 0
    files: list[str] = field(default_factory=list)

    def add(self, name: str, count: int) -> None:
        if count:
            self.records += count
            self.files.append(name)


def _warc_files(folder: Path) -> Iterator[Path]:
    yield from folder.glob("*.warc.gz")
    yield from folder.glob("*.warc")


def _rows(connection: Connection) -> Iterable[AnyRow]:
    """Captures that have a record, in the order in which the records stand in their files."""
    captures = table_of(models.Capture)
    columns = ("id", "portal_id", "url", "captured_at", "status", "payload_digest", "is_revisit")
    query = (
        select(*(captures.c[name] for name in (*columns, "warc_file", "warc_offset")))
        .where(captures.c.warc_file.is_not(None))
        .order_by(
            in_byte_order(connection, captures.c.warc_file),
            captures.c.warc_offset,
            captures.c.id,
        )
    )
    return connection.execute(query.execution_options(yield_per=_PAGE))


def _prove_file(
    connection: Connection,
    archive: Path,
    name: str,
    rows: Iterable[AnyRow],
    proof: Proof,
    alone: _Unreferenced,
) -> None:
    try:
        path = inside(archive, name)
        sidecar(path)
        in_use = is_in_use(path)
    except (WarcFault, OSError) as fault:
        count = sum(1 for _ in rows)
        proof.looked_at += count
        why = "is missing" if isinstance(fault, FileNotFoundError) else f"cannot be read: {fault}"
        proof.find(f"{archive / name}, with {count} captures, {why}; {_BACKUP}")
        return
    reading = _Reading(connection, path, name, iter(rows), proof)
    reading.run()
    if in_use:
        proof.notes.append(f"{name} is being written; it was read as far as it goes")
        return
    alone.add(name, reading.unreferenced)
    _prove_end(reading, proof)


def _prove_end(reading: _Reading, proof: Proof) -> None:
    """A file that was read through has an index of just that; one that is torn can be cut."""
    path, is_own = reading.path, bool(OWN_NAME.search(reading.path.name))
    if reading.torn_at is not None:
        # Mending cuts off a response without its request as well.
        is_mendable = is_own and reading.last_row < reading.whole_until
        if is_mendable:
            proof.torn.append(path)
        proof.find(
            f"{path} is torn at byte {reading.torn_at}, no capture is behind it;"
            f" {_MEND if is_mendable else _BACKUP}"
        )
    elif not reading.is_damaged and not _has_index(path, reading.lines):
        proof.unindexed.append(path)
        proof.find(f"{path} has no index beside it that tells what it holds; {_MEND}")


def _has_index(path: Path, lines: Iterable[bytes]) -> bool:
    try:
        return sidecar(path).read_bytes() == b"".join(sorted(lines))
    except FileNotFoundError:
        return False


@dataclass(slots=True)
class _Reading:
    """One WARC file, read beside the rows that name it."""

    connection: Connection
    path: Path
    name: str
    rows: Iterator[AnyRow]
    proof: Proof
    row: AnyRow | None = None
    """The next one."""
    lines: list[bytes] = field(default_factory=list)
    unreferenced: int = 0
    whole_until: int = 0
    """The end of the last request, or of another record that no request has to follow."""
    last_row: int = -1
    """The offset of the last row that was met."""
    torn_at: int | None = None
    is_damaged: bool = False

    def run(self) -> None:
        self._next_row()
        at: int | None = 0
        while at is not None:
            at = self._read_from(at)
        while self.row is not None:
            self._miss("the file ends before it")

    def _read_from(self, start: int) -> int | None:
        """Read as far as it goes; where to go on behind what cannot be read."""
        try:
            for record in all_records(self.path, start):
                self._meet(record)
        except TornRecord as fault:
            # Rows behind it show that this is no end that a killed run left.
            self._miss_before(fault.offset)
            if self.row is None:
                self.torn_at = fault.offset
                return None
            return self._skip(fault.offset, "the file ends before its record does", None)
        except DamagedRecord as fault:
            return self._skip(fault.offset, fault.reason, fault.next_offset)
        except OSError as error:
            self.is_damaged = True
            self.proof.find(f"{self.path} cannot be read: {error.strerror}; {_BACKUP}")
        return None

    def _skip(self, offset: int, reason: str, next_offset: int | None) -> int | None:
        self.is_damaged = True
        self._miss_before(offset)
        if self._offset != offset:
            self.proof.find(f"{self.path} is damaged at byte {offset}: {reason}; {_BACKUP}")
        while self._offset == offset:
            self._miss(reason)
        if next_offset is None and self._offset > offset:
            return self._offset
        return next_offset

    def _meet(self, record: Record) -> None:
        self._miss_before(record.offset)
        is_named = self._offset == record.offset
        while self.row is not None and self._offset == record.offset:
            if fault := next(_differences(self.connection, self.row, record), None):
                self._tell(self.row, fault)
            self._next_row()
        if is_indexed(record):
            self.lines.append(line_of(record))
            self.unreferenced += not is_named
            self.whole_until = record.offset
        else:
            self.whole_until = record.offset + record.length

    def _miss_before(self, offset: int) -> None:
        while self.row is not None and self._offset < offset:
            self._miss("no record begins there")

    def _miss(self, why: str) -> None:
        if self.row is not None:
            self.is_damaged = True
            self._tell(self.row, why)
            self._next_row()

    def _tell(self, row: AnyRow, what: str) -> None:
        self.proof.find(
            f"capture {row.id} of {row.url} at byte {row.warc_offset} of {self.path}: {what};"
            f" {_BACKUP}"
        )

    def _next_row(self) -> None:
        self.row = next(self.rows, None)
        if self.row is not None:
            self.proof.looked_at += 1
            self.last_row = self._offset

    @property
    def _offset(self) -> int:
        """Of the next row; one that has none is missed at once."""
        if self.row is None or self.row.warc_offset is None:
            return -1
        return int(self.row.warc_offset)


def _differences(connection: Connection, row: AnyRow, record: Record) -> Iterator[str]:
    """What the row and its record do not agree on."""
    expected = ("revisit",) if row.is_revisit else ("response", "resource")
    if record.type not in expected:
        yield f"its record is a {record.type}, not a {' or '.join(expected)}"
    if record.url != row.url:
        yield f"its record is of {record.url}"
    if record.captured_at != row.captured_at:
        yield f"its record is of {record.captured_at.isoformat()}, not {row.captured_at:%F %T.%f}"
    tells_status = record.type not in ("revisit", "resource") or record.status is not None
    if tells_status and record.status != row.status:
        yield f"its record has the status {record.status}, not {row.status}"
    if record.digest_holds is False:
        yield f"its payload is {record.computed_digest}, not {record.payload_digest} as it says"
    if not _is_digest_of(row.payload_digest, record):
        yield f"its payload is not {row.payload_digest}, as the database has it"
    if row.is_revisit and not _is_kept(connection, row, record):
        yield f"it repeats the payload {row.payload_digest}, which no earlier capture has"


def _is_digest_of(digest: str | None, record: Record) -> bool:
    if record.cut_short or digest in {record.payload_digest, record.computed_digest}:
        return True
    return record.type in ("response", "resource") and digest == payload_digest(record.body)


def _is_kept(connection: Connection, row: AnyRow, record: Record) -> bool:
    """Whether an earlier capture has the payload that a revisit repeats."""
    captures = table_of(models.Capture)
    earlier = select(captures.c.id).where(
        captures.c.portal_id == row.portal_id,
        captures.c.url.in_({row.url, record.refers_to_url or row.url}),
        captures.c.captured_at < row.captured_at,
        captures.c.payload_digest == row.payload_digest,
        captures.c.warc_file.is_not(None),
        ~captures.c.is_revisit,
    )
    return connection.execute(earlier.limit(1)).first() is not None
