"""Real crawls of a loopback portal; the WARC file is read back with warcio."""

from __future__ import annotations

import gzip
import os
from argparse import Namespace
from collections.abc import Callable
from datetime import datetime
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

import pytest
from warcio.archiveiterator import ArchiveIterator  # type: ignore[import-untyped]
from warcio.checker import Checker  # type: ignore[import-untyped]

from portalcrawl.warc.cdxj import sidecar
from portalcrawl.warc.writer import payload_digest

PLAIN = "<p>Tin trong ngày</p>".encode()
ZIPPED = gzip.compress("<p>Bài viết nén</p>".encode())

Fixture = Callable[..., Any]


def chunked(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(200)
    handler.send_header("Transfer-Encoding", "chunked")
    handler.end_headers()
    for part in (b"<p>Tung", b" khuc</p>"):
        handler.wfile.write(f"{len(part):x}\r\n".encode() + part + b"\r\n")
    handler.wfile.write(b"0\r\n\r\n")


@pytest.fixture
def portal(serve: Fixture, answer: Fixture) -> Any:
    return serve(
        {
            "/plain": answer(PLAIN, Content_Type="text/html"),
            "/zipped": answer(ZIPPED, Content_Type="text/html", Content_Encoding="gzip"),
            "/chunked": chunked,
            "/moved": answer(b"moved", status=301, Location="/plain?from=moved"),
            "/gone": answer(b"gone", status=410),
            "/broken": answer(b"broken", status=500),
            "/empty": answer(),
        }
    )


def warcs(archive: Path) -> list[Path]:
    return sorted((archive / "warc").glob("*.warc.gz"))


def records(path: Path) -> list[Any]:
    found = []
    with path.open("rb") as stream:
        iterator = ArchiveIterator(stream)
        for record in iterator:
            record.body = record.raw_stream.read()
            record.offset = iterator.get_record_offset()
            found.append(record)
    return found


def header(record: Any, name: str) -> str:
    value: str = record.rec_headers.get_header(name)
    return value


def test_a_capture_leads_to_the_bytes_that_were_served(
    portal: Any, crawl: Fixture, tmp_path: Path
) -> None:
    paths = ("/plain?id=1", "/zipped", "/chunked", "/moved", "/gone", "/empty")
    crawled = crawl(
        [portal.url(path) for path in paths],
        settings={"ARCHIVE_DIR": str(tmp_path)},
        meta={"capture": True},
    )

    (file,) = warcs(tmp_path)
    kept = records(file)
    responses = {header(r, "WARC-Target-URI"): r for r in kept if r.rec_type == "response"}
    assert kept[0].rec_type == "warcinfo"
    assert set(responses) == {
        portal.url(path)
        for path in ("/plain?id=1", "/zipped", "/chunked", "/plain?from=moved", "/empty")
    }
    assert responses[portal.url("/plain?id=1")].body == PLAIN
    assert responses[portal.url("/zipped")].body == ZIPPED
    assert responses[portal.url("/zipped")].http_headers.get_header("Content-Encoding") == "gzip"
    assert responses[portal.url("/chunked")].body == b"<p>Tung khuc</p>"
    assert responses[portal.url("/chunked")].http_headers.get_header("Transfer-Encoding") is None
    assert crawled.stats["capture/responses"] == 5

    assert len(crawled.pages) == 5
    for page in crawled.pages:
        capture = page["captured"]
        record = responses[page["url"]]
        assert capture["warc_file"] == f"warc/{file.name}"
        assert capture["warc_offset"] == record.offset
        assert capture["payload_digest"] == header(record, "WARC-Payload-Digest")
        assert capture["url"] == page["url"]
        assert capture["status"] == 200
        moment = datetime.fromisoformat(capture["captured_at"])
        assert moment == datetime.fromisoformat(header(record, "WARC-Date"))


def test_the_page_that_the_spider_gets_is_unpacked_all_the_same(
    portal: Any, crawl: Fixture, tmp_path: Path
) -> None:
    crawled = crawl(
        [portal.url("/zipped")],
        settings={"ARCHIVE_DIR": str(tmp_path)},
        meta={"capture": True},
    )
    assert [page["text"] for page in crawled.pages] == ["<p>Bài viết nén</p>"]


def test_warcio_check_finds_every_digest_right(
    portal: Any, crawl: Fixture, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    crawl(
        [portal.url("/plain"), portal.url("/zipped"), portal.url("/empty")],
        settings={"ARCHIVE_DIR": str(tmp_path)},
        meta={"capture": True},
    )
    files = [str(path) for path in warcs(tmp_path)]

    assert Checker(Namespace(inputs=files, verbose=True)).process_all() == 0
    assert capsys.readouterr().out.count("digest pass") == 7, "warcinfo and three pairs"


def test_the_request_is_kept_with_its_response(portal: Any, crawl: Fixture, tmp_path: Path) -> None:
    crawl(
        [portal.url("/plain?id=1")],
        settings={"ARCHIVE_DIR": str(tmp_path)},
        meta={"capture": True},
    )
    (file,) = warcs(tmp_path)
    info, response, request = records(file)

    assert request.rec_type == "request"
    assert header(request, "WARC-Concurrent-To") == header(response, "WARC-Record-ID")
    assert request.http_headers.protocol == "GET"
    assert request.http_headers.statusline == "/plain?id=1 HTTP/1.1"
    assert request.http_headers.get_header("Host") == portal.host
    assert request.http_headers.get_header("User-Agent").startswith("portalcrawl/")
    assert header(response, "WARC-IP-Address") == "127.0.0.1"
    assert b"robots: obey\r\n" in info.body
    assert b"isPartOf: visitor\r\n" in info.body


def test_runs_into_one_folder_do_not_collide(portal: Any, crawl: Fixture, tmp_path: Path) -> None:
    for _ in range(2):
        crawl(
            [portal.url("/plain")],
            settings={"ARCHIVE_DIR": str(tmp_path)},
            meta={"capture": True},
        )
    files = warcs(tmp_path)
    assert len(files) == 2
    for file in files:
        assert [r.rec_type for r in records(file)] == ["warcinfo", "response", "request"]


def test_only_what_is_asked_for_is_kept(portal: Any, crawl: Fixture, tmp_path: Path) -> None:
    crawled = crawl([portal.url("/plain")], settings={"ARCHIVE_DIR": str(tmp_path)})
    assert [page["captured"] for page in crawled.pages] == [None]
    assert list(tmp_path.iterdir()) == []


def test_without_an_archive_folder_a_capture_has_its_digest_and_no_file(
    portal: Any, crawl: Fixture
) -> None:
    crawled = crawl([portal.url("/plain")], settings={"ARCHIVE_DIR": ""}, meta={"capture": True})
    (page,) = crawled.pages
    assert page["captured"]["warc_file"] is None
    assert page["captured"]["payload_digest"].startswith("sha1:")


def earlier_than(portal: Any, body: bytes) -> dict[str, str]:
    return {
        "url": portal.url("/plain"),
        "captured_at": "2026-11-21T05:53:01.000007+00:00",
        "payload_digest": payload_digest(body),
    }


def test_an_unchanged_page_becomes_a_revisit(portal: Any, crawl: Fixture, tmp_path: Path) -> None:
    crawled = crawl(
        [portal.url("/plain"), portal.url("/zipped")],
        settings={"ARCHIVE_DIR": str(tmp_path)},
        meta={"capture": True, "earlier": earlier_than(portal, PLAIN)},
    )

    (file,) = warcs(tmp_path)
    kept = {header(record, "WARC-Target-URI"): record for record in records(file)[1::2]}
    assert kept[portal.url("/plain")].rec_type == "revisit"
    assert header(kept[portal.url("/plain")], "WARC-Refers-To-Date") == (
        "2026-11-21T05:53:01.000007Z"
    )
    assert kept[portal.url("/zipped")].rec_type == "response"
    captures = {page["url"]: page["captured"] for page in crawled.pages}
    assert captures[portal.url("/plain")]["is_revisit"]
    assert captures[portal.url("/plain")]["payload_digest"] == payload_digest(PLAIN)
    assert not captures[portal.url("/zipped")]["is_revisit"]
    assert crawled.stats["capture/revisits"] == 1
    assert {page["text"] for page in crawled.pages} == {PLAIN.decode(), "<p>Bài viết nén</p>"}


def test_without_an_archive_folder_nothing_is_a_revisit(portal: Any, crawl: Fixture) -> None:
    (page,) = crawl(
        [portal.url("/plain")],
        settings={"ARCHIVE_DIR": ""},
        meta={"capture": True, "earlier": earlier_than(portal, PLAIN)},
    ).pages
    assert page["captured"]["is_revisit"] is False


@pytest.mark.parametrize("stored", [True, False])
def test_the_answer_that_a_stored_article_is_gone_is_kept_as_evidence(
    portal: Any, crawl: Fixture, tmp_path: Path, stored: bool
) -> None:
    paths = ("/gone", "/no-such-page", "/broken")
    crawl(
        [portal.url(path) for path in paths],
        settings={"ARCHIVE_DIR": str(tmp_path)},
        meta={"capture": True, "stored": stored},
    )

    kept = {
        header(record, "WARC-Target-URI"): record.http_headers.get_statuscode()
        for file in warcs(tmp_path)
        for record in records(file)
        if record.rec_type == "response"
    }
    gone = {portal.url("/gone"): "410", portal.url("/no-such-page"): "404"}
    assert kept == (gone if stored else {})


def test_a_run_leaves_an_index_beside_its_file(portal: Any, crawl: Fixture, tmp_path: Path) -> None:
    crawl(
        [portal.url("/plain")],
        settings={"ARCHIVE_DIR": str(tmp_path)},
        meta={"capture": True},
    )
    (file,) = warcs(tmp_path)
    assert f'"url": "{portal.url("/plain")}"' in sidecar(file).read_text()


def test_the_file_of_a_killed_run_is_mended_before_the_next_one(
    portal: Any, crawl: Fixture, tmp_path: Path
) -> None:
    for _ in range(2):
        killed = [*warcs(tmp_path)]
        for file in killed:
            os.truncate(file, file.stat().st_size - 5)
            sidecar(file).unlink()
        crawled = crawl(
            [portal.url("/plain?1"), portal.url("/plain?2")],
            settings={"ARCHIVE_DIR": str(tmp_path)},
            meta={"capture": True},
        )

    (file,) = killed
    types = [record.rec_type for record in records(file)]
    assert types == ["warcinfo", "response", "request", "response"]
    assert len(sidecar(file).read_text().splitlines()) == 2
    assert crawled.stats["capture/mended/cut"] == 1
    assert crawled.stats["capture/responses"] == 2


def test_a_file_that_cannot_be_mended_ends_the_run_before_it_begins(
    portal: Any, crawl: Fixture, tmp_path: Path
) -> None:
    crawl(
        [portal.url("/plain")],
        settings={"ARCHIVE_DIR": str(tmp_path)},
        meta={"capture": True},
    )
    (file,) = warcs(tmp_path)
    sidecar(file).unlink()
    sidecar(file).mkdir()  # as a folder that may not be written; root may write everywhere
    portal.asked.clear()

    crawled = crawl(
        [portal.url("/plain")],
        settings={"ARCHIVE_DIR": str(tmp_path)},
        meta={"capture": True},
    )

    assert crawled.stats["finish_reason"] == "capture_failed"
    assert "Captures cannot be written" in crawled.log
    assert portal.asked == []


def test_a_folder_that_cannot_be_written_ends_the_run(
    portal: Any, crawl: Fixture, tmp_path: Path
) -> None:
    (tmp_path / "warc").write_text("a file where the folder should be")

    crawled = crawl(
        [portal.url("/plain?1"), portal.url("/plain?2")],
        settings={"ARCHIVE_DIR": str(tmp_path)},
        meta={"capture": True},
    )

    assert crawled.stats["finish_reason"] == "capture_failed"
    assert crawled.pages == []
    assert "Captures cannot be written" in crawled.log
