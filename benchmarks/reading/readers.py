"""50 readers at once while a crawl writes, beside one reader alone.

Each reader does what a person does: types a query, opens one of the articles that were found,
compares two versions of an article that was edited, looks at the next page of hits or at the home
page, and reads for one to three seconds after each. First one reader asks the same mix without
pauses while nothing is written: the idle figure. Then 50 read for a minute, while ``writing``
stores five pages a second in the same archive; SQLite moves its log into the file as it always
does. Whoever stores changes the archive, so no page of an earlier second comes from the cache.
"""

from __future__ import annotations

import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape
from itertools import cycle
from pathlib import Path
from random import Random
from urllib.parse import quote, urlencode

from benchmarks.reading.archive import DATABASE
from benchmarks.reading.figures import Figure, at_most, holds, p95
from benchmarks.reading.pages import article_ids
from benchmarks.reading.queries import Question, questions
from benchmarks.reading.serving import NotServedError, Reader, serving, warmed
from benchmarks.reading.vocabulary import vocabulary
from db.reading_only import open_for_reading, reading_within

READERS, SECONDS, IDLE_SECONDS = 50, 60.0, 20.0
PAUSES = (1.0, 3.0)
MOST_RATIO = 5.0
_ARTICLE = re.compile(r'href="(/article/[^"?#]+)')


@dataclass(slots=True)
class Seen:
    """What the readers met."""

    times: dict[str, list[float]] = field(default_factory=dict)
    """Milliseconds, by kind of page."""
    errors: list[str] = field(default_factory=list)

    @property
    def all_times(self) -> list[float]:
        return [taken for times in self.times.values() for taken in times]


@dataclass(frozen=True, slots=True)
class Library:
    """What there is to ask for."""

    questions: list[Question]
    edited: list[str]


def measure(folder: Path) -> list[Figure]:
    """Of a copy of the archive, which is written into."""
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=".readers-") as temporary:
        copy = Path(temporary)
        shutil.copyfile(folder / DATABASE, copy / DATABASE)
        warmed(copy / DATABASE)
        library = _library(copy)
        with serving(copy) as origin:
            idle = _read(origin, library, readers=1, seconds=IDLE_SECONDS, pauses=(0.0, 0.0))
        with serving(copy) as origin:
            crawl = subprocess.Popen(
                [sys.executable, "-m", "benchmarks.reading.writing", str(copy), str(SECONDS + 15)],
                stdout=subprocess.PIPE,
                text=True,
            )
            time.sleep(10)
            busy = _read(origin, library, readers=READERS, seconds=SECONDS, pauses=PAUSES)
            told, _ = crawl.communicate(timeout=120)
    stored, slowest = told.split()
    alone, together = p95(idle.all_times), p95(busy.all_times)
    errors = idle.errors + busy.errors
    return [
        holds(f"{READERS} readers, errors", not errors, str(len(errors)), "0"),
        *(Figure("  such as", "", each) for each in errors[:3]),
        at_most(
            f"{READERS} readers, p95 beside that of one alone", together / alone, MOST_RATIO, "x"
        ),
        Figure(f"  one alone, p95 of {len(idle.all_times)} pages", f"{alone:.0f} ms"),
        Figure(f"  {READERS} readers, p95 of {len(busy.all_times)} pages", f"{together:.0f} ms"),
        *(
            Figure(f"  {kind}, p95", f"{p95(taken):.0f} ms", _alone(idle, kind))
            for kind, taken in sorted(busy.times.items())
        ),
        Figure("  median together", f"{statistics.median(busy.all_times):.0f} ms"),
        Figure("  stored meanwhile", f"{stored} articles", f"slowest transaction {slowest} ms"),
    ]


def _alone(idle: Seen, kind: str) -> str:
    return f"alone {p95(idle.times[kind]):.0f} ms" if kind in idle.times else ""


def _library(folder: Path) -> Library:
    engine = open_for_reading(f"sqlite:///{folder / DATABASE}")
    with reading_within(engine, 600) as connection:
        library = Library(
            questions=questions(3, vocabulary(connection), 60),
            edited=article_ids(connection, 2_000, edited=True),
        )
    engine.dispose()
    return library


def _read(
    origin: str, library: Library, *, readers: int, seconds: float, pauses: tuple[float, float]
) -> Seen:
    """All of them at once, for so long."""
    seen, end = Seen(), time.monotonic() + seconds
    lock = threading.Lock()

    def person(number: int) -> None:
        reader, chance = Reader(origin), Random(f"person {number}")  # noqa: S311
        time.sleep(chance.uniform(0, pauses[1]))
        visits = _visits(reader, library, chance)
        while time.monotonic() < end:
            try:
                kind, taken = next(visits)
            except NotServedError as error:
                with lock:
                    seen.errors.append(str(error))
                visits = _visits(reader, library, chance)
            else:
                with lock:
                    seen.times.setdefault(kind, []).append(taken)
            time.sleep(chance.uniform(*pauses))
        reader.close()

    people = [threading.Thread(target=person, args=(number,)) for number in range(readers)]
    for each in people:
        each.start()
    for each in people:
        each.join()
    return seen


def _visits(reader: Reader, library: Library, chance: Random) -> Iterator[tuple[str, float]]:
    """What one person opens, page after page: its kind and its milliseconds."""
    for number in cycle(range(4)):
        query = {"q": chance.choice(library.questions).text}
        body, taken = reader.get(f"/search?{urlencode(query)}")
        yield "search", taken
        for link in chance.sample(links := _ARTICLE.findall(body), min(2, len(links))):
            yield "article", reader.get(unescape(link))[1]
        if number == 1:
            named = quote(chance.choice(library.edited))
            yield "difference", reader.get(f"/difference/{named}")[1]
        if number == 2 and len(links) > 10:
            yield "search", reader.get(f"/search?{urlencode(query | {'page': 2})}")[1]
        if number == 3:
            yield "home", reader.get("/")[1]
