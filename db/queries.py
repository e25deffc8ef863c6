"""Reading the archive, inside the transaction of the caller: ``dialects.reading``."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, column, func, select, table
from sqlalchemy.sql import ColumnElement

from db import columns, models
from db.batch import in_pieces
from db.dialects import in_byte_order

Row = dict[str, Any]

_FILES = ("images", "attachments")


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


def current_articles(
    connection: Connection,
    portal: str | None = None,
    *,
    province: str | None = None,
    province_now: str | None = None,
) -> Iterator[Row]:
    """The articles as they are now, with the columns of articles.csv (None is unknown).

    Sorted by province, portal, publication (none last) and key, the same on every database. Only
    their order is held in memory. ``portal`` is a host; ``province`` the slug of a unit as it was
    before the merger, ``province_now`` of one of the 34: what all its former units published.
    """
    query = _in_order(connection, select(models.Revision.id)).where(
        models.Revision.number == models.Article.current_revision
    )
    if portal is not None:
        query = query.where(models.Portal.host == portal)
    if province is not None:
        query = query.where(models.Portal.province == province)
    if province_now is not None:
        query = query.where(models.Portal.province.in_(_former_units(province_now)))
    return _rows(connection, "article", query, [name for name, _ in columns.ARTICLES])


def all_revisions(connection: Connection) -> Iterator[Row]:
    """Every revision, in the order of the articles, with the columns of revisions.csv."""
    query = _in_order(connection, select(models.Revision.id))
    return _rows(connection, "article_revision", query, [name for name, _ in columns.REVISIONS])


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


def _former_units(heir: str) -> Select[str]:
    return select(models.Province.slug).where(models.Province.merged_into == heir)


def _in_order(connection: Connection, query: Select[int]) -> Select[int]:
    """Revisions by province, portal, publication of the current revision, key and number."""
    current = models.Revision.__table__.alias("current")
    return (
        query.join(models.Article, models.Article.id == models.Revision.article_id)
        .join(models.Portal, models.Portal.id == models.Article.portal_id)
        .join(
            current,
            (current.c.article_id == models.Article.id)
            & (current.c.number == models.Article.current_revision),
        )
        .order_by(
            in_byte_order(connection, models.Portal.__table__.c.province),
            in_byte_order(connection, models.Portal.__table__.c.host),
            current.c.published_at.nulls_last(),
            in_byte_order(connection, models.Article.__table__.c.key),
            models.Revision.number,
        )
    )


def _rows(
    connection: Connection, view: str, query: Select[int], names: Sequence[str]
) -> Iterator[Row]:
    """The rows of a view for the revisions of a query, in its order.

    First the order, which is small, then the rows piece by piece: sorting the rows themselves
    would have the database sort the texts along.
    """
    of_view: list[ColumnElement[Any]] = [column(name) for name in names if name not in _FILES]
    key: ColumnElement[int] = column("revision_row")
    source = table(view)
    for ids in in_pieces(connection.execute(query).scalars()):
        found = {
            row["revision_row"]: dict(row)
            for row in connection.execute(
                select(key, *of_view).select_from(source).where(key.in_(ids))
            ).mappings()
        }
        if "images" in names:
            images = _files_of(connection, models.Image, "caption", ids)
            attachments = _files_of(connection, models.Attachment, "name", ids)
            for revision, row in found.items():
                row["images"] = _as_json(images[revision])
                row["attachments"] = _as_json(attachments[revision])
        for revision in ids:
            yield {name: found[revision][name] for name in names}


def _files_of(
    connection: Connection, model: type[models.Base], told: str, revisions: Sequence[int]
) -> dict[int, list[dict[str, str | None]]]:
    files = models.table_of(model)
    query = (
        select(files.c.revision_id, files.c.url, files.c[told])
        .where(files.c.revision_id.in_(revisions))
        .order_by(files.c.revision_id, files.c.position)
    )
    found: dict[int, list[dict[str, str | None]]] = defaultdict(list)
    for revision, url, words in connection.execute(query):
        found[revision].append({"url": url, told: words})
    return found


def _as_json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _as_text(moment: datetime | None) -> str | None:
    return None if moment is None else f"{moment:%Y-%m-%dT%H:%M:%SZ}"
