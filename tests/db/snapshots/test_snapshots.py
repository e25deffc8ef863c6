from __future__ import annotations

import json
import resource
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from db import queries
from db.archive import Archive, open_archive
from db.errors import SnapshotError
from db.snapshots import write_snapshot
from portalcrawl.engines.nukeviet import NukeViet
from portalcrawl.items import Attachment, Image
from portalcrawl.portals import Portal
from tests.db.snapshots.conftest import TAKEN, Make, checked, files, read


def test_a_snapshot_is_named_by_its_time_and_pointed_to(archive: Archive, folder: Path) -> None:
    snapshot = write_snapshot(archive.engine, folder, TAKEN)
    assert snapshot.path == folder / "20261122T053015Z"
    assert (folder / "latest").resolve() == snapshot.path.resolve()
    assert set(files(snapshot.path)) == {
        "articles.csv",
        "revisions.csv",
        "provinces.csv",
        "portals.csv",
        "datapackage.json",
        "DATA_DICTIONARY.md",
        "CITATION.cff",
        "SHA256SUMS",
    }


def test_the_pointer_follows_the_newest(archive: Archive, folder: Path) -> None:
    write_snapshot(archive.engine, folder, TAKEN)
    second = write_snapshot(archive.engine, folder, TAKEN + timedelta(days=1))
    assert (folder / "latest").resolve() == second.path.resolve()
    assert len(list(folder.iterdir())) == 3


def test_the_checksums_are_those_that_sha256sum_checks(
    archive: Archive, article: Make, folder: Path
) -> None:
    archive.record([article()])
    snapshot = write_snapshot(archive.engine, folder, TAKEN)
    assert {*checked(snapshot.path), "SHA256SUMS"} == set(files(snapshot.path))


def test_the_same_archive_gives_the_same_bytes(
    archive: Archive, article: Make, folder: Path
) -> None:
    archive.record([article(str(number)) for number in range(30)])
    first = write_snapshot(archive.engine, folder, TAKEN)
    second = write_snapshot(archive.engine, folder, TAKEN + timedelta(hours=1))
    assert files(first.path) == files(second.path)


def test_the_order_of_storing_does_not_show(
    archive: Archive, article: Make, folder: Path, tmp_path: Path
) -> None:
    articles = [article(str(number), published_at=f"2024-0{number % 5 + 1}") for number in range(9)]
    archive.record(articles)
    first = write_snapshot(archive.engine, folder, TAKEN)
    other = open_archive(f"sqlite:///{tmp_path}/other.sqlite")
    Archive(other.engine, extractor_version="1").record(reversed(articles))
    second = write_snapshot(other.engine, tmp_path / "others", TAKEN)
    assert files(first.path)["articles.csv"] == files(second.path)["articles.csv"]


def test_articles_are_sorted_by_province_portal_date_and_key(
    archive: Archive, article: Make, folder: Path
) -> None:
    archive.register_portals("nghe_an", [Portal("b.vn", NukeViet())])
    archive.register_portals("ha_noi", [Portal("c.vn", NukeViet())])
    archive.register_portals(None, [Portal("a.vn", NukeViet())])
    wanted = [
        ("a.vn", "1", "2025-01-01"),
        ("c.vn", "2", "2024-01-01"),
        ("b.vn", "3", "2023-05-05"),
        ("b.vn", "10", "2024-05-05"),
        ("b.vn", "9", "2024-05-05"),
        ("b.vn", "0", None),
    ]
    archive.record(
        article(key, portal=host, published_at=day, published_precision=day and "day")
        for host, key, day in sorted(wanted, key=str)
    )
    snapshot = write_snapshot(archive.engine, folder, TAKEN)
    assert [row["article_id"] for row in read(snapshot, "articles.csv")] == [
        f"{host}/{key}" for host, key, _ in wanted
    ]


def test_the_csv_is_rfc_4180_in_utf_8_without_a_byte_order_mark(
    archive: Archive, article: Make, folder: Path
) -> None:
    archive.record([article()])
    raw = files(write_snapshot(archive.engine, folder, TAKEN).path)["articles.csv"]
    assert raw.startswith(b"article_id,province,province_name,")
    assert raw.endswith(b"\r\n")
    assert raw.count(b"\r\n") == 2
    assert "Khai mạc hội nghị" in raw.decode("utf-8")


@pytest.mark.parametrize(
    "text",
    [
        'Ông nói: "Vâng", rồi thôi',
        "dòng một\ndòng hai\n\nđoạn hai",
        "a\r\nb\rc",
        '=HYPERLINK("http://x.vn","bấm")',
        "+1-2",
        "@SUM(A1)",
        "../../etc/passwd",
        "<script>alert(1)</script>",
        "a;b\tc,d",
        "'; DROP TABLE articles; --",
    ],
)
def test_a_cell_comes_back_as_the_portal_published_it(
    archive: Archive, article: Make, folder: Path, text: str
) -> None:
    archive.record([article(title=text, text=text, captions=(text,))])
    [row] = read(write_snapshot(archive.engine, folder, TAKEN), "articles.csv")
    assert (row["title"], row["text"], json.loads(row["captions"])) == (text, text, [text])


def test_lists_are_json_that_people_can_read(archive: Archive, article: Make, folder: Path) -> None:
    archive.record(
        [
            article(
                captions=("Ảnh đẹp",),
                images=(Image(url="https://x.vn/1.jpg", caption="Ảnh đẹp"),),
                attachments=(Attachment(url="https://x.vn/a.pdf", name="Kế hoạch"),),
            )
        ]
    )
    [row] = read(write_snapshot(archive.engine, folder, TAKEN), "articles.csv")
    assert row["captions"] == '["Ảnh đẹp"]'
    assert row["images"] == '[{"url": "https://x.vn/1.jpg", "caption": "Ảnh đẹp"}]'
    assert row["attachments"] == '[{"url": "https://x.vn/a.pdf", "name": "Kế hoạch"}]'


def test_names_with_dots_write_nothing_outside_of_the_folder(
    archive: Archive, article: Make, folder: Path, tmp_path: Path
) -> None:
    files_out = (Attachment(url="https://x.vn/a", name="../../a.pdf"),)
    archive.record([article("../../../key", portal="../x.vn", attachments=files_out)])
    before = {path.name for path in tmp_path.iterdir()}
    snapshot = write_snapshot(archive.engine, folder, TAKEN)
    assert {path.name for path in tmp_path.iterdir()} == before | {"snapshots"}
    assert read(snapshot, "articles.csv")[0]["article_id"] == "../x.vn/../../../key"


def test_unknown_values_are_empty_cells(archive: Archive, article: Make, folder: Path) -> None:
    archive.record([article(published_at=None, published_precision=None, lead=None)])
    [row] = read(write_snapshot(archive.engine, folder, TAKEN), "articles.csv")
    assert (row["published_at"], row["lead"], row["author"], row["province"]) == ("", "", "", "")


def test_revisions_show_every_wording_in_order(
    archive: Archive, article: Make, folder: Path
) -> None:
    archive.record([article("2", hours=0, title="A"), article("1")])
    archive.record([article("2", hours=1, title="B")])
    snapshot = write_snapshot(archive.engine, folder, TAKEN)
    told = ("article_id", "revision", "is_current", "title")
    assert [tuple(row[name] for name in told) for row in read(snapshot, "revisions.csv")] == [
        ("hcc.nghean.gov.vn/1", "1", "1", "Khai mạc hội nghị"),
        ("hcc.nghean.gov.vn/2", "1", "0", "A"),
        ("hcc.nghean.gov.vn/2", "2", "1", "B"),
    ]
    assert snapshot.rows == {
        "articles.csv": 2,
        "revisions.csv": 3,
        "provinces.csv": 63,
        "portals.csv": 1,
    }


def test_portals_are_counted(archive: Archive, article: Make, refusal: Make, folder: Path) -> None:
    archive.register_portals("nghe_an", [Portal("hcc.nghean.gov.vn", NukeViet(), role="office")])
    archive.record([article("1"), article("2", hours=2), refusal("3", "login")])
    [row] = read(write_snapshot(archive.engine, folder, TAKEN), "portals.csv")
    told = ("host", "province", "role", "engine", "articles", "revisions", "refused", "last_seen")
    assert [row[name] for name in told] == [
        "hcc.nghean.gov.vn",
        "nghe_an",
        "office",
        "nukeviet",
        "2",
        "2",
        "1",
        "2026-11-01T14:00:00Z",
    ]


def test_an_empty_archive_has_headers_only(archive: Archive, folder: Path) -> None:
    snapshot = write_snapshot(archive.engine, folder, TAKEN)
    assert snapshot.articles == 0
    assert files(snapshot.path)["articles.csv"].count(b"\r\n") == 1


def test_the_last_good_snapshot_stays_when_the_disk_is_full_in_the_middle(
    archive: Archive, article: Make, folder: Path
) -> None:
    archive.record([article(text="Rất dài. " * 50_000)])
    good = write_snapshot(archive.engine, folder, TAKEN)
    before = files(good.path)
    with files_at_most(100_000), pytest.raises(SnapshotError) as caught:
        write_snapshot(archive.engine, folder, TAKEN + timedelta(days=1))
    assert str(caught.value) == (
        f"the snapshot {folder}/20261123T053015Z could not be written: File too large;"
        " the last good one is untouched"
    )
    assert files(good.path) == before
    assert sorted(path.name for path in folder.iterdir()) == ["20261122T053015Z", "latest"]
    assert (folder / "latest").resolve() == good.path.resolve()


@contextmanager
def files_at_most(size: int) -> Iterator[None]:
    """Let the operating system refuse to write more bytes into one file."""
    was = resource.getrlimit(resource.RLIMIT_FSIZE)
    told = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, was[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, was)
        signal.signal(signal.SIGXFSZ, told)


def test_a_snapshot_is_never_written_over(archive: Archive, folder: Path) -> None:
    write_snapshot(archive.engine, folder, TAKEN)
    with pytest.raises(SnapshotError, match=r"there is a snapshot .*20261122T053015Z already"):
        write_snapshot(archive.engine, folder, TAKEN)
    assert sorted(path.name for path in folder.iterdir()) == ["20261122T053015Z", "latest"]


def test_all_files_show_one_state_while_a_crawl_goes_on(
    archive: Archive, article: Make, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def meanwhile(connection: Any) -> Any:
        yield from rows(connection)
        archive.record([article("2")])

    archive.record([article("1")])
    rows = queries.provinces
    monkeypatch.setattr(queries, "provinces", meanwhile)
    snapshot = write_snapshot(archive.engine, folder, TAKEN)
    assert (snapshot.rows["articles.csv"], snapshot.rows["revisions.csv"]) == (1, 1)
    assert [row["articles"] for row in read(snapshot, "portals.csv")] == ["1"]


def test_more_articles_than_one_statement_takes_are_all_there_in_order(
    archive: Archive, article: Make, folder: Path
) -> None:
    model = article()
    archive.record(
        replace(model, article_key=f"{number:04}", capture=None) for number in range(1100)
    )
    found = [
        row["article_id"] for row in read(write_snapshot(archive.engine, folder), "articles.csv")
    ]
    assert len(found) == 1100
    assert found == sorted(found)
