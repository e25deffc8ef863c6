"""``portalcrawl show``: an article to read, its versions, and the bytes that were served."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from warcio.archiveiterator import ArchiveIterator  # type: ignore[import-untyped]
from warcio.statusandheaders import StatusAndHeaders  # type: ignore[import-untyped]
from warcio.warcwriter import WARCWriter  # type: ignore[import-untyped]

from db.archive import open_archive
from portalcrawl.cli import main
from portalcrawl.items import Article, Attachment, Capture

URL = "https://kontum.gov.vn/tin/7.html"
ID = "kontum.gov.vn/7"
FIRST = "Sáng 12/3, hội nghị chuyển đổi số khai mạc.\n\nĐại biểu 10 xã tham dự."
SECOND = "Sáng 13/3, hội nghị chuyển đổi số khai mạc.\n\nĐại biểu 10 xã tham dự.\n\nTin mới."


def article(text: str, capture: Capture | None, **changes: Any) -> Article:
    fields: dict[str, Any] = {
        "portal": "kontum.gov.vn",
        "article_key": "7",
        "url": URL,
        "canonical_url": URL,
        "title": "Chuyển đổi số",
        "text": text,
        "published_at": "2024-03-12",
        "published_precision": "day",
        "published_from": "visible",
        "author": "Hà",
        "attachments": (Attachment(url="https://kontum.gov.vn/a.pdf", name="Tờ trình"),),
        "captions": ("Toàn cảnh",),
        "extraction_method": "generic",
        "capture": capture,
    }
    return Article(**fields | changes)


@pytest.fixture
def archive(tmp_path: Path, database_url: str, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An article that was captured, edited, and read again from a page that had not changed."""
    monkeypatch.setenv("PORTALCRAWL_DB", database_url)
    monkeypatch.setenv("COLUMNS", "80")
    folder = tmp_path / "archive"
    (folder / "warc").mkdir(parents=True)
    offsets = []
    with (folder / "warc" / "a.warc.gz").open("wb") as file:
        writer = WARCWriter(file, gzip=True)
        http = StatusAndHeaders("200 OK", [("Content-Type", "text/html")], protocol="HTTP/1.1")
        for record in (
            writer.create_warc_record(URL, "response", BytesIO(b"one"), http_headers=http),
            writer.create_warc_record(URL, "response", BytesIO(b"two"), http_headers=http),
            writer.create_revisit_record(URL, "sha1:TWO", URL, "2026-11-02T12:00:00Z"),
        ):
            offsets.append(file.tell())
            writer.write_record(record)
    captures = [
        Capture(
            captured_at=datetime(2026, 11, day, 12, tzinfo=UTC),
            url=URL,
            status=200,
            payload_digest=digest,
            is_revisit=day == 3,
            warc_file="warc/a.warc.gz",
            warc_offset=offset,
        )
        for day, digest, offset in zip(
            (1, 2, 3), ("sha1:ONE", "sha1:TWO", "sha1:TWO"), offsets, strict=True
        )
    ]
    opened = open_archive(database_url)
    opened.record([article(FIRST, captures[0])])
    opened.record([article(SECOND, captures[1], author=None)])
    opened.record([article(SECOND, captures[2], author=None, section="Tin")])
    opened.record([article("\x1b[31mđỏ\x9b0m \u202etừ phải", None, article_key="8", title="\x07B")])
    opened.close()
    return folder


@pytest.fixture
def called(archive: Path) -> Callable[..., int]:
    def call(*arguments: str) -> int:
        with pytest.raises(SystemExit) as ended:
            main(["show", *arguments, "--archive", str(archive)])
        return int(ended.value.code or 0)

    return call


Called = Callable[..., int]
Captured = pytest.CaptureFixture[str]


def records(content: bytes) -> list[tuple[str, bytes]]:
    """The records of a WARC file: type and payload."""
    return [
        (record.rec_type, record.content_stream().read())
        for record in ArchiveIterator(BytesIO(content))
    ]


def test_an_article_is_printed_for_reading(called: Called, capsys: Captured) -> None:
    assert called(ID, "--revision", "1") == 0
    assert (
        capsys.readouterr().out
        == f"""\
Chuyển đổi số

article    {ID}
published  2024-03-12 (to the day, from visible)
portal     kontum.gov.vn
author     Hà
address    {URL}
version    1 of 3
captured   2026-11-01T12:00:00Z
record     warc/a.warc.gz at byte 0
seen       2026-11-01T12:00:00Z to 2026-11-03T12:00:00Z

Sáng 12/3, hội nghị chuyển đổi số khai mạc.

Đại biểu 10 xã tham dự.

Captions
  Toàn cảnh

Attachments
  Tờ trình  https://kontum.gov.vn/a.pdf  (not captured)

Versions
  1  2026-11-01T12:00:00Z  68 characters
  2  2026-11-02T12:00:00Z  78 characters
  3  2026-11-03T12:00:00Z  78 characters, the same page read again

Answers of the portal
  2026-11-03T12:00:00Z  200  the same bytes as before  version 3
  2026-11-02T12:00:00Z  200  version 2
  2026-11-01T12:00:00Z  200  version 1
"""
    )


def test_a_difference_is_readable_without_colour(called: Called, capsys: Captured) -> None:
    assert called(URL, "--diff", "1", "2") == 0
    assert (
        capsys.readouterr().out
        == f"""\
article    {ID}
before     revision 1, captured 2026-11-01T12:00:00Z
after      revision 2, captured 2026-11-02T12:00:00Z
author     [-Hà-]

Sáng [-12/3-]{{+13/3+}}, hội nghị chuyển đổi số khai mạc.

Đại biểu 10 xã tham dự.

{{+Tin mới.+}}
"""
    )


def test_versions_with_the_same_text_are_said_to_have_it(called: Called, capsys: Captured) -> None:
    assert called(ID, "--diff", "2", "3") == 0
    assert capsys.readouterr().out.splitlines()[3:] == [
        "section    {+Tin+}",
        "",
        "The text is the same.",
    ]


def test_names_stand_apart_from_what_is_told(called: Called, capsys: Captured) -> None:
    opened = open_archive(os.environ["PORTALCRAWL_DB"])
    for day in ("2024-03-12", "2024-03-13"):
        opened.record([article(FIRST, None, article_key="9", published_at=day)])
    opened.close()
    assert called("kontum.gov.vn/9", "--diff", "1", "2") == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "article       kontum.gov.vn/9"
    assert lines[-3] == "published at  [-2024-03-12-]{+2024-03-13+}"


def test_json_is_for_programs(called: Called, capsys: Captured) -> None:
    assert called(ID, "--json") == 0
    document = json.loads(capsys.readouterr().out)
    assert (document["article_id"], document["current"]) == (ID, 3)
    assert document["version"]["text"] == SECOND
    assert [line["number"] for line in document["versions"]] == [1, 2, 3]


@pytest.mark.parametrize("arguments", [(), ("--json",), ("--diff", "1", "1")])
def test_nothing_that_a_terminal_obeys_is_printed(
    called: Called, capsys: Captured, arguments: tuple[str, ...]
) -> None:
    assert called("kontum.gov.vn/8", *arguments) == 0
    assert not set(capsys.readouterr().out) & set("\x1b\x9b\x07")


def test_the_record_of_a_version_is_a_warc_file(
    called: Called, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    assert called(ID, "--revision", "1", "--warc") == 0
    assert records(capsysbinary.readouterr().out) == [("response", b"one")]


def test_a_revisit_comes_with_the_record_that_has_its_payload(
    called: Called, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    assert called(ID, "--warc") == 0
    assert records(capsysbinary.readouterr().out) == [("revisit", b""), ("response", b"two")]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("kontumgov.vn/7",), f"no article 'kontumgov.vn/7' in the archive; did you mean {ID}"),
        # Of the numbers of one portal none is like another.
        (
            ("kontum.gov.vn/77",),
            "no article 'kontum.gov.vn/77' in the archive; `portalcrawl search` prints the ids",
        ),
        (
            ("\x1b[31m",),
            r"no article '\x1b[31m' in the archive; `portalcrawl search` prints the ids",
        ),
        ((ID, "--revision", "4"), f"{ID} has no revision 4; it has 1 to 3"),
        ((ID, "--diff", "1", "9"), f"{ID} has no revision 9; it has 1 to 3"),
        ((ID, "--diff", "1", "2", "--json"), "--diff, --warc and --json are three different"),
        ((ID, "--diff", "1", "2", "--revision", "1"), "--diff names its two revisions itself"),
        (
            ("kontum.gov.vn/8", "--warc"),
            "the page of kontum.gov.vn/8, revision 1, was not captured",
        ),
    ],
)
def test_what_cannot_be_shown_is_said_in_one_line(
    called: Called, capsys: Captured, arguments: tuple[str, ...], told: str
) -> None:
    assert called(*arguments) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith(f"portalcrawl: {told}")
    assert said.err.count("\n") == 1
