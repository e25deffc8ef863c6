"""The whole path of a crawl beside a spider that discards and a naive one.

1,500 articles of about 100 KB from a server on loopback, without delay. Each contestant runs in a
process of its own, in turn, round after round; the table has the medians. A page counts when it was
fetched, and the time is that of the whole process, its start and end included; what it is from the
first article on stands beside it. Robots.txt, sitemap and listing pages are fetched, not counted.
Of the project's own path the articles in its database are counted, and it fails if one is missing.

``python -m benchmarks.crawl [--quick] [--rounds N] [--pages N]``
"""

from __future__ import annotations

import argparse
import json
import os
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import urllib.request
from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.crawling.measuring import Measured, measured
from benchmarks.crawling.portalcrawl import DECLARED_HOST
from benchmarks.crawling.server import SERVED
from portalcrawl.settings import REPLICA_OVERRIDES

ROOT = Path(__file__).resolve().parent.parent
CONTESTANTS = ("discard", "naive", "portalcrawl")
PAGES, ROUNDS = 1500, 3
QUICK_PAGES, QUICK_ROUNDS = 100, 1
MEGABYTE = 2**20
#: Settings that all have. Concurrency is as Scrapy comes, robots.txt as in a project it begins.
ALIKE = {
    "ROBOTSTXT_OBEY": True,
    "DOWNLOAD_DELAY": 0,
    "AUTOTHROTTLE_ENABLED": False,
    "CONCURRENT_REQUESTS": 16,
    "CONCURRENT_REQUESTS_PER_DOMAIN": 8,
    "LOG_LEVEL": "INFO",
}
#: What the whole path is held to.
TIMES_NAIVE, TIMES_DISCARD, MEGABYTES = 3.0, 0.35, 500
_STORED = {
    "naive": ("naive.sqlite", "SELECT count(*) FROM article"),
    "portalcrawl": (
        "portalcrawl.sqlite",
        "SELECT count(*) FROM articles",
    ),
}


@dataclass(frozen=True, slots=True)
class Run:
    """One contestant in one round."""

    measured: Measured
    pages: int
    first_article: float
    stored: int | None
    """Articles in its database; None where it has none."""

    @property
    def per_second(self) -> float:
        """Pages a second of the whole process."""
        return self.pages / (self.measured.ended - self.measured.started)

    @property
    def per_second_of_articles(self) -> float:
        """Pages a second from the first article asked for to the end of the process."""
        return self.pages / (self.measured.ended - self.first_article)


class MissingPagesError(Exception):
    """A contestant did not fetch or store what it should have."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int)
    parser.add_argument("--rounds", type=int)
    parser.add_argument("--quick", action="store_true", help="100 pages, one round")
    parser.add_argument("--only", choices=CONTESTANTS, action="append", help="not the others")
    given = parser.parse_args()
    pages = given.pages or (QUICK_PAGES if given.quick else PAGES)
    rounds = given.rounds or (QUICK_ROUNDS if given.quick else ROUNDS)
    chosen = [name for name in CONTESTANTS if name in (given.only or CONTESTANTS)]
    runs: dict[str, list[Run]] = defaultdict(list)
    with served(pages) as origin:
        for _ in range(rounds):
            for name in chosen:
                runs[name].append(crawled(name, origin, pages))
    print(f"{pages} pages, {rounds} rounds, {len(os.sched_getaffinity(0))} cores, medians\n")
    print_table(runs, pages)


@contextmanager
def served(pages: int) -> Iterator[str]:
    """The origin of a server with that many articles, in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.crawling.server", str(pages)]
    with subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        if process.stdout is None or process.stdin is None:
            raise RuntimeError("a pipe was asked for")
        try:
            yield process.stdout.readline().strip()
        finally:
            process.stdin.close()


def crawled(name: str, origin: str, pages: int) -> Run:
    """Run one contestant. Raises MissingPagesError, or CommandFailedError."""
    _asked_for(origin)
    with tempfile.TemporaryDirectory() as folder:
        command, project = started(name, origin, folder)
        took = measured(command, env=_environment(project), log=Path(folder, "log"))
        stored = _stored(name, Path(folder))
        asked = _asked_for(origin)
        if asked["articles"] != pages or stored not in (None, pages):
            raise MissingPagesError(f"{name}: {asked}, stored {stored}, of {pages}")
    return Run(took, pages, float(asked["first_article"]), stored)


def started(name: str, origin: str, folder: str) -> tuple[list[str], str]:
    """The command that crawls, and its settings module: ours as shipped, or Scrapy's defaults."""
    settings: dict[str, object] = {"SPIDER_MODULES": f"benchmarks.crawling.{name}"}
    arguments = {"origin": origin} if name == "discard" else {"origin": origin, "folder": folder}
    project = "benchmarks.crawling.settings"
    if name == "portalcrawl":
        replicas = json.dumps({DECLARED_HOST: origin})
        settings |= {**REPLICA_OVERRIDES, "REPLICAS": replicas, "ARCHIVE_DIR": folder}
        arguments, project = {}, "benchmarks.crawling.shipped"
    command = [sys.executable, "-m", "scrapy", "crawl", name]
    for setting, value in {**settings, **ALIKE}.items():
        command += ["-s", f"{setting}={value}"]
    for argument, text in arguments.items():
        command += ["-a", f"{argument}={text}"]
    return command, project


def _environment(project: str) -> dict[str, str]:
    """The same as here, without what would point the contestants to another archive."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PORTALCRAWL")}
    return {**kept, "PYTHONPATH": str(ROOT), "SCRAPY_SETTINGS_MODULE": project}


def _asked_for(origin: str) -> Mapping[str, float]:
    with urllib.request.urlopen(origin + SERVED) as answer:  # noqa: S310 - our own server
        asked: Mapping[str, float] = json.load(answer)
    return asked


def _stored(name: str, folder: Path) -> int | None:
    if name not in _STORED:
        return None
    file, query = _STORED[name]
    with closing(sqlite3.connect(folder / file)) as database:
        return int(database.execute(query).fetchone()[0])


def print_table(runs: Mapping[str, list[Run]], pages: int) -> None:
    print(
        f"{'':12}{'pages/s':>9}{'from first':>12}{'x naive':>9}{'x discard':>11}"
        f"{'peak MB':>9}{'CPU main':>10}{'workers':>9}{'stored':>13}"
    )
    for name, of_one in runs.items():
        took = [run.measured for run in of_one]
        speed = statistics.median(run.per_second for run in of_one)
        stored = of_one[-1].stored
        print(
            f"{name:12}{speed:9.1f}"
            f"{statistics.median(run.per_second_of_articles for run in of_one):12.1f}"
            f"{_times(runs, name, 'naive'):>9}{_times(runs, name, 'discard'):>11}"
            f"{max(each.peak_bytes for each in took) / MEGABYTE:9.0f}"
            f"{statistics.median(each.main_cpu for each in took):9.1f}s"
            f"{statistics.median(each.others_cpu for each in took):8.1f}s"
            f"{'-' if stored is None else f'{stored} of {pages}':>13}"
        )
    if set(CONTESTANTS) <= set(runs):
        print(
            f"\nWanted of portalcrawl: {TIMES_NAIVE} x naive, {TIMES_DISCARD} x discard, "
            f"at most {MEGABYTES} MB."
        )


def _times(runs: Mapping[str, list[Run]], name: str, other: str) -> str:
    """How many times as fast, as the median over the rounds; each against its own round."""
    if other not in runs:
        return "-"
    ratios = [
        one.per_second / two.per_second for one, two in zip(runs[name], runs[other], strict=True)
    ]
    return f"{statistics.median(ratios):.2f}"


if __name__ == "__main__":
    main()
