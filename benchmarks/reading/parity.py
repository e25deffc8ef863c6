"""The same articles for the same query on SQLite and on PostgreSQL.

An archive of 5,000 articles is copied into the PostgreSQL server of the tests (``portalcrawl db
copy``). Then 300 queries are asked of both: newest and best first, the first three pages with their
highlights, the first one with facets; half of them with bounds so low that totals and facets are
estimates.
"""

from __future__ import annotations

from contextlib import ExitStack
from typing import Any

from sqlalchemy import Connection

from benchmarks.reading.archive import DATABASE, archive_folder
from benchmarks.reading.figures import Figure, holds
from benchmarks.reading.queries import KINDS, questions
from benchmarks.reading.vocabulary import vocabulary
from db import schema
from db.copying import copy_database
from db.engine import open_engine
from db.reading_only import open_for_reading, reading_within
from db.search.finding import find
from db.search.query import Order
from db.search.results import COUNTED, SAMPLED
from tests.postgres import new_database, running_postgres

ARTICLES, QUERIES, PAGES = 5_000, 300, 3
SEED = 11
#: For every other question, so that estimates are compared, too.
_FEWER = (200, 100)
_ORDERS: tuple[Order, ...] = ("newest", "best")


def measure() -> list[Figure]:
    """Of an archive of its own."""
    file = archive_folder(ARTICLES) / DATABASE
    with ExitStack() as stack:
        server = stack.enter_context(running_postgres())
        address = stack.enter_context(new_database(server))
        _copy(f"sqlite:///{file}", address)
        engines = [open_for_reading(url) for url in (f"sqlite:///{file}", address)]
        for engine in engines:
            stack.callback(engine.dispose)
        here, there = (stack.enter_context(reading_within(engine, 3600)) for engine in engines)
        of_each = QUERIES // len(KINDS) + 3
        asked = [each.text for each in questions(SEED, vocabulary(here), of_each)][:QUERIES]
        answers = [(text, _answers(here, text), _answers(there, text)) for text in asked]
    differing = [text for text, one, other in answers if one != other]
    found = sum(bool(one) and one[0]["total"] > 0 for _, one, _ in answers)
    return [
        holds("parity, queries", len(asked) == QUERIES, str(len(asked)), str(QUERIES)),
        holds("parity, that differ in any page", not differing, str(len(differing)), "0"),
        *(Figure("  such as", text) for text in differing[:5]),
        Figure("  that find something", str(found)),
    ]


def _copy(source: str, target: str) -> None:
    one, other = open_engine(source, create=False), open_engine(target)
    schema.upgrade(other)
    copy_database(one, other)
    one.dispose()
    other.dispose()


def _answers(connection: Connection, text: str) -> list[dict[str, Any]]:
    """All that a reader is told: ids in their order, totals, facets, highlights."""
    counted, sampled = ((COUNTED, SAMPLED), _FEWER)[len(text) % 2]
    answers = []
    for order in _ORDERS:
        for page in range(1, PAGES + 1):
            found = find(
                connection,
                text,
                order=order,
                page=page,
                with_facets=page == 1,
                counted=counted,
                sampled=sampled,
            )
            answers.append(
                {
                    "ids": [hit.article_id for hit in found.hits],
                    "marks": [(hit.title, hit.snippet) for hit in found.hits],
                    "total": found.total,
                    "facets": found.facets,
                }
            )
    return answers
