"""WARC files of many hands are read: ours, those of warcio, and headers as crawlers write them."""

from __future__ import annotations

import gzip
import hashlib
import sys
import zlib
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path

import brotli  # type: ignore[import-untyped]
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scrapy import Request
from scrapy.downloadermiddlewares.httpcompression import HttpCompressionMiddleware
from scrapy.http import Response
from scrapy.utils.test import get_crawler
from warcio.statusandheaders import StatusAndHeaders  # type: ignore[import-untyped]
from warcio.warcwriter import WARCWriter  # type: ignore[import-untyped]

from portalcrawl.items import EarlierCapture
from portalcrawl.warc.cdxj import sidecar
from portalcrawl.warc.decoding import decoded
from portalcrawl.warc.faults import (
    BrokenPayload,
    DamagedRecord,
    NoSuchRecord,
    TornRecord,
    WarcFault,
)
from portalcrawl.warc.reader import Record, read_record, records
from portalcrawl.warc.writer import Exchange, payload_digest
from tests.warc.conftest import BODY, MOMENT

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

Make = Callable[..., Exchange]
Written = Callable[..., Path]

HTML = "<p>Bài viết về chuyển đổi số</p>".encode() * 20
PACKED = {
    "gzip": gzip.compress(HTML),
    "x-gzip": gzip.compress(HTML),
    "deflate": zlib.compress(HTML),
    "br": brotli.compress(HTML),
    "zstd": zstd.compress(HTML),
}
UNPACKING = HttpCompressionMiddleware.from_crawler(
    get_crawler(settings_dict={"DOWNLOAD_MAXSIZE": 10_000})
)
RAW_DEFLATE = zlib.compressobj(wbits=-15)
RAW = RAW_DEFLATE.compress(HTML) + RAW_DEFLATE.flush()


def plain_record(
    block: bytes, kind: str = "response", version: str = "1.0", **headers: str
) -> bytes:
    """A record as it stands in a file. Underscores in header names stand for hyphens."""
    fields = {
        "WARC_Type": kind,
        "WARC_Record_ID": "<urn:uuid:12345678-feed-b0b0-dead-0123456789ab>",
        "WARC_Date": "2019-05-20T03:04:05Z",
        "WARC_Target_URI": "http://www.kontum.gov.vn/tin",
        "Content_Type": f"application/http; msgtype={kind}",
        **headers,
        "Content_Length": str(len(block)),
    }
    lines = [f"{name.replace('_', '-')}: {value}" for name, value in fields.items()]
    head = "\r\n".join([f"WARC/{version}", *lines, "", ""])
    return head.encode() + block + b"\r\n\r\n"


def http(body: bytes, *headers: str) -> bytes:
    return "\r\n".join(["HTTP/1.1 200 OK", *headers, "", ""]).encode() + body


def warc(folder: Path, *members: bytes, name: str = "other.warc") -> Path:
    path = folder / name
    path.write_bytes(b"".join(members))
    return path


def only(path: Path, limit: int = 2**20) -> Record:
    (record,) = records(path, limit=limit)
    return record


def unpacked_by_scrapy(body: bytes, coding: str) -> bytes | None:
    """What the crawl would hand to the spider; None where the page would be lost."""
    url = "http://www.kontum.gov.vn/tin"
    response = Response(url, body=body, headers={"Content-Encoding": coding})
    try:
        answered = UNPACKING.process_response(Request(url), response)
    except Exception:
        return None
    assert isinstance(answered, Response)
    return answered.body


def unpacked_by_us(body: bytes, coding: str) -> bytes | None:
    try:
        return decoded(body, [("Content-Encoding", coding)], 10_000)
    except BrokenPayload:
        return None


def test_what_was_written_is_read_back(exchange: Make, written: Written) -> None:
    path = written(exchange(BODY, path="/1"), exchange(BODY, path="/2", status=410))

    first, request, second, _ = records(path)

    assert (first.type, first.url, first.status) == ("response", "http://langson.gov.vn/1", 200)
    assert first.captured_at == MOMENT
    assert first.captured_at.tzinfo is UTC
    assert first.content_type == "text/html; charset=utf-8"
    assert first.headers == (("Content-Type", "text/html; charset=utf-8"),)
    assert first.payload == BODY
    assert first.payload_digest == first.computed_digest == payload_digest(BODY)
    assert first.truncated is None
    assert (request.type, request.status) == ("request", None)
    assert request.concurrent_to == first.record_id
    assert request.offset == first.offset + first.length
    assert (second.url, second.status) == ("http://langson.gov.vn/2", 410)


def test_reading_goes_on_where_it_stopped(exchange: Make, written: Written) -> None:
    path = written(*(exchange(path=f"/{number}") for number in range(4)))
    whole = list(records(path))
    assert list(records(path, from_offset=whole[3].offset)) == whole[3:]
    assert list(records(path, from_offset=path.stat().st_size)) == []


def test_a_revisit_says_where_its_payload_is(exchange: Make, written: Written) -> None:
    moment = MOMENT - timedelta(days=1, microseconds=3)
    earlier = EarlierCapture(
        url="http://langson.gov.vn/tin?a=1",
        captured_at=moment,
        payload_digest=payload_digest(BODY),
    )
    revisit, _ = records(written(exchange(BODY, earlier=earlier)))

    assert revisit.type == "revisit"
    assert (revisit.refers_to_url, revisit.refers_to_date) == (earlier.url, moment)
    assert revisit.payload_digest == earlier.payload_digest
    assert revisit.digest_holds is None, "it has no body to compute one from"
    assert revisit.status == 200


@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize("version", ["1.0", "1.1"])
def test_the_files_of_warcio_are_read(tmp_path: Path, packed: bool, version: str) -> None:
    path = tmp_path / ("rec.warc.gz" if packed else "rec.warc")
    with path.open("wb") as stream:
        writer = WARCWriter(stream, gzip=packed, warc_version=version)
        writer.write_record(writer.create_warcinfo_record(path.name, {"software": "x"}))
        for number in range(3):
            headers = StatusAndHeaders("200 OK", [("Content-Type", "a/b")], protocol="HTTP/1.0")
            writer.write_record(
                writer.create_warc_record(
                    f"http://www.kontum.gov.vn/{number}",
                    "response",
                    payload=BytesIO(HTML),
                    http_headers=headers,
                    length=len(HTML),
                )
            )

    found = list(records(path))

    assert [record.url[-2:] for record in found] == ["/0", "/1", "/2"]
    assert {record.payload for record in found} == {HTML}
    assert {record.digest_holds for record in found} == {True}
    for record in found:
        assert next(records(path, record.offset)) == record
    assert found[2].offset + found[2].length == path.stat().st_size


def test_a_record_of_common_crawl_is_read(tmp_path: Path) -> None:
    block = http(
        HTML,
        "Content-Type: text/html",
        "X-Crawler-Content-Encoding: gzip",
        "X-Crawler-Transfer-Encoding: chunked",
        f"Content-Length: {len(HTML)}",
    )
    about = {
        "WARC_Payload_Digest": payload_digest(HTML),
        "WARC_Truncated": "length",
        "WARC_Identified_Payload_Type": "text/html",
    }
    page = plain_record(block, **about)
    request = plain_record(b"GET /tin HTTP/1.1\r\nHost: a\r\n\r\n", "request")
    meta = plain_record(b"fetchTimeMs: 1\r\n", "metadata", Content_Type="application/warc-fields")
    path = warc(tmp_path, *map(gzip.compress, (request, page, meta)), name="CC-MAIN.warc.gz")

    asked, record = records(path)

    assert asked.type == "request"
    assert record.payload == HTML
    assert record.digest_holds
    assert record.truncated == "length"
    assert record.captured_at == datetime(2019, 5, 20, 3, 4, 5, tzinfo=UTC)


def test_a_page_of_old_common_crawl_that_only_says_it_is_packed_is_taken_as_it_is(
    tmp_path: Path,
) -> None:
    block = http(HTML, "Content-Encoding: gzip", "Transfer-Encoding: chunked")
    assert only(warc(tmp_path, plain_record(block))).payload == HTML


def test_a_record_of_browsertrix_is_read(tmp_path: Path) -> None:
    digest = f"sha256:{hashlib.sha256(PACKED['br']).hexdigest()}"
    block = http(PACKED["br"], "content-type: text/html", "content-encoding: br")
    date = "2024-05-20T03:04:05.678Z"
    page = plain_record(block, version="1.1", WARC_Date=date, WARC_Payload_Digest=digest)
    record = only(warc(tmp_path, gzip.compress(page), name="rec-0.warc.gz"))

    assert record.payload == HTML
    assert record.digest_holds
    assert record.captured_at == datetime(2024, 5, 20, 3, 4, 5, 678_000, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2016-01-02T03:04:05.123456789Z", datetime(2016, 1, 2, 3, 4, 5, 123456, tzinfo=UTC)),
        ("2016-01-02T03:04Z", datetime(2016, 1, 2, 3, 4, tzinfo=UTC)),
        ("2016-01-02", datetime(2016, 1, 2, tzinfo=UTC)),
        ("2016-01", datetime(2016, 1, 1, tzinfo=UTC)),
        ("2016", datetime(2016, 1, 1, tzinfo=UTC)),
    ],
)
def test_dates_are_read_at_every_precision(tmp_path: Path, text: str, moment: datetime) -> None:
    page = plain_record(http(HTML), WARC_Date=text)
    assert only(warc(tmp_path, page)).captured_at == moment


def test_what_is_not_http_has_no_status(tmp_path: Path) -> None:
    page = plain_record(b"20190520\nkontum", WARC_Target_URI="dns:kontum", Content_Type="text/dns")
    record = only(warc(tmp_path, page))
    assert (record.status, record.content_type, record.headers) == (None, "text/dns", ())


def test_chunks_are_put_together_and_the_digest_holds_with_them_or_without(
    tmp_path: Path,
) -> None:
    chunked = b"5;x=y\r\n<p>Tu\r\n3 \r\nng<\r\n0\r\nTrailer: 1\r\n\r\n"
    for digest in (payload_digest(chunked), payload_digest(b"<p>Tung<")):
        block = http(chunked, "Transfer-Encoding: chunked")
        record = only(warc(tmp_path, plain_record(block, WARC_Payload_Digest=digest)))
        assert record.payload == b"<p>Tung<"
        assert record.digest_holds


def test_chunks_that_break_off_are_told(tmp_path: Path) -> None:
    block = http(b"5\r\n<p>Tu\r\nff\r\nng<", "Transfer-Encoding: chunked")
    with pytest.raises(BrokenPayload, match=r"its chunks .* break off"):
        _ = only(warc(tmp_path, plain_record(block))).payload


@settings(deadline=None)
@given(
    st.sampled_from(sorted(PACKED)),
    st.sampled_from([*PACKED.values(), RAW, b"", b"\x1f\x8b"]) | st.binary(max_size=30),
    st.integers(0, 200),
    st.binary(max_size=3),
)
def test_a_payload_is_what_the_crawl_made_of_it(
    coding: str, body: bytes, cut: int, behind: bytes
) -> None:
    for received in (body, body[:cut], body + behind, body[:cut] + behind + body[cut:]):
        if b"<" in received[:4]:
            continue  # may be a page that only says it is packed: test above
        assert unpacked_by_us(received, coding) == unpacked_by_scrapy(received, coding)


@pytest.mark.parametrize("coding", ["gzip, br", "br,gzip", "rot13", "gzip, rot13", "identity"])
def test_several_encodings_are_undone_as_in_the_crawl(coding: str) -> None:
    body = HTML
    for step in coding.replace(" ", "").split(","):
        body = {"gzip": gzip.compress, "br": brotli.compress}.get(step, bytes)(body)
    assert unpacked_by_us(body, coding) == unpacked_by_scrapy(body, coding)


def test_a_bomb_is_not_unpacked(tmp_path: Path) -> None:
    block = http(gzip.compress(bytes(10**7)), "Content-Encoding: gzip")
    record = only(warc(tmp_path, plain_record(block)), limit=10**6)
    with pytest.raises(BrokenPayload, match="larger than 1000000 bytes"):
        _ = record.payload


@pytest.mark.parametrize("packed", [False, True])
def test_a_record_over_the_limit_is_passed_without_being_held(tmp_path: Path, packed: bool) -> None:
    film = plain_record(http(bytes(10**7)), WARC_Payload_Digest=payload_digest(bytes(10**7)))
    page = plain_record(http(HTML))
    members = [gzip.compress(film), gzip.compress(page)] if packed else [film, page]
    large, small = records(warc(tmp_path, *members), limit=10**5)

    assert large.cut_short
    assert len(large.body) <= 10**5
    assert large.digest_holds is None
    with pytest.raises(BrokenPayload, match="the record is larger"):
        _ = large.payload
    assert small.payload == HTML


def test_a_broken_payload_says_why_and_where(tmp_path: Path) -> None:
    path = warc(tmp_path, plain_record(http(b"\x1f\x8bnot", "Content-Encoding: gzip")))
    with pytest.raises(BrokenPayload) as told:
        _ = only(path).payload
    assert "\n" not in str(told.value)
    assert str(path) in str(told.value)
    assert "http://www.kontum.gov.vn/tin at byte 0" in str(told.value)
    assert "cannot be unpacked from gzip" in str(told.value)


def test_a_payload_that_was_changed_is_found(tmp_path: Path) -> None:
    page = plain_record(http(HTML), WARC_Payload_Digest=payload_digest(HTML))
    record = only(warc(tmp_path, page.replace(b"chuy", b"chay", 1)))
    assert record.digest_holds is False
    assert record.computed_digest != record.payload_digest == payload_digest(HTML)


def test_a_digest_of_an_unknown_kind_is_neither_right_nor_wrong(tmp_path: Path) -> None:
    page = plain_record(http(HTML), WARC_Payload_Digest="crc32:1234")
    assert only(warc(tmp_path, page)).digest_holds is None


@pytest.mark.parametrize("packed", [False, True])
def test_a_torn_file_gives_its_whole_records_and_then_the_place(
    tmp_path: Path, packed: bool
) -> None:
    record = plain_record(http(HTML))
    member = gzip.compress(record) if packed else record
    for cut in range(1, len(member)):
        path = warc(tmp_path, member, member[:cut])
        found = records(path)
        assert next(found).payload == HTML
        with pytest.raises(TornRecord) as torn:
            next(found)
        assert torn.value.offset == len(member)


def test_zeros_at_the_end_count_as_torn(tmp_path: Path) -> None:
    member = gzip.compress(plain_record(http(HTML)))
    with pytest.raises(TornRecord):
        list(records(warc(tmp_path, member, bytes(5000))))


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        (b"this is no archive", "is it a WARC file"),
        (gzip.compress(b"this is no archive", mtime=0), "Invalid WARC record"),
        (gzip.compress(plain_record(http(HTML)))[:40] + bytes(99) + b"x", "its gzip is broken"),
        (gzip.compress(plain_record(http(HTML)) * 2), "warcio recompress"),
        (gzip.compress(plain_record(http(HTML), WARC_Date="today")), "'today' is no date"),
        (gzip.compress(plain_record(http(HTML))[:-30]), "shorter than its Content-Length"),
        (plain_record(http(HTML))[:-4] + b"more" + bytes(99), "longer than its Content-Length"),
        (plain_record(http(HTML)).replace(b"Content-Length", b"X"), "no Content-Length"),
        (plain_record(http(HTML)).replace(b"WARC-Target", b"X"), "no WARC-Target-URI"),
    ],
)
def test_what_is_no_record_is_told_in_one_line(tmp_path: Path, bad: bytes, reason: str) -> None:
    good = plain_record(http(HTML))
    found = records(warc(tmp_path, good, bad))
    next(found)
    with pytest.raises(DamagedRecord, match=reason) as told:
        list(found)
    assert told.value.offset == len(good)
    assert "\n" not in str(told.value)


def test_reading_can_go_on_behind_a_bad_record(tmp_path: Path) -> None:
    good = gzip.compress(plain_record(http(HTML)))
    bad = gzip.compress(plain_record(http(HTML), WARC_Date="today"))
    path = warc(tmp_path, bad, good)
    with pytest.raises(DamagedRecord) as told:
        list(records(path))
    assert told.value.next_offset is not None
    assert [record.payload for record in records(path, told.value.next_offset)] == [HTML]


@settings(deadline=None)
@given(st.binary(max_size=200), st.integers(0, 400))
def test_no_file_makes_the_reader_fail_in_another_way(
    tmp_path_factory: pytest.TempPathFactory, noise: bytes, at: int
) -> None:
    good = plain_record(http(HTML))
    folder = tmp_path_factory.mktemp("noise")
    for content in (noise, good[:at] + noise + good[at:], gzip.compress(good[:at] + noise)):
        try:
            for record in records(warc(folder, content)):
                _ = record.payload, record.digest_holds
        except WarcFault:
            pass


def test_one_record_is_read_by_what_the_archive_says_of_it(
    tmp_path: Path, exchange: Make, written: Written
) -> None:
    path = written(exchange(path="/1"), exchange(b"second", path="/2"))
    offset = list(records(path))[2].offset
    assert read_record(tmp_path, f"warc/{path.name}", offset).payload == b"second"


def test_the_folder_of_the_warc_files_may_be_on_another_disk(
    tmp_path: Path, exchange: Make, written: Written
) -> None:
    path = written(exchange(BODY))
    (tmp_path / "archive").mkdir()
    (tmp_path / "archive" / "warc").symlink_to(path.parent)
    offset = next(records(path)).offset
    assert read_record(tmp_path / "archive", f"warc/{path.name}", offset).payload == BODY


@pytest.mark.parametrize(
    "name", ["../secret.warc", "/etc/passwd", "warc/../../secret.warc", "", ".", "warc/a\0b"]
)
def test_no_name_leads_out_of_the_archive_folder(tmp_path: Path, name: str) -> None:
    warc(tmp_path, plain_record(http(HTML)), name="secret.warc")
    archive = tmp_path / "archive"
    (archive / "warc").mkdir(parents=True)
    with pytest.raises(NoSuchRecord):
        read_record(archive, name, 0)


def test_no_link_leads_out_of_the_archive_folder(tmp_path: Path) -> None:
    secret = warc(tmp_path, plain_record(http(HTML)), name="secret.warc")
    folder = tmp_path / "archive" / "warc"
    folder.mkdir(parents=True)
    (folder / "linked.warc").symlink_to(secret)
    with pytest.raises(NoSuchRecord, match="leads out of the archive folder"):
        read_record(tmp_path / "archive", "warc/linked.warc", 0)


def test_a_record_that_is_not_there_is_told(
    tmp_path: Path, exchange: Make, written: Written
) -> None:
    path = written(exchange())
    name = f"warc/{path.name}"
    with pytest.raises(NoSuchRecord, match="is missing: restore it"):
        read_record(tmp_path, "warc/lost.warc.gz", 0)
    with pytest.raises(NoSuchRecord, match="has no response at byte 0"):
        read_record(tmp_path, name, 0)
    with pytest.raises(NoSuchRecord, match="it ends before"):
        read_record(tmp_path, name, path.stat().st_size)
    with pytest.raises(DamagedRecord):
        read_record(tmp_path, name, 7)
    with pytest.raises(WarcFault):
        read_record(tmp_path, f"warc/{sidecar(path).name}", 0)
