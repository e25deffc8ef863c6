"""Writing revisions with their files, and what follows from those that are current now."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, bindparam, select, update

from db import models
from db.batch import Circumstances, in_pieces
from db.derived import READ, Current, derive, take_back
from db.dialects import insert_rows, next_ids
from db.incoming import local_time
from db.models import table_of
from portalcrawl.items import Article


def revision_row(article: Article, by: Circumstances) -> dict[str, Any]:
    """The columns of a revision that the article itself gives."""
    published_at, published_precision = local_time(article.published_at)
    modified_at, modified_precision = local_time(article.modified_at)
    return {
        "recorded_at": by.now,
        "run_id": by.run_id,
        "url": article.url,
        "title": article.title,
        "lead": article.lead,
        "text": article.text,
        "published_at": published_at,
        "published_precision": published_precision,
        "published_from": article.published_from,
        "modified_at": modified_at,
        "modified_precision": modified_precision,
        "author": article.author,
        "source": article.source,
        "section": article.section,
        "captions": list(article.captions),
        "language": article.language,
        "extraction_method": article.extraction_method,
        "extractor_version": by.extractor_version,
    }


def insert_revisions(
    connection: Connection,
    fresh: Sequence[tuple[Article, dict[str, Any]]],
    current: dict[int, int],
    outdated: Sequence[int],
) -> None:
    """Write revisions with their files, and what follows from those that are current now.

    ``current`` has the numbers of these by article; ``outdated`` the articles that had another one.
    """
    if not fresh:
        return
    table = table_of(models.Revision)
    ids = {
        _place(row): row_id
        for (_, row), row_id in zip(fresh, next_ids(connection, table, len(fresh)), strict=True)
    }
    insert_rows(connection, table, [{"id": ids[_place(row)]} | row for _, row in fresh])
    _insert_files(connection, [(article, ids[_place(row)]) for article, row in fresh])
    if outdated:
        take_back(connection, outdated)
        _make_current(connection, {each: current[each] for each in outdated})
    rows = [row for _, row in fresh if current.get(row["article_id"]) == row["number"]]
    portals = _portals_of(connection, [row["article_id"] for row in rows])
    derive(
        connection,
        [
            Current(
                article_id=row["article_id"],
                portal_id=portals[row["article_id"]],
                revision_id=ids[_place(row)],
                **{name: row[name] for name in READ},
            )
            for row in rows
        ],
    )


def _portals_of(connection: Connection, article_ids: Sequence[int]) -> dict[int, int]:
    articles = table_of(models.Article)
    return {
        row.id: row.portal_id
        for piece in in_pieces(article_ids)
        for row in connection.execute(
            select(articles.c.id, articles.c.portal_id).where(articles.c.id.in_(piece))
        )
    }


def _insert_files(connection: Connection, revisions: Sequence[tuple[Article, int]]) -> None:
    images = [
        {"revision_id": revision, "position": position, "url": image.url, "caption": image.caption}
        for article, revision in revisions
        for position, image in enumerate(article.images, 1)
    ]
    attachments = [
        {"revision_id": revision, "position": position, "url": file.url, "name": file.name}
        for article, revision in revisions
        for position, file in enumerate(article.attachments, 1)
    ]
    insert_rows(connection, table_of(models.Image), images)
    insert_rows(connection, table_of(models.Attachment), attachments)


def _make_current(connection: Connection, numbers: dict[int, int]) -> None:
    table = table_of(models.Article)
    connection.execute(
        update(table)
        .where(table.c.id == bindparam("of_article"))
        .values(current_revision=bindparam("to_number"), indexed_revision=bindparam("to_number")),
        [{"of_article": article, "to_number": number} for article, number in numbers.items()],
    )


def _place(row: dict[str, Any]) -> tuple[int, int]:
    return row["article_id"], row["number"]
