"""Finding articles: a page of hits with their facets, or all hits one after the other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from random import Random

from sqlalchemy import Connection

from db.batch import in_pieces
from db.search.asking import Asked, asked_for, best_first
from db.search.counting import facets
from db.search.hits import hits_of
from db.search.language import parse
from db.search.matches import each_newest, facts, indexed, latest, matching, newest
from db.search.places import places, portals_of
from db.search.query import Order, Query, QueryError
from db.search.results import COUNTED, PAGE, PAGES, SAMPLED, Found, Hit


def find(
    connection: Connection,
    text: str,
    *,
    order: Order = "newest",
    page: int = 1,
    size: int = PAGE,
    with_facets: bool = True,
    counted: int = COUNTED,
    sampled: int = SAMPLED,
) -> Found:
    """A page of the articles that fit what somebody typed; ``size`` is at most 100.

    Facets are counted in all articles that were found, where these are not more than ``counted``,
    else in ``sampled`` of them. The same on every database. Raises QueryError for a query that
    means nothing, and for a page that is none of the first PAGES.
    """
    _refuse_page(page, size)
    query = parse(text)
    known = places(connection)
    portals = portals_of(query, known)
    if portals == ():
        return _nothing(text, order)
    asked = asked_for(query, portals)
    ids = matching(connection, asked)
    some = ids if len(ids) <= counted else _drawn(ids, sampled if with_facets else 0)
    matches = facts(connection, some)
    if len(some) == len(ids) and order == "newest":
        in_order = iter(latest(matches))
    else:
        in_order = _in_order(connection, asked, query, ids, order)
    shown = islice(in_order, (page - 1) * size, page * size)
    return Found(
        text=text,
        order=order,
        hits=tuple(hits_of(connection, list(shown), query)),
        total=len(ids),
        facets=facets(matches, known, len(ids) / len(some)) if with_facets and some else {},
        facets_are_estimated=0 < len(some) < len(ids),
        page=page,
        pages=min(-(-len(ids) // size), PAGES),
    )


def hits(
    connection: Connection,
    text: str,
    *,
    order: Order = "newest",
    at_most: int,
    with_snippets: bool = True,
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
    ids = () if asked.is_everything else matching(connection, asked)
    in_order = _in_order(connection, asked, query, ids, order)
    return _hits(connection, islice(in_order, at_most), query, with_snippets)


def _hits(
    connection: Connection, ids: Iterable[int], query: Query, with_snippets: bool
) -> Iterator[Hit]:
    for piece in in_pieces(ids):
        yield from hits_of(connection, piece, query, with_snippets=with_snippets)


def _in_order(
    connection: Connection, asked: Asked, query: Query, ids: Sequence[int], order: Order
) -> Iterator[int]:
    if asked.is_everything:
        return each_newest(connection)
    if order == "best" and query.wanted:
        return _best(connection, asked, query, ids)
    return newest(connection, ids, asked.last)


def _best(connection: Connection, asked: Asked, query: Query, ids: Iterable[int]) -> Iterator[int]:
    """First those that fulfil the first condition, then those that fulfil the second, and so on."""
    left = set(ids)
    for condition in best_first(query.wanted):
        these = left.intersection(indexed(connection, condition))
        yield from newest(connection, these, asked.last)
        left -= these
    yield from newest(connection, left, asked.last)


def _drawn(ids: list[int], count: int) -> list[int]:
    """So many of them, by lot, and always the same ones; ascending, as they are read fastest.

    Not every tenth: where a crawl goes from portal to portal by turns, that may be one portal's.
    """
    return sorted(Random(count).sample(ids, min(count, len(ids))))  # noqa: S311


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
        facets={},
        facets_are_estimated=False,
        page=1,
        pages=0,
    )
