"""How long the page of an article takes, over HTTP and in the process that makes it.

800 articles of the archive by chance, edited and gone ones among them, each asked for once: no page
comes from the site's cache. A reader asks one after the other over one connection.
"""

from __future__ import annotations

import statistics
import time
from pathlib import Path
from random import Random
from urllib.parse import quote

from sqlalchemy import Connection, select

from benchmarks.reading.archive import DATABASE
from benchmarks.reading.figures import Figure, at_most, p95
from benchmarks.reading.serving import Reader, serving, warmed
from db import models
from db.models import table_of
from db.reading_only import open_for_reading, reading_within
from portalcrawl.web.gathering import Reading
from portalcrawl.web.gathering.articles import article
from portalcrawl.web.languages import LANGUAGES
from portalcrawl.web.parameters import ArticleAsked
from portalcrawl.web.rendering import render

MOST_MS = 15.0
ASKED = 800


def measure(folder: Path) -> list[Figure]:
    """Of an archive's article pages."""
    warmed(folder / DATABASE)
    engine = open_for_reading(f"sqlite:///{folder / DATABASE}")
    with reading_within(engine, 3600) as connection:
        ids = article_ids(connection, ASKED)
        inside = _made(Reading(connection, folder), ids)
    engine.dispose()
    with serving(folder) as origin:
        reader = Reader(origin)
        reader.get("/")
        over_http = [reader.get(f"/article/{quote(each)}")[1] for each in ids]
        reader.close()
    return [
        at_most(f"article page over HTTP, p95 of {len(ids)}", p95(over_http), MOST_MS, "ms"),
        Figure("  median", f"{statistics.median(over_http):.1f} ms"),
        Figure("  made in this process, p95", f"{p95(inside):.1f} ms"),
        Figure("  made in this process, median", f"{statistics.median(inside):.1f} ms"),
    ]


def article_ids(connection: Connection, count: int, *, edited: bool = False) -> list[str]:
    """Some articles, as the site names them; with ``edited`` such with several versions."""
    articles, portals = table_of(models.Article), table_of(models.Portal)
    query = select(articles.c.id).where(articles.c.current_revision > int(edited))
    chance = Random(f"articles {count} {edited}")  # noqa: S311 - the same articles in every run
    rows = list(connection.execute(query.order_by(articles.c.id)).scalars())
    names = select(portals.c.host, articles.c.key).join(portals)
    return [
        "/".join(connection.execute(names.where(articles.c.id == row)).one())
        for row in chance.sample(rows, min(count, len(rows)))
    ]


def _made(reading: Reading, ids: list[str]) -> list[float]:
    """Milliseconds of each."""
    taken = []
    for each in ids:
        began = time.perf_counter()
        view = article(reading, {"article_id": each}, ArticleAsked())
        render("article", LANGUAGES[0], view, path=f"/article/{quote(each)}").encode()
        taken.append((time.perf_counter() - began) * 1000)
    return taken
