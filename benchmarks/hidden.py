"""How much of a portal that nobody declared, and that hides its engine, is found.

Each family's replica is served without generator, headers, style sheets and class names of its
software, and crawled by ``portalcrawl crawl URL``: the probe asks it what it is, and the crawl goes
on what the probe found. Printed is the share of the articles that are in the archive, what is there
and is none, how many requests the probe and the whole took, and what the probe took it for.
Exits 1 where fewer than 98 % are found or more than 1 % are false.

``python -m benchmarks.hidden [--only NAME] [--articles N]``
"""

from __future__ import annotations

import argparse
import json
import sqlite3
import subprocess
import sys
import tempfile
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from portalcrawl.cli.undeclared import FOLDER
from portalcrawl.replicas import RunningReplica, serve
from portalcrawl.replicas.families import FAMILIES, articles, family

ROOT = Path(__file__).resolve().parent.parent
ARTICLES = 300
NEWEST = datetime(2026, 11, 20, 9, 12)  # noqa: DTZ001 - local, as the articles' own times
LEAST_FOUND, MOST_FALSE = 98.0, 1.0


@dataclass(frozen=True, slots=True)
class Hidden:
    """What came of one family."""

    family: str
    articles: int
    found: int
    stored: int
    requests: int
    asked: int
    """Of the probe."""
    engine: str
    said: str
    """What the command wrote to standard error."""

    @property
    def found_percent(self) -> float:
        return 100 * self.found / self.articles

    @property
    def false_percent(self) -> float:
        return 100 * (self.stored - self.found) / max(1, self.stored)

    @property
    def passed(self) -> bool:
        return self.found_percent >= LEAST_FOUND and self.false_percent <= MOST_FALSE

    def __str__(self) -> str:
        return (
            f"{self.family:24} {self.found_percent:6.1f} % found  {self.false_percent:4.1f} % false"
            f"  {self.requests:5} requests, {self.asked:2} by the probe  {self.engine}"
        )


def hidden(name: str, count: int) -> Hidden:
    """Crawl the disguised replica of a family into an archive of its own."""
    replica = family(name).replica(articles(count, NEWEST), disguised=True)
    with tempfile.TemporaryDirectory() as folder, serve(replica) as running:
        archive = Path(folder, "archive")
        command = [sys.executable, "-m", "portalcrawl", "crawl", f"{running.origin}/"]
        done = subprocess.run(
            [*command, "--loopback", "--archive", str(archive)],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
        return _judged(name, running, archive, done.stderr)


def _judged(name: str, running: RunningReplica, archive: Path, said: str) -> Hidden:
    stored = _stored(archive / "portalcrawl.sqlite")
    replica = running.replica
    expected = {running.origin + replica.address(each): each.title for each in replica.articles}
    found = {url for url, title in stored if expected.get(url, title) == title}
    probes = list((archive / FOLDER).glob("*.json"))
    finding = json.loads(probes[0].read_text(encoding="utf-8")) if probes else {}
    return Hidden(
        family=name,
        articles=len(expected),
        found=len(found & expected.keys()),
        stored=len(stored),
        requests=running.requests.total(),
        asked=finding.get("requests", 0),
        engine=finding.get("portal", {}).get("engine", {}).get("class", "nothing"),
        said=said,
    )


def _stored(database: Path) -> list[tuple[str, str | None]]:
    if not database.exists():
        return []
    with closing(sqlite3.connect(database)) as connection:
        return connection.execute("SELECT canonical_url, title FROM article").fetchall()


def main() -> int:
    """Run all families, or those that are named."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else None)
    parser.add_argument("--only", choices=FAMILIES, action="append", help="this family alone")
    parser.add_argument("--articles", type=int, default=ARTICLES, help="of each portal")
    given = parser.parse_args()
    failed = False
    for name in given.only or FAMILIES:
        result = hidden(name, given.articles)
        print(result, flush=True)
        if not result.passed:
            failed = True
            print(result.said, file=sys.stderr)
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
