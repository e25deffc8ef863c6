"""WARC files are read back with warcio, as an archivist would."""

from __future__ import annotations

import os
import resource
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from warcio.archiveiterator import ArchiveIterator  # type: ignore[import-untyped]

from portalcrawl.fetch.warc import Exchange, Place, WarcFiles, payload_digest

MOMENT = datetime(2026, 11, 22, 5, 53, 1, 123456, tzinfo=UTC)
BODY = "Hội nghị chuyển đổi số".encode()


def exchange(body: bytes = BODY, path: str = "/tin") -> Exchange:
    return Exchange(
        url=f"http://langson.gov.vn{path}",
        captured_at=MOMENT,
        request_line=f"GET {path} HTTP/1.1",
        request_headers=[(b"Host", b"langson.gov.vn")],
        status_line="HTTP/1.1 200",
        response_headers=[
            (b"Content-Type", b"text/html"),
            (b"Set-Cookie", b"a=1"),
            (b"Set-Cookie", b"b=2"),
            (b"X-Site", "Lạng Sơn".encode()),
        ],
        body=body,
        ip_address="203.0.113.7",
    )


def record_at(archive: Path, place: Place) -> Any:
    with (archive / place.file).open("rb") as stream:
        stream.seek(place.offset)
        record = next(iter(ArchiveIterator(stream)))
        record.body = record.raw_stream.read()
        return record


def types(path: Path) -> list[str]:
    with path.open("rb") as stream:
        return [record.rec_type for record in ArchiveIterator(stream, check_digests="raise")]


@contextmanager
def disk_of(size: int) -> Iterator[None]:
    """Files may not grow beyond ``size`` bytes: what a full disk does to a write."""
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    ignored = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, limits[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        signal.signal(signal.SIGXFSZ, ignored)


def test_a_place_leads_to_the_response(tmp_path: Path) -> None:
    files = WarcFiles(tmp_path, "lang_son", {})
    files.write(exchange(path="/1"))
    place = files.write(exchange(path="/2"))
    files.close()

    record = record_at(tmp_path, place)

    assert record.rec_type == "response"
    assert record.rec_headers.get_header("WARC-Target-URI") == "http://langson.gov.vn/2"
    assert record.rec_headers.get_header("WARC-Date") == "2026-11-22T05:53:01.123456Z"
    assert record.rec_headers.get_header("WARC-Payload-Digest") == payload_digest(BODY)
    assert record.rec_headers.get_header("WARC-IP-Address") == "203.0.113.7"
    assert record.rec_headers.protocol == "WARC/1.1"
    assert record.body == BODY


def test_headers_keep_their_order_their_repetitions_and_their_bytes(tmp_path: Path) -> None:
    files = WarcFiles(tmp_path, "lang_son", {})
    record = record_at(tmp_path, files.write(exchange()))

    assert record.http_headers.protocol == "HTTP/1.1"
    assert record.http_headers.get_statuscode() == "200"
    assert record.http_headers.headers == [
        ("Content-Type", "text/html"),
        ("Set-Cookie", "a=1"),
        ("Set-Cookie", "b=2"),
        ("X-Site", "Lạng Sơn"),
    ]


def test_every_file_opens_with_what_made_it(tmp_path: Path) -> None:
    files = WarcFiles(tmp_path, "lang_son", {"software": "portalcrawl"}, max_bytes=1)
    places = [files.write(exchange()), files.write(exchange())]
    files.close()

    assert places[0].file != places[1].file
    for place in places:
        path = tmp_path / place.file
        assert types(path) == ["warcinfo", "response", "request"]
        info = record_at(tmp_path, Place(place.file, 0))
        assert b"software: portalcrawl\r\n" in info.body
        assert info.rec_headers.get_header("WARC-Filename") == path.name
        of_response = record_at(tmp_path, place).rec_headers
        assert of_response.get_header("WARC-Warcinfo-ID") == info.rec_headers.get_header(
            "WARC-Record-ID"
        )


def test_nothing_fetched_leaves_no_file(tmp_path: Path) -> None:
    WarcFiles(tmp_path, "lang_son", {}).close()
    assert list(tmp_path.iterdir()) == []


def test_two_runs_at_once_write_into_files_of_their_own(tmp_path: Path) -> None:
    runs = [WarcFiles(tmp_path, "lang_son", {}) for _ in range(5)]
    places = [run.write(exchange(path=f"/{number}")) for number, run in enumerate(runs)]

    assert len({place.file for place in places}) == 5
    for number, place in enumerate(places):
        record = record_at(tmp_path, place)
        assert record.rec_headers.get_header("WARC-Target-URI").endswith(f"/{number}")


def test_a_full_disk_is_an_error_and_leaves_whole_records_only(tmp_path: Path) -> None:
    files = WarcFiles(tmp_path, "lang_son", {})
    place = files.write(exchange())
    path = tmp_path / place.file
    before = path.read_bytes()

    with disk_of(len(before) + 100), pytest.raises(OSError, match="File too large"):
        files.write(exchange(body=os.urandom(10_000)))

    assert path.read_bytes() == before
    files.write(exchange())
    files.close()
    assert types(path) == ["warcinfo", "response", "request", "response", "request"]
