"""What machines are offered besides the pages as JSON: tables, files, records, and how it is."""

from __future__ import annotations

from dataclasses import dataclass

from msgspec import Struct

from portalcrawl.web.parameters import ArticleAsked, Nothing, TableAsked


@dataclass(frozen=True, slots=True, kw_only=True)
class Described:
    """An address whose answer is no view."""

    name: str
    path: str
    """As starlette's routes have it."""
    asked: type[Struct]
    summary: str
    media_type: str
    is_binary: bool = False
    further: tuple[int, ...] = ()
    """Statuses besides those that every address may answer with."""


TABLE = Described(
    name="table",
    path="/search.csv",
    asked=TableAsked,
    summary="What a search finds as CSV (RFC 4180, UTF-8), the first 10,000 rows; without a query"
    " all articles.",
    media_type="text/csv",
    further=(304,),
)
FILE = Described(
    name="file",
    path="/downloads/{snapshot}/{file}",
    asked=Nothing,
    summary="A file of a snapshot, whole or in ranges; ``latest`` leads to the latest snapshot.",
    media_type="*/*",
    is_binary=True,
    further=(206, 304, 307, 404, 416),
)
RECORD = Described(
    name="record",
    path="/warc/{article_id:path}",
    asked=ArticleAsked,
    summary="The WARC record that a revision was read from, as a WARC file of its own.",
    media_type="application/gzip",
    is_binary=True,
    further=(304, 404),
)
HEALTH = Described(
    name="health",
    path="/healthz",
    asked=Nothing,
    summary="Whether the archive can be read.",
    media_type="text/plain",
)
OPENAPI = Described(
    name="openapi",
    path="/openapi.json",
    asked=Nothing,
    summary="This description.",
    media_type="application/json",
    further=(304,),
)
DESCRIBED = (TABLE, FILE, RECORD, HEALTH, OPENAPI)
