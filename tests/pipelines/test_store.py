"""Real crawls in a process of their own: a spider that yields items, and the archive it leaves."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import textwrap
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy
from sqlalchemy import NullPool

ROOT = Path(__file__).parents[2]

SPIDER = '''
import asyncio, os, resource, signal
from datetime import UTC, datetime
from types import SimpleNamespace
import scrapy
import sqlalchemy
from portalcrawl.items import Absence, Article, Capture, Refusal
from portalcrawl.portals import Portal

URL = {url!r}
OTHER = sqlalchemy.create_engine(URL, poolclass=sqlalchemy.NullPool)
"""As another process would, not as the archive does."""

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
    with OTHER.connect() as other:
        return other.exec_driver_sql("SELECT count(*) FROM articles").scalar_one()

def broken(table="revisions"):
    """Another process spoils the archive in mid-run."""
    with OTHER.begin() as other:
        other.exec_driver_sql(f"ALTER TABLE {{table}} RENAME TO gone")

def locked():
    """Another process takes a file for itself, until it closes what it gets."""
    lock = OTHER.connect().execution_options(isolation_level="AUTOCOMMIT")
    lock.exec_driver_sql("BEGIN IMMEDIATE")
    return lock

class Try(scrapy.Spider):
    name = "nghe_an"
    crawled = (Portal("x.vn", SimpleNamespace(name='nukeviet')),)
    custom_settings = {{
        "ARCHIVE_DB": URL,
        "ITEM_PIPELINES": {{"pipelines.store.StorePipeline": 300}},
        "DOWNLOADER_MIDDLEWARES": {{"portalcrawl.fetch.capture.CaptureMiddleware": 800}},
        "ARCHIVE_DIR": {archive!r}, "WARC_MAX_BYTES": 2**30,
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
    url: str

    def ask(self, sql: str) -> list[tuple[Any, ...]]:
        return asked(self.url, sql)

    @property
    def stats(self) -> dict[str, Any]:
        """Of the last run."""
        [(stats,)] = self.ask("SELECT stats FROM runs ORDER BY id DESC LIMIT 1")
        told: dict[str, Any] = json.loads(stats) if isinstance(stats, str) else stats
        return told

    @property
    def outcome(self) -> str | None:
        [(told,)] = self.ask("SELECT outcome FROM runs ORDER BY id DESC LIMIT 1")
        return str(told) if told is not None else None

    @property
    def errors(self) -> list[str]:
        lines = self.log.splitlines()
        return [line for line in lines if "] ERROR: " in line or "] CRITICAL: " in line]


Crawl = Callable[[str], Crawled]


def asked(url: str, sql: str) -> list[tuple[Any, ...]]:
    with sqlalchemy.create_engine(url, poolclass=NullPool).begin() as connection:
        found = connection.exec_driver_sql(sql)
        return [tuple(row) for row in found] if found.returns_rows else []


def crawling(folder: Path, url: str) -> Crawl:
    """Run ``scrapy runspider`` with a spider whose ``parse`` is given as source."""

    def run(parse: str) -> Crawled:
        file = folder / "a_spider.py"
        body = textwrap.indent(textwrap.dedent(parse), " " * 8)
        source = SPIDER.format(url=url, archive=str(folder / "archive"), parse=body)
        file.write_text(source, encoding="utf-8")
        done = subprocess.run(
            [sys.executable, "-m", "scrapy", "runspider", str(file)],
            cwd=folder,
            env={"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin"},
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        return Crawled(done.returncode, done.stderr, url)

    return run


@pytest.fixture
def crawl(tmp_path: Path, database_url: str) -> Crawl:
    """On both databases."""
    return crawling(tmp_path, database_url)


@pytest.fixture
def crawl_into_a_file(tmp_path: Path, sqlite_url: str) -> Crawl:
    """For what only a file can suffer."""
    return crawling(tmp_path, sqlite_url)


@pytest.fixture
def database(sqlite_url: str) -> Path:
    return Path(sqlite_url.removeprefix("sqlite:///"))


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
    assert done.stats["portal/x.vn/stored"] == 45


def test_a_second_run_finds_its_articles_unchanged_or_revised(crawl: Crawl) -> None:
    crawl("""yield article("1")\nyield article("2")""")
    done = crawl("""
        from dataclasses import replace
        later = replace(capture("1"), captured_at=datetime(2026, 11, 2, tzinfo=UTC))
        yield article("1", capture=later)
        yield article("2", capture=replace(later, url="http://x.vn/2"), title="Sửa")
    """)
    assert (done.stats["portal/x.vn/unchanged"], done.stats["portal/x.vn/revised"]) == (1, 1)


def test_what_a_portal_denies_is_noted_and_counted(crawl: Crawl) -> None:
    crawl("""yield article("1")\nyield article("2")""")
    denied = """
        for day, key in ((2, "1"), (3, "1"), (3, "2")):
            yield Absence(portal="x.vn", article_key=key, url="http://x.vn/" + key, status=404,
                          noticed_at=datetime(2026, 11, day, 12, tzinfo=UTC))
    """
    done = crawl(denied)
    assert done.code == 0, done.log
    assert done.ask("SELECT key, status FROM articles ORDER BY key") == [
        ("1", "gone"),
        ("2", "live"),
    ]
    assert (done.stats["portal/x.vn/missing"], done.stats["portal/x.vn/gone"]) == (2, 1)


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
    assert done.stats["store/malformed"] == 1


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
    assert done.ask("SELECT count(*) FROM article") > [(5,)]


def test_a_schema_of_another_version_stops_the_run_before_anything_is_asked(
    crawl: Crawl,
) -> None:
    first = crawl("""yield article("1")""")
    first.ask("UPDATE alembic_version SET version_num = '9999'")
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


def test_a_file_that_is_no_database_stops_the_run(crawl_into_a_file: Crawl, database: Path) -> None:
    database.parent.mkdir()
    database.write_text("no database " * 100)
    done = crawl_into_a_file("""yield article("1")""")
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
    assert re.search(r"the archive \S+ cannot be used: .*\brevisions\b", done.errors[0])
    assert "Closing spider (database error)" in done.log
    assert "Traceback" not in done.log
    assert (done.outcome or "").startswith("failed: database error: the archive ")
    assert done.ask("SELECT count(*) FROM gone") == [(20,)]
    assert done.stats["portal/x.vn/stored"] == 20
    assert done.stats["store/not_stored"] > 0


def test_a_database_that_breaks_under_the_memory_fails_the_run(crawl: Crawl) -> None:
    done = crawl("""
        broken("feeds")
        self.memory.validators("http://x.vn/rss")
        yield go_on(n)
    """)
    assert done.code == 1
    assert [bool(re.search(r"\bfeeds\b", line)) for line in done.errors] == [True]
    assert (done.outcome or "").startswith("failed: database error")


def test_a_database_that_breaks_at_the_very_end_fails_the_run(crawl: Crawl) -> None:
    done = crawl("""
        yield article("1")
        broken()
    """)
    assert done.code == 1
    assert len(done.errors) == 1
    assert (done.outcome or "").startswith("failed: database error")


def test_a_full_disk_fails_the_run_and_the_archive_stays_whole(
    crawl_into_a_file: Crawl, database: Path
) -> None:
    done = crawl_into_a_file("""
        yield article(str(n), text="Dài " * (50_000 if n > 19 else 1))
        if n == 19:
            await until_stored(20)
            # No file may grow beyond 1 MB from here on: the write fails as on a full disk.
            resource.setrlimit(resource.RLIMIT_FSIZE, (2**20, 2**20))
        yield go_on(n)
    """)
    assert done.code == 1
    assert len(done.errors) == 1, done.log
    assert f"the archive {database} cannot be used: " in done.errors[0]
    assert done.ask("PRAGMA integrity_check") == [("ok",)]
    assert done.ask("SELECT count(*) FROM article") == [(20,)]
    assert crawl_into_a_file("""yield article("99")""").code == 0


def test_nothing_is_recorded_whose_captures_may_not_be_on_the_disk(
    crawl: Crawl, tmp_path: Path
) -> None:
    done = crawl("""
        from portalcrawl.fetch.capture import CaptureMiddleware
        captures = self.crawler.get_downloader_middleware(CaptureMiddleware)
        if n == 0:
            await captures.capture(response.request, response)
            # What is no file any more cannot be synced: as on a disk that was pulled out.
            os.dup2(os.pipe()[1], captures.files._file.fileno())
        yield article(str(n))
        yield go_on(n)
    """)
    assert done.code == 1
    assert ["Captures cannot be written into" in line for line in done.errors] == [True], done.log
    assert f"{tmp_path / 'archive' / 'warc'}, the run ends: Invalid argument" in done.errors[0]
    assert "Traceback" not in done.log
    assert done.outcome == "failed: capture_failed"
    assert done.ask("SELECT key FROM articles") == []
    assert done.stats["store/not_stored"] > 0


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


def test_an_archive_that_is_locked_for_too_long_fails_the_run(
    tmp_path: Path, sqlite_url: str
) -> None:
    crawl = crawling(tmp_path, f"{sqlite_url}?timeout=0.2")
    done = crawl("""
        yield article(str(n))
        if n == 19:
            await until_stored(20)
            self.lock = locked()
        yield go_on(n)
    """)
    assert done.code == 1
    assert [line.split("cannot be used: ")[1] for line in done.errors] == ["database is locked"]
    assert done.ask("SELECT count(*) FROM article") == [(20,)]
    assert crawl("""yield article("99")""").outcome == "finished"


def test_an_archive_that_is_locked_for_a_while_is_waited_for(
    crawl_into_a_file: Crawl,
) -> None:
    done = crawl_into_a_file("""
        lock = locked()
        for key in map(str, range(19)):
            yield article(key)
        # The 20th makes a batch: it is taken when that is written, so that the batch waits now.
        asyncio.get_running_loop().call_later(3, lock.close)
        yield article("19")
    """)
    assert done.code == 0, done.log
    assert done.ask("SELECT count(*) FROM article") == [(20,)]
