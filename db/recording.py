"""Writing what was read: articles become revisions only where something a reader sees changed.

Every function works on a whole batch with a fixed number of statements, inside the transaction of
its caller.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Row, bindparam, case, select, update

from db import models
from db.batch import Circumstances, Outcome, Result, capture_row, in_pieces, portal_ids
from db.dialects import insert
from db.incoming import local_time, seen_at
from db.models import table_of
from portalcrawl.items import Article, content_digest


def record_articles(
    connection: Connection, articles: Iterable[Article], by: Circumstances
) -> list[Outcome]:
    """Store the articles, each key in the order of the batch."""
    outcomes: list[Outcome] = []
    for distinct in _without_repeats(articles):
        outcomes += _Round(connection, distinct, by).record()
    return outcomes


class _Round:
    """Articles of which no two share a key, on their way into the tables."""

    def __init__(
        self, connection: Connection, articles: Sequence[Article], by: Circumstances
    ) -> None:
        self.connection = connection
        self.articles = articles
        self.by = by
        self.portals = portal_ids(connection, (_portal(article) for article in articles))

    def record(self) -> list[Outcome]:
        rows = self.upsert_articles()
        new_captures = self.insert_captures(rows)
        digests = self.digests(row.id for row in rows.values())
        outcomes: list[Outcome] = []
        revisions: list[tuple[Article, dict[str, Any]]] = []
        current: list[dict[str, int]] = []
        for article in self.articles:
            row = rows[self.identity(article)]
            before = digests[row.id]
            digest = content_digest(article)
            is_late = row.last_seen > seen_at(article, self.by.now)
            capture_id = new_captures.get(self.capture_identity(article))
            result = _judged(
                digest,
                before,
                row.current_revision,
                is_late=is_late,
                is_replay=article.capture is not None and capture_id is None,
            )
            outcomes.append(Outcome(_portal(article), _key(article), result))
            if result == "unchanged":
                continue
            number = max(before, default=0) + 1
            revision = {
                "article_id": row.id,
                "number": number,
                "capture_id": capture_id or self.capture_id(article),
                "content_digest": digest,
            }
            revisions.append((article, revision))
            if result == "revised" and not is_late:
                current.append({"of_article": row.id, "to_number": number})
        self.insert_revisions(revisions)
        self.make_current(current)
        return outcomes

    def identity(self, article: Article) -> tuple[int, str]:
        return self.portals[_portal(article)], _key(article)

    def capture_identity(self, article: Article) -> tuple[int, str, datetime] | None:
        if article.capture is None:
            return None
        moment = article.capture.captured_at.astimezone(UTC)
        return self.portals[_portal(article)], article.capture.url, moment

    def upsert_articles(self) -> dict[tuple[int, str], Row[Any]]:
        table = table_of(models.Article)
        upsert = insert(self.connection, table)
        incoming = upsert.excluded
        is_newer = incoming.last_seen >= table.c.last_seen
        statement = upsert.on_conflict_do_update(
            index_elements=["portal_id", "key"],
            set_={
                "canonical_url": case(
                    (is_newer, incoming.canonical_url), else_=table.c.canonical_url
                ),
                "status": case((is_newer, incoming.status), else_=table.c.status),
                "last_seen": case((is_newer, incoming.last_seen), else_=table.c.last_seen),
                "first_seen": case(
                    (incoming.first_seen < table.c.first_seen, incoming.first_seen),
                    else_=table.c.first_seen,
                ),
            },
        ).returning(
            table.c.id, table.c.portal_id, table.c.key, table.c.current_revision, table.c.last_seen
        )
        result = self.connection.execute(
            statement, [self.article_row(article) for article in self.articles]
        )
        return {(row.portal_id, row.key): row for row in result}

    def article_row(self, article: Article) -> dict[str, Any]:
        portal_id, key = self.identity(article)
        seen = seen_at(article, self.by.now)
        return {
            "portal_id": portal_id,
            "key": key,
            "canonical_url": article.canonical_url or article.url or key,
            "first_seen": seen,
            "last_seen": seen,
            "status": "live",
            "current_revision": 1,
        }

    def insert_captures(
        self, rows: dict[tuple[int, str], Row[Any]]
    ) -> dict[tuple[int, str, datetime] | None, int]:
        """The ids of those that were not stored before."""
        table = table_of(models.Capture)
        values = [
            {
                **capture_row(article.capture, self.portals[_portal(article)], self.by),
                "article_id": rows[self.identity(article)].id,
            }
            for article in self.articles
            if article.capture is not None
        ]
        if not values:
            return {}
        statement = (
            insert(self.connection, table)
            .on_conflict_do_nothing()
            .returning(table.c.id, table.c.portal_id, table.c.url, table.c.captured_at)
        )
        result = self.connection.execute(statement, values)
        return {(row.portal_id, row.url, row.captured_at): row.id for row in result}

    def capture_id(self, article: Article) -> int | None:
        """The row of a capture that was stored before, as that of a page then refused."""
        identity = self.capture_identity(article)
        if identity is None:
            return None
        table = table_of(models.Capture)
        portal_id, url, captured_at = identity
        return self.connection.execute(
            select(table.c.id).where(
                table.c.portal_id == portal_id,
                table.c.url == url,
                table.c.captured_at == captured_at,
            )
        ).scalar()

    def digests(self, article_ids: Iterable[int]) -> dict[int, dict[int, str]]:
        """Of each article, the content digest of every revision by its number."""
        table = table_of(models.Revision)
        found: dict[int, dict[int, str]] = defaultdict(dict)
        for piece in in_pieces(article_ids):
            query = select(table.c.article_id, table.c.number, table.c.content_digest)
            for row in self.connection.execute(query.where(table.c.article_id.in_(piece))):
                found[row.article_id][row.number] = row.content_digest
        return found

    def insert_revisions(self, revisions: list[tuple[Article, dict[str, Any]]]) -> None:
        if not revisions:
            return
        table = table_of(models.Revision)
        statement = insert(self.connection, table).returning(table.c.id, table.c.article_id)
        result = self.connection.execute(
            statement, [_revision_row(article, self.by) | row for article, row in revisions]
        )
        ids = {row.article_id: row.id for row in result}
        images: list[dict[str, Any]] = []
        attachments: list[dict[str, Any]] = []
        for article, row in revisions:
            of_revision = {"revision_id": ids[row["article_id"]]}
            images += [
                {**of_revision, "position": position, "url": image.url, "caption": image.caption}
                for position, image in enumerate(article.images, 1)
            ]
            attachments += [
                {**of_revision, "position": position, "url": file.url, "name": file.name}
                for position, file in enumerate(article.attachments, 1)
            ]
        if images:
            self.connection.execute(insert(self.connection, table_of(models.Image)), images)
        if attachments:
            files = table_of(models.Attachment)
            self.connection.execute(insert(self.connection, files), attachments)

    def make_current(self, numbers: list[dict[str, int]]) -> None:
        if not numbers:
            return
        table = table_of(models.Article)
        self.connection.execute(
            update(table)
            .where(table.c.id == bindparam("of_article"))
            .values(current_revision=bindparam("to_number")),
            numbers,
        )


def _judged(
    digest: str, before: dict[int, str], current: int, *, is_late: bool, is_replay: bool
) -> Result:
    """What an article is against its revisions.

    A capture that was recorded before is never judged again, or the same batch twice would undo a
    later edit. One that is older than what the archive has seen adds what was unknown, and leaves
    the current revision.
    """
    if not before:
        return "new"
    if is_replay:
        return "unchanged"
    if is_late:
        return "unchanged" if digest in before.values() else "revised"
    return "unchanged" if digest == before[current] else "revised"


def _revision_row(article: Article, by: Circumstances) -> dict[str, Any]:
    published_at, published_precision = local_time(article.published_at)
    modified_at, modified_precision = local_time(article.modified_at)
    return {
        "origin": "portal",
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


def _without_repeats(articles: Iterable[Article]) -> Iterator[list[Article]]:
    """The batch in rounds in which no key stands twice: its second article is in the second."""
    rounds: list[dict[tuple[str, str], Article]] = []
    for article in articles:
        identity = (_portal(article), _key(article))
        for known in rounds:
            if identity not in known:
                known[identity] = article
                break
        else:
            rounds.append({identity: article})
    yield from (list(known.values()) for known in rounds)


def _portal(article: Article) -> str:
    return article.portal or ""


def _key(article: Article) -> str:
    return article.article_key or ""
