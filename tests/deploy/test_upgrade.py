"""An upgrade as docs/install.md has it: a schema of long ago, and the snapshots that were taken."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from alembic import command

from db import dialects, schema
from db.engine import open_engine
from db.snapshots import write_snapshot
from tests.deploy.conftest import ROOT

ARCHIVES = ROOT / "tests" / "db" / "archives"
LONG_AGO = datetime(2024, 3, 1, 18, 15, tzinfo=UTC)


@pytest.fixture(params=sorted(file.stem for file in ARCHIVES.glob("*.sql")))
def old_archive(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A folder with a database of a former version and a snapshot of what is in it."""
    folder = tmp_path / "archive"
    make_database(folder, request.param)
    # Only this version can write a snapshot, and only of its own schema: that of a twin.
    make_database(tmp_path / "twin", request.param)
    twin = open_engine(f"sqlite:///{tmp_path / 'twin' / 'portalcrawl.sqlite'}")
    schema.upgrade(twin)
    write_snapshot(twin, folder / "snapshots", LONG_AGO)
    twin.dispose()
    return folder


def make_database(folder: Path, revision: str) -> None:
    engine = open_engine(f"sqlite:///{folder / 'portalcrawl.sqlite'}")
    with dialects.migrating(engine) as connection:
        command.upgrade(schema._config(connection), revision)
        for statement in (ARCHIVES / f"{revision}.sql").read_text().split(";\n"):
            if statement.strip():
                connection.exec_driver_sql(statement.replace("%", "%%"))
    engine.dispose()


def portalcrawl(archive: Path, *words: str) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if name != "PORTALCRAWL_DB"}
    return subprocess.run(
        [sys.executable, "-m", "portalcrawl", *words, "--archive", str(archive)],
        env=kept,
        cwd=archive.parent,
        capture_output=True,
        text=True,
        check=False,
    )


def contents(folder: Path) -> dict[str, tuple[bytes | str, int]]:
    """Every file and link below, with when it was last changed."""
    return {
        str(file.relative_to(folder)): (
            str(file.readlink()) if file.is_symlink() else file.read_bytes(),
            file.lstat().st_mtime_ns,
        )
        for file in sorted(folder.rglob("*"))
        if file.is_symlink() or file.is_file()
    }


def test_snapshots_are_not_touched_by_an_upgrade(old_archive: Path) -> None:
    before = contents(old_archive / "snapshots")
    assert any(name.endswith("articles.csv") for name in before)
    upgraded = portalcrawl(old_archive, "db", "upgrade")
    assert upgraded.returncode == 0, upgraded.stderr
    assert contents(old_archive / "snapshots") == before


def test_the_next_snapshot_is_written_beside_the_old_ones(old_archive: Path) -> None:
    before = contents(old_archive / "snapshots")
    portalcrawl(old_archive, "db", "upgrade")
    written = portalcrawl(old_archive, "snapshot")
    assert written.returncode == 0, written.stderr
    after = contents(old_archive / "snapshots")
    old = {name: value for name, value in before.items() if name != "latest"}
    assert {name: after[name] for name in old} == old
    assert after["latest"] != before["latest"]


def test_an_archive_that_was_not_upgraded_is_not_changed_by_a_night(old_archive: Path) -> None:
    with (old_archive / "portalcrawl.sqlite").open("rb") as file:
        before = file.read()
    refused = portalcrawl(old_archive, "nightly")
    assert refused.returncode == 2
    assert "portalcrawl db upgrade" in refused.stderr
    assert (old_archive / "portalcrawl.sqlite").read_bytes() == before
