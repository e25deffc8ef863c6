"""Snapshots to download: whole, in parts, and nothing else of the folder."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from tests.web.conftest import Place
from tests.web.serving import Served, serving

NAME = "20261122T053015Z"
FILE = f"/downloads/{NAME}/articles.csv"


@pytest.fixture
def content(sqlite_place: Place) -> bytes:
    return (sqlite_place.folder / "snapshots" / NAME / "articles.csv").read_bytes()


def test_a_file_comes_as_it_is(sqlite_served: Served, content: bytes) -> None:
    answer = sqlite_served.get(FILE, accept_encoding="gzip")
    assert answer.content == content
    assert "content-encoding" not in answer.headers
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.headers["content-length"] == str(len(content))
    assert answer.headers["content-disposition"] == (
        f'attachment; filename="portalcrawl-{NAME}-articles.csv"'
    )


def test_the_etag_is_the_checksum(sqlite_served: Served, content: bytes) -> None:
    answer = sqlite_served.get(FILE)
    assert answer.headers["etag"] == f'"{hashlib.sha256(content).hexdigest()}"'
    assert sqlite_served.get(FILE, if_none_match=answer.headers["etag"]).status_code == 304
    assert sqlite_served.get(FILE, if_none_match='"other"').status_code == 200


@pytest.mark.parametrize(
    ("asked", "start", "end"),
    [("bytes=0-9", 0, 10), ("bytes=10-", 10, None), ("bytes=-5", -5, None)],
)
def test_a_part_can_be_had(
    sqlite_served: Served, content: bytes, asked: str, start: int, end: int | None
) -> None:
    answer = sqlite_served.get(FILE, range=asked)
    assert answer.status_code == 206
    assert answer.content == content[start:end]
    assert answer.headers["content-range"].endswith(f"/{len(content)}")


def test_a_part_that_is_not_there_is_told(sqlite_served: Served, content: bytes) -> None:
    answer = sqlite_served.get(FILE, range=f"bytes={len(content)}-")
    assert answer.status_code == 416
    assert answer.headers["content-range"] == f"bytes */{len(content)}"


@pytest.mark.parametrize("asked", ["lines=1-2", "bytes=", "bytes=9-1", "bytes=a-b", "nonsense"])
def test_what_is_no_range_gives_the_whole(
    sqlite_served: Served, content: bytes, asked: str
) -> None:
    answer = sqlite_served.get(FILE, range=asked)
    assert (answer.status_code, answer.content) == (200, content)


def test_a_download_goes_on_only_with_the_same_file(sqlite_served: Served, content: bytes) -> None:
    etag = sqlite_served.get(FILE).headers["etag"]
    assert sqlite_served.get(FILE, range="bytes=5-", if_range=etag).content == content[5:]
    assert sqlite_served.get(FILE, range="bytes=5-", if_range='"other"').content == content


def test_latest_leads_to_the_snapshot_by_its_name(sqlite_served: Served, content: bytes) -> None:
    answer = sqlite_served.get("/downloads/latest/articles.csv")
    assert (answer.status_code, answer.headers["location"]) == (307, FILE)


def test_the_checksums_can_be_had(sqlite_served: Served, content: bytes) -> None:
    sums = sqlite_served.get(f"/downloads/{NAME}/SHA256SUMS").text
    assert f"{hashlib.sha256(content).hexdigest()}  articles.csv\n" in sums


def test_every_file_of_the_listing_can_be_had(sqlite_served: Served) -> None:
    [line] = sqlite_served.get("/api/downloads").json()["snapshots"]
    assert line["is_latest"] is True
    assert line["articles"] == 4
    assert line["citation"]
    for file in line["files"]:
        body = sqlite_served.get(f"/downloads/{NAME}/{file['name']}").content
        assert (len(body), hashlib.sha256(body).hexdigest()) == (file["bytes"], file["sha256"])


def put(folder: Path, name: str, text: str = "x") -> None:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def test_what_the_checksums_do_not_name_is_not_served(changing_sqlite: Place) -> None:
    snapshots = changing_sqlite.folder / "snapshots"
    put(snapshots, f"{NAME}/secret.txt")
    put(snapshots, ".unfinished-x/articles.csv")
    put(snapshots, "20261122T053015Z.held-back/articles.csv")
    put(snapshots, "20269999T999999Z/SHA256SUMS", f"{'0' * 64}  articles.csv\n")
    with serving(changing_sqlite.url, changing_sqlite.folder) as site:
        for path in (
            f"/downloads/{NAME}/secret.txt",
            "/downloads/.unfinished-x/articles.csv",
            "/downloads/20261122T053015Z.held-back/articles.csv",
            "/downloads/20269999T999999Z/SHA256SUMS",
        ):
            assert site.get(path).status_code == 404
        assert len(site.get("/api/downloads").json()["snapshots"]) == 1


def test_links_are_not_followed(changing_sqlite: Place) -> None:
    snapshots = changing_sqlite.folder / "snapshots"
    (snapshots / "20270101T000000Z").symlink_to(changing_sqlite.folder)
    database = changing_sqlite.folder / "portalcrawl.sqlite"
    put(snapshots, "20270102T000000Z/SHA256SUMS", f"{'0' * 64}  articles.csv\n")
    (snapshots / "20270102T000000Z" / "articles.csv").symlink_to(database)
    with serving(changing_sqlite.url, changing_sqlite.folder) as site:
        assert site.get("/downloads/20270101T000000Z/portalcrawl.sqlite").status_code == 404
        assert site.get("/downloads/20270102T000000Z/articles.csv").status_code == 404


def test_an_archive_without_snapshots_has_none(changing_sqlite: Place, tmp_path: Path) -> None:
    with serving(changing_sqlite.url, tmp_path) as site:
        assert site.get("/api/downloads").json() == {"snapshots": []}
        assert site.get("/downloads/latest/articles.csv").status_code == 404
        assert site.get("/downloads").status_code == 200


def test_a_new_snapshot_is_there_at_once(changing_sqlite: Place) -> None:
    with serving(changing_sqlite.url, changing_sqlite.folder) as site:
        etag = site.get("/downloads").headers["etag"]
        put(changing_sqlite.folder / "snapshots", "20270101T000000Z/SHA256SUMS", "")
        assert site.get("/downloads", if_none_match=etag).status_code == 200
        names = [each["name"] for each in site.get("/api/downloads").json()["snapshots"]]
    assert names == ["20270101T000000Z", NAME]
