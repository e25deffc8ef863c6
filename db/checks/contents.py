"""Proofs of articles and revisions: digests, numbers, times."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from sqlalchemy import Connection, func, select

from db import models
from db.batch import AnyRow
from db.checks.proof import Proof
from db.incoming import as_written
from db.models import table_of
from portalcrawl.items import Article, Attachment, content_digest

_PAGE = 500


def prove_contents(connection: Connection, proof: Proof) -> None:
    """The digest of every revision is that of what stands in the tables."""
    for page in _pages(connection):
        attachments = _attachments(connection, page)
        for row in page:
            proof.looked_at += 1
            if content_digest(_article(row, attachments[row.id])) != row.content_digest:
                proof.find(
                    f"revision {row.number} of {_name(row)} is not what was stored, by its digest:"
                    " it was changed in the database; restore it from a backup"
                )


def _pages(connection: Connection) -> Iterator[Sequence[AnyRow]]:
    revisions, articles = table_of(models.Revision), table_of(models.Article)
    portals = table_of(models.Portal)
    query = (
        select(
            *(revisions.c[name] for name in ("id", "article_id", "number", "content_digest")),
            *(revisions.c[name] for name in ("title", "text", "author", "source", "section")),
            *(revisions.c[name] for name in ("published_at", "published_precision", "captions")),
            portals.c.host,
            articles.c.key,
        )
        .outerjoin(articles, articles.c.id == revisions.c.article_id)
        .outerjoin(portals, portals.c.id == articles.c.portal_id)
        .order_by(revisions.c.id)
        .limit(_PAGE)
    )
    last = None
    while page := connection.execute(
        query if last is None else query.where(revisions.c.id > last)
    ).all():
        yield page
        last = page[-1].id


def _attachments(
    connection: Connection, page: Sequence[AnyRow]
) -> defaultdict[int, list[Attachment]]:
    files = table_of(models.Attachment)
    query = (
        select(files.c.revision_id, files.c.url, files.c.name)
        .where(files.c.revision_id.between(page[0].id, page[-1].id))
        .order_by(files.c.revision_id, files.c.position)
    )
    found: defaultdict[int, list[Attachment]] = defaultdict(list)
    for row in connection.execute(query):
        found[row.revision_id].append(Attachment(url=row.url, name=row.name))
    return found


def _article(row: AnyRow, attachments: Sequence[Attachment]) -> Article:
    """The article of a revision, as far as the digest goes."""
    return Article(
        title=row.title,
        text=row.text,
        published_at=as_written(row.published_at, row.published_precision),
        author=row.author,
        source=row.source,
        section=row.section,
        captions=tuple(row.captions),
        attachments=tuple(attachments),
    )


def prove_articles(connection: Connection, proof: Proof) -> None:
    """Revisions are numbered 1, 2, ... and one is the current one; the times can be true."""
    articles, revisions = table_of(models.Article), table_of(models.Revision)
    portals = table_of(models.Portal)
    numbers = (
        select(
            revisions.c.article_id,
            func.count().label("revisions"),
            func.min(revisions.c.number).label("lowest"),
            func.max(revisions.c.number).label("highest"),
        )
        .group_by(revisions.c.article_id)
        .subquery()
    )
    is_odd = (
        numbers.c.revisions.is_(None)
        | (numbers.c.lowest != 1)
        | (numbers.c.highest != numbers.c.revisions)
        | (articles.c.current_revision < 1)
        | (articles.c.current_revision > numbers.c.highest)
        | (articles.c.first_seen > articles.c.last_seen)
        | (articles.c.missing_since < articles.c.last_seen)
        | ((articles.c.status == "gone") & articles.c.missing_since.is_(None))
    )
    query = (
        select(
            articles.c.id.label("article_id"),
            *(articles.c[name] for name in ("key", "current_revision", "first_seen", "last_seen")),
            *(articles.c[name] for name in ("status", "missing_since")),
            numbers.c.revisions,
            numbers.c.lowest,
            numbers.c.highest,
            portals.c.host,
        )
        .outerjoin(numbers, numbers.c.article_id == articles.c.id)
        .outerjoin(portals, portals.c.id == articles.c.portal_id)
        .where(is_odd)
        .order_by(articles.c.id)
    )
    counted = select(func.count()).select_from(articles)
    proof.looked_at = connection.execute(counted).scalar_one()
    for row in connection.execute(query.execution_options(yield_per=_PAGE)):
        for fault in _faults(row):
            proof.find(f"{_name(row)}: {fault}; restore the database from a backup")


def _faults(row: AnyRow) -> Iterator[str]:
    if row.revisions is None:
        yield "it has no revision"
    elif row.lowest != 1 or row.highest != row.revisions:
        yield (
            f"its {row.revisions} revisions are numbered from {row.lowest} to {row.highest},"
            " so that one is missing"
        )
    elif not 1 <= row.current_revision <= row.highest:
        yield f"its current revision {row.current_revision} is not there"
    if row.first_seen > row.last_seen:
        yield f"it was first seen {row.first_seen:%F %T}, after it was last seen"
    if row.missing_since is not None and row.missing_since < row.last_seen:
        yield f"it is missing since {row.missing_since:%F %T}, and was seen after that"
    if row.status == "gone" and row.missing_since is None:
        yield "it is gone, and nobody knows since when"


def _name(row: AnyRow) -> str:
    """The article's id; its row where that is not known any more."""
    return f"{row.host}/{row.key}" if row.host else f"article {row.article_id}"
