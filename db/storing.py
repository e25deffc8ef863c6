"""Storing a batch of items of all kinds, inside the transaction of the caller."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection

from db.absences import record_absences
from db.batch import Circumstances, Outcome
from db.recording import record_articles
from db.refusals import record_refusals
from portalcrawl.items import Absence, Article, Refusal


def record_items(
    connection: Connection, items: Sequence[Article | Refusal | Absence], by: Circumstances
) -> list[Outcome]:
    """Store the articles, then the refusals, then the absences."""
    articles = [item for item in items if isinstance(item, Article)]
    refusals = [item for item in items if isinstance(item, Refusal)]
    absences = [item for item in items if isinstance(item, Absence)]
    return [
        *record_articles(connection, articles, by),
        *record_refusals(connection, refusals, by),
        *record_absences(connection, absences, by),
    ]
