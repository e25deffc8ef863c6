"""``portalcrawl serve``: it says where it is, serves, and ends when it is told to."""

from __future__ import annotations

import os
import re
import select
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from db.archive import open_archive
from tests.web.serving import fill

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 60
"""Seconds after which a test gives up waiting."""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("made")
    opened = open_archive(f"sqlite:///{folder / 'portalcrawl.sqlite'}")
    fill(opened)
    opened.close()
    return folder


@pytest.fixture
def archive(made: Path, tmp_path: Path) -> Path:
    return shutil.copytree(made, tmp_path / "archive")


def command(*arguments: str | Path, cwd: Path) -> subprocess.Popen[str]:
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    return subprocess.Popen(
        [sys.executable, "-m", "portalcrawl", "serve", "--port", "0", *map(str, arguments)],
        cwd=cwd,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@contextmanager
def serving(*arguments: str | Path, cwd: Path) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """The process, and the line that it prints once it serves."""
    with command(*arguments, cwd=cwd) as process:
        try:
            assert process.stdout is not None
            assert process.stderr is not None
            ready, _, _ = select.select([process.stdout], [], [], PATIENCE)
            line = process.stdout.readline() if ready else ""
            assert line, process.stderr.read()
            yield process, line
        finally:
            process.kill()


def refused(*arguments: str | Path, cwd: Path) -> str:
    """The line that it prints instead."""
    with command(*arguments, cwd=cwd) as process:
        printed, error = process.communicate(timeout=PATIENCE)
    assert (process.returncode, printed) == (2, "")
    assert error.count("\n") == 1
    return error


def address(line: str) -> str:
    found = re.search(r"http://\S+", line)
    assert found
    return found[0]


def test_it_says_where_it_serves(archive: Path, tmp_path: Path) -> None:
    with serving("--archive", archive, cwd=tmp_path) as (_, line):
        assert line.startswith(f"Serving the archive {archive} at http://127.0.0.1:")
        assert httpx.get(address(line) + "/healthz").text == "ok\n"


@pytest.mark.parametrize("told", [signal.SIGTERM, signal.SIGINT])
def test_it_ends_when_it_is_told_to_though_connections_are_open(
    archive: Path, tmp_path: Path, told: signal.Signals
) -> None:
    with serving("--archive", archive, cwd=tmp_path) as (process, line):
        port = httpx.URL(address(line)).port or 0
        with (
            httpx.Client(base_url=address(line)) as idle,
            socket.create_connection(("127.0.0.1", port)) as halfway,
        ):
            idle.get("/healthz")
            halfway.sendall(b"GET / HTTP/1.1\r\n")
            process.send_signal(told)
            printed, error = process.communicate(timeout=PATIENCE)
        assert (process.returncode, printed, error) == (0, "", "")


def test_it_serves_the_demo_where_there_is_no_other_archive(archive: Path, tmp_path: Path) -> None:
    archive.rename(tmp_path / "demo-archive")
    with serving(cwd=tmp_path) as (_, line):
        assert line.startswith("Serving the demo's archive, demo-archive, at http://")


def test_it_serves_no_demo_where_an_archive_is_named(archive: Path, tmp_path: Path) -> None:
    archive.rename(tmp_path / "demo-archive")
    assert refused("--archive", "other", cwd=tmp_path) == (
        "portalcrawl: there is no archive at other/portalcrawl.sqlite;"
        " crawl into it first, or name the folder of another\n"
    )


def test_no_archive_at_all_is_told(tmp_path: Path) -> None:
    assert "there is no archive at archive/portalcrawl.sqlite" in refused(cwd=tmp_path)


def test_a_port_that_is_taken_is_told(archive: Path, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        told = refused("--archive", archive, "--port", str(port), cwd=tmp_path)
    assert told == (
        f"portalcrawl: cannot listen on 127.0.0.1:{port}: Address already in use;"
        " try another --port\n"
    )


def test_an_archive_of_an_older_version_is_told(archive: Path, tmp_path: Path) -> None:
    opened = open_archive(f"sqlite:///{archive / 'portalcrawl.sqlite'}")
    with opened.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0001'")
    opened.close()
    assert "run: portalcrawl db upgrade" in refused("--archive", archive, cwd=tmp_path)


def test_a_proxy_that_is_no_address_is_told(archive: Path, tmp_path: Path) -> None:
    told = refused("--archive", archive, "--trusted-proxy", "proxy", cwd=tmp_path)
    assert "'proxy' is no address; write it like 10.0.0.5 or 10.0.0.0/8" in told


def test_nothing_is_written_into_the_archive(archive: Path, tmp_path: Path) -> None:
    def files() -> dict[str, bytes]:
        return {file.name: file.read_bytes() for file in archive.iterdir() if file.is_file()}

    before = files()
    with serving("--archive", archive, cwd=tmp_path) as (process, line):
        for path in ("/", "/search?q=hoi", "/api/portals"):
            assert httpx.get(address(line) + path).status_code == 200
        process.terminate()
        process.wait(PATIENCE)
    after = files()
    assert after["portalcrawl.sqlite"] == before["portalcrawl.sqlite"]
    assert set(after) - set(before) <= {"portalcrawl.sqlite-wal", "portalcrawl.sqlite-shm"}


def test_requests_are_printed_only_where_asked_for(archive: Path, tmp_path: Path) -> None:
    def told(*arguments: str) -> str:
        with serving("--archive", archive, *arguments, cwd=tmp_path) as (process, line):
            httpx.get(address(line) + "/search?q=hoi")
            process.terminate()
            printed, error = process.communicate(timeout=PATIENCE)
        return printed + error

    assert told() == ""
    assert "/search?q=hoi" in told("--log-requests")
