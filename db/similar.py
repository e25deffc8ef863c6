"""Which articles say the same as one that somebody names, as ``portalcrawl similar`` tells it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from sqlalchemy import Connection, Select, column, select, table

from db import models
from db.batch import in_pieces
from db.clusters import alike, sketches_of
from db.models import table_of
from db.near_hosts import near_hosts
from portalcrawl.urls import canonical_url

#: Articles of a portal, the latest ones, that are compared with one that is not known.
_MOST_COMPARED = 5_000
#: How much alike two keys must be for one to be taken for the other misspelt (difflib's ratio).
_ALIKE = 0.75
_MOST_NAMED = 3
_LONGEST = 2_000
"""Characters of a name that is worth a search for what is like it."""

_SHOWN = ("article_id", "portal", "published_at", "title", "canonical_url")
_ARTICLE = table(
    "article", column("article_row"), column("revision_row"), *(column(name) for name in _SHOWN)
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """An article as its current revision has it."""

    article_row: int
    revision_row: int
    article_id: str
    """As the views have it: portal, slash, key."""
    portal: str
    published_at: str | None
    title: str | None
    canonical_url: str


@dataclass(frozen=True, slots=True)
class Similar:
    """An article, and what is like it."""

    article: Shown
    is_comparable: bool
    """Whether its text has the two long paragraphs without which nothing can be said."""
    others: tuple[tuple[float, Shown], ...]
    """The share of the long paragraphs of both that is the same, 0 to 1; the most alike first."""


def similar_to(connection: Connection, named: str) -> Similar | None:
    """The near duplicates of an article, on every portal; None where there is no such article.

    ``named`` is an ``article_id`` of the views, or a canonical URL.
    """
    article_row = row_of(connection, named)
    if article_row is None:
        return None
    article = _shown(connection, [article_row])[article_row]
    sketch = sketches_of(connection, [article.revision_row]).get(article.revision_row, ())
    return Similar(article, len(sketch) > 1, others_like(connection, article.revision_row))


def others_like(connection: Connection, revision_row: int) -> tuple[tuple[float, Shown], ...]:
    """The near duplicates of a current revision, as ``Similar.others`` has them."""
    likenesses = alike(connection, revision_row)
    shown = _shown(connection, (each.article_id for each in likenesses))
    return tuple((each.resemblance, shown[each.article_id]) for each in likenesses)


def nearest(connection: Connection, named: str) -> list[str]:
    """At most three ids of articles that look most like one that is not known."""
    if len(named) > _LONGEST or not _can_be_stored(named):
        return []
    articles, portals = table_of(models.Article), table_of(models.Portal)
    if _is_url(named):
        last = named.rstrip("/").rsplit("/", 1)[-1]
        query = _ids().where(articles.c.canonical_url.contains(last, autoescape=True))
        return list(connection.execute(query.limit(_MOST_NAMED)).scalars())
    host, _, key = named.partition("/")
    hosts = connection.execute(select(portals.c.host).order_by(portals.c.host)).scalars().all()
    near: list[str] = []
    for close in [host] if host in hosts else near_hosts(host, hosts):
        of_portal = select(articles.c.key).join(portals, portals.c.id == articles.c.portal_id)
        latest = of_portal.where(portals.c.host == close).order_by(articles.c.id.desc())
        keys = connection.execute(latest.limit(_MOST_COMPARED)).scalars().all()
        # The hosts are as good as the same: with them any two numbers would look alike.
        near += [f"{close}/{each}" for each in get_close_matches(key, keys, _MOST_NAMED, _ALIKE)]
    return near[:_MOST_NAMED]


def _can_be_stored(named: str) -> bool:
    """Whether it is text that a database takes: no NUL, no bytes that were no UTF-8."""
    return "\0" not in named and named.encode(errors="ignore").decode() == named


def _is_url(named: str) -> bool:
    return named.lower().startswith(("http://", "https://"))


def _ids() -> Select[Any]:
    articles, portals = table_of(models.Article), table_of(models.Portal)
    return select(portals.c.host + "/" + articles.c.key).join(
        portals, portals.c.id == articles.c.portal_id
    )


def row_of(connection: Connection, named: str) -> int | None:
    """The key (``article_row``) of an article that somebody names; None where there is none.

    ``named`` is as in ``similar_to``.
    """
    if not _can_be_stored(named):
        return None
    articles, portals = table_of(models.Article), table_of(models.Portal)
    query = select(articles.c.id).join(portals, portals.c.id == articles.c.portal_id)
    if _is_url(named):
        query = query.where(articles.c.canonical_url.in_(_spellings(named)))
    else:
        host, _, key = named.partition("/")
        query = query.where(portals.c.host == host, articles.c.key == key)
    return connection.execute(query.order_by(articles.c.id).limit(1)).scalar_one_or_none()


def _spellings(url: str) -> set[str]:
    """The URL as it was typed, and as the archive would write it."""
    try:
        return {url, canonical_url(url)}
    except ValueError:
        return {url}


def _shown(connection: Connection, article_rows: Iterable[int]) -> dict[int, Shown]:
    found: dict[int, Shown] = {}
    for piece in in_pieces(article_rows):
        query = select(_ARTICLE).where(_ARTICLE.c.article_row.in_(piece))
        found.update(
            (row["article_row"], Shown(**row)) for row in connection.execute(query).mappings()
        )
    return found
