"""What follows from the current revisions: the search index, facets, fingerprints, clusters.

It can be made anew at any time from the revisions. ``articles.indexed_revision`` says for which
revision it is there.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, bindparam, delete, or_, select, update

from db import dialects, models
from db.batch import in_pieces
from db.clusters import cluster
from db.fingerprints import KIND, fingerprints
from db.models import table_of
from db.search.labels import labels
from db.words import indexed_words

_EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001 - a local time, as published_at is
#: Columns of a revision from which something follows.
READ = ("title", "text", "captions", "published_at", "section", "author")


@dataclass(frozen=True, slots=True)
class Current:
    """The current revision of an article, as far as something follows from it."""

    article_id: int
    portal_id: int
    revision_id: int
    title: str | None
    text: str
    captions: Sequence[str]
    published_at: datetime | None
    section: str | None
    author: str | None

    def index_row(self) -> dialects.IndexRow:
        """What the search index holds of it."""
        exact, folded = indexed_words((self.title, self.text, *self.captions))
        return self.article_id, exact, folded, labels(self)

    def facets(self) -> dict[str, Any]:
        """Its row among the facets."""
        return facets_row(self.article_id, self.portal_id, self.published_at, self.section)


def facets_row(
    article_id: int, portal_id: int, published_at: datetime | None, section: str | None
) -> dict[str, Any]:
    """The row of an article among the facets, by what its current revision says."""
    since = published_at - _EPOCH if published_at else timedelta()
    return {
        "article_id": article_id,
        "portal_id": portal_id,
        "published": since // timedelta(minutes=1),
        "year": published_at.year if published_at else 0,
        "section": section,
    }


def derive(connection: Connection, revisions: Sequence[Current]) -> None:
    """Index revisions of articles that are not in the index, and cluster them."""
    if not revisions:
        return
    dialects.add_to_search_index(connection, [each.index_row() for each in revisions])
    dialects.insert_rows(
        connection, table_of(models.ArticleFacets), [each.facets() for each in revisions]
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
    facets, prints = table_of(models.ArticleFacets), table_of(models.Fingerprint)
    for piece in in_pieces(article_ids):
        indexed = _current(
            connection,
            articles.c.id.in_(piece),
            revisions.c.number == articles.c.indexed_revision,
        )
        dialects.take_from_search_index(connection, [each.index_row() for each in indexed])
        connection.execute(delete(facets).where(facets.c.article_id.in_(piece)))
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
    for derived in (models.ArticleFacets, models.Fingerprint):
        connection.execute(delete(table_of(derived)))
    connection.execute(update(table_of(models.Article)).values(indexed_revision=None, cluster=None))
    return catch_up(connection)


def _current(connection: Connection, *conditions: Any) -> list[Current]:
    articles, revisions = table_of(models.Article), table_of(models.Revision)
    query = (
        select(
            articles.c.id.label("article_id"),
            articles.c.portal_id,
            revisions.c.id.label("revision_id"),
            *(revisions.c[name] for name in READ),
        )
        .join(revisions, revisions.c.article_id == articles.c.id)
        .where(*conditions)
        .order_by(articles.c.id)
    )
    return [Current(**row) for row in connection.execute(query).mappings()]
