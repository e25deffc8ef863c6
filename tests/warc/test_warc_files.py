"""WARC files are read back with warcio, as an archivist would."""

from __future__ import annotations

import os
import resource
import signal
from argparse import Namespace
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from warcio.checker import Checker  # type: ignore[import-untyped]

from benchmarks.warc import SIZE_LIMIT, measured, pages
from portalcrawl.items import EarlierCapture
from portalcrawl.warc.writer import Exchange, WarcFiles, payload_digest

Make = Callable[..., Exchange]
Written = Callable[..., Path]
Types = Callable[[Path], list[str]]
ReadAt = Callable[[Path, int], Any]

BODY = "Hội nghị chuyển đổi số".encode()
EARLIER = EarlierCapture(
    url="http://langson.gov.vn/tin?id=1",
    captured_at=datetime(2026, 11, 21, 5, 53, 1, 5, tzinfo=UTC),
    payload_digest=payload_digest(BODY),
)


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


def test_a_place_leads_to_the_response(tmp_path: Path, exchange: Make, read_at: ReadAt) -> None:
    files = WarcFiles(tmp_path, "lang_son", {})
    files.write(exchange(path="/1"))
    place = files.write(exchange(BODY, path="/2"))
    files.close()

    record = read_at(tmp_path / place.file, place.offset)

    assert record.rec_type == "response"
    assert record.rec_headers.get_header("WARC-Target-URI") == "http://langson.gov.vn/2"
    assert record.rec_headers.get_header("WARC-Date") == "2026-11-22T05:53:01.123456Z"
    assert record.rec_headers.get_header("WARC-Payload-Digest") == payload_digest(BODY)
    assert record.rec_headers.get_header("WARC-IP-Address") == "203.0.113.7"
    assert record.rec_headers.protocol == "WARC/1.1"
    assert record.body == BODY


def test_headers_keep_their_order_their_repetitions_and_their_bytes(
    tmp_path: Path, exchange: Make, read_at: ReadAt
) -> None:
    sent = (
        (b"Content-Type", b"text/html"),
        (b"Set-Cookie", b"a=1"),
        (b"Set-Cookie", b"b=2"),
        (b"X-Site", "Lạng Sơn".encode()),
    )
    files = WarcFiles(tmp_path, "lang_son", {})
    place = files.write(exchange(headers=sent))
    record = read_at(tmp_path / place.file, place.offset)

    assert record.http_headers.protocol == "HTTP/1.1"
    assert record.http_headers.get_statuscode() == "200"
    assert record.http_headers.headers == [(name.decode(), value.decode()) for name, value in sent]


def test_every_file_opens_with_what_made_it(
    tmp_path: Path, exchange: Make, types: Types, read_at: ReadAt
) -> None:
    files = WarcFiles(tmp_path, "lang_son", {"software": "portalcrawl"}, max_bytes=1)
    places = [files.write(exchange()), files.write(exchange())]
    files.close()

    assert places[0].file != places[1].file
    for place in places:
        path = tmp_path / place.file
        assert types(path) == ["warcinfo", "response", "request"]
        info = read_at(path, 0)
        assert b"software: portalcrawl\r\n" in info.body
        assert info.rec_headers.get_header("WARC-Filename") == path.name
        of_response = read_at(path, place.offset).rec_headers
        assert of_response.get_header("WARC-Warcinfo-ID") == info.rec_headers.get_header(
            "WARC-Record-ID"
        )


def test_nothing_fetched_leaves_no_file(tmp_path: Path) -> None:
    WarcFiles(tmp_path, "lang_son", {}).close()
    assert list(tmp_path.iterdir()) == []


def test_two_runs_at_once_write_into_files_of_their_own(
    tmp_path: Path, exchange: Make, read_at: ReadAt
) -> None:
    runs = [WarcFiles(tmp_path, "lang_son", {}) for _ in range(5)]
    places = [run.write(exchange(path=f"/{number}")) for number, run in enumerate(runs)]

    assert len({place.file for place in places}) == 5
    for number, place in enumerate(places):
        record = read_at(tmp_path / place.file, place.offset)
        assert record.rec_headers.get_header("WARC-Target-URI").endswith(f"/{number}")


def test_a_full_disk_is_an_error_and_leaves_whole_records_only(
    tmp_path: Path, exchange: Make, types: Types
) -> None:
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


def test_a_disk_that_is_full_from_the_start_gets_no_file(tmp_path: Path, exchange: Make) -> None:
    files = WarcFiles(tmp_path, "lang_son", {"software": "portalcrawl"})
    with disk_of(10), pytest.raises(OSError, match="File too large"):
        files.write(exchange())
    assert list((tmp_path / "warc").iterdir()) == []


def test_the_same_payload_again_becomes_a_revisit_that_says_where_it_is(
    exchange: Make, written: Written, types: Types
) -> None:
    path = written(exchange(BODY, earlier=EARLIER))

    assert types(path) == ["warcinfo", "revisit", "request"]


def test_a_revisit_is_written_as_the_standard_has_it(
    tmp_path: Path, exchange: Make, read_at: ReadAt
) -> None:
    files = WarcFiles(tmp_path, "lang_son", {})
    place = files.write(exchange(BODY, earlier=EARLIER))
    files.close()

    record = read_at(tmp_path / place.file, place.offset)
    header = record.rec_headers.get_header

    assert header("WARC-Profile") == (
        "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
    )
    assert header("WARC-Target-URI") == "http://langson.gov.vn/tin"
    assert header("WARC-Refers-To-Target-URI") == "http://langson.gov.vn/tin?id=1"
    assert header("WARC-Refers-To-Date") == "2026-11-21T05:53:01.000005Z"
    assert header("WARC-Payload-Digest") == payload_digest(BODY)
    assert record.http_headers.get_header("Content-Type") == "text/html; charset=utf-8"
    assert record.body == b""


def test_another_payload_is_kept_whole(exchange: Make, written: Written, types: Types) -> None:
    path = written(exchange(b"edited", earlier=EARLIER))
    assert types(path) == ["warcinfo", "response", "request"]


def test_warcio_check_finds_every_digest_right(
    exchange: Make, written: Written, capsys: pytest.CaptureFixture[str]
) -> None:
    path = written(exchange(), exchange(b""), exchange(BODY, earlier=EARLIER))

    assert Checker(Namespace(inputs=[str(path)], verbose=True)).process_all() == 0
    told = capsys.readouterr().out
    assert told.count("digest pass") == 6, "warcinfo, two pairs and the request of the revisit"
    assert told.count("(revisit)") == 1, "it has no payload to be checked"


def test_files_are_hardly_larger_than_those_of_warcio() -> None:
    assert measured(pages(40)).size_ratio <= SIZE_LIMIT
