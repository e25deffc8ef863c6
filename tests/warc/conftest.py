"""Exchanges to be written, and the reading of what was written, as an archivist would."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from warcio.archiveiterator import ArchiveIterator  # type: ignore[import-untyped]

from portalcrawl.items import EarlierCapture
from portalcrawl.warc.writer import Exchange, WarcFiles

MOMENT = datetime(2026, 11, 22, 5, 53, 1, 123456, tzinfo=UTC)
BODY = "Hội nghị chuyển đổi số".encode()


def exchange_of(
    body: bytes = BODY,
    path: str = "/tin",
    headers: tuple[tuple[bytes, bytes], ...] = ((b"Content-Type", b"text/html; charset=utf-8"),),
    moment: datetime = MOMENT,
    earlier: EarlierCapture | None = None,
    status: int = 200,
) -> Exchange:
    return Exchange(
        url=f"http://langson.gov.vn{path}",
        captured_at=moment,
        request_line=f"GET {path} HTTP/1.1",
        request_headers=[(b"Host", b"langson.gov.vn")],
        status_line=f"HTTP/1.1 {status}",
        response_headers=headers,
        body=body,
        ip_address="203.0.113.7",
        earlier=earlier,
    )


@pytest.fixture
def exchange() -> Callable[..., Exchange]:
    return exchange_of


@pytest.fixture
def written(tmp_path: Path) -> Callable[..., Path]:
    """A closed WARC file in ``tmp_path``, which is the archive folder."""

    def write(*exchanges: Exchange) -> Path:
        files = WarcFiles(tmp_path, "lang_son", {"software": "portalcrawl"})
        places = [files.write(exchange) for exchange in exchanges]
        files.close()
        return tmp_path / places[0].file

    return write


@pytest.fixture
def types() -> Callable[[Path], list[str]]:
    """The types of all records, every digest checked by warcio."""

    def read(path: Path) -> list[str]:
        with path.open("rb") as stream:
            iterator = ArchiveIterator(stream, check_digests="raise")
            return [record.rec_type for record in iterator]

    return read


@pytest.fixture
def read_at() -> Callable[[Path, int], Any]:
    """The record at an offset, as warcio reads it, with its ``body``."""

    def read(path: Path, offset: int) -> Any:
        with path.open("rb") as stream:
            stream.seek(offset)
            record = next(iter(ArchiveIterator(stream)))
            record.body = record.raw_stream.read()
            return record

    return read
