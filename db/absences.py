"""Noting that a portal does not have an article any more. What is stored of it stays."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection, select, update

from db import models
from db.batch import AnyRow, Circumstances, Outcome, Result, capture_row, portal_ids
from db.dialects import insert
from db.models import table_of
from portalcrawl.items import Absence
from portalcrawl.rechecks import next_check

#: How far apart two answers must be for an article to count as gone: a day, with room for a nightly
#: run that comes to it earlier than the night before.
APART = timedelta(hours=20)


def record_absences(
    connection: Connection, absences: Sequence[Absence], by: Circumstances
) -> list[Outcome]:
    """Note the answers 404 and 410, in the order of time; each is a capture of its article."""
    if not absences:
        return []
    portals = portal_ids(connection, (absence.portal for absence in absences))
    outcomes: list[Outcome] = []
    for absence in sorted(absences, key=lambda each: each.noticed_at):
        portal_id = portals[absence.portal]
        known = _known(connection, portal_id, absence.article_key)
        result: Result = "unknown"
        if known is not None:
            _insert_capture(connection, absence, portal_id, known.id, by)
            result = _note(connection, known, absence.noticed_at.astimezone(UTC))
        outcomes.append(Outcome(absence.portal, absence.article_key, result))
    return outcomes


def note_denial(
    connection: Connection, portal_id: int, key: str, noticed_at: datetime
) -> Result | None:
    """Note that a portal denied an article by a page that is none; None where it is not stored."""
    known = _known(connection, portal_id, key)
    return None if known is None else _note(connection, known, noticed_at)


def _known(connection: Connection, portal_id: int, key: str) -> AnyRow | None:
    table = table_of(models.Article)
    return connection.execute(
        select(
            table.c.id, table.c.first_seen, table.c.last_seen, table.c.missing_since, table.c.status
        ).where(table.c.portal_id == portal_id, table.c.key == key)
    ).one_or_none()


def _note(connection: Connection, known: AnyRow, noticed_at: datetime) -> Result:
    if noticed_at <= known.last_seen:
        return "unchanged"  # the portal has served it since
    since = min(known.missing_since or noticed_at, noticed_at)
    is_gone = known.status == "gone" or noticed_at - since >= APART
    again = next_check(known.first_seen, noticed_at) if is_gone else since + APART
    table = table_of(models.Article)
    connection.execute(
        update(table)
        .where(table.c.id == known.id)
        .values(missing_since=since, status="gone" if is_gone else "live", next_check=again)
    )
    return "gone" if is_gone else "missing"


def _insert_capture(
    connection: Connection, absence: Absence, portal_id: int, article_id: int, by: Circumstances
) -> None:
    row = capture_row(absence.capture, portal_id, by) | {"article_id": article_id}
    if absence.capture is None:
        row |= {
            "url": absence.url,
            "captured_at": absence.noticed_at.astimezone(UTC),
            "status": absence.status,
        }
    connection.execute(insert(connection, table_of(models.Capture)).on_conflict_do_nothing(), row)
