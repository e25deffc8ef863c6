"""Whether the crawl of every engine family finds all there is, and no more.

``python -m benchmarks.discovery [--only FAMILY] [--articles N]`` crawls the replica of each family
four times: anew, again at once, a day later when five articles were published, three edited and two
deleted, and another day later. Exit status 1 where a number is missed.

    found     articles of the site that are stored, and stored under their own address and title
    double    articles stored more than once; false: what is stored and is no article
    again     requests of the second run, as a share of the first one's
    changes   the new, the edited and the deleted ones that the third run has found
    beyond    its requests beyond listings and articles that were due to be asked for again
    gone      the deleted ones that the fourth run knows to be gone
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import click
import sqlalchemy

from db.archive import open_archive
from portalcrawl.cli.running import SpiderRun, run_spiders
from portalcrawl.declaration import FORMAT, portal_as_data
from portalcrawl.replicas import RunningReplica, serve
from portalcrawl.replicas.families import FAMILIES, Family, Living, articles
from portalcrawl.replicas.site import LOCAL_TIME
from portalcrawl.settings import REPLICA_OVERRIDES, database_url

NEW, EDITED, DELETED = 5, 3, 2
SPIDER = "undeclared"


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What the four runs of one family came to."""

    family: str
    articles: int
    found: int
    double: int
    false: int
    requests: int
    again: int
    new: int
    edited: int
    deleted: int
    beyond: int
    gone: int
    seconds: float
    """Of the first run."""

    @property
    def faults(self) -> list[str]:
        """The numbers that were missed."""
        wanted = {
            "found": self.found == self.articles,
            "double": self.double == 0,
            "false": self.false == 0,
            "again": self.again <= self.requests * 0.02,
            "new": self.new == NEW,
            "edited": self.edited == EDITED,
            "deleted": self.deleted == DELETED,
            "beyond": self.beyond <= 30,
            "gone": self.gone == DELETED,
        }
        return [name for name, is_met in wanted.items() if not is_met]


def measure(family: Family, count: int, archive: Path) -> Result:
    """Crawl the family's replica with so many articles, four times, into a new archive."""
    newest = datetime.now(LOCAL_TIME).replace(tzinfo=None, second=0, microsecond=0)
    site = Living(family.replica, articles(count, newest - timedelta(hours=8)))
    with serve(site.replica) as running:
        crawl = _Crawl(family, running, archive)
        first, requests = crawl()
        stored = crawl.stored()
        shown = {crawl.key(each): each.title for each in site.now.articles}
        titles = [title for _key, title in stored]
        found = sum((key, title) in shown.items() for key, title in stored)
        _second, again = crawl()
        numbers = [each.id for each in site.held]
        site.edit(numbers[4 : 4 + EDITED])
        site.delete(numbers[1 : 1 + DELETED])
        site.publish(NEW)
        crawl.let_a_day_pass()
        third, asked = crawl()
        crawl.let_a_day_pass()
        missing = crawl.count("missing_since IS NOT NULL")
        crawl()
        return Result(
            family=family.name,
            articles=count,
            found=found,
            double=len(titles) - len(set(titles)),
            false=sum(key not in shown for key, _title in stored),
            requests=requests,
            again=again,
            new=crawl.told(third, "stored"),
            edited=crawl.told(third, "revised"),
            deleted=missing,
            beyond=asked - crawl.told(third, "listings") - crawl.told(third, "rechecked"),
            gone=crawl.count("status = 'gone'"),
            seconds=first.seconds,
        )


class _Crawl:
    """Crawls of one replica into one archive, which can be made older."""

    def __init__(self, family: Family, running: RunningReplica, archive: Path) -> None:
        # As itself and not as a replica of another host, which would need no browser.
        host = running.origin.removeprefix("http://")
        self.portal = replace(family.portal(host), scheme="http")
        self.running, self.archive = running, archive
        self.finding = archive / "finding.json"
        told = {
            "format": FORMAT,
            "probed_at": datetime.now(UTC).isoformat(),
            "portal": portal_as_data(self.portal),
        }
        self.finding.write_text(json.dumps(told))
        open_archive(database_url(archive)).close()

    def __call__(self) -> tuple[SpiderRun, int]:
        """The run, and how many requests the server had.

        Where a browser draws the pages, how many pages it was asked for: each costs it several.
        """
        before = self.running.requests.total()
        arguments = {"finding": str(self.finding)}
        [run] = run_spiders([SPIDER], self.archive, settings=REPLICA_OVERRIDES, arguments=arguments)
        if not run.ok:
            raise SystemExit(f"{self.portal.host}: {run.outcome} (log: {run.log})")
        served = self.running.requests.total() - before
        asked = int(run.stats["downloader/request_count"])
        return run, asked if self.portal.browser else served

    def key(self, article: Any) -> str:
        return self.portal.article_key(self.running.origin + self.running.replica.address(article))

    def told(self, run: SpiderRun, what: str) -> int:
        return int(run.stats.get(f"portal/{self.portal.host}/{what}", 0))

    def stored(self) -> list[tuple[str, str]]:
        query = """
            SELECT key, title FROM articles
            JOIN revisions ON article_id = articles.id AND number = current_revision
        """
        return [tuple(row) for row in self._ask(query)]

    def count(self, where: str) -> int:
        [row] = self._ask(f"SELECT count(*) FROM articles WHERE {where}")  # noqa: S608 - ours
        return int(row[0])

    def let_a_day_pass(self) -> None:
        """Everything that the archive remembers lies a day and an hour further back."""
        moved = {
            "articles": ("first_seen", "last_seen", "next_check", "missing_since"),
            "captures": ("captured_at",),
            "portals": ("swept_at",),
        }
        for table, names in moved.items():
            changes = ", ".join(
                f"{name} = strftime('%Y-%m-%d %H:%M:%f', {name}, '-25 hours') || '000'"
                for name in names
            )
            self._ask(f"UPDATE {table} SET {changes}")  # noqa: S608 - ours

    def _ask(self, sql: str) -> list[Any]:
        engine = sqlalchemy.create_engine(database_url(self.archive))
        with closing(engine.raw_connection()) as connection:
            rows = connection.cursor().execute(sql).fetchall()
            connection.commit()
        engine.dispose()
        return list(rows)


@contextmanager
def new_archive() -> Iterator[Path]:
    """A folder that is gone afterwards."""
    with tempfile.TemporaryDirectory() as folder:
        yield Path(folder)


@click.command()
@click.option("--only", multiple=True, type=click.Choice(list(FAMILIES)), help="This family.")
@click.option("--articles", "count", default=300, show_default=True)
def main(only: tuple[str, ...], count: int) -> None:
    """Crawl every family's replica and print what came of it."""
    head = ("family", "found", "double", "false", "requests", "again", "new", "edited", "deleted")
    click.echo("{:<22}{:>9}{:>8}{:>7}{:>10}{:>7}{:>5}{:>8}{:>9}".format(*head), nl=False)
    click.echo(f"{'beyond':>8}{'gone':>6}{'s':>7}")
    missed = False
    for name in only or FAMILIES:
        with new_archive() as archive:
            got = measure(FAMILIES[name], count, archive)
        click.echo(
            f"{name:<22}{got.found:>5}/{got.articles:<3}{got.double:>8}{got.false:>7}"
            f"{got.requests:>10}{got.again / got.requests:>7.1%}{got.new:>5}{got.edited:>8}"
            f"{got.deleted:>9}{got.beyond:>8}{got.gone:>6}{got.seconds:>7.1f}"
            + (f"  missed: {', '.join(got.faults)}" if got.faults else "")
        )
        missed |= bool(got.faults)
    sys.exit(1 if missed else 0)


if __name__ == "__main__":
    main(prog_name="python -m benchmarks.discovery")
