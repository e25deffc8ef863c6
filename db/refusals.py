"""Remembering the pages that were fetched as articles and are none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta

from sqlalchemy import Connection, bindparam, delete, update

from db import models
from db.absences import note_denial
from db.batch import Circumstances, Outcome, Result, capture_row, portal_ids
from db.dialects import insert
from db.incoming import seen_at
from db.models import table_of
from portalcrawl.items import Refusal

#: A page that was refused as one of these is not asked for again for a while: it will not turn into
#: an article overnight. An error or a block says nothing about the page.
LASTING_REFUSALS = ("static", "login", "document", "listing")
REFUSALS_LAST = timedelta(days=30)


def record_refusals(
    connection: Connection, refusals: Sequence[Refusal], by: Circumstances
) -> list[Outcome]:
    """Remember the pages that are no articles. One that was not captured has a single row."""
    if not refusals:
        return []
    portals = portal_ids(connection, (refusal.portal for refusal in refusals))
    captures = table_of(models.Capture)
    if uncaptured := [refusal for refusal in refusals if refusal.capture is None]:
        connection.execute(
            delete(captures).where(
                captures.c.portal_id == bindparam("of_portal"),
                captures.c.refused_key == bindparam("of_key"),
                captures.c.payload_digest.is_(None),
            ),
            [
                {"of_portal": portals[refusal.portal], "of_key": refusal.article_key}
                for refusal in uncaptured
            ],
        )
    connection.execute(
        insert(connection, captures).on_conflict_do_nothing(),
        [
            {
                **capture_row(refusal.capture, portals[refusal.portal], by),
                "url": refusal.capture.url if refusal.capture else refusal.url,
                "captured_at": seen_at(refusal, by.now),
                "refused_key": refusal.article_key,
                "refusal_kind": refusal.kind,
                "refusal_reason": refusal.reason,
            }
            for refusal in refusals
        ],
    )
    _ask_later(connection, refusals, portals, by)
    return [_outcome(connection, refusal, portals[refusal.portal], by) for refusal in refusals]


def _outcome(
    connection: Connection, refusal: Refusal, portal_id: int, by: Circumstances
) -> Outcome:
    """Refused; missing or gone where the portal denies by it what is stored."""
    result: Result = "refused"
    if refusal.denies:
        seen = seen_at(refusal, by.now)
        result = note_denial(connection, portal_id, refusal.article_key, seen) or result
    return Outcome(refusal.portal, refusal.article_key, result, refusal.kind)


def _ask_later(
    connection: Connection,
    refusals: Sequence[Refusal],
    portals: Mapping[str, int],
    by: Circumstances,
) -> None:
    """An article whose page became something else for good is not asked for again every night."""
    articles = table_of(models.Article)
    rows = [
        {"of_portal": portals[refusal.portal], "of_key": refusal.article_key}
        for refusal in refusals
        if refusal.kind in LASTING_REFUSALS
    ]
    if rows:
        connection.execute(
            update(articles)
            .where(
                articles.c.portal_id == bindparam("of_portal"),
                articles.c.key == bindparam("of_key"),
                articles.c.next_check <= by.now,
            )
            .values(next_check=by.now + REFUSALS_LAST),
            rows,
        )
