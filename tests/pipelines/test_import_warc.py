"""WARC files of many hands become captures and revisions, as if their pages had been crawled."""

from __future__ import annotations

import json
import os
import re
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from warcio.archiveiterator import ArchiveIterator  # type: ignore[import-untyped]
from warcio.warcwriter import WARCWriter  # type: ignore[import-untyped]

from portalcrawl.cli.crawl import crawl_into
from portalcrawl.items import EarlierCapture
from portalcrawl.replicas import replica, serve
from portalcrawl.settings import REPLICA_OVERRIDES
from portalcrawl.warc.cdxj import sidecar, write_index
from portalcrawl.warc.mending import mend
from portalcrawl.warc.reader import read_record, records
from portalcrawl.warc.writer import Exchange, WarcFiles, payload_digest
from tests.pipelines.conftest import Place
from tests.pipelines.foreign import (
    HANDS,
    HTML,
    MOMENT,
    Served,
    article_of,
    browsertrix,
    common_crawl,
    exchange,
    internet_archive,
    page,
    pages,
    plain,
    trap,
)

Call = Callable[..., int]

#: What must be the same whether an import was killed or not.
ROWS = """
SELECT p.host, p.province, a.key, a.canonical_url, a.first_seen, a.last_seen, r.number, r.title,
       r.content_digest, r.origin, c.url, c.captured_at, c.payload_digest
FROM articles a JOIN portals p ON p.id = a.portal_id JOIN revisions r ON r.article_id = a.id
JOIN captures c ON c.id = r.capture_id ORDER BY p.host, a.key, r.number
"""


def counts_of(place: Place, file: Path) -> dict[str, int]:
    value = place.value(f"SELECT counts FROM imports WHERE file = '{file.name}'")  # noqa: S608
    found: dict[str, int] = json.loads(value) if isinstance(value, str) else value
    return found


def copies(place: Place) -> list[Path]:
    return sorted((place.folder / "warc").glob("import-*.warc.gz"))


def utc(value: Any) -> datetime:
    """SQLite has moments as text."""
    moment = datetime.fromisoformat(value) if isinstance(value, str) else value
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


@pytest.mark.parametrize("hand", HANDS)
def test_an_article_comes_in_as_its_editor_entered_it(
    hand: str, place: Place, called: Call, tmp_path: Path
) -> None:
    source = HANDS[hand](tmp_path / f"{hand}.warc.gz", [page("nghe_an", 0), page("nghe_an", 1)])

    assert called("import-warc", source) == 0

    rows = place.ask(
        "SELECT po.province, r.title, r.text, r.published_precision, c.captured_at, c.url"
        " FROM revisions r JOIN captures c ON c.id = r.capture_id"
        " JOIN portals po ON po.id = c.portal_id ORDER BY c.captured_at"
    )
    for at, (province, title, text, precision, captured_at, url) in enumerate(rows):
        entered = article_of("nghe_an", at)
        assert (province, title, precision) == ("nghe_an", entered.title, "minute")
        assert tuple(text.split("\n\n")) == entered.paragraphs
        assert utc(captured_at).replace(microsecond=0) == page("nghe_an", at).moment
        assert url == page("nghe_an", at).url
    assert len(rows) == 2


@pytest.mark.parametrize("hand", HANDS)
def test_what_was_taken_is_whole_when_the_source_is_gone(
    hand: str, place: Place, called: Call, tmp_path: Path
) -> None:
    source = HANDS[hand](tmp_path / f"{hand}.warc.gz", [page("nghe_an", 0), page("nghe_an", 1)])
    originals = {each.url: each for each in records(source) if each.type == "response"}
    with_request = {each.url for each in records(source) if each.type == "request"}
    called("import-warc", source)
    source.unlink()

    for url, file, offset, digest in place.ask(
        "SELECT url, warc_file, warc_offset, payload_digest FROM captures"
    ):
        copy, original = read_record(place.folder, file, offset), originals[url]
        assert copy.captured_at == original.captured_at
        assert (copy.url, copy.headers, copy.body) == (url, original.headers, original.body)
        assert copy.computed_digest == digest
        assert copy.payload == page("nghe_an", 0).body or copy.payload == page("nghe_an", 1).body
    [copied] = copies(place)
    found = [(each.type, each.url) for each in records(copied)]
    for url in originals:
        assert (("request", url) in found) == (url in with_request)


def test_a_copy_says_where_it_comes_from(place: Place, called: Call, tmp_path: Path) -> None:
    source = internet_archive(tmp_path / "WEB-2024.warc.gz", [page("nghe_an")])
    called("import-warc", source)

    [copied] = copies(place)
    with copied.open("rb") as stream:
        found = [
            (record.rec_type, record.content_stream().read())
            for record in ArchiveIterator(stream, check_digests="raise")
        ]
    assert [kind for kind, _ in found] == ["warcinfo", "response", "metadata"]
    assert b"isPartOf: WEB-2024.warc.gz\r\n" in found[0][1]
    assert b"isPartOf: WEB-2024.warc.gz\r\noffset: 0\r\n" in found[2][1]


def test_the_index_of_the_copies_is_the_one_made_by_reading(
    place: Place, called: Call, tmp_path: Path
) -> None:
    called("import-warc", common_crawl(tmp_path / "a.warc.gz", [page("nghe_an"), page("lang_son")]))
    [copied] = copies(place)
    written = sidecar(copied).read_bytes()
    assert len(written.splitlines()) == 2
    assert write_index(copied).read_bytes() == written


def test_a_copy_without_a_request_is_not_taken_for_torn(
    place: Place, called: Call, tmp_path: Path
) -> None:
    called("import-warc", internet_archive(tmp_path / "a.warc.gz", [page("nghe_an")]))
    [copied] = copies(place)
    whole = copied.read_bytes()
    sidecar(copied).unlink()  # as a killed run leaves it
    assert [mending.action for mending in mend(place.folder)] == ["indexed"]
    assert copied.read_bytes() == whole


def test_every_record_that_is_not_taken_is_counted_with_the_reason(
    place: Place, called: Call, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    host = "https://hcc.nghean.gov.vn"
    source = common_crawl(
        tmp_path / "mixed.warc.gz",
        [
            page("nghe_an"),
            Served(url="https://vnexpress.example/tin-1.html"),
            Served(url=f"{host}/tin-tong-hop/"),
            page("nghe_an", 1, status=404),
            page("nghe_an", 2, content_type="application/pdf"),
            trap("quang_ngai", "login"),
            page("nghe_an", 0),
        ],
    )

    assert called("import-warc", source) == 0

    assert counts_of(place, source) == {
        "new": 1,
        "unknown host": 1,
        "not an article's address": 1,
        "status 404": 1,
        "not HTML": 1,
        "login page": 1,
        "already stored": 1,
        "not a response": 8,  # the warcinfo and a metadata record for each
    }
    shown = capsys.readouterr().out
    assert re.search(r"^mixed\.warc\.gz +15 +1 +0 +0 +14$", shown, re.MULTILINE)
    assert re.search(r"^ +1  unknown host$", shown, re.MULTILINE)


def test_a_page_that_a_browser_drew_comes_in_as_well(
    place: Place, called: Call, tmp_path: Path
) -> None:
    files = WarcFiles(tmp_path, "drawn", {})
    written = files.write(replace(exchange(page("nghe_an")), drawn_by="Chromium/150.0"))
    files.close()
    source = tmp_path / written.file

    assert called("import-warc", source) == 0

    assert counts_of(place, source) == {"new": 1, "not a response": 2}
    assert [record.type for record in records(copies(place)[0])] == ["resource"]


@pytest.mark.parametrize(
    ("about", "reason"),
    [
        ({"WARC-Truncated": "length"}, "truncated"),
        (
            {"WARC-Payload-Digest": "sha1:3I42H3S6NNFQ2MSVX7XZKYAYSCX5QBYJ"},
            "payload digest does not match",
        ),
    ],
)
def test_a_record_that_is_not_what_was_served_is_refused(
    about: dict[str, str], reason: str, place: Place, called: Call, tmp_path: Path
) -> None:
    source = tmp_path / "a.warc.gz"
    whole = browsertrix(tmp_path / "whole.warc.gz", [page("nghe_an")])
    with whole.open("rb") as stream, source.open("wb") as file:
        writer = WARCWriter(file, gzip=True)
        for record in ArchiveIterator(stream):
            if record.rec_type == "response":
                for name, value in about.items():
                    record.rec_headers.replace_header(name, value)
            writer.write_record(record)

    called("import-warc", source)
    assert counts_of(place, source) == {reason: 1}
    assert copies(place) == []


def test_a_body_that_cannot_be_unpacked_is_counted(
    place: Place, called: Call, tmp_path: Path
) -> None:
    served = page("nghe_an")
    broken = replace(exchange(served), body=b"\x1f\x8bno gzip", response_headers=_gzipped())
    files = WarcFiles(tmp_path / "other", "nghe_an", {})
    source = tmp_path / "other" / files.write(broken).file
    files.close()

    called("import-warc", source)
    assert counts_of(place, source) == {"unreadable encoding": 1, "not a response": 1}


def _gzipped() -> list[tuple[bytes, bytes]]:
    return [(b"Content-Type", HTML.encode()), (b"Content-Encoding", b"gzip")]


def test_a_broken_record_is_counted_and_the_next_one_is_read(
    place: Place, called: Call, tmp_path: Path
) -> None:
    source = tmp_path / "a.warc.gz"
    parts = [browsertrix(tmp_path / f"{at}.warc.gz", [page("nghe_an", at)]) for at in (0, 1)]
    between = BytesIO()
    WARCWriter(between, gzip=True).write_record(
        WARCWriter(BytesIO()).create_warc_record(
            "urn:x",
            "resource",
            payload=BytesIO(b"x"),
            length=1,
            warc_headers_dict={"WARC-Date": "yesterday"},
        )
    )
    source.write_bytes(parts[0].read_bytes() + between.getvalue() + parts[1].read_bytes())

    assert called("import-warc", source) == 1
    assert counts_of(place, source) == {"new": 2, "broken record": 1}


@pytest.mark.parametrize("cut", [1, 3000])
def test_of_a_torn_file_the_whole_records_are_taken(
    cut: int, place: Place, called: Call, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = internet_archive(tmp_path / "a.warc.gz", [page("nghe_an", 0), page("nghe_an", 1)])
    os.truncate(source, source.stat().st_size - cut)

    assert called("import-warc", source) == 1

    assert place.value("SELECT count(*) FROM articles") == 1
    assert place.value("SELECT count(*) FROM imports WHERE finished IS NULL") == 1
    [said] = capsys.readouterr().err.splitlines()
    assert said.startswith(f"portalcrawl: {source} is torn: its last record, at byte ")


def test_a_file_that_is_none_is_told_in_one_line_and_the_others_are_read(
    place: Place, called: Call, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    foreign = tmp_path / "notes.warc.gz"
    foreign.write_text("these are no records\n")
    source = internet_archive(tmp_path / "a.warc.gz", [page("nghe_an")])

    assert called("import-warc", foreign, source) == 1

    assert place.value("SELECT count(*) FROM articles") == 1
    [said] = capsys.readouterr().err.splitlines()
    assert said.startswith(f"portalcrawl: {foreign} has no readable record at byte 0: ")


def test_a_file_that_is_not_there_is_a_usage_error_and_nothing_is_written(
    place: Place, called: Call, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = internet_archive(tmp_path / "a.warc.gz", [page("nghe_an")])
    assert called("import-warc", source, tmp_path / "nowhere.warc.gz") == 2
    assert "nowhere.warc.gz' does not exist" in capsys.readouterr().err
    assert not place.folder.exists()


def test_a_file_that_was_read_to_its_end_is_skipped_and_says_so(
    place: Place, called: Call, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = internet_archive(tmp_path / "a.warc.gz", [page("nghe_an")])
    called("import-warc", source)
    rows = place.ask(ROWS)

    assert called("import-warc", source) == 0
    assert f"{source} was read to its end before" in capsys.readouterr().out

    assert called("import-warc", "--again", source) == 0
    assert counts_of(place, source) == {"already stored": 1}
    assert place.ask(ROWS) == rows
    assert len(copies(place)) == 1


def test_an_older_capture_is_a_revision_and_not_the_current_one(
    place: Place, called: Call, tmp_path: Path
) -> None:
    newer = page("nghe_an")
    older = replace(
        newer,
        moment=MOMENT - timedelta(days=9),
        body=newer.body.replace((article_of("nghe_an").title or "").encode(), b"Tin dang sua"),
    )
    called("import-warc", internet_archive(tmp_path / "newer.warc.gz", [newer]))
    called("import-warc", internet_archive(tmp_path / "older.warc.gz", [older]))

    assert place.ask("SELECT number, title, origin FROM revisions ORDER BY number") == [
        (1, article_of("nghe_an").title, "portal"),
        (2, "Tin dang sua", "portal"),
    ]
    assert place.value("SELECT current_revision FROM articles") == 1
    assert utc(place.value("SELECT first_seen FROM articles")) == older.moment
    assert utc(place.value("SELECT last_seen FROM articles")) == newer.moment


@pytest.mark.parametrize("host", ["www.quangngai.gov.vn", "quangngai.gov.vn"])
def test_a_page_of_an_old_era_goes_to_the_province_and_portal_that_published_it(
    host: str, place: Place, called: Call, tmp_path: Path
) -> None:
    served = page("quang_ngai")
    url = served.url.replace("www.quangngai.gov.vn", host).replace("https:", "http:")
    moment = datetime(2021, 3, 4, 5, 6, 7, tzinfo=UTC)
    source = common_crawl(tmp_path / "a.warc.gz", [replace(served, url=url, moment=moment)])

    assert called("import-warc", source) == 0

    assert place.ask("SELECT host, province, engine FROM portals") == [
        ("www.quangngai.gov.vn", "quang_ngai", "liferay")
    ]
    assert place.value("SELECT extraction_method FROM revisions") == "profile:liferay"
    assert place.value("SELECT url FROM captures") == url
    assert place.value("SELECT canonical_url FROM articles") == served.url


def test_a_revisit_is_read_from_the_record_that_it_refers_to(
    place: Place, called: Call, tmp_path: Path
) -> None:
    served = page("nghe_an")
    later = replace(served, moment=served.moment + timedelta(days=30))
    unknown = page("nghe_an", 1)
    files = WarcFiles(tmp_path / "other", "nghe_an", {})
    written = [
        files.write(exchange(served)),
        files.write(_revisit(later, served)),
        files.write(_revisit(unknown, replace(unknown, moment=MOMENT - timedelta(days=1)))),
    ]
    files.close()
    source = tmp_path / "other" / written[0].file

    called("import-warc", source)

    assert counts_of(place, source) == {
        "not a response": 1,
        "new": 1,
        "unchanged": 1,
        "revisit of a page that is not here": 1,
    }
    rows = place.ask("SELECT captured_at, is_revisit, warc_file, warc_offset FROM captures")
    assert sorted((utc(row[0]), bool(row[1])) for row in rows) == [
        (served.moment, False),
        (later.moment, True),
    ]
    for _, is_revisit, file, offset in rows:
        record = read_record(place.folder, file, offset)
        assert record.type == ("revisit" if is_revisit else "response")
    assert utc(place.value("SELECT last_seen FROM articles")) == later.moment


def _revisit(later: Served, earlier: Served) -> Exchange:
    known = EarlierCapture(
        url=earlier.url,
        captured_at=earlier.moment,
        payload_digest=payload_digest(earlier.body),
    )
    return replace(exchange(later), earlier=known)


def test_an_import_that_is_killed_ends_as_if_it_had_not_been(
    place: Place, called: Call, tmp_path: Path, sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = common_crawl(tmp_path / "long.warc.gz", pages("nghe_an", 200))
    with place.command("import-warc", source) as running:
        while not _articles(place):
            assert running.poll() is None, running.communicate()
            time.sleep(0.05)
        running.kill()
    assert 0 < _articles(place) < 200

    assert called("import-warc", source) == 0

    whole = Place(tmp_path / "whole", f"{sqlite_url}-whole")
    monkeypatch.setenv("PORTALCRAWL_DB", whole.url)
    with whole.command("import-warc", source) as running:
        running.communicate()
    assert [_plain(row) for row in place.ask(ROWS)] == [_plain(row) for row in whole.ask(ROWS)]
    assert counts_of(place, source) == counts_of(whole, source)
    assert place.value("SELECT count(*) FROM captures") == 200
    for file, offset, url in place.ask("SELECT warc_file, warc_offset, url FROM captures"):
        assert read_record(place.folder, file, offset).url == url


def _articles(place: Place) -> int:
    try:
        return int(place.value("SELECT count(*) FROM articles"))
    except Exception:  # the tables are not there yet
        return 0


def _plain(row: tuple[Any, ...]) -> tuple[Any, ...]:
    """Moments alike from both databases."""
    return tuple(
        utc(each) if isinstance(each, datetime) or _is_moment(each) else each for each in row
    )


def _is_moment(value: Any) -> bool:
    return isinstance(value, str) and re.match(r"\d{4}-\d\d-\d\d \d\d:", value) is not None


def test_the_records_that_a_killed_crawl_left_without_rows_are_taken_where_they_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("PORTALCRAWL_DB", raising=False)
    folder = tmp_path / "archive"
    place = Place(folder, f"sqlite:///{folder / 'portalcrawl.sqlite'}")
    with serve(replica("nghe_an")) as running:
        origins = {running.replica.declared_host: running.origin}
        crawl_into(folder, ["nghe_an"], settings={**REPLICA_OVERRIDES, "REPLICAS": origins})
    crawled = place.ask(ROWS)
    files = sorted((folder / "warc").iterdir())
    for file in folder.glob("portalcrawl.sqlite*"):
        file.unlink()

    names = [path for path in files if path.name.endswith(".warc.gz")]
    with place.command("import-warc", *names, PORTALCRAWL_REPLICAS=json.dumps(origins)) as command:
        command.communicate()

    assert command.returncode == 0
    assert len(crawled) == len(replica("nghe_an").articles)
    assert place.ask(ROWS) == crawled
    assert sorted((folder / "warc").iterdir()) == files


def test_a_run_is_written_down_with_its_counts(place: Place, called: Call, tmp_path: Path) -> None:
    called("import-warc", plain(tmp_path / "a.warc", [page("nghe_an")]))
    [(spider, outcome, stats)] = place.ask("SELECT spider, outcome, stats FROM runs")
    assert (spider, outcome) == ("import-warc", "finished")
    stats = json.loads(stats) if isinstance(stats, str) else stats
    assert stats == {"a.warc": {"new": 1}}
