"""Real crawls in a process of their own: a spider that yields items, and the archive it leaves."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import textwrap
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]

SPIDER = '''
import asyncio, os, resource, signal, sqlite3
from datetime import UTC, datetime
from types import SimpleNamespace
import scrapy
from portalcrawl.items import Article, Capture, Refusal
from portalcrawl.portals import Portal

DATABASE = {database!r}

def capture(key):
    return Capture(captured_at=datetime(2026, 11, 1, 12, tzinfo=UTC), url="http://x.vn/" + key,
                   status=200, payload_digest="sha1:A", warc_file="a.warc.gz", warc_offset=0)

def article(key, **changes):
    fields = dict(portal="x.vn", article_key=key, url="http://x.vn/" + key, title="T" + key,
                  text="Text " + key, extraction_method="generic", capture=capture(key))
    return Article(**fields | changes)

def refusal(key, kind):
    return Refusal(portal="x.vn", article_key=key, url="http://x.vn/" + key, kind=kind,
                   reason="why", capture=capture(key))

def go_on(n):
    """Far longer than a test may take."""
    return scrapy.Request("data:,%d" % (n + 1))

async def until_stored(count):
    while stored() < count:
        await asyncio.sleep(0.02)

def stored():
    with sqlite3.connect(DATABASE) as other:
        return other.execute("SELECT count(*) FROM articles").fetchone()[0]

def broken():
    """Another process spoils the archive in mid-run."""
    with sqlite3.connect(DATABASE) as other:
        other.execute("ALTER TABLE revisions RENAME TO gone")

class Try(scrapy.Spider):
    name = "nghe_an"
    crawled = (Portal("x.vn", SimpleNamespace(name='nukeviet')),)
    custom_settings = {{
        "ARCHIVE_DB": "sqlite:///" + DATABASE,
        "ITEM_PIPELINES": {{"pipelines.store.StorePipeline": 300}},
        "TELNETCONSOLE_ENABLED": False, "REMOTE_CONTROL_ENABLED": False, "LOG_LEVEL": "INFO",
        "DEFAULT_DROPITEM_LOG_LEVEL": "DEBUG",
    }}
    start_urls = ("data:,0",)
    async def parse(self, response):
        n = int(response.text)
{parse}
'''


@dataclass
class Crawled:
    code: int
    log: str
    database: Path

    def ask(self, sql: str) -> list[tuple[Any, ...]]:
        with sqlite3.connect(self.database) as connection:
            return connection.execute(sql).fetchall()

    @property
    def outcome(self) -> str | None:
        [(told,)] = self.ask("SELECT outcome FROM runs ORDER BY id DESC LIMIT 1")
        return str(told) if told is not None else None

    @property
    def errors(self) -> list[str]:
        return [line for line in self.log.splitlines() if "] ERROR: " in line]


Crawl = Callable[[str], Crawled]


@pytest.fixture
def database(tmp_path: Path) -> Path:
    return tmp_path / "archive" / "portalcrawl.sqlite"


@pytest.fixture
def crawl(tmp_path: Path, database: Path) -> Crawl:
    """Run ``scrapy runspider`` with a spider whose ``parse`` is given as source."""

    def run(parse: str) -> Crawled:
        file = tmp_path / "a_spider.py"
        body = textwrap.indent(textwrap.dedent(parse), " " * 8)
        file.write_text(SPIDER.format(database=str(database), parse=body), encoding="utf-8")
        done = subprocess.run(
            [sys.executable, "-m", "scrapy", "runspider", str(file)],
            cwd=tmp_path,
            env={"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin"},
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        return Crawled(done.returncode, done.stderr, database)

    return run


def test_what_a_run_yields_is_stored_and_counted(crawl: Crawl) -> None:
    done = crawl("""
        for key in map(str, range(45)):
            yield article(key)
        yield refusal("r1", "login")
        yield refusal("r2", "login")
    """)
    assert done.code == 0, done.log
    assert done.ask("SELECT count(*) FROM article") == [(45,)]
    assert done.ask("SELECT province, engine FROM portals") == [("nghe_an", "nukeviet")]
    assert done.ask("SELECT refused_key FROM captures WHERE refusal_kind = 'login'") == [
        ("r1",),
        ("r2",),
    ]
    assert done.outcome == "finished"
    [(stats,)] = done.ask("SELECT stats FROM runs")
    assert '"portal/x.vn/stored": 45' in stats


def test_a_second_run_finds_its_articles_unchanged_or_revised(crawl: Crawl) -> None:
    crawl("""yield article("1")\nyield article("2")""")
    done = crawl("""
        from dataclasses import replace
        later = replace(capture("1"), captured_at=datetime(2026, 11, 2, tzinfo=UTC))
        yield article("1", capture=later)
        yield article("2", capture=replace(later, url="http://x.vn/2"), title="Sửa")
    """)
    [(stats,)] = done.ask("SELECT stats FROM runs WHERE id = 2")
    assert '"portal/x.vn/unchanged": 1' in stats
    assert '"portal/x.vn/revised": 1' in stats


def test_the_spider_is_given_the_memory_of_earlier_runs(crawl: Crawl) -> None:
    crawl("""yield article("1")""")
    done = crawl("""
        self.logger.info("known: %s", sorted(self.memory.known("x.vn", ["1", "2"])))
        return
        yield
    """)
    assert "known: ['1']" in done.log


def test_the_validators_of_a_feed_are_kept_when_the_run_is_whole(crawl: Crawl) -> None:
    done = crawl("""
        self.memory.remember_feed("x.vn", "http://x.vn/rss", '"tag"', None)
        yield article("1")
    """)
    assert done.ask("SELECT url, etag FROM feeds") == [("http://x.vn/rss", '"tag"')]


def test_the_validators_of_a_feed_are_forgotten_when_the_run_failed(crawl: Crawl) -> None:
    done = crawl("""
        self.memory.remember_feed("x.vn", "http://x.vn/rss", '"tag"', None)
        yield article("1")
        raise scrapy.exceptions.CloseSpider("something else")
    """)
    assert done.outcome == "failed: something else"
    assert done.ask("SELECT * FROM feeds") == []


def test_an_item_that_cannot_be_stored_is_counted_and_the_others_are_stored(crawl: Crawl) -> None:
    done = crawl("""
        yield article("1", published_at="hôm qua")
        yield article("2")
    """)
    assert done.code == 0
    assert done.ask("SELECT article_id FROM article") == [("x.vn/2",)]
    assert ["hôm qua" in line for line in done.errors] == [True]
    [(stats,)] = done.ask("SELECT stats FROM runs")
    assert '"store/malformed": 1' in stats


def test_items_are_stored_soon_even_when_no_more_arrive(crawl: Crawl) -> None:
    done = crawl("""
        yield article("1")
        await until_stored(1)
        self.logger.info("stored while the run goes on")
    """)
    assert "stored while the run goes on" in done.log


def test_a_signal_to_stop_stores_what_arrived_and_the_run_is_interrupted(crawl: Crawl) -> None:
    done = crawl("""
        yield article(str(n))
        if n == 5:
            os.kill(os.getpid(), signal.SIGTERM)
        yield go_on(n)
    """)
    assert done.outcome == "interrupted"
    assert done.ask("SELECT count(*) > 5 FROM article") == [(1,)]


def test_a_schema_of_another_version_stops_the_run_before_anything_is_asked(
    crawl: Crawl, database: Path
) -> None:
    crawl("""yield article("1")""")
    with sqlite3.connect(database) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    done = crawl("""
        self.logger.info("something was asked")
        yield article("2")
    """)
    assert done.code == 1
    assert len(done.errors) == 1
    assert "has schema 9999, which is newer than this version of portalcrawl" in done.errors[0]
    assert "something was asked" not in done.log
    assert "Traceback" not in done.log
    assert done.ask("SELECT count(*) FROM runs") == [(1,)]


def test_a_file_that_is_no_database_stops_the_run(crawl: Crawl, database: Path) -> None:
    database.parent.mkdir()
    database.write_text("no database " * 100)
    done = crawl("""yield article("1")""")
    assert done.code == 1
    assert [line.split("ERROR: ")[1] for line in done.errors] == [
        f"The run fails: the archive {database} cannot be used: file is not a database"
    ]


def test_a_database_that_breaks_in_mid_run_fails_the_run_and_keeps_what_was_committed(
    crawl: Crawl,
) -> None:
    done = crawl("""
        yield article(str(n))
        if n == 19:
            await until_stored(20)
            broken()
        yield go_on(n)
    """)
    assert done.code == 1
    assert len(done.errors) == 1
    assert done.errors[0].endswith("cannot be used: no such table: revisions")
    assert "Closing spider (database error)" in done.log
    assert "Traceback" not in done.log
    assert (done.outcome or "").startswith("failed: database error: the archive ")
    assert done.ask("SELECT count(*) FROM gone") == [(20,)]
    [(stats,)] = done.ask("SELECT stats FROM runs")
    assert '"portal/x.vn/stored": 20' in stats
    assert '"store/not_stored": ' in stats


def test_a_database_that_breaks_under_the_memory_fails_the_run(crawl: Crawl) -> None:
    done = crawl("""
        with sqlite3.connect(DATABASE) as other:
            other.execute("ALTER TABLE feeds RENAME TO gone")
        self.memory.validators("http://x.vn/rss")
        yield go_on(n)
    """)
    assert done.code == 1
    assert [line.endswith("no such table: feeds") for line in done.errors] == [True]
    assert (done.outcome or "").startswith("failed: database error")


def test_a_database_that_breaks_at_the_very_end_fails_the_run(crawl: Crawl) -> None:
    done = crawl("""
        yield article("1")
        broken()
    """)
    assert done.code == 1
    assert len(done.errors) == 1
    assert (done.outcome or "").startswith("failed: database error")


def test_a_full_disk_fails_the_run_and_the_archive_stays_whole(crawl: Crawl) -> None:
    done = crawl("""
        yield article(str(n), text="Dài " * (50_000 if n > 19 else 1))
        if n == 19:
            await until_stored(20)
            # No file may grow beyond 1 MB from here on: the write fails as on a full disk.
            resource.setrlimit(resource.RLIMIT_FSIZE, (2**20, 2**20))
        yield go_on(n)
    """)
    assert done.code == 1
    assert len(done.errors) == 1, done.log
    assert f"the archive {done.database} cannot be used: " in done.errors[0]
    assert done.ask("PRAGMA integrity_check") == [("ok",)]
    assert done.ask("SELECT count(*) FROM article") == [(20,)]
    assert crawl("""yield article("99")""").code == 0


def test_a_run_in_which_the_spider_had_an_error_has_failed(crawl: Crawl) -> None:
    crawled = crawl(
        """
        self.memory.remember_feed("x.vn", "http://x.vn/rss", '"tag"', None)
        yield article("1")
        raise KeyError("a listing that our own code cannot read")
        """
    )
    assert crawled.code == 1
    assert crawled.outcome == "failed: an error in the spider, see the log"
    assert crawled.ask("SELECT key FROM articles") == [("1",)]
    assert crawled.ask("SELECT url FROM feeds") == []
