"""Asking the index, and article_facets beside it: which articles match, in which order."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence, Set
from itertools import chain
from typing import NamedTuple

from sqlalchemy import Connection, text

from db import dialects
from db.search.asking import Asked
from db.search.expression import Expression

#: Articles that are looked at first for the newest; each time that these are not enough, more are.
_STEP = 1_000
_TIMES_MORE = 4
#: Articles that are sorted by themselves, rather than looked for among all.
_FEW = 10_000
#: A minute that nothing was published in: the year 10,000 is behind it.
_NEVER = 2**32
_PUBLISHED = text("SELECT published FROM article_facets WHERE article_id = :article_id")


class Match(NamedTuple):
    """An article that matches, with what it is sorted by and counted under."""

    article_id: int
    published: int
    portal_id: int
    year: int
    section: str | None


def matching(connection: Connection, asked: Asked) -> list[int]:
    """The ids of all articles that match, ascending."""
    ids = indexed(connection, asked.whole)
    if not asked.cuts_months:
        return ids
    within = set(_published(connection, asked))
    return [each for each in ids if each in within]


def indexed(connection: Connection, expression: Expression) -> list[int]:
    """The ids of the articles for which it holds, ascending."""
    condition, parameters = dialects.matching(connection, expression)
    key = dialects.search_key(connection)
    statement = f"SELECT {key} AS id FROM {dialects.SEARCH} WHERE {condition} ORDER BY {key}"  # noqa: S608
    return dialects.ids_at_once(connection, statement, parameters)


def facts(connection: Connection, ids: Sequence[int]) -> list[Match]:
    """What articles are sorted by and counted under, in no order."""
    listed, parameter = dialects.listed(connection, ids)
    columns = ", ".join(f"f.{name}" for name in Match._fields)
    statement = (
        f"SELECT {columns} FROM {listed}"  # noqa: S608
        " CROSS JOIN article_facets AS f WHERE f.article_id = listed.id"
    )
    return dialects.all_at_once(connection, statement, {"ids": parameter}, Match)


def newest(
    connection: Connection, ids: Sequence[int] | Set[int], before: int | None
) -> Iterator[int]:
    """These articles, those published last first; undated ones come at the end.

    ``ids``: a sequence is ascending. ``before``: no article of them was published in this minute or
    later, as ``Asked.last``.
    """
    if len(ids) <= _FEW:
        yield from latest(facts(connection, list(ids)))
        return
    is_among = _looked_up(ids)
    for number, step in enumerate(_steps(connection, before)):
        if number == 1:
            is_among = set(ids).__contains__
        yield from filter(is_among, step)


def latest(matches: Iterable[Match]) -> list[int]:
    """The ids in the same order."""
    found = sorted(matches, key=lambda match: (match.published, match.article_id), reverse=True)
    return [match.article_id for match in found]


def each_newest(connection: Connection, before: int | None = None) -> Iterator[int]:
    """All articles in this order, or those published before a minute."""
    return chain.from_iterable(_steps(connection, before))


def _looked_up(ids: Sequence[int] | Set[int]) -> Callable[[int], bool]:
    """Whether an id is one of them, for few: a set of all would take longer to make."""
    if isinstance(ids, Set):
        return ids.__contains__

    def is_among(each: int) -> bool:
        place = bisect_left(ids, each)
        return place < len(ids) and ids[place] == each

    return is_among


def _steps(connection: Connection, before: int | None) -> Iterator[list[int]]:
    """All articles in growing steps: twenty of many are among the first thousand."""
    published, article_id = before or _NEVER, 0
    step = _STEP
    while ids := dialects.ids_at_once(
        connection,
        "SELECT article_id AS id FROM article_facets"
        " WHERE (published, article_id) < (:published, :article_id)"
        " ORDER BY published DESC, article_id DESC LIMIT :step",
        {"published": published, "article_id": article_id, "step": step},
    ):
        yield ids
        article_id, step = ids[-1], step * _TIMES_MORE
        published = connection.execute(_PUBLISHED, {"article_id": article_id}).scalar_one()


def _published(connection: Connection, asked: Asked) -> list[int]:
    """The ids of the articles of the days, undated ones left out."""
    bounds = {"first": asked.first, "last": asked.last}
    conditions = {"first": "published >= :first", "last": "published < :last"}
    given = {name: bound for name, bound in bounds.items() if bound is not None}
    condition = " AND ".join(conditions[name] for name in given)
    statement = f"SELECT article_id AS id FROM article_facets WHERE {condition}"  # noqa: S608
    return dialects.ids_at_once(connection, statement, given)
