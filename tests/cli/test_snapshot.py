"""``portalcrawl snapshot``: what it takes, what it says, and what it refuses in one line."""

from __future__ import annotations

import csv
import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from db.archive import open_archive
from portalcrawl.cli import main
from portalcrawl.engines.nukeviet import NukeViet
from portalcrawl.items import Article
from portalcrawl.portals import Portal

Called = Callable[..., int]


def article(portal: str, key: str, day: str) -> Article:
    url = f"https://{portal}/{key}.html"
    return Article(
        portal=portal,
        article_key=key,
        url=url,
        canonical_url=url,
        title="Chuyển đổi số",
        text="Sáng nay, hội nghị khai mạc.",
        published_at=day,
        published_precision="day",
        extraction_method="generic",
    )


@pytest.fixture
def archive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two articles of each of two provinces that are one today."""
    monkeypatch.delenv("PORTALCRAWL_DB", raising=False)
    folder = tmp_path / "archive"
    opened = open_archive(f"sqlite:///{folder / 'portalcrawl.sqlite'}")
    for slug in ("kon_tum", "quang_ngai"):
        opened.register_portals(slug, [Portal(f"{slug}.vn", NukeViet())])
        opened.record(
            [article(f"{slug}.vn", "1", "2023-05-01"), article(f"{slug}.vn", "2", "2024-05-01")]
        )
    opened.close()
    return folder


@pytest.fixture
def called(archive: Path) -> Called:
    def call(*arguments: str | Path) -> int:
        with pytest.raises(SystemExit) as ended:
            main(["snapshot", *map(str, arguments), "--archive", str(archive)])
        return int(ended.value.code or 0)

    return call


def snapshots(archive: Path) -> list[Path]:
    return sorted(path for path in (archive / "snapshots").glob("*Z*"))


def ids(folder: Path) -> list[str]:
    with (folder / "articles.csv").open(encoding="utf-8", newline="") as file:
        return [row["article_id"] for row in csv.DictReader(file)]


def test_it_says_where_it_is_how_large_and_how_to_cite_it(
    called: Called, archive: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert called() == 0
    [path] = snapshots(archive)
    package = json.loads((path / "datapackage.json").read_text(encoding="utf-8"))
    told = dict(line.split(maxsplit=1) for line in capsys.readouterr().out.splitlines())
    assert told["Snapshot"].startswith(f"{path} (")
    assert ", articles.csv 1." in told["Files"]
    assert told["Cite"] == package["citation"]
    assert told["CSV"] == f"{path / 'articles.csv'} (4 articles)"


@pytest.mark.parametrize("name", ["quang_ngai", "Quảng Ngãi", "Tỉnh Quảng Ngãi"])
def test_a_province_is_called_as_people_call_it(called: Called, archive: Path, name: str) -> None:
    assert called("--province", name, "--from", "2024-01-01", "--to", "2024-12-31") == 0
    [path] = snapshots(archive)
    assert path.name.endswith("Z-quang_ngai-from-2024-01-01-to-2024-12-31")
    assert ids(path) == ["kon_tum.vn/2", "quang_ngai.vn/2"]


def test_a_merged_province_is_itself(called: Called, archive: Path) -> None:
    assert called("--province", "Kon Tum") == 0
    [path] = snapshots(archive)
    assert ids(path) == ["kon_tum.vn/1", "kon_tum.vn/2"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            ("--province", "Kon Tim"),
            "no province is called 'Kon Tim'; did you mean Kon Tum?",
        ),
        (
            ("--from", "2024-02-01", "--to", "2024-01-01"),
            "--from 2024-02-01 is after --to 2024-01-01; give the earlier day first",
        ),
        (
            ("--from", "2024"),
            "Invalid value for '--from': '2024' is no day; write it like 2024-01-31",
        ),
    ],
)
def test_what_is_asked_wrongly_is_said_in_one_line(
    called: Called,
    archive: Path,
    capsys: pytest.CaptureFixture[str],
    arguments: tuple[str, ...],
    message: str,
) -> None:
    assert called(*arguments) == 2
    assert capsys.readouterr() == ("", f"portalcrawl: {message}\n")
    assert not (archive / "snapshots").exists()


def test_what_cannot_be_compared_with_is_said_in_one_line(
    called: Called, archive: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert called("--delta-from", tmp_path / "none") == 2
    assert capsys.readouterr().err == (
        f"portalcrawl: {tmp_path}/none is no snapshot to compare with (No such file or directory);"
        " name the folder of one, like archive/snapshots/20261122T053015Z\n"
    )
    assert not (archive / "snapshots").exists()


def test_every_form_is_written_where_it_is_asked_for(called: Called, archive: Path) -> None:
    assert called("--excel", "--parquet", "--sqlite") == 0
    [path] = snapshots(archive)
    wanted = ("articles.excel.csv", "articles.parquet", "snapshot.sqlite")
    assert all((path / name).is_file() for name in wanted)


def test_it_says_in_how_many_articles_it_differs(
    called: Called, archive: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert called() == 0
    [latest] = snapshots(archive)
    _another_second(latest)
    capsys.readouterr()
    assert called("--delta-from", archive / "snapshots" / "latest") == 0
    assert "Differs   in 0 articles (delta.csv)\n" in capsys.readouterr().out


def test_a_shrunk_one_is_held_back_until_it_is_accepted(
    called: Called, archive: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert called() == 0
    [latest] = snapshots(archive)
    package = latest / "datapackage.json"
    text = package.read_text(encoding="utf-8")
    package.write_text(text.replace('"rows": 4', '"rows": 5', 1), encoding="utf-8")
    _another_second(latest)
    capsys.readouterr()
    assert called() == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith("portalcrawl: the snapshot has 4 articles, 20.0 % less than ")
    assert said.err.count("\n") == 1
    assert called("--accept-shrunk") == 0
    assert [path.name[16:] for path in snapshots(archive)] == ["", ""]


def _another_second(latest: Path) -> None:
    """As if it had been written a day ago: folders are named by the second."""
    earlier = latest.rename(latest.with_name("20010101T000000Z"))
    pointer = latest.with_name("latest")
    pointer.unlink()
    pointer.symlink_to(earlier.name, target_is_directory=True)


def test_the_checksums_are_those_that_sha256sum_checks(called: Called, archive: Path) -> None:
    assert called("--excel") == 0
    [path] = snapshots(archive)
    subprocess.run(["sha256sum", "-c", "--strict", "--quiet", "SHA256SUMS"], cwd=path, check=True)
