"""What is stored of a portal, for a crawl that asks for it again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, FromClause, ScalarSelect, func, select

from db import models
from db.batch import AnyRow, in_pieces
from db.models import table_of
from portalcrawl.items import VIETNAM, EarlierCapture, Link
from portalcrawl.memory import Stored

#: What was asked for so lately is not asked for again because a sitemap says that it changed.
JUST_SEEN = timedelta(hours=12)


def stored_of(connection: Connection, portal: str) -> Iterator[Stored]:
    """The articles of a host, by id, each with its last capture that has a payload."""
    yield from _stored(connection, portal, table_of(models.Article).c.id)


def due_of(connection: Connection, portal: str, now: datetime, limit: int) -> Iterator[Stored]:
    """The same of those that are due to be asked for again, the last found first."""
    articles = table_of(models.Article)
    newest = articles.c.first_seen.desc()
    yield from _stored(connection, portal, newest, articles.c.next_check <= now, limit=limit)


def outdated_of(
    connection: Connection, portal: str, modified: Mapping[str, date], now: datetime
) -> Iterator[Stored]:
    """The same of the keys that were changed since they were last seen, as a sitemap has it.

    ``modified`` gives the day, in Viet Nam, by key. None where most of the keys have changed: such
    a sitemap writes the time of asking.
    """
    articles = table_of(models.Article)
    known, changed = 0, []
    for piece in in_pieces(modified):
        query = select(articles.c.id, articles.c.key, articles.c.last_seen).where(
            articles.c.portal_id == id_of(portal), articles.c.key.in_(piece)
        )
        for row in connection.execute(query):
            known += 1
            is_later = modified[row.key] >= row.last_seen.astimezone(VIETNAM).date()
            if is_later and now - row.last_seen >= JUST_SEEN:
                changed.append(row.id)
    if len(changed) <= max(_FEW, known / 2):
        for piece in in_pieces(changed):
            yield from _stored(connection, portal, articles.c.id, articles.c.id.in_(piece))


_FEW = 20
"""So many changes at once are believed of any sitemap."""


def id_of(portal: str) -> ScalarSelect[int]:
    """The row of a host, for a query."""
    portals = table_of(models.Portal)
    return select(portals.c.id).where(portals.c.host == portal).scalar_subquery()


def _stored(
    connection: Connection,
    portal: str,
    order: ColumnElement[Any],
    *where: ColumnElement[bool],
    limit: int | None = None,
) -> Iterator[Stored]:
    articles = table_of(models.Article)
    captures, revisions = table_of(models.Capture), table_of(models.Revision)
    own = captures.alias()
    last = (
        select(func.max(own.c.id))
        .where(own.c.article_id == articles.c.id, own.c.kind == "page", *_with_payload(own))
        .correlate(articles)
        .scalar_subquery()
    )
    query = (
        select(
            articles.c.key,
            articles.c.canonical_url,
            captures.c.url,
            captures.c.captured_at,
            captures.c.payload_digest,
            revisions.c.section,
            revisions.c.published_at,
            revisions.c.published_precision,
            revisions.c.published_from,
        )
        .join(
            revisions,
            (revisions.c.article_id == articles.c.id)
            & (revisions.c.number == articles.c.current_revision),
        )
        .outerjoin(captures, captures.c.id == last)
        .where(articles.c.portal_id == id_of(portal), *where)
        .order_by(order, articles.c.id)
        .limit(limit)
    )
    for row in connection.execute(query):
        yield Stored(
            key=row.key,
            url=row.canonical_url,
            earlier=_earlier(row) if row.url is not None else None,
            link=Link(url=row.canonical_url, section=row.section, published=_listed_date(row)),
        )


def earlier_captures(
    connection: Connection, portal: str, urls: Iterable[str]
) -> dict[str, EarlierCapture]:
    """By URL, the last capture with a payload that a host has of it: of a page or of a file."""
    captures = table_of(models.Capture)
    found: dict[str, EarlierCapture] = {}
    for piece in in_pieces(set(urls)):
        last = (
            select(func.max(captures.c.id))
            .where(
                captures.c.portal_id == id_of(portal),
                captures.c.url.in_(piece),
                *_with_payload(captures),
            )
            .group_by(captures.c.url)
        )
        query = select(captures.c.url, captures.c.captured_at, captures.c.payload_digest)
        for row in connection.execute(query.where(captures.c.id.in_(last))):
            found[row.url] = _earlier(row)
    return found


def _with_payload(captures: FromClause) -> tuple[ColumnElement[bool], ...]:
    return captures.c.status == 200, captures.c.warc_file.is_not(None), ~captures.c.is_revisit


def _earlier(row: AnyRow) -> EarlierCapture:
    return EarlierCapture(
        url=row.url, captured_at=row.captured_at, payload_digest=row.payload_digest
    )


def _listed_date(row: AnyRow) -> str | None:
    """The date, where it is a listing that gave it; ISO 8601, cut at its precision."""
    if row.published_from != "listing":
        return None
    length = {"month": 7, "day": 10}.get(row.published_precision)
    return str(row.published_at.isoformat(timespec="minutes")[:length])
