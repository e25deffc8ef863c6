from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from db.archive import Archive, open_archive
from portalcrawl.items import Absence, Article, Capture, PageKind, Refusal
from tests.postgres import PostgresServer, new_database

PORTAL = "hcc.nghean.gov.vn"
NOW = datetime(2026, 11, 22, 5, 0, tzinfo=UTC)
NOON = datetime(2026, 11, 1, 12, tzinfo=UTC)


@pytest.fixture
def url(database_url: str) -> str:
    """Where an archive may be made. What is about a file takes ``sqlite_url``."""
    return database_url


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("template") / "portalcrawl.sqlite"
    open_archive(f"sqlite:///{file}").close()
    return file


@pytest.fixture(scope="session")
def postgres_template(postgres: PostgresServer) -> str:
    name = postgres.create()
    open_archive(postgres.url(name)).close()
    return name


@pytest.fixture
def made_sqlite_url(sqlite_url: str, sqlite_template: Path) -> str:
    file = Path(sqlite_url.removeprefix("sqlite:///"))
    file.parent.mkdir()
    shutil.copyfile(sqlite_template, file)
    return sqlite_url


@pytest.fixture
def made_postgres_url(postgres: PostgresServer, postgres_template: str) -> Iterator[str]:
    with new_database(postgres, postgres_template) as url:
        yield url


@pytest.fixture(params=["sqlite", "postgres"])
def archive_url(request: pytest.FixtureRequest) -> str:
    """An archive with nothing in it: a copy of one, which is faster than its migrations."""
    url: str = request.getfixturevalue(f"made_{request.param}_url")
    return url


@pytest.fixture
def archive(archive_url: str) -> Iterator[Archive]:
    opened = open_archive(archive_url)
    yield Archive(opened.engine, clock=lambda: NOW, extractor_version="1")
    opened.close()


@pytest.fixture
def capture() -> Callable[..., Capture]:
    """A capture of one article page, some hours after noon of a certain day."""

    def make(key: str = "101", hours: float = 0, **changes: Any) -> Capture:
        fields: dict[str, Any] = {
            "captured_at": datetime(2026, 11, 1, 12, tzinfo=UTC) + timedelta(hours=hours),
            "url": f"https://{PORTAL}/tin-tong-hop/bai-{key}.html",
            "status": 200,
            "payload_digest": "sha1:3I42H3S6NNFQ2MSVX7XZKYAYSCX5QBYJ",
            "warc_file": "warc/nghe_an.warc.gz",
            "warc_offset": 512,
        }
        return Capture(**fields | changes)

    return make


@pytest.fixture
def article(capture: Callable[..., Capture]) -> Callable[..., Article]:
    """An article with everything in it; ``hours`` says when it was captured."""

    def make(key: str = "101", hours: float = 0, **changes: Any) -> Article:
        url = f"https://{PORTAL}/tin-tong-hop/bai-{key}.html"
        fields: dict[str, Any] = {
            "url": url,
            "canonical_url": url,
            "title": "Khai mạc hội nghị",
            "lead": "Sáng nay, hội nghị khai mạc.",
            "text": "Sáng nay, hội nghị khai mạc.\n\nĐại biểu các xã tham dự.",
            "published_at": "2023-12-28T21:10+07:00",
            "published_precision": "minute",
            "published_from": "visible",
            "section": "Tin tổng hợp",
            "language": "vi",
            "extraction_method": "profile:nukeviet",
            "portal": PORTAL,
            "article_key": key,
            "capture": capture(key, hours),
        }
        return Article(**fields | changes)

    return make


@pytest.fixture
def refusal(capture: Callable[..., Capture]) -> Callable[..., Refusal]:
    def make(key: str, kind: PageKind, hours: float = 0, **changes: Any) -> Refusal:
        fields: dict[str, Any] = {
            "url": f"https://{PORTAL}/tin-tong-hop/bai-{key}.html",
            "portal": PORTAL,
            "article_key": key,
            "kind": kind,
            "reason": "the page says so",
            "capture": capture(key, hours),
        }
        return Refusal(**fields | changes)

    return make


@pytest.fixture
def rows(archive: Archive) -> Callable[[str], list[dict[str, Any]]]:
    """Ask the database by SQL, past the code under test; both answer as SQLite would."""

    def ask(sql: str) -> list[dict[str, Any]]:
        with archive.engine.connect() as connection:
            return [
                {name: as_sqlite_has_it(value) for name, value in row.items()}
                for row in connection.exec_driver_sql(sql).mappings()
            ]

    return ask


def as_sqlite_has_it(value: Any) -> Any:
    """Moments and JSON are text in SQLite; psycopg gives the Python object for them."""
    if isinstance(value, datetime):
        moment = value.astimezone(UTC) if value.tzinfo else value
        return moment.strftime("%Y-%m-%d %H:%M:%S.%f")
    if isinstance(value, list | dict):
        return json.dumps(value, ensure_ascii=False)
    return value


@pytest.fixture
def denied(capture: Callable[..., Capture]) -> Callable[..., Absence]:
    """The answer 404 to a request for article 101, some hours after noon of a certain day."""

    def make(hours: float, **changes: Any) -> Absence:
        fields: dict[str, Any] = {
            "portal": PORTAL,
            "article_key": "101",
            "url": f"https://{PORTAL}/tin-tong-hop/bai-101.html",
            "status": 404,
            "noticed_at": NOON + timedelta(hours=hours),
            "capture": capture("101", hours, status=404, warc_offset=9000),
        }
        return Absence(**fields | changes)

    return make
