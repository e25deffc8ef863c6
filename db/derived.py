"""What follows from the current revisions: the search index, fingerprints, clusters.

It can be made anew at any time from the revisions. ``articles.indexed_revision`` says for which
revision it is there.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, bindparam, delete, or_, select, update

from db import dialects, models
from db.batch import in_pieces
from db.clusters import cluster
from db.fingerprints import KIND, fingerprints
from db.models import table_of
from db.words import search_words


@dataclass(frozen=True, slots=True)
class Current:
    """The current revision of an article, as far as something follows from it."""

    article_id: int
    revision_id: int
    title: str | None
    text: str
    captions: Sequence[str]

    def words(self) -> tuple[str, str]:
        """What the search index holds of it."""
        return search_words((self.title, self.text, *self.captions))


def derive(connection: Connection, revisions: Sequence[Current]) -> None:
    """Index revisions of articles that are not in the index, and cluster them."""
    if not revisions:
        return
    dialects.add_to_search_index(
        connection, [(each.article_id, *each.words()) for each in revisions]
    )
    sketches = {each.revision_id: fingerprints(each.text) for each in revisions}
    rows = [
        {"revision_id": revision_id, "kind": KIND, "position": position, "value": value}
        for revision_id, sketch in sketches.items()
        for position, value in enumerate(sketch, 1)
    ]
    if rows:
        dialects.insert_rows(connection, table_of(models.Fingerprint), rows)
        cluster(connection, {each.revision_id: each.article_id for each in revisions})


def take_back(connection: Connection, article_ids: Iterable[int]) -> None:
    """Undo ``derive`` for articles, as far as it was done; they count as not indexed then."""
    articles, revisions = table_of(models.Article), table_of(models.Revision)
    prints = table_of(models.Fingerprint)
    for piece in in_pieces(article_ids):
        indexed = _current(
            connection,
            articles.c.id.in_(piece),
            revisions.c.number == articles.c.indexed_revision,
        )
        dialects.take_from_search_index(
            connection, [(each.article_id, *each.words()) for each in indexed]
        )
        connection.execute(
            delete(prints).where(prints.c.revision_id.in_([each.revision_id for each in indexed]))
        )
        connection.execute(
            update(articles)
            .where(articles.c.id.in_(piece))
            .values(indexed_revision=None, cluster=None)
        )


def catch_up(connection: Connection) -> int:
    """Derive what is missing or of another revision; returns for how many articles."""
    articles, revisions = table_of(models.Article), table_of(models.Revision)
    behind = or_(
        articles.c.indexed_revision.is_(None),
        articles.c.indexed_revision != articles.c.current_revision,
    )
    waiting = connection.execute(select(articles.c.id).where(behind).order_by(articles.c.id))
    done = 0
    for piece in in_pieces(waiting.scalars()):
        take_back(connection, piece)
        current = _current(
            connection,
            articles.c.id.in_(piece),
            revisions.c.number == articles.c.current_revision,
        )
        derive(connection, current)
        if not current:  # damaged: `db check` tells of articles without their current revision
            continue
        connection.execute(
            update(articles)
            .where(articles.c.id == bindparam("of_article"))
            .values(indexed_revision=articles.c.current_revision),
            [{"of_article": each.article_id} for each in current],
        )
        done += len(current)
    return done


def derive_anew(connection: Connection) -> int:
    """Forget all that was derived and derive it again; returns for how many articles."""
    dialects.empty_search_index(connection)
    connection.execute(delete(table_of(models.Fingerprint)))
    connection.execute(update(table_of(models.Article)).values(indexed_revision=None, cluster=None))
    return catch_up(connection)


def _current(connection: Connection, *conditions: Any) -> list[Current]:
    articles, revisions = table_of(models.Article), table_of(models.Revision)
    query = (
        select(
            articles.c.id,
            revisions.c.id.label("revision_id"),
            revisions.c.title,
            revisions.c.text,
            revisions.c.captions,
        )
        .join(revisions, revisions.c.article_id == articles.c.id)
        .where(*conditions)
        .order_by(articles.c.id)
    )
    return [
        Current(row.id, row.revision_id, row.title, row.text, row.captions)
        for row in connection.execute(query)
    ]
