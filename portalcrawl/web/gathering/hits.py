"""What a search finds, as views have it."""

from __future__ import annotations

from sqlalchemy import Connection

from db.search.finding import find
from db.search.query import QueryError
from db.search.results import Hit
from portalcrawl.web.faults import Told
from portalcrawl.web.gathering import Reading
from portalcrawl.web.parameters import SearchAsked
from portalcrawl.web.views import Search


def search(reading: Reading, _path: dict[str, str], asked: SearchAsked) -> Search:
    """The page ``search``; a query that means nothing is told in ``fault``."""
    if not asked.q.strip():
        return Search(text=asked.q, found=None, fault=None)
    try:
        found = find(reading.connection, asked.q, order=asked.order, page=asked.page)
    except QueryError as error:
        return Search(text=asked.q, found=None, fault=Told(str(error), error.code, error.values))
    return Search(text=asked.q, found=found, fault=None)


def newest(connection: Connection, text: str, count: int) -> tuple[Hit, ...]:
    """The latest published articles of a query."""
    return find(connection, text, order="newest", with_facets=False, size=count).hits
