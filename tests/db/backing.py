"""Archives to back up, written as a crawl writes them, and what is compared of a restored one."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, select

from db import models
from db.archive import Archive
from db.checks.proving import check
from db.engine import open_engine
from portalcrawl.items import Article, Capture
from portalcrawl.warc.writer import Exchange, WarcFiles

PORTAL = "hcc.nghean.gov.vn"
DAY = datetime(2026, 11, 1, 12, tzinfo=UTC)
TAKEN = datetime(2026, 11, 22, 18, 15, tzinfo=UTC)
FOLDERS = ("warc", "snapshots", "reports", "probes")


def warc_files(folder: Path) -> WarcFiles:
    return WarcFiles(folder, "nghe_an", {"software": "portalcrawl"})


def store(archive: Archive, files: WarcFiles, keys: Iterable[int]) -> None:
    """Capture and store articles in the order of a crawl: records, their sync, then the rows."""
    articles = []
    for key in keys:
        url = f"https://{PORTAL}/tin/bai-{key}.html"
        exchange = Exchange(
            url=url,
            captured_at=DAY + timedelta(minutes=key),
            request_line="GET / HTTP/1.1",
            request_headers=[(b"Host", PORTAL.encode())],
            status_line="HTTP/1.1 200 OK",
            response_headers=[(b"Content-Type", b"text/html")],
            body=f"<html>{key}</html>".encode() * 50,
        )
        place = files.write(exchange)
        capture = Capture(
            captured_at=exchange.captured_at,
            url=url,
            status=200,
            payload_digest=exchange.payload_digest,
            warc_file=place.file,
            warc_offset=place.offset,
        )
        articles.append(
            Article(
                url=url,
                portal=PORTAL,
                article_key=str(key),
                title=f"Bài {key}",
                text=f"Hội nghị thứ {key} khai mạc.",
                capture=capture,
            )
        )
    files.sync()
    archive.record(articles)


def crawl(archive: Archive, folder: Path, keys: Iterable[int]) -> None:
    """One run with a WARC file of its own."""
    files = warc_files(folder)
    run = archive.start_run("nghe_an")
    store(archive, files, keys)
    files.close()
    archive.finish_run(run, "finished", {"stored": 1})


def rows(engine: Engine) -> dict[str, list[dict[str, Any]]]:
    """Every row of every table."""
    with engine.connect() as connection:
        return {
            table.name: [
                dict(row)
                for row in connection.execute(select(table).order_by(*table.primary_key)).mappings()
            ]
            for table in models.Base.metadata.sorted_tables
        }


def rows_at(url: str) -> dict[str, list[dict[str, Any]]]:
    engine = open_engine(url, create=False)
    try:
        return rows(engine)
    finally:
        engine.dispose()


def contents(folder: Path) -> dict[str, bytes]:
    """Every file that is backed up beside the database, and every link."""
    return {
        str(path.relative_to(folder)): (
            str(path.readlink()).encode() if path.is_symlink() else path.read_bytes()
        )
        for name in FOLDERS
        for path in (folder / name).rglob("*")
        if path.is_symlink() or path.is_file()
    }


def findings(url: str, folder: Path) -> list[str]:
    """What `portalcrawl db check` finds."""
    engine = open_engine(url, create=False)
    try:
        return [finding for proof in check(engine, folder) for finding in proof.findings]
    finally:
        engine.dispose()


def database_in(folder: Path) -> str:
    return f"sqlite:///{folder / 'portalcrawl.sqlite'}"
