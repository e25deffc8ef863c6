"""Commands on an archive: what is asked wrongly is said in one line, and nothing is written."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from portalcrawl.cli import main
from portalcrawl.replicas import serve_all
from portalcrawl.settings import REPLICA_OVERRIDES

# A background job of a shell starts with SIGINT ignored; a terminal's does not.
INTERRUPTIBLE = """
import json, signal, sys
from pathlib import Path
from portalcrawl.cli.crawl import crawl_into
signal.signal(signal.SIGINT, signal.default_int_handler)
crawl_into(Path(sys.argv[1]), ["lang_son", "nghe_an", "dong_nai"], settings=json.loads(sys.argv[2]))
"""


@pytest.fixture
def called(monkeypatch: pytest.MonkeyPatch) -> Callable[..., int]:
    """Call the command in this process; gives its exit status."""
    monkeypatch.delenv("PORTALCRAWL_DB", raising=False)

    def call(*arguments: str | Path) -> int:
        with pytest.raises(SystemExit) as ended:
            main([str(each) for each in arguments])
        return int(ended.value.code or 0)

    return call


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    return tmp_path / "archive"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("crawl",), "Missing argument 'SPIDER...'."),
        (("crawl", "nghe-an"), "no spider named 'nghe-an'; did you mean nghe_an?"),
        (
            ("crawl", "lang_son", "Hà Nội 2"),
            "no spider named 'Hà Nội 2'; did you mean ha_noi?",
        ),
        (
            ("nightly", "-s", "MAX_ARTICELS=5"),
            (
                "Invalid value for '-s' / '--setting': there is no setting 'MAX_ARTICELS';"
                " did you mean MAX_ARTICLES?"
            ),
        ),
        (
            ("crawl", "lang_son", "-s", "MAX_ARTICLES"),
            (
                "Invalid value for '-s' / '--setting': 'MAX_ARTICLES' is no setting;"
                " write it like MAX_ARTICLES=100"
            ),
        ),
        (
            ("crawl", "lang_son", "--since", "31/1/2024"),
            "Invalid value for '--since': '31/1/2024' is no day; write it like 2024-01-31",
        ),
        (
            ("crawl", "lang_son", "--until", "2024-02-30"),
            "Invalid value for '--until': '2024-02-30' is no day; write it like 2024-01-31",
        ),
        (
            ("crawl", "lang_son", "--since", "2024-02-01", "--until", "2024-01-01"),
            ("lang_son: since=2024-02-01 lies after until=2024-01-01: write the earlier day first"),
        ),
        (
            ("crawl", "lang_son", "--portal", "langson.vn"),
            (
                "lang_son: portal=langson.vn: not a portal of this spider;"
                " write one of langson.gov.vn, www.langson.gov.vn, sotp.langson.gov.vn"
            ),
        ),
        (
            ("crawl", "lang_son", "--eras", "old"),
            "Invalid value for '--eras': 'old' is not 'all'.",
        ),
    ],
)
def test_a_crawl_that_is_asked_wrongly_writes_nothing(
    called: Callable[..., int],
    archive: Path,
    arguments: tuple[str, ...],
    message: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert called(*arguments, "--archive", archive) == 2
    assert capsys.readouterr() == ("", f"portalcrawl: {message}\n")
    assert not archive.exists()


@pytest.mark.parametrize("command", [("snapshot",), ("db", "check")], ids=["snapshot", "db check"])
def test_without_an_archive_it_says_what_to_do(
    called: Callable[..., int],
    archive: Path,
    command: tuple[str, ...],
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert called(*command, "--archive", archive) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err == (
        f"portalcrawl: there is no archive at {archive / 'portalcrawl.sqlite'};"
        " crawl into it first, or name the folder of another\n"
    )
    assert not archive.exists()


def test_upgrade_makes_the_schema_that_check_wants(
    called: Callable[..., int], archive: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert called("db", "upgrade", "--archive", archive) == 0
    assert called("db", "upgrade", "--archive", archive) == 0
    assert called("db", "check", "--archive", archive) == 0
    assert capsys.readouterr().out.splitlines()[-1] == "The archive is sound."


def test_an_archive_without_articles_has_a_snapshot_all_the_same(
    called: Callable[..., int], archive: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    called("db", "upgrade", "--archive", archive)
    assert called("snapshot", "--archive", archive) == 0
    assert capsys.readouterr().out.endswith("articles.csv (0 articles)\n")


@pytest.fixture
def of_the_future(called: Callable[..., int], archive: Path) -> Path:
    """An archive whose schema a later version wrote."""
    called("db", "upgrade", "--archive", archive)
    with sqlite3.connect(archive / "portalcrawl.sqlite") as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()
    return archive


@pytest.mark.parametrize(
    "command",
    [("crawl", "lang_son"), ("nightly",), ("snapshot",), ("db", "check"), ("db", "upgrade")],
    ids=" ".join,
)
def test_a_schema_of_another_version_is_left_alone(
    called: Callable[..., int],
    of_the_future: Path,
    command: tuple[str, ...],
    capsys: pytest.CaptureFixture[str],
) -> None:
    before = (of_the_future / "portalcrawl.sqlite").read_bytes()
    capsys.readouterr()
    assert called(*command, "--archive", of_the_future) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert len(said.err.splitlines()) == 1
    assert "has schema 9999, which is newer" in said.err
    assert (of_the_future / "portalcrawl.sqlite").read_bytes() == before
    assert [each.name for each in of_the_future.iterdir()] == ["portalcrawl.sqlite"]


@pytest.mark.parametrize(
    "url", ["nonsense", "nosuch://host/name", "sqlite:////proc/nowhere/archive.sqlite"]
)
def test_a_database_that_cannot_be_opened_is_named(
    called: Callable[..., int],
    archive: Path,
    url: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("PORTALCRAWL_DB", url)
    assert called("crawl", "lang_son", "--archive", archive) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert len(said.err.splitlines()) == 1
    assert url.removeprefix("sqlite:///") in said.err
    assert not archive.exists()


@pytest.fixture
def occupied(tmp_path: Path) -> Path:
    """A path under which no folder can be made."""
    (tmp_path / "file").touch()
    return tmp_path / "file" / "archive"


def test_a_folder_that_cannot_be_made_is_named(
    called: Callable[..., int], occupied: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert called("crawl", "lang_son", "--archive", occupied) == 2
    assert capsys.readouterr().err == (
        f"portalcrawl: cannot make the folder of {occupied / 'portalcrawl.sqlite'}:"
        " Not a directory\n"
    )


def test_so_is_one_for_the_logs_where_the_database_is_elsewhere(
    called: Callable[..., int],
    occupied: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("PORTALCRAWL_DB", f"sqlite:///{tmp_path / 'elsewhere.sqlite'}")
    assert called("crawl", "lang_son", "--archive", occupied) == 2
    last = capsys.readouterr().err.splitlines()[-1]  # behind the note that no contact is set
    assert last == f"portalcrawl: cannot make the folder {occupied / 'logs'}: Not a directory"


def processes_of(archive: Path) -> list[str]:
    """Those whose command line names the archive, or that have a file of it open (Linux alone)."""
    return [
        process.name
        for process in Path("/proc").glob("[0-9]*")
        if str(archive) in known_of(process)
    ]


def known_of(process: Path) -> str:
    """Its command line and what it has open; nothing of one that has ended."""
    try:
        opened = [str(file.readlink()) for file in (process / "fd").iterdir()]
        return " ".join([(process / "cmdline").read_text(errors="replace"), *opened])
    except OSError:
        return ""


@pytest.mark.skipif(not Path("/proc/self/cmdline").exists(), reason="needs /proc")
@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM], ids=["Ctrl-C", "SIGTERM"])
def test_an_interrupted_crawl_leaves_no_spider_behind(
    called: Callable[..., int], archive: Path, sent: signal.Signals
) -> None:
    with serve_all() as origins:
        slow = {
            **REPLICA_OVERRIDES,
            "REPLICAS": origins,
            "DOWNLOAD_DELAY": 2,
            "CONCURRENT_REQUESTS": 1,
        }
        command = [sys.executable, "-c", INTERRUPTIBLE, str(archive), json.dumps(slow)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
            deadline = time.monotonic() + 60
            while not list(archive.glob("logs/*.json")) and time.monotonic() < deadline:
                time.sleep(0.05)
            assert len(processes_of(archive)) > 1
            os.kill(process.pid, sent)
            _, said = process.communicate(timeout=60)
    assert said.endswith(b"StoppedError\n")
    assert processes_of(archive) == []
    assert called("db", "check", "--archive", archive) == 0
