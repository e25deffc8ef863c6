"""Writing the captures of a batch of articles, and of the files that they offer."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, select, update

from db import models
from db.batch import AnyRow, CaptureKind, Circumstances, capture_row, in_pieces
from db.dialects import insert_rows, next_ids
from db.entries import Entry
from db.models import table_of
from portalcrawl.items import Capture


def insert_captures(connection: Connection, entries: Sequence[Entry], by: Circumstances) -> None:
    """Write the captures that are not stored yet, and tell each entry the row of its own."""
    captured: list[tuple[Entry, Capture, CaptureKind]] = [
        (entry, capture, "page")
        for entry in entries
        if (capture := entry.article.capture) is not None
    ]
    captured += [
        (entry, capture, "attachment")
        for entry in entries
        for capture in entry.article.attachment_captures
    ]
    stored = _stored_captures(connection, captured)
    for entry, capture, kind in captured:
        earlier = stored.get(_identity(entry, capture))
        if earlier is not None and kind == "page":
            _take_earlier_capture(connection, entry, earlier)
    fresh = [each for each in captured if _identity(each[0], each[1]) not in stored]
    table = table_of(models.Capture)
    rows: list[dict[str, Any]] = []
    for (entry, capture, kind), row_id in zip(
        fresh, next_ids(connection, table, len(fresh)), strict=True
    ):
        if kind == "page":
            entry.capture_id = row_id
        row = capture_row(capture, entry.portal_id, by, kind)
        rows.append({"id": row_id, "article_id": entry.article_id} | row)
    insert_rows(connection, table, rows)


def _stored_captures(
    connection: Connection, captured: Sequence[tuple[Entry, Capture, CaptureKind]]
) -> dict[tuple[int, str, datetime], AnyRow]:
    """Those of the captures that were recorded before."""
    table = table_of(models.Capture)
    times: dict[int, set[datetime]] = defaultdict(set)
    for entry, capture, _ in captured:
        times[entry.portal_id].add(capture.captured_at)
    wanted = {_identity(entry, capture) for entry, capture, _ in captured}
    urls: dict[int, list[str]] = defaultdict(list)
    for portal_id, url, _ in wanted:
        urls[portal_id].append(url)
    found: dict[tuple[int, str, datetime], AnyRow] = {}
    for portal_id, of_portal in urls.items():
        for piece in in_pieces(of_portal):
            query = select(table.c.id, table.c.article_id, table.c.url, table.c.captured_at).where(
                table.c.portal_id == portal_id,
                table.c.url.in_(piece),
                table.c.captured_at.between(min(times[portal_id]), max(times[portal_id])),
            )
            for row in connection.execute(query):
                found[portal_id, row.url, row.captured_at] = row
    return {identity: row for identity, row in found.items() if identity in wanted}


def _take_earlier_capture(connection: Connection, entry: Entry, earlier: AnyRow) -> None:
    """A capture that was recorded before: of this article, or of a page that was refused then."""
    entry.capture_id = earlier.id
    entry.is_replay = earlier.article_id is not None
    if not entry.is_replay:
        table = table_of(models.Capture)
        connection.execute(
            update(table)
            .where(table.c.id == earlier.id)
            .values(
                article_id=entry.article_id,
                refused_key=None,
                refusal_kind=None,
                refusal_reason=None,
            )
        )


def _identity(entry: Entry, capture: Capture) -> tuple[int, str, datetime]:
    return entry.portal_id, capture.url, capture.captured_at.astimezone(UTC)
