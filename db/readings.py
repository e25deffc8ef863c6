"""Recording what captures say to a later version of the extraction."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select, update

from db import models
from db.batch import AnyRow, Circumstances, Outcome, in_pieces
from db.incoming import cleaned
from db.models import table_of
from db.recording import digests_of
from db.revising import insert_revisions, revision_row
from portalcrawl.items import Article, content_digest


@dataclass(frozen=True, slots=True)
class Reading:
    """A capture of a stored article, and what it says."""

    capture_id: int
    article: Article


def record_readings(
    connection: Connection, readings: Sequence[Reading], by: Circumstances
) -> list[Outcome]:
    """A revision for each reading that differs from the last one of its capture.

    It is the current one where the last reading was. The others are confirmed: the version that
    found the same is noted on their revision.
    """
    last = _last_revisions(connection, [reading.capture_id for reading in readings])
    outcomes: list[Outcome] = []
    confirmed: list[int] = []
    fresh: list[tuple[Article, dict[str, Any]]] = []
    current: dict[int, int] = {}
    stored = digests_of(connection, {row.article_id for row in last.values()})
    numbers = {article_id: max(digests) for article_id, digests in stored.items()}
    for reading in readings:
        before = last.get(reading.capture_id)
        article = cleaned(reading.article)
        identity = article.portal or "", article.article_key or ""
        if before is None:
            outcomes.append(Outcome(*identity, "unknown"))
            continue
        digest = content_digest(article)
        if digest == before.content_digest:
            confirmed.append(before.id)
            outcomes.append(Outcome(*identity, "unchanged"))
            continue
        numbers[before.article_id] += 1
        row = revision_row(article, by) | {
            "article_id": before.article_id,
            "number": numbers[before.article_id],
            "origin": "reextracted",
            "capture_id": reading.capture_id,
            "content_digest": digest,
        }
        fresh.append((article, row))
        if before.number == before.current_revision:
            current[before.article_id] = row["number"]
        outcomes.append(Outcome(*identity, "revised"))
    _confirm(connection, confirmed, by.extractor_version)
    insert_revisions(connection, fresh, current, outdated=list(current))
    return outcomes


def _last_revisions(connection: Connection, capture_ids: Iterable[int]) -> dict[int, AnyRow]:
    """Of each capture the last revision that was read from it."""
    articles, revisions = table_of(models.Article), table_of(models.Revision)
    found: dict[int, AnyRow] = {}
    for piece in in_pieces(capture_ids):
        query = (
            select(
                revisions.c.id,
                revisions.c.capture_id,
                revisions.c.article_id,
                revisions.c.number,
                revisions.c.content_digest,
                articles.c.current_revision,
            )
            .join(articles, articles.c.id == revisions.c.article_id)
            .where(revisions.c.capture_id.in_(piece))
            .order_by(revisions.c.number)
        )
        found.update((row.capture_id, row) for row in connection.execute(query))
    return found


def _confirm(connection: Connection, revision_ids: Iterable[int], version: str) -> None:
    revisions = table_of(models.Revision)
    for piece in in_pieces(revision_ids):
        connection.execute(
            update(revisions).where(revisions.c.id.in_(piece)).values(confirmed_by=version)
        )
