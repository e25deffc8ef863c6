"""WARC files of others: how far each was read, and what the archive has of their records.

Progress is written in the transaction of what was taken, so that a killed import goes on exactly
behind what is stored. Every function works inside the transaction of its caller.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Connection, Select, insert, select, update

from db import models
from db.models import table_of


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a file was read."""

    id: int
    offset: int
    """Bytes from its start: every record before is dealt with."""
    is_finished: bool
    counts: Mapping[str, int]
    """What became of the records, by its name."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A capture of the archive with a payload in a WARC file of it."""

    warc_file: str
    warc_offset: int


def begin(connection: Connection, file: str, size: int, now: datetime, *, again: bool) -> Progress:
    """The progress of a file, recognised by name and size in bytes; a row for one that is new.

    With ``again`` it starts at the beginning, whatever was read.
    """
    table = table_of(models.Import)
    row = connection.execute(
        select(table).where(table.c.file == file, table.c.size == size)
    ).one_or_none()
    fresh = {"offset": 0, "started": now, "finished": None, "counts": {}}
    if row is None:
        statement = insert(table).values(file=file, size=size, **fresh).returning(table.c.id)
        return Progress(connection.execute(statement).scalar_one(), 0, False, {})
    if again:
        connection.execute(update(table).where(table.c.id == row.id).values(**fresh))
        return Progress(row.id, 0, False, {})
    return Progress(row.id, row.offset, row.finished is not None, row.counts)


def note(connection: Connection, progress: Progress, now: datetime) -> None:
    """Write how far a file was read; ``now`` is when it was finished, if it is."""
    table = table_of(models.Import)
    connection.execute(
        update(table)
        .where(table.c.id == progress.id)
        .values(
            offset=progress.offset,
            counts=dict(progress.counts),
            finished=now if progress.is_finished else None,
        )
    )


def is_captured(connection: Connection, host: str, url: str, captured_at: datetime) -> bool:
    """Whether the archive has this very capture of a portal."""
    return connection.execute(_capture(host, url, captured_at)).first() is not None


def kept_payload(connection: Connection, host: str, url: str, captured_at: datetime) -> Kept | None:
    """Where the payload is that a revisit record refers to by address and time."""
    captures = table_of(models.Capture)
    query = _capture(host, url, captured_at).where(
        captures.c.warc_file.is_not(None), ~captures.c.is_revisit
    )
    row = connection.execute(query).first()
    return Kept(row.warc_file, row.warc_offset) if row else None


def _capture(host: str, url: str, captured_at: datetime) -> Select[tuple[str, int]]:
    captures, portals = table_of(models.Capture), table_of(models.Portal)
    return (
        select(captures.c.warc_file, captures.c.warc_offset)
        .join(portals, portals.c.id == captures.c.portal_id)
        .where(
            portals.c.host == host,
            captures.c.url == url,
            captures.c.captured_at == captured_at.astimezone(UTC),
        )
    )
