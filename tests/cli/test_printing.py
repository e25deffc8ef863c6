"""Commands whose output nobody reads on, or that has no room."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from db.archive import open_archive
from portalcrawl.items import Article

ROOT = Path(__file__).parents[2]
ID = "nghean.gov.vn/1"
#: More than a pipe holds.
TEXT = "\n\n".join(f"Đoạn {number} của một bài rất dài." for number in range(5_000))
COMMANDS = [("search",), ("search", "--csv"), ("show", ID), ("show", ID, "--json")]


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("archive")
    opened = open_archive(f"sqlite:///{folder}/portalcrawl.sqlite")
    opened.record(
        [
            Article(
                portal="nghean.gov.vn",
                article_key="1",
                url="https://nghean.gov.vn/1.html",
                canonical_url="https://nghean.gov.vn/1.html",
                title="Chuyển đổi số",
                text=TEXT,
                extraction_method="generic",
            )
        ]
    )
    opened.close()
    return folder


def run(archive: Path, command: tuple[str, ...], output: int) -> tuple[int, str]:
    """The exit status, and what is told on the other output."""
    ended = subprocess.run(
        [sys.executable, "-m", "portalcrawl", *command, "--archive", archive],
        cwd=ROOT,
        env={name: value for name, value in os.environ.items() if name != "PORTALCRAWL_DB"},
        stdout=output,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )
    return ended.returncode, ended.stderr


@pytest.mark.parametrize("command", COMMANDS)
def test_a_reader_that_has_read_enough_is_no_error(archive: Path, command: tuple[str, ...]) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    try:
        assert run(archive, command, writing) == (0, "")
    finally:
        os.close(writing)


@pytest.mark.parametrize("command", COMMANDS)
def test_a_full_disk_is_said_in_one_line(archive: Path, command: tuple[str, ...]) -> None:
    with Path("/dev/full").open("w") as full:
        status, told = run(archive, command, full.fileno())
    assert status == 2
    assert told == ("portalcrawl: the output could not be written whole, there is no room for it\n")


@pytest.mark.parametrize("command", ["search", f"show {ID}"])
def test_a_closed_output_is_said_in_one_line(archive: Path, command: str) -> None:
    ended = subprocess.run(
        ["sh", "-c", f'"$0" -m portalcrawl {command} --archive "$1" >&-', sys.executable, archive],
        cwd=ROOT,
        env={name: value for name, value in os.environ.items() if name != "PORTALCRAWL_DB"},
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )
    assert ended.returncode == 2
    assert ended.stderr.startswith("portalcrawl: the output is closed; ")
    assert ended.stderr.count("\n") == 1
