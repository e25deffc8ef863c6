"""Finding articles: a page of hits with their facets, or all hits one after the other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from sqlalchemy import Connection

from db.batch import in_pieces
from db.search.asking import Asked, asked_for, best_first
from db.search.counting import facets
from db.search.hits import hits_of
from db.search.language import parse
from db.search.matches import Match, Sample, are_more_than, each_newest, every, newest, sample
from db.search.places import places, portals_of
from db.search.query import Order, Query, QueryError
from db.search.results import COUNTED, PAGE, PAGES, Found, Hit


@dataclass(frozen=True, slots=True)
class Bounds:
    """Up to where a search is exact."""

    counted: int = COUNTED
    """Articles that are counted one by one. For more, an estimate is given."""
    sampled: int = 5_000
    """Articles that an estimate looks at."""
    stretches: int = 25
    """In which they lie."""


def find(
    connection: Connection,
    text: str,
    *,
    order: Order = "newest",
    page: int = 1,
    size: int = PAGE,
    with_facets: bool = True,
    bounds: Bounds = Bounds(),
) -> Found:
    """A page of the articles that fit what somebody typed; ``size`` is at most 100.

    The same on every database. Raises QueryError for a query that means nothing, and for a page
    that is none of the first PAGES.
    """
    _refuse_page(page, size)
    query = parse(text)
    known = places(connection)
    portals = portals_of(query, known)
    if portals == ():
        return _nothing(text, order)
    asked = asked_for(query, portals)
    skip = (page - 1) * size
    counted = _counted(connection, asked, bounds)
    is_estimate = counted.times > 1
    total = max(_rounded(counted.total), bounds.counted + 1) if is_estimate else counted.total
    if order == "best" and query.wanted:
        ids = list(islice(_each_best(connection, asked, query, skip + size), skip, None))
    elif is_estimate:
        ids = newest(connection, asked, skip, size)
    else:
        ids = _latest(counted.matches)[skip : skip + size]
    return Found(
        text=text,
        order=order,
        hits=tuple(hits_of(connection, ids, query)),
        total=total,
        is_estimate=is_estimate,
        facets=facets(counted.matches, known, counted.times) if with_facets else {},
        page=page,
        pages=min(-(-total // size), PAGES),
    )


def hits(
    connection: Connection, text: str, *, order: Order = "newest", at_most: int
) -> Iterator[Hit]:
    """The articles one after the other, in the order of the pages, and beyond the last of them.

    Raises QueryError as ``find`` does, before the first one.
    """
    query = parse(text)
    known = places(connection)
    portals = portals_of(query, known)
    if portals == ():
        return iter(())
    asked = asked_for(query, portals)
    if order == "best" and query.wanted:
        ids = _each_best(connection, asked, query, at_most)
    else:
        ids = each_newest(connection, asked, 0, at_most)
    return _hits(connection, ids, query)


def _hits(connection: Connection, ids: Iterable[int], query: Query) -> Iterator[Hit]:
    for piece in in_pieces(ids):
        yield from hits_of(connection, piece, query)


def _counted(connection: Connection, asked: Asked, bounds: Bounds) -> Sample:
    """All that matches, unless that is much: then what matches among some."""
    if are_more_than(connection, asked, bounds.counted):
        return sample(connection, asked, bounds.sampled, bounds.stretches)
    return Sample(tuple(every(connection, asked)), 1.0)


def _each_best(connection: Connection, asked: Asked, query: Query, at_most: int) -> Iterator[int]:
    """First those that fulfil the first condition, then those that fulfil the second, and so on."""
    left = at_most
    conditions = best_first(query.wanted)
    for number in range(len(conditions) + 1):
        if left <= 0:
            return
        these = asked.but(conditions[number : number + 1], not_yet=conditions[:number])
        found = newest(connection, these, 0, left)
        yield from found
        left -= len(found)


def _latest(matches: Sequence[Match]) -> list[int]:
    return [
        match.article_id
        for match in sorted(
            matches, key=lambda match: (match.published, match.article_id), reverse=True
        )
    ]


def _rounded(total: int) -> int:
    """To two digits: more of an estimate would be a pretence."""
    step: int = 10 ** max(0, len(str(total)) - 2)
    return round(total / step) * step


def _refuse_page(page: int, size: int) -> None:
    if not 1 <= page <= PAGES:
        raise QueryError(f"there is no page {page}: ask for 1 to {PAGES}, or narrow the query")
    if not 1 <= size <= _MOST_HITS:
        raise QueryError(f"a page cannot have {size} hits: ask for 1 to {_MOST_HITS}")


_MOST_HITS = 100


def _nothing(text: str, order: Order) -> Found:
    return Found(
        text=text,
        order=order,
        hits=(),
        total=0,
        is_estimate=False,
        facets={},
        page=1,
        pages=0,
    )
