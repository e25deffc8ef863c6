"""What is stored of a portal, for a crawl that asks for it again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sqlalchemy import ColumnElement, Connection, FromClause, func, select

from db import models
from db.batch import AnyRow, in_pieces
from db.models import table_of
from portalcrawl.items import EarlierCapture, Link
from portalcrawl.memory import Stored


def stored_of(connection: Connection, portal: str) -> Iterator[Stored]:
    """The articles of a host, by id, each with its last capture that has a payload."""
    portals, articles = table_of(models.Portal), table_of(models.Article)
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
        .join(portals, portals.c.id == articles.c.portal_id)
        .join(
            revisions,
            (revisions.c.article_id == articles.c.id)
            & (revisions.c.number == articles.c.current_revision),
        )
        .outerjoin(captures, captures.c.id == last)
        .where(portals.c.host == portal)
        .order_by(articles.c.id)
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
    portals, captures = table_of(models.Portal), table_of(models.Capture)
    of_portal = select(portals.c.id).where(portals.c.host == portal).scalar_subquery()
    found: dict[str, EarlierCapture] = {}
    for piece in in_pieces(set(urls)):
        last = (
            select(func.max(captures.c.id))
            .where(
                captures.c.portal_id == of_portal,
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
