"""A round: kill one crawl or several in a row at random moments, crawl undisturbed, and prove.

The seed of a round says everything that is random about it, so that it can be repeated. What it
cannot say is how far a crawl has got at that moment.
"""

from __future__ import annotations

import random
import subprocess
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from portalcrawl.replicas import RunningReplica
from tests.torture.moments import Life, Moment, draw, measure, wait_for
from tests.torture.portal import Crawl, Place
from tests.torture.proof import faults

#: How many crawls are killed, by the seed.
IN_A_ROW = (2, 1, 3, 1, 2)
#: Every how many-th seed has its round on PostgreSQL.
POSTGRES_EVERY = 4
MOST_TRIES = 20


def kills_of(seed: int) -> int:
    """How many crawls the round of that seed kills."""
    return IN_A_ROW[seed % len(IN_A_ROW)]


@dataclass(frozen=True)
class Round:
    """What came of a round."""

    seed: int
    archive: Path
    moments: list[Moment]
    """At which crawls were killed."""
    faults: list[str]
    """What did not hold afterwards."""

    def __str__(self) -> str:
        database = "PostgreSQL" if _is_on_postgres(self.seed) else "SQLite"
        killed = "; ".join(map(str, self.moments))
        return "\n    ".join([f"seed {self.seed}, {database}: {killed}", *self.faults])


@dataclass(frozen=True)
class Rounds:
    """Makes rounds, one at a time."""

    running: RunningReplica
    folder: Path
    """For the archives."""
    new_database: Callable[[], AbstractContextManager[str]]
    """An empty database on PostgreSQL, by its SQLAlchemy URL."""

    def kill_at_random_moments(self, seed: int) -> Round:
        """Kill what the seed says when it says; the archive must hold everything afterwards.

        A run that is over before its moment comes is followed by one for which an earlier moment
        is drawn: with much in the archive there is less to do than in the life that was measured.
        """
        chance = random.Random(seed)  # noqa: S311 -- the same moments every time
        life = self._life_on_postgres if _is_on_postgres(seed) else self._life_on_sqlite
        moments: list[Moment] = []
        crawls: list[Crawl] = []
        with self._place(f"seed-{seed}", _is_on_postgres(seed)) as place:
            while len(moments) < kills_of(seed):
                missed = len(crawls) - len(moments)
                moment = draw(chance, life, 0.7**missed)
                crawl = Crawl.start(self.running, place)
                crawls.append(crawl)
                if wait_for(moment, crawl, place):
                    crawl.kill(moment.whole_group)
                    moments.append(moment)
                crawl.process.wait()
                if len(crawls) > MOST_TRIES:
                    raise AssertionError(f"seed {seed}: no run lived as long as {life}")
            # At once, as an operator would: what is left of the last one may still be ending.
            found = _what_went_wrong(Crawl.start(self.running, place))
            found += [fault for crawl in crawls if (fault := _left_over(crawl))]
            return Round(seed, place.archive, moments, [*found, *faults(place, self.running)])

    @cached_property
    def _life_on_sqlite(self) -> Life:
        return self._undisturbed(on_postgres=False)

    @cached_property
    def _life_on_postgres(self) -> Life:
        return self._undisturbed(on_postgres=True)

    def _undisturbed(self, on_postgres: bool) -> Life:
        """The life of a run that is left alone, after which the proof finds nothing."""
        with self._place(f"undisturbed-{on_postgres}", on_postgres) as place:
            crawl = Crawl.start(self.running, place)
            life = measure(crawl, place)
            found = [*_what_went_wrong(crawl), *faults(place, self.running)]
        if found:
            raise AssertionError("; ".join(["nobody killed this run", *found]))
        return life

    @contextmanager
    def _place(self, name: str, on_postgres: bool) -> Iterator[Place]:
        archive = self.folder / name
        archive.mkdir()
        if not on_postgres:
            yield Place(archive)
            return
        with self.new_database() as url:
            yield Place(archive, url)


def _is_on_postgres(seed: int) -> bool:
    return seed % POSTGRES_EVERY == POSTGRES_EVERY - 1


def _what_went_wrong(crawl: Crawl) -> list[str]:
    """With a run that is left alone."""
    if fault := _left_over(crawl):
        return [fault]
    log = _log(crawl)
    if crawl.process.returncode or " ERROR: " in log or " CRITICAL: " in log:
        return [f"the run ended with {crawl.process.returncode}: {crawl.said}{log}"]
    return []


def _left_over(crawl: Crawl) -> str | None:
    try:
        crawl.wait_for_all()
    except subprocess.TimeoutExpired:
        return f"processes are left over of the run that wrote: {_log(crawl)}"
    return None


def _log(crawl: Crawl) -> str:
    return crawl.log.read_text() if crawl.log.exists() else "nothing"
