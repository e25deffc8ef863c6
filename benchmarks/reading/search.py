"""How long a search takes: a page of 20 hits, newest first, with highlights and facets.

Each query of the mix (``queries``: 12 of each of 17 kinds) is asked once in each of three rounds;
its time is the median, so that a disturbance of the machine is not taken for the query. Nothing is
kept from query to query but the file in the cache of the operating system. Beside it stands what
FTS5 alone needs for eight frequent phrases, in the same process: the highest 20 ids, 20 by date,
20 by bm25, and how many there are.
"""

from __future__ import annotations

import gc
import statistics
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from pathlib import Path

from sqlalchemy import Connection, text

from benchmarks.reading.archive import DATABASE
from benchmarks.reading.figures import Figure, at_most, p95
from benchmarks.reading.language import TOPICS
from benchmarks.reading.queries import Question, questions
from benchmarks.reading.serving import warmed
from benchmarks.reading.vocabulary import vocabulary
from db import dialects
from db.reading_only import open_for_reading, reading_within
from db.search.expression import Phrase
from db.search.finding import find
from db.search.language import term_of

SEED, OF_EACH, ROUNDS = 1, 12, 3
MOST_MS = 120.0
_RAW = {
    "raw FTS5, 20 highest ids": (
        "article_search.rowid",
        "",
        "ORDER BY article_search.rowid DESC LIMIT 20",
    ),
    "raw FTS5, 20 newest": (
        "article_search.rowid",
        "CROSS JOIN article_facets AS f ON f.article_id = article_search.rowid",
        "ORDER BY f.published DESC LIMIT 20",
    ),
    "raw FTS5, 20 by bm25": ("article_search.rowid", "", "ORDER BY bm25(article_search) LIMIT 20"),
    "raw FTS5, count(*)": ("count(*)", "", ""),
}


def measure(folder: Path) -> list[Figure]:
    """Of an archive's searches."""
    warmed(folder / DATABASE)
    engine = open_for_reading(f"sqlite:///{folder / DATABASE}")
    with reading_within(engine, 3600) as connection:
        asked = questions(SEED, vocabulary(connection), OF_EACH)
        gc.collect()
        gc.freeze()  # as the site does; the words of 200,000 articles are none that a reader holds
        newest = _times(asked, lambda typed: find(connection, typed))
        best = _times(asked, lambda typed: find(connection, typed, order="best"), rounds=1)
        tenth = _times(asked, lambda typed: find(connection, typed, page=10), rounds=1)
        raw = _raw_times(connection)
    engine.dispose()
    by_kind: dict[str, list[float]] = defaultdict(list)
    for question, taken in zip(asked, newest, strict=True):
        by_kind[question.kind].append(taken)
    slowest = max(zip(newest, asked, strict=True), key=lambda each: each[0])
    return [
        at_most(f"search, p95 of {len(asked)} queries", p95(newest), MOST_MS, "ms"),
        Figure("  median", f"{statistics.median(newest):.1f} ms"),
        Figure("  slowest", f"{slowest[0]:.0f} ms", slowest[1].text),
        *(Figure(f"  p95, {kind}", f"{p95(times):.1f} ms") for kind, times in by_kind.items()),
        Figure("best first, p95", f"{p95(best):.1f} ms"),
        Figure("page 10, p95", f"{p95(tenth):.1f} ms"),
        *(Figure(f"{what}, p95", f"{p95(times):.1f} ms") for what, times in raw.items()),
    ]


def _times(
    asked: Sequence[Question], ask: Callable[[str], object], rounds: int = ROUNDS
) -> list[float]:
    """Milliseconds of each question, in their order."""
    taken = [[_timed(ask, each.text) for each in asked] for _ in range(rounds)]
    return [statistics.median(of_one) for of_one in zip(*taken, strict=True)]


def _raw_times(connection: Connection) -> dict[str, list[float]]:
    """Of the topics as phrases, the most frequent of which stands in every third article."""
    times: dict[str, list[float]] = defaultdict(list)
    for phrase in list(TOPICS)[:8]:
        term = term_of(phrase)
        if term is None:
            continue
        condition, words = dialects.matching(connection, Phrase("exact", term.words))
        for what, (wanted, joined, order) in _RAW.items():
            query = f"SELECT {wanted} FROM article_search {joined} WHERE {condition} {order}"  # noqa: S608
            times[what].append(_timed(_rows, connection, query, words))
    return times


def _timed(work: Callable[..., object], *arguments: object) -> float:
    began = time.perf_counter()
    work(*arguments)
    return (time.perf_counter() - began) * 1000


def _rows(connection: Connection, query: str, words: dict[str, str]) -> object:
    return connection.execute(text(query), words).all()
