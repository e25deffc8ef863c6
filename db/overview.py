"""How much there is of everything, as the pages of the site count it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, case, func, select

from db import models
from db.batch import in_pieces
from db.dialects import in_byte_order
from db.models import table_of
from db.records import VersionLine
from db.search.results import shortened

_ARTICLES = table_of(models.Article)
_FACETS = table_of(models.ArticleFacets)
_PORTALS = table_of(models.Portal)
_REVISIONS = table_of(models.Revision)
_RUNS = table_of(models.Run)
_OF_PORTAL = table_of(models.PortalRun)
#: The latest revisions that are looked through for such that portals made.
_LOOKED_THROUGH = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class PortalTotal:
    """A portal as it is declared, and what is there of it. Moments are text in UTC."""

    portal_id: int
    host: str
    province: str | None
    """Slug of the unit that runs or ran it, as it was before the merger."""
    role: str | None
    engine: str | None
    since: str | None
    until: str | None
    articles: int
    gone: int
    revisions: int
    edited: int
    """Articles with more than one revision that the portal made."""
    first_seen: str | None
    last_seen: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """The state in which a night found a portal."""

    night: str
    day: str
    state: str
    cause: str | None
    evidence: tuple[str, ...]
    needs_person: bool


def portal_totals(connection: Connection) -> tuple[PortalTotal, ...]:
    """All portals that were declared or seen, by host."""
    counted = {row["portal_id"]: row for row in _article_counts(connection)}
    further = dict(_further_revisions(connection))
    found = []
    for row in connection.execute(
        select(_PORTALS).order_by(in_byte_order(connection, _PORTALS.c.host))
    ).mappings():
        counts = counted.get(row["id"], {})
        more, edited = further.get(row["id"], (0, 0))
        articles = counts.get("articles", 0)
        found.append(
            PortalTotal(
                portal_id=row["id"],
                **{name: row[name] for name in _DECLARED},
                articles=articles,
                gone=counts.get("gone", 0),
                revisions=articles + more,
                edited=edited,
                first_seen=_as_text(counts.get("first_seen")),
                last_seen=_as_text(counts.get("last_seen")),
            )
        )
    return tuple(found)


_DECLARED = ("host", "province", "role", "engine", "since", "until")


def year_counts(
    connection: Connection, portal_ids: Collection[int] | None = None
) -> dict[int | None, int]:
    """Articles by the year of publication, None for those without a date; of some portals or all.

    They are counted as the search index has them, so that a year leads to as many.
    """
    query = select(_FACETS.c.year, func.count().label("articles")).group_by(_FACETS.c.year)
    if portal_ids is None:
        return {year or None: count for year, count in connection.execute(query)}
    years: dict[int | None, int] = defaultdict(int)
    for piece in in_pieces(sorted(portal_ids)):
        for year, count in connection.execute(query.where(_FACETS.c.portal_id.in_(piece))):
            years[year or None] += count
    return dict(years)


def latest_changes(connection: Connection, at_most: int) -> tuple[tuple[str, VersionLine], ...]:
    """The latest revisions that portals made of articles that were there: article_id, revision."""
    # By the index of article and number alone; in the order of the ids the whole table, with all
    # its texts, would be read where few articles have changed.
    latest = (
        select(_REVISIONS.c.id)
        .where(_REVISIONS.c.number > 1)
        .order_by((_REVISIONS.c.id + 0).desc())
        .limit(_LOOKED_THROUGH)
    )
    ids = connection.execute(latest).scalars().all()
    captures = table_of(models.Capture)
    found: list[tuple[str, VersionLine]] = []
    for piece in in_pieces(ids):
        query = (
            select(
                (_PORTALS.c.host + "/" + _ARTICLES.c.key).label("article_id"),
                _REVISIONS.c.number,
                _REVISIONS.c.origin,
                _REVISIONS.c.recorded_at,
                _REVISIONS.c.title,
                func.length(_REVISIONS.c.text).label("characters"),
                captures.c.captured_at,
            )
            .join(_ARTICLES, _ARTICLES.c.id == _REVISIONS.c.article_id)
            .join(_PORTALS, _PORTALS.c.id == _ARTICLES.c.portal_id)
            .outerjoin(captures, captures.c.id == _REVISIONS.c.capture_id)
            .where(_REVISIONS.c.id.in_(piece), _REVISIONS.c.origin == "portal")
            .order_by(_REVISIONS.c.id.desc())
            .limit(at_most - len(found))
        )
        found += [_change(row) for row in connection.execute(query).mappings()]
        if len(found) >= at_most:
            break
    return tuple(found)


def last_nights(connection: Connection, at_most: int) -> tuple[str, ...]:
    """The names of the last nights that judged a portal, the oldest first."""
    query = (
        select(_RUNS.c.night)
        .where(_RUNS.c.night.is_not(None))
        .group_by(_RUNS.c.night)
        .order_by(_RUNS.c.night.desc())
        .limit(at_most)
    )
    return tuple(reversed(connection.execute(query).scalars().all()))


def judgements(connection: Connection, nights: Sequence[str]) -> dict[int, dict[str, Judged]]:
    """By portal and night, how nights judged the portals."""
    found: dict[int, dict[str, Judged]] = defaultdict(dict)
    query = (
        select(
            _OF_PORTAL.c.portal_id,
            _RUNS.c.night,
            _RUNS.c.day,
            _OF_PORTAL.c.state,
            _OF_PORTAL.c.cause,
            _OF_PORTAL.c.evidence,
            _OF_PORTAL.c.needs_person,
        )
        .join(_RUNS, _RUNS.c.id == _OF_PORTAL.c.run_id)
        .where(_RUNS.c.night.in_(nights), _OF_PORTAL.c.state.is_not(None))
        .order_by(_RUNS.c.id)
    )
    for row in connection.execute(query).mappings():
        found[row["portal_id"]][row["night"]] = Judged(
            night=row["night"],
            day=row["day"],
            state=row["state"],
            cause=row["cause"],
            evidence=tuple(row["evidence"] or ()),
            needs_person=bool(row["needs_person"]),
        )
    return dict(found)


def _article_counts(connection: Connection) -> Iterator[Any]:
    is_gone: ColumnElement[int] = case((_ARTICLES.c.status == "gone", 1), else_=0)
    # As it stands in the table: in the order of an index SQLite would look up each row by itself.
    portal_id = (_ARTICLES.c.portal_id + 0).label("portal_id")
    query = select(
        portal_id,
        func.count().label("articles"),
        func.sum(is_gone).label("gone"),
        func.min(_ARTICLES.c.first_seen).label("first_seen"),
        func.max(_ARTICLES.c.last_seen).label("last_seen"),
    ).group_by(portal_id)
    return iter(connection.execute(query).mappings())


def _further_revisions(connection: Connection) -> Iterator[tuple[int, tuple[int, int]]]:
    """By portal the revisions behind the first ones, and the articles that the portal edited."""
    is_edit: ColumnElement[int | None] = case(
        (_REVISIONS.c.origin == "portal", _REVISIONS.c.article_id)
    )
    # Said of the article's id, SQLite takes the index of article and number: it reads the few rows
    # in question, not all texts.
    portal_id = (_FACETS.c.portal_id + 0).label("portal_id")
    query = (
        select(portal_id, func.count(), func.count(is_edit.distinct()))
        .select_from(_REVISIONS)
        .join(_FACETS, _FACETS.c.article_id == _REVISIONS.c.article_id)
        .where(_REVISIONS.c.number > 1, _REVISIONS.c.article_id > 0)
        .group_by(portal_id)
    )
    for portal_id, more, edited in connection.execute(query):
        yield portal_id, (more, edited)


def _change(row: Any) -> tuple[str, VersionLine]:
    line = VersionLine(
        number=row["number"],
        origin=row["origin"],
        recorded_at=f"{row['recorded_at']:%Y-%m-%dT%H:%M:%SZ}",
        captured_at=_as_text(row["captured_at"]),
        title=shortened(row["title"]),
        characters=row["characters"],
    )
    return row["article_id"], line


def _as_text(moment: datetime | None) -> str | None:
    return None if moment is None else f"{moment:%Y-%m-%dT%H:%M:%SZ}"
