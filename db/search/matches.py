"""Asking the index, and article_facets beside it: which articles match, in which order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import Connection, text

from db import dialects
from db.search.asking import Asked

#: Each by itself: SQLite would look for both together by reading all.
_FIRST_AND_LAST = (
    "SELECT (SELECT min(article_id) FROM article_facets),"
    " (SELECT max(article_id) FROM article_facets)"
)


class Match(NamedTuple):
    """An article that matches, with what it is sorted by and counted under."""

    article_id: int
    published: int
    portal_id: int
    year: int
    section: str | None


@dataclass(frozen=True, slots=True)
class Sample:
    """What matches among some articles that lie evenly over all of them."""

    matches: tuple[Match, ...]
    times: float
    """How many articles stand behind each of them; 1 where all articles were looked at."""

    @property
    def total(self) -> int:
        """How many match among all, by this sample."""
        return round(len(self.matches) * self.times)


def are_more_than(connection: Connection, asked: Asked, count: int) -> bool:
    """Whether so many articles match and more: quicker than to read them."""
    if asked.first is None and asked.last is None:
        condition, parameters = dialects.matching(connection, asked.whole)
        source, conditions = dialects.SEARCH, [condition]
    else:
        source, conditions, parameters = _joined(connection, asked)
    matching = f"SELECT 1 FROM {source} WHERE {' AND '.join(conditions)} LIMIT :count"  # noqa: S608
    counted = connection.execute(
        text(f"SELECT count(*) FROM ({matching}) AS matching"),  # noqa: S608
        {**parameters, "count": count + 1},
    )
    return int(counted.scalar_one()) > count


def every(connection: Connection, asked: Asked) -> list[Match]:
    """All articles that match, in no order."""
    source, conditions, parameters = _joined(connection, asked)
    return _matches(connection, _selecting(source, conditions), parameters)


def sample(connection: Connection, asked: Asked, size: int, stretches: int) -> Sample:
    """Those that match among about ``size`` articles, in stretches at even distances.

    All articles where there are not more. It needs no more time for a larger archive, but much
    where hardly anything matches: then SQLite looks behind each stretch for what is next.
    """
    first, last = connection.execute(text(_FIRST_AND_LAST)).one()
    if first is None:
        return Sample((), 1.0)
    count = last - first + 1
    length = -(-size // stretches)
    step = count // stretches
    if step <= length:
        starts, length, step = [first], count, count
    else:
        starts = [first + number * step for number in range(stretches)]
    source, conditions, parameters = _joined(connection, asked)
    stretch = ", ".join(f"({int(start)}, {int(start) + length - 1})" for start in starts)
    key = f"{dialects.SEARCH}.{dialects.search_key(connection)}"
    statement = _selecting(
        f"(VALUES {stretch}) AS stretch CROSS JOIN {source}",
        [*conditions, f"{key} BETWEEN stretch.column1 AND stretch.column2"],
    )
    return Sample(tuple(_matches(connection, statement, parameters)), step / length)


def newest(connection: Connection, asked: Asked, skip: int, count: int) -> list[int]:
    """The ids of those published last, after ``skip`` of them; undated ones come at the end."""
    return list(each_newest(connection, asked, skip, count))


def each_newest(connection: Connection, asked: Asked, skip: int, count: int) -> Iterator[int]:
    """The same, one after the other."""
    order = "ORDER BY f.published DESC, f.article_id DESC LIMIT :count OFFSET :skip"
    condition, words = dialects.matching(connection, asked.whole)
    key = dialects.search_key(connection)
    listed = f"SELECT {key} FROM {dialects.SEARCH} WHERE {condition}"  # noqa: S608
    in_days, days = _in_days(asked)
    # The plus: the articles are gone through by time, not by the list of those that match.
    source, conditions = "article_facets AS f", [f"+f.article_id IN ({listed})", *in_days]
    parameters = {**words, **days}
    rows = connection.execute(
        text(f"SELECT f.article_id FROM {source} WHERE {' AND '.join(conditions)} {order}"),  # noqa: S608
        {**parameters, "count": count, "skip": skip},
    )
    for row in rows:
        yield int(row.article_id)


def _joined(connection: Connection, asked: Asked) -> tuple[str, list[str], dict[str, Any]]:
    """Of a statement about what matches: the tables, the conditions and their parameters."""
    condition, words = dialects.matching(connection, asked.whole)
    in_days, days = _in_days(asked)
    source = dialects.facets_joined(connection)
    return source, [condition, *in_days], {**words, **days}


def _matches(connection: Connection, statement: str, parameters: dict[str, Any]) -> list[Match]:
    rows = dialects.all_at_once(connection, statement, parameters, Match._fields)
    return [Match(*row) for row in rows]


def _selecting(source: str, conditions: Sequence[str]) -> str:
    columns = ", ".join(f"f.{name}" for name in Match._fields)
    return f"SELECT {columns} FROM {source} WHERE {' AND '.join(conditions)}"  # noqa: S608


def _in_days(asked: Asked) -> tuple[list[str], dict[str, int]]:
    days = {"first": asked.first, "last": asked.last}
    conditions = {"first": "f.published >= :first", "last": "f.published < :last"}
    given = {name: day for name, day in days.items() if day is not None}
    return [conditions[name] for name in given], given
