"""Storing articles, beside the database's own driver writing the same rows.

``python -m benchmarks.store`` writes 50,000 articles of about 5 KB, with captures, search index and
fingerprints, into new archives, on SQLite and on the PostgreSQL server of the tests:

- raw: ``executemany`` of the driver with rows that are ready, into the same tables and indexes, in
  the same batches, one commit each;
- ours: ``Archive.record`` from Article items;
- again: the same articles, captured a day later and unchanged.

Rounds are interleaved; the figures are medians.
"""

from __future__ import annotations

import argparse
import itertools
import random
import statistics
import tempfile
import time
import tomllib
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, select

from db import dialects, models, schema
from db.archive import Archive
from db.engine import open_engine
from db.models import table_of
from db.search.labels import labels
from db.words import indexed_words
from portalcrawl.items import Article, Capture
from tests.postgres import new_database, running_postgres

BATCH = 500
TABLES = ("portals", "articles", "captures", "revisions", "article_facets", "fingerprints")
ARTICLES = Path(__file__).parents[1] / "portalcrawl" / "replicas" / "articles"


def invented_articles(count: int) -> list[Article]:
    """Articles of about 5 KB, recombined from sentences of the replicas; the same every time."""
    chance = random.Random(4)  # noqa: S311 - not for secrets
    sentences = [
        sentence
        for path in sorted(ARTICLES.glob("*.toml"))
        for paragraph in _strings(tomllib.loads(path.read_text(encoding="utf-8")))
        for sentence in paragraph.split(". ")
        if len(sentence) > 40
    ]
    start = datetime(2026, 1, 1, tzinfo=UTC)
    # A batch comes from one portal, as in a crawl, or from two.
    hosts = [f"tinh{number * 63 // count}.gov.vn" for number in range(count)]
    return [_article(number, host, sentences, chance, start) for number, host in enumerate(hosts)]


def _article(
    number: int, host: str, sentences: list[str], chance: random.Random, start: datetime
) -> Article:
    paragraphs: list[str] = []
    while sum(map(len, paragraphs)) < 3900:
        chosen = chance.sample(sentences, 3)
        paragraphs.append(f"{'. '.join(chosen)}. Văn bản số {chance.randrange(10**6)}.")
    url = f"https://{host}/tin-tuc/bai-{number}.html"
    return Article(
        url=url,
        canonical_url=url,
        title=f"{sentences[number % len(sentences)][:90]} ({number})",
        lead=paragraphs[0],
        text="\n\n".join(paragraphs),
        published_at=f"2025-{number % 12 + 1:02}-{number % 28 + 1:02}T08:{number % 60:02}+07:00",
        published_precision="minute",
        published_from="visible",
        author="Mai Lan",
        section="Thời sự",
        language="vi",
        extraction_method="profile:nukeviet",
        portal=host,
        article_key=str(number),
        capture=Capture(
            captured_at=start + timedelta(seconds=number),
            url=url,
            status=200,
            payload_digest=f"sha1:{number:032}",
            warc_file=f"warc/{host}-20260101T000000Z-1.warc.gz",
            warc_offset=number * 20_000,
        ),
    )


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for part in value.values():
            yield from _strings(part)
    elif isinstance(value, list):
        for part in value:
            yield from _strings(part)


def timed(work: Callable[..., object], *arguments: object) -> float:
    began = time.perf_counter()
    work(*arguments)
    return time.perf_counter() - began


def ours(engine: Engine, articles: list[Article]) -> None:
    archive = Archive(engine)
    for start in range(0, len(articles), BATCH):
        archive.record(articles[start : start + BATCH])


def raw(engine: Engine, rows: dict[str, list[list[tuple[Any, ...]]]], sql: dict[str, str]) -> None:
    """The driver's executemany, table by table, as the archive's foreign keys want it."""
    pooled = engine.raw_connection()
    try:
        connection: Any = pooled.driver_connection
        for batch in range(len(rows["articles"])):
            cursor = connection.cursor()
            if dialects.is_sqlite(engine):
                cursor.execute("BEGIN IMMEDIATE")
            for table in (*TABLES, dialects.SEARCH):
                for of_batch in rows[table][batch : batch + 1]:
                    cursor.executemany(sql[table], of_batch)
            connection.commit()
    finally:
        pooled.close()


def rows_of(
    engine: Engine, articles: list[Article]
) -> tuple[dict[str, list[list[tuple[Any, ...]]]], dict[str, str]]:
    """What ``ours`` has written, as rows for ``raw``, in the same batches; and the INSERTs."""
    mark = "?" if dialects.is_sqlite(engine) else "%s"
    rows: dict[str, list[list[tuple[Any, ...]]]] = {}
    sql: dict[str, str] = {}
    with engine.connect() as connection:
        driver: Any = connection.connection.driver_connection
        for table in TABLES:
            cursor = driver.execute(f"SELECT * FROM {table} ORDER BY 1, 2")  # noqa: S608
            names = [column[0] for column in cursor.description]
            found = cursor.fetchall()
            json = names.index("captions") if "captions" in names else None
            if json is not None:
                found = [(*row[:json], _json(row[json]), *row[json + 1 :]) for row in found]
            rows[table] = _batches(table, found)
            named = ", ".join(f'"{name}"' for name in names)
            marks = ", ".join([mark] * len(names))
            sql[table] = f"INSERT INTO {table} ({named}) VALUES ({marks})"  # noqa: S608
        revisions, stored = table_of(models.Revision), table_of(models.Article)
        about: list[Any] = list(
            connection.execute(
                select(
                    stored.c.portal_id,
                    *(revisions.c[name] for name in ("published_at", "title", "section", "author")),
                )
                .join(revisions, revisions.c.article_id == stored.c.id)
                .order_by(stored.c.id)
            )
        )
    words = [
        dialects.search_values(
            engine, (row, *indexed_words((article.title, article.text)), labels(short))
        )
        for row, (article, short) in enumerate(zip(articles, about, strict=True), 1)
    ]
    rows[dialects.SEARCH] = _batches(dialects.SEARCH, words)
    sql[dialects.SEARCH] = dialects.search_insert(engine)
    return rows, sql


def _json(value: object) -> object:
    return value if isinstance(value, str) else "[]"


def _batches(table: str, rows: list[tuple[Any, ...]]) -> list[list[tuple[Any, ...]]]:
    """In batches of articles; of a table with several rows for each, those of the same ones."""
    if table == "portals":
        return [rows]
    by_batch: dict[int, list[tuple[Any, ...]]] = {}
    for row in rows:
        by_batch.setdefault((row[0] - 1) // BATCH, []).append(row)
    return [by_batch.get(batch, []) for batch in range(max(by_batch) + 1)]


def measured(new_engine: Callable[[], Engine], articles: list[Article], rounds: int) -> None:
    """Print the medians of the rounds."""
    later = [_captured_a_day_later(article) for article in articles]
    times: dict[str, list[float]] = {"raw": [], "ours": [], "again": []}
    for _ in range(rounds):
        engine = new_engine()
        times["ours"].append(timed(ours, engine, articles))
        ready = rows_of(engine, articles)
        times["again"].append(timed(ours, engine, later))
        engine.dispose()
        engine = new_engine()
        times["raw"].append(timed(raw, engine, *ready))
        engine.dispose()
    median = {name: statistics.median(taken) for name, taken in times.items()}
    for name, told in (
        ("raw", "executemany of the driver"),
        ("ours", f"{median['ours'] / median['raw']:.2f} x raw (asked: at most 1.5)"),
        ("again", f"{median['ours'] / median['again']:.1f} x faster than at first (asked: 10)"),
    ):
        each = median[name] / len(articles) * 1e6
        print(f"  {name:6} {median[name]:7.1f} s  {each:6.0f} microseconds an article  {told}")


def _captured_a_day_later(article: Article) -> Article:
    capture = article.capture
    if capture is None:
        return article
    later = capture.captured_at + timedelta(days=1)
    return replace(article, capture=replace(capture, captured_at=later))


def new_archive(url: str) -> Engine:
    engine = open_engine(url)
    schema.upgrade(engine)
    return engine


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--articles", type=int, default=50_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--only", choices=["sqlite", "postgres"])
    options = parser.parse_args()
    articles = invented_articles(options.articles)
    size = statistics.mean(len(article.text.encode()) for article in articles)
    print(
        f"{len(articles)} articles of {size / 1000:.1f} KB, {BATCH} a batch,"
        f" {options.rounds} rounds"
    )
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        if options.only != "postgres":
            files = (Path(folder) / f"{number}.sqlite" for number in itertools.count())
            print("SQLite")
            measured(lambda: new_archive(f"sqlite:///{next(files)}"), articles, options.rounds)
        if options.only != "sqlite":
            server = stack.enter_context(running_postgres())
            print("PostgreSQL")
            measured(
                lambda: new_archive(stack.enter_context(new_database(server))),
                articles,
                options.rounds,
            )


if __name__ == "__main__":
    main()
