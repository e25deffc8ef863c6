"""Reading the archive, inside the transaction of the caller: ``dialects.reading``."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, select

from db import columns, models
from db.dialects import in_byte_order

Row = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class PortalCounts:
    """What the archive holds of one host."""

    host: str
    province: str | None
    articles: int
    revisions: int
    refused: int
    first_seen: datetime | None
    last_seen: datetime | None


def counts_by_portal(connection: Connection) -> list[PortalCounts]:
    """One for each host that was declared or seen, by host."""
    articles = (
        select(
            models.Article.portal_id,
            func.count().label("articles"),
            func.min(models.Article.first_seen).label("first_seen"),
            func.max(models.Article.last_seen).label("last_seen"),
        )
        .group_by(models.Article.portal_id)
        .subquery()
    )
    revisions = (
        select(models.Article.portal_id, func.count().label("revisions"))
        .join(models.Revision, models.Revision.article_id == models.Article.id)
        .group_by(models.Article.portal_id)
        .subquery()
    )
    refused = (
        select(models.Capture.portal_id, func.count().label("refused"))
        .where(models.Capture.refusal_kind.is_not(None))
        .where(models.Capture.refusal_kind != "unanswered")  # no page, and none captured
        .group_by(models.Capture.portal_id)
        .subquery()
    )
    query = (
        select(
            models.Portal.host,
            models.Portal.province,
            func.coalesce(articles.c.articles, 0).label("articles"),
            func.coalesce(revisions.c.revisions, 0).label("revisions"),
            func.coalesce(refused.c.refused, 0).label("refused"),
            articles.c.first_seen,
            articles.c.last_seen,
        )
        .outerjoin(articles, articles.c.portal_id == models.Portal.id)
        .outerjoin(revisions, revisions.c.portal_id == models.Portal.id)
        .outerjoin(refused, refused.c.portal_id == models.Portal.id)
        .order_by(in_byte_order(connection, models.Portal.__table__.c.host))
    )
    return [PortalCounts(**row) for row in connection.execute(query).mappings()]


def last_good_runs(connection: Connection) -> dict[str, datetime]:
    """By host, when the last run ended that came to its end and read a listing of the host."""
    runs, portals = models.table_of(models.Run), models.table_of(models.Portal)
    of_portal = models.table_of(models.PortalRun)
    query = (
        select(portals.c.host, func.max(runs.c.finished).label("finished"))
        .join(of_portal, of_portal.c.portal_id == portals.c.id)
        .join(runs, runs.c.id == of_portal.c.run_id)
        .where(runs.c.outcome == "finished", of_portal.c.listings > 0)
        .group_by(portals.c.host)
    )
    return {row.host: row.finished for row in connection.execute(query)}


def provinces(connection: Connection) -> Iterator[Row]:
    """The 63 units, with the columns of provinces.csv."""
    units = models.table_of(models.Province)
    query = select(*(units.c[name] for name, _ in columns.PROVINCES)).order_by(
        in_byte_order(connection, units.c.slug)
    )
    for row in connection.execute(query).mappings():
        yield dict(row)


def portals(connection: Connection) -> Iterator[Row]:
    """The hosts, with the columns of portals.csv."""
    counts = {count.host: count for count in counts_by_portal(connection)}
    hosts = models.table_of(models.Portal)
    for row in connection.execute(
        select(hosts).order_by(in_byte_order(connection, hosts.c.host))
    ).mappings():
        count = counts[row["host"]]
        known = {
            **row,
            "articles": count.articles,
            "revisions": count.revisions,
            "refused": count.refused,
            "first_seen": _as_text(count.first_seen),
            "last_seen": _as_text(count.last_seen),
        }
        yield {name: known[name] for name, _ in columns.PORTALS}


def _as_text(moment: datetime | None) -> str | None:
    return None if moment is None else f"{moment:%Y-%m-%dT%H:%M:%SZ}"
