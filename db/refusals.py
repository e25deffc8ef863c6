"""Remembering the pages that were fetched as articles and are none."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, bindparam, delete

from db import models
from db.batch import Circumstances, Outcome, capture_row, portal_ids
from db.dialects import insert
from db.incoming import seen_at
from db.models import table_of
from portalcrawl.items import Refusal


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
    return [
        Outcome(refusal.portal, refusal.article_key, "refused", refusal.kind)
        for refusal in refusals
    ]
