"""How much a run has written so far, looked at from outside."""

from __future__ import annotations

from pathlib import Path
from types import TracebackType
from typing import Self

import psycopg
from sqlalchemy import make_url

from portalcrawl.warc import FOLDER
from tests.torture.portal import Crawl, Place


class Growth:
    """Bytes that a crawl has added to its archive."""

    def __init__(self, crawl: Crawl, place: Place) -> None:
        self._crawl = crawl
        self._place = place
        self._server = _connected(place) if place.database else None
        self._captures_before = self._captures()
        self._database_before: int | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._server is not None:
            self._server.close()

    def captures(self) -> int:
        """Bytes of its WARC files."""
        return self._captures() - self._captures_before

    def database(self) -> int:
        """By which the database has grown since the first request: what came before is schema."""
        if not self._crawl.requests:
            return 0
        if self._database_before is None:
            self._database_before = self._database()
        return self._database() - self._database_before

    def _captures(self) -> int:
        return sum(map(_size, (self._place.archive / FOLDER).glob("*.warc.gz")))

    def _database(self) -> int:
        """Bytes of SQLite's file and its write-ahead log, or of all that PostgreSQL ever logged."""
        if self._server is None:
            file = make_url(self._place.url).database or ""
            return _size(Path(file)) + _size(Path(f"{file}-wal"))
        row = self._server.execute("SELECT (pg_current_wal_lsn() - '0/0')::bigint").fetchone()
        assert row is not None
        return int(row[0])


def _connected(place: Place) -> psycopg.Connection[tuple[int]]:
    url = make_url(place.url).set(drivername="postgresql")
    return psycopg.connect(url.render_as_string(hide_password=False), autocommit=True)


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0
