"""``portalcrawl backup`` and ``restore`` as an operator meets them, on archives of real crawls."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from db.archive import open_archive
from db.backups.contents import read_contents, write_contents
from db.backups.errors import BackupError
from db.backups.shelf import backups
from db.snapshots import write_snapshot
from portalcrawl.cli.backup import backup, restore
from portalcrawl.cli.night.lock import night_lock
from portalcrawl.errors import Fault
from tests.faults.conftest import TroubledPortal, ask, troubled_portal
from tests.torture.portal import PATIENCE, ROOT, Crawl, Place, served_portal

Called = Callable[..., int]


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive of one crawl, with a snapshot."""
    place = Place(tmp_path_factory.mktemp("crawled") / "archive")
    place.archive.mkdir()
    with served_portal() as running:
        run = Crawl.start(running, place)
        run.wait_for_all()
    assert run.process.returncode == 0
    snapshot_of(place.archive)
    return place.archive


@pytest.fixture
def archive(crawled: Path, tmp_path: Path) -> Path:
    """A copy of it, as old as it is."""
    return Path(shutil.copytree(crawled, tmp_path / "archive", symlinks=True))


@pytest.fixture
def shelf(tmp_path: Path) -> Path:
    return tmp_path / "backups"


@pytest.fixture
def called(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> Called:
    monkeypatch.delenv("PORTALCRAWL_DB", raising=False)
    monkeypatch.chdir(tmp_path)
    capsys.readouterr()

    def call(command: Any, *arguments: str | Path) -> int:
        return int(command.main([str(each) for each in arguments], standalone_mode=False))

    return call


def snapshot_of(archive: Path) -> Path:
    opened = open_archive(f"sqlite:///{archive / 'portalcrawl.sqlite'}", create=False)
    try:
        return write_snapshot(opened.engine, archive / "snapshots").path
    finally:
        opened.close()


def next_second() -> None:
    """Backups are named by the second."""
    now = int(time.time())
    while int(time.time()) == now:
        time.sleep(0.01)


def test_backup_says_what_it_holds_and_what_it_shares(
    called: Called, archive: Path, shelf: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert called(backup, shelf, "--archive", archive) == 0
    first = capsys.readouterr().out.splitlines()
    [path] = backups(shelf)
    assert first[0] == f"Backup    {path}"
    # A WARC file and its index, a snapshot of eight files, the database.
    assert first[1].startswith("Holds     25 articles, 11 files, ")
    assert first[2].startswith("Copied    11 files, ")
    next_second()
    assert called(backup, shelf, "--keep", "1", "--archive", archive) == 0
    second = capsys.readouterr().out.splitlines()
    assert second[2] == f"Linked    10 files to {path}"
    assert second[3].startswith("Copied    1 file, ")
    assert second[4] == f"Removed   {path}"


def test_restore_proves_what_it_restored(
    called: Called, archive: Path, shelf: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    called(backup, shelf, "--archive", archive)
    capsys.readouterr()
    assert called(restore, shelf, "--archive", "again") == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == f"Restored  {backups(shelf)[0]} into again"
    assert lines[1].startswith("Holds     25 articles, 11 files, ")
    assert lines[2] == "Database  again/portalcrawl.sqlite"
    assert lines[3].startswith("The archive is sound: ")
    assert lines[3].endswith(" proofs of 10 kinds, no finding.")


def test_a_snapshot_of_the_restored_archive_is_that_of_the_source_byte_by_byte(
    called: Called, archive: Path, shelf: Path
) -> None:
    called(backup, shelf, "--archive", archive)
    called(restore, shelf, "--archive", "again")
    again = Path("again")
    assert (again / "snapshots/latest/articles.csv").read_bytes() == (
        archive / "snapshots/latest/articles.csv"
    ).read_bytes()
    next_second()
    assert (snapshot_of(again) / "articles.csv").read_bytes() == (
        snapshot_of(archive) / "articles.csv"
    ).read_bytes()


def test_into_postgresql_and_back(
    called: Called,
    archive: Path,
    shelf: Path,
    postgres_url: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    called(backup, shelf, "--archive", archive)
    assert called(restore, shelf, "--database", postgres_url, "--archive", "server") == 0
    assert not Path("server/portalcrawl.sqlite").exists()
    monkeypatch.setenv("PORTALCRAWL_DB", postgres_url)
    assert called(backup, "of-server", "--archive", "server") == 0
    monkeypatch.delenv("PORTALCRAWL_DB")
    assert called(restore, "of-server", "--archive", "back") == 0
    assert (snapshot_of(Path("back")) / "revisions.csv").read_bytes() == (
        archive / "snapshots/latest/revisions.csv"
    ).read_bytes()


def test_verify_only_reads_all_and_restores_nothing(
    called: Called, archive: Path, shelf: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    called(backup, shelf, "--archive", archive)
    capsys.readouterr()
    [path] = backups(shelf)
    assert called(restore, shelf, "--verify-only", "--archive", "again") == 0
    assert capsys.readouterr().out.startswith(f"The backup {path} is what was written: 25 articles")
    spoiled = next((path / "warc").glob("*.warc.gz"))
    spoiled.chmod(0o644)
    content = spoiled.read_bytes()
    spoiled.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
    assert called(restore, path, "--verify-only", "--archive", "again") == 1
    assert capsys.readouterr().out.splitlines() == [
        f"finding: {spoiled} is not what was written: its SHA-256 is another one",
        f"The backup {path} is damaged: 1 of 11 files.",
    ]
    assert not Path("again").exists()
    with pytest.raises(BackupError, match="nothing was restored"):
        called(restore, path, "--archive", "again")
    assert called(restore, path, "--despite-damage", "--archive", "again") == 1
    assert "The archive is not sound: 1 finding in " in capsys.readouterr().out


def test_a_backup_of_a_damaged_archive_says_so_and_removes_none(
    called: Called, archive: Path, shelf: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    called(backup, shelf, "--archive", archive)
    [lost] = (archive / "warc").glob("*.warc.gz")
    lost.unlink()
    next_second()
    assert called(backup, shelf, "--keep", "1", "--archive", archive) == 1
    assert capsys.readouterr().err.splitlines() == [
        f"missing in the archive: warc/{lost.name}",
        "The archive is damaged; no older backup was removed. portalcrawl db check says more.",
    ]
    assert len(backups(shelf)) == 2


def test_a_restored_database_with_other_counts_than_the_backup_says_is_a_finding(
    called: Called, archive: Path, shelf: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    called(backup, shelf, "--archive", archive)
    [path] = backups(shelf)
    said = read_contents(path)
    for name in ("MANIFEST", "backup.json"):
        (path / name).unlink()
    write_contents(path, replace(said, rows=said.rows | {"articles": 1026}))
    capsys.readouterr()
    assert called(restore, shelf, "--archive", "again") == 1
    lines = capsys.readouterr().out.splitlines()
    assert lines[1].startswith("Holds     25 articles, ")
    assert lines[3] == "finding: articles: 25 were restored, and the backup has 1,026"
    assert lines[4].startswith("The archive is not sound: 1 finding in ")


def test_a_night_and_a_restore_keep_each_other_out(
    called: Called, archive: Path, shelf: Path
) -> None:
    called(backup, shelf, "--archive", archive)
    again = Path("again")
    with (
        night_lock(again, datetime.now(UTC)),
        pytest.raises(Fault, match="a night is running already"),
    ):
        called(restore, shelf, "--archive", again)
    assert list(again.iterdir()) == []
    assert called(restore, shelf, "--archive", again) == 0
    assert not (again / "nightly.lock").exists()


def test_a_backup_of_an_archive_that_has_shrunk_says_so_and_removes_none(
    called: Called, archive: Path, shelf: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    called(backup, shelf, "--archive", archive)
    [good] = backups(shelf)
    open_archive("sqlite:///empty/portalcrawl.sqlite").close()
    capsys.readouterr()
    next_second()
    assert called(backup, shelf, "--keep", "1", "--archive", "empty") == 1
    assert capsys.readouterr().err == (
        f"The archive has 0 articles, and 25 in the backup {good}; no older backup was removed. See"
        " whether it is the right archive and its disk is mounted; else move that backup away.\n"
    )
    assert len(backups(shelf)) == 2


def test_the_configuration_in_use_is_backed_up_and_not_put_into_force(
    called: Called,
    archive: Path,
    shelf: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("PORTALCRAWL_CONFIG", raising=False)
    Path("portalcrawl.toml").write_text('[crawl]\ncontact = "archive@example.org"\n')
    called(backup, shelf, "--archive", archive)
    assert called(restore, shelf, "--archive", "again") == 0
    [path] = backups(shelf)
    assert (path / "portalcrawl.toml").read_text() == Path("portalcrawl.toml").read_text()
    assert not Path("again/portalcrawl.toml").exists()
    assert f"Left      {path}/portalcrawl.toml" in capsys.readouterr().out


@pytest.fixture
def portal() -> Iterator[TroubledPortal]:
    with troubled_portal() as served:
        yield served


def test_in_the_middle_of_a_crawl_the_backup_is_what_a_killed_run_would_leave_and_no_worse(
    called: Called,
    portal: TroubledPortal,
    tmp_path: Path,
    database_url: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    place = Place(tmp_path / "archive", database_url)
    place.archive.mkdir()
    monkeypatch.setenv("PORTALCRAWL_DB", database_url)
    statuses = []
    ended = portal.crawl_through(
        place, lambda: statuses.append(called(backup, "backups", "--archive", place.archive))
    )
    assert (ended.status, statuses) == (0, [0])
    again = Place(tmp_path / "again", f"sqlite:///{tmp_path / 'again' / 'portalcrawl.sqlite'}")
    assert called(restore, "backups", "--database", again.url, "--archive", again.archive) == 0
    captures = "SELECT id, url, payload_digest, warc_file, warc_offset FROM captures ORDER BY id"
    of_backup, of_source = ask(again.url, captures), ask(place.url, captures)
    assert 0 < len(of_backup) < len(of_source)
    assert of_backup == of_source[: len(of_backup)]
    for path in (again.archive / "warc").glob("*.warc.gz"):
        whole = (place.archive / "warc" / path.name).read_bytes()
        assert whole.startswith(path.read_bytes())
    portal.catches_up(again)


def test_a_backup_that_is_killed_leaves_the_last_good_one_and_no_half_one(
    called: Called, archive: Path, shelf: Path
) -> None:
    called(backup, shelf, "--archive", archive)
    [good] = backups(shelf)
    with (archive / "warc" / "large.bin").open("wb") as file:
        file.truncate(400 * 2**20)
    next_second()
    command = "from portalcrawl.cli.backup import backup; backup()"
    with subprocess.Popen(
        [sys.executable, "-c", command, shelf, "--archive", archive],
        cwd=ROOT,
        env=os.environ | {"PORTALCRAWL_DB": ""},
    ) as killed:
        deadline = time.monotonic() + PATIENCE
        while not list(shelf.glob(".unfinished-*/*/warc/large.bin")):
            assert killed.poll() is None
            assert time.monotonic() < deadline
        killed.send_signal(signal.SIGKILL)
    assert killed.returncode == -signal.SIGKILL
    assert backups(shelf) == [good]
    assert list(shelf.glob(".unfinished-*"))
    (archive / "warc" / "large.bin").unlink()
    assert called(restore, shelf, "--archive", "again") == 0
    next_second()
    assert called(backup, shelf, "--archive", archive) == 0
    assert not list(shelf.glob(".unfinished-*"))
    assert len(backups(shelf)) == 2
