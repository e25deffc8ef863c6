from __future__ import annotations

import gzip
from io import BytesIO
from pathlib import Path

import pytest
from warcio.archiveiterator import ArchiveIterator  # type: ignore[import-untyped]
from warcio.warcwriter import WARCWriter  # type: ignore[import-untyped]

from portalcrawl.warc.faults import DamagedRecord, NoSuchRecord
from portalcrawl.warc.one_record import raw_record

BODY = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<p>Xin ch\xc3\xa0o</p>" + b" " * 500


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    (tmp_path / "warc").mkdir()
    for name, is_packed in (("a.warc.gz", True), ("plain.warc", False)):
        with (tmp_path / "warc" / name).open("wb") as file:
            writer = WARCWriter(file, gzip=is_packed)
            for number in (1, 2):
                url = f"https://hcc.nghean.gov.vn/{number}"
                record = writer.create_warc_record(url, "response", payload=BytesIO(BODY))
                writer.write_record(record)
    return tmp_path


def second_offset(archive: Path, name: str) -> int:
    with (archive / "warc" / name).open("rb") as file:
        records = ArchiveIterator(file)
        next(records).content_stream().read()
        next(records)
        return int(records.get_record_offset())


@pytest.mark.parametrize("name", ["a.warc.gz", "plain.warc"])
def test_a_record_is_a_warc_file_of_its_own(archive: Path, name: str) -> None:
    raw = raw_record(archive, f"warc/{name}", second_offset(archive, name))
    [url] = [each.rec_headers["WARC-Target-URI"] for each in ArchiveIterator(BytesIO(raw))]
    assert url == "https://hcc.nghean.gov.vn/2"
    assert gzip.decompress(raw).startswith(b"WARC/1.")


def test_the_bytes_are_those_of_the_file(archive: Path) -> None:
    offset = second_offset(archive, "a.warc.gz")
    content = (archive / "warc" / "a.warc.gz").read_bytes()
    assert raw_record(archive, "warc/a.warc.gz", offset) == content[offset:]


@pytest.mark.parametrize(
    "name", ["../a.warc.gz", "/etc/passwd", "warc/../../x", "warc/none.warc.gz", "warc/\0", ""]
)
def test_nothing_outside_of_the_archive_is_read(archive: Path, name: str) -> None:
    (archive.parent / "a.warc.gz").write_bytes(b"")
    with pytest.raises(NoSuchRecord):
        raw_record(archive, name, 0)


def test_an_offset_inside_of_a_record_is_none(archive: Path) -> None:
    with pytest.raises(DamagedRecord):
        raw_record(archive, "warc/a.warc.gz", 7)


def test_a_record_larger_than_the_limit_is_refused(archive: Path) -> None:
    with pytest.raises(NoSuchRecord, match="is larger than 700 bytes"):
        raw_record(archive, "warc/a.warc.gz", 0, limit=700)
