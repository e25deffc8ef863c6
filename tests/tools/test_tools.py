"""What docs/tools.md shows is what the tools do. Its ``console`` blocks are run by test_docs.py."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import sqlite3
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import duckdb
import pandas as pd  # type: ignore[import-untyped]
import pytest

from tests.test_docs import as_pattern

ROOT = Path(__file__).resolve().parent.parent.parent
PAGE = (ROOT / "docs" / "tools.md").read_text(encoding="utf-8")
SNAPSHOT = "demo-archive/snapshots/latest"

BLOCKS = re.findall(r"^```(\w+)\n(.*?)^```", PAGE, re.DOTALL | re.MULTILINE)


def blocks_with_output(language: str) -> list[tuple[str, str]]:
    """The blocks in a language that a block with their output follows."""
    pairs = pairwise(BLOCKS)
    return [
        (block, output)
        for (of, block), (follows, output) in pairs
        if (of, follows) == (language, "text")
    ]


@pytest.fixture(scope="session")
def workplace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that looks like the checkout after `make demo`, with a snapshot in every form."""
    folder = tmp_path_factory.mktemp("tools")
    for name in ("scrapy.cfg", "spiders"):
        (folder / name).symlink_to(ROOT / name)
    first_port = 20_000 + os.getpid() % 2_000 * 5
    run(folder, f"portalcrawl demo --port {first_port}")
    run(folder, "portalcrawl snapshot --archive demo-archive --excel --parquet --sqlite")
    return folder


def run(folder: Path, command: str) -> str:
    """What a command prints that ends well."""
    done = subprocess.run(
        ["bash", "-c", command],
        cwd=folder,
        env=environment(),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, (command, done.stdout, done.stderr)
    return done.stdout


def environment() -> dict[str, str]:
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    return os.environ | {"PATH": path, "LC_ALL": "C.UTF-8"}


@contextmanager
def served(folder: Path, command: str) -> Iterator[str]:
    """Where a Datasette of this command answers, on a free port."""
    server = subprocess.Popen(
        [*shlex.split(command), "--port", "0"],
        cwd=folder,
        env=environment(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert server.stderr is not None
        said = next(line for line in server.stderr if "running on" in line)
        yield said.split("running on ")[1].split()[0]
    finally:
        server.terminate()
        server.communicate(timeout=30)


def asked(origin: str, path: str, **given: str) -> Any:
    with urllib.request.urlopen(f"{origin}{path}?{urlencode(given)}", timeout=30) as answer:  # noqa: S310
        return json.load(answer)


def servers() -> list[str]:
    """The commands of the page that go on until they are stopped."""
    commands = [block.strip() for language, block in BLOCKS if language == "sh"]
    return [command for command in commands if command.startswith("datasette serve")]


@pytest.mark.parametrize("number", range(len(blocks_with_output("python"))))
def test_python_prints_what_the_page_shows(workplace: Path, number: int) -> None:
    code, shown = blocks_with_output("python")[number]
    printed = run(workplace, shlex.join([sys.executable, "-c", code])).rstrip("\n") + "\n"
    assert as_pattern(shown).fullmatch(printed), printed


@pytest.mark.skipif(shutil.which("sqlite3") is None, reason="the program sqlite3 is not installed")
@pytest.mark.parametrize("number", range(len(blocks_with_output("sh"))))
def test_sqlite3_prints_what_the_page_shows(workplace: Path, number: int) -> None:
    command, shown = blocks_with_output("sh")[number]
    assert run(workplace, command) == shown


def test_each_block_of_python_shows_what_comes_out() -> None:
    blocks = [block for language, block in BLOCKS if language == "python"]
    assert blocks == [block for block, _ in blocks_with_output("python")]


def test_datasette_serves_a_snapshot(workplace: Path) -> None:
    [of_snapshot, _] = servers()
    with served(workplace, of_snapshot) as origin:
        count = asked(origin, "/snapshot/articles.json", province="quang_ngai", _size="0")
        assert count["filtered_table_rows_count"] == 25
        found = asked(origin, "/snapshot/articles.json", _search="que tra bong", _shape="array")
        assert "Quế Trà Bồng tìm đường ra thị trường nước ngoài" in {row["title"] for row in found}
        assert asked(origin, "/-/databases.json")[0]["is_mutable"] is False


@pytest.mark.parametrize("view", ["article", "article_revision"])
def test_datasette_serves_the_archive_with_its_views(workplace: Path, view: str) -> None:
    [_, of_archive] = servers()
    counted = f"SELECT portal, count(DISTINCT article_id) FROM {view} GROUP BY portal"  # noqa: S608
    with served(workplace, of_archive) as origin:
        by_portal = asked(origin, "/portalcrawl.json", sql=counted)["rows"]
        row = asked(origin, f"/portalcrawl/{view}.json", _size="1", _shape="array")[0]
    assert [count for _, count in by_portal] == [25] * 5
    assert row["title"]


def test_datasette_reads_the_archive_while_somebody_writes(workplace: Path) -> None:
    [_, of_archive] = servers()
    archive = workplace / "demo-archive" / "portalcrawl.sqlite"
    with closing(sqlite3.connect(archive, isolation_level=None)) as writer:
        with served(workplace, of_archive) as origin:
            writer.execute("BEGIN IMMEDIATE")
            writer.execute("UPDATE revisions SET title = 'not yet'")
            counted = "SELECT count(*) FROM article WHERE title <> 'not yet'"
            assert asked(origin, "/portalcrawl.json", sql=counted)["rows"] == [[125]]
        writer.execute("ROLLBACK")


@pytest.mark.parametrize("name", ["articles", "revisions", "provinces", "portals"])
def test_csv_and_parquet_are_the_same_for_duckdb(workplace: Path, name: str) -> None:
    csv, parquet = (f"'{workplace / SNAPSHOT / name}.{form}'" for form in ("csv", "parquet"))
    with duckdb.connect(config={"autoinstall_known_extensions": "false"}) as connection:
        for one, other in ((csv, parquet), (parquet, csv)):
            assert connection.sql(f"FROM {one} EXCEPT ALL FROM {other}").fetchall() == []
        assert connection.sql(f"FROM {csv} LIMIT 1").fetchall()


def test_csv_and_parquet_are_the_same_for_pandas(workplace: Path) -> None:
    file = workplace / SNAPSHOT / "articles"
    of_parquet = pd.read_parquet(file.with_suffix(".parquet"))
    moments = list(of_parquet.select_dtypes("datetimetz"))
    of_csv = pd.read_csv(
        file.with_suffix(".csv"),
        keep_default_na=False,
        na_values=[""],
        dtype=of_parquet.drop(columns=moments).dtypes.to_dict(),
    )
    for moment in moments:
        of_csv[moment] = pd.to_datetime(of_csv[moment], utc=True).dt.as_unit("us")
    pd.testing.assert_frame_equal(of_csv, of_parquet)


def test_diacritics_are_whole_and_nothing_is_null_but_what_is_unknown(workplace: Path) -> None:
    articles = pd.read_parquet(workplace / SNAPSHOT / "articles.parquet")
    assert articles["title"].str.contains("Quế Trà Bồng tìm đường ra thị trường").sum() == 1
    assert (
        articles[["article_id", "title", "text", "first_seen", "revision"]].notna().to_numpy().all()
    )
    assert articles["gone_since"].isna().all()
    assert set(articles["published_at"].str.len().dropna()) == {7, 10, 22}


def test_frictionless_accepts_the_package(workplace: Path) -> None:
    told = run(workplace, f"frictionless validate {SNAPSHOT}/datapackage.json")
    assert re.findall(r"│ (\w+\.csv) +│ (\w+) +│", told) == [
        (f"{name}.csv", "VALID") for name in ("articles", "revisions", "provinces", "portals")
    ]
