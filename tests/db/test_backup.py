"""A backup is whole or not there, shares what did not change, and is proved by sha256sum."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import tempfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from db.archive import Archive, open_archive
from db.backups.contents import read_contents
from db.backups.errors import BackupError
from db.backups.files import copy, survey
from db.backups.shelf import backups, the_only_writer
from db.backups.writing import write_backup
from db.checks.proving import check
from db.engine import open_engine
from db.snapshots import write_snapshot
from portalcrawl.warc.cdxj import is_current, sidecar
from tests.db.backing import TAKEN, contents, crawl, database_in, store, warc_files
from tests.faults.disk import SmallDisk, small_disk


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The archive's; an SQLite database of ``archive`` is in it."""
    return tmp_path / "archive"


@pytest.fixture
def shelf(tmp_path: Path) -> Path:
    return tmp_path / "backups"


@pytest.fixture
def full(archive: Archive, folder: Path) -> Archive:
    """Two runs, a snapshot, a report, a finding of a probe, a log and a lock."""
    folder.mkdir(exist_ok=True)
    crawl(archive, folder, range(5))
    crawl(archive, folder, range(5, 8))
    write_snapshot(archive.engine, folder / "snapshots", TAKEN)
    for name in ("reports/20261122T181500Z/report.json", "probes/x.gov.vn.json", "logs/a.log"):
        path = folder / name
        path.parent.mkdir(parents=True)
        path.write_text("{}\n")
    (folder / "reports/latest").symlink_to("20261122T181500Z", target_is_directory=True)
    (folder / "nightly.lock").touch()
    return archive


@pytest.fixture
def disk() -> Iterator[SmallDisk]:
    with tempfile.TemporaryDirectory(prefix="disk-") as folder, small_disk(Path(folder)) as disk:
        if not disk.is_apart:
            pytest.skip("only root may mount a disk that is full for nobody else")
        yield disk


def test_all_of_the_archive_is_in_it_but_logs_and_locks(
    full: Archive, folder: Path, shelf: Path
) -> None:
    backup = write_backup(full.engine, folder, shelf, taken_at=TAKEN)
    assert backup.path == shelf / "20261122T181500Z"
    source = {name: content for name, content in contents(folder).items() if "latest" not in name}
    assert contents(backup.path) == source
    assert {path.name for path in backup.path.iterdir()} == {
        *("warc", "snapshots", "reports", "probes"),
        *("portalcrawl.sqlite", "MANIFEST", "backup.json"),
    }
    assert backup.contents.links == {
        "reports/latest": "20261122T181500Z",
        "snapshots/latest": "20261122T181500Z",
    }
    assert backup.contents.rows["articles"] == 8
    assert (backup.linked, backup.copied) == (0, len(source) + 1)
    assert (backup.missing, backup.left_out) == ((), ())


def test_sha256sum_proves_it(full: Archive, folder: Path, shelf: Path) -> None:
    (folder / "probes" / "a\\b\nc").write_text("")
    backup = write_backup(full.engine, folder, shelf)
    checked = subprocess.run(
        ["sha256sum", "-c", "--strict", "MANIFEST"],
        cwd=backup.path,
        check=True,
        capture_output=True,
        text=True,
    )
    assert checked.stdout.count(": OK\n") == len(backup.contents.files) + 1
    assert read_contents(backup.path) == backup.contents


def test_a_backup_is_an_archive_that_can_be_proved_where_it_lies(
    full: Archive, folder: Path, shelf: Path
) -> None:
    backup = write_backup(full.engine, folder, shelf)
    engine = open_engine(f"sqlite:///{backup.path / 'portalcrawl.sqlite'}", create=False)
    assert [finding for each in check(engine, backup.path) for finding in each.findings] == []
    engine.dispose()


def test_what_is_as_before_is_a_link_to_the_backup_before(
    full: Archive, folder: Path, shelf: Path
) -> None:
    first = write_backup(full.engine, folder, shelf, taken_at=TAKEN)
    crawl(full, folder, range(10, 12))
    second = write_backup(full.engine, folder, shelf, taken_at=TAKEN + timedelta(days=1))
    assert second.earlier == first.path
    # The new WARC file, its index, the database.
    assert (second.linked, second.copied) == (first.copied - 1, 3)
    shared = [name for name in first.contents.files if (first.path / name).stat().st_nlink == 2]
    assert set(shared) == set(first.contents.files) - {"portalcrawl.sqlite"}
    assert all((first.path / name).samefile(second.path / name) for name in shared)
    assert second.copied_bytes < second.contents.bytes


def test_what_has_another_time_is_copied_anew(archive: Archive, folder: Path, shelf: Path) -> None:
    report = folder / "reports" / "20261122T181500Z" / "report.json"
    report.parent.mkdir(parents=True)
    report.write_text("1")
    os.utime(report, ns=(1, 1))
    write_backup(archive.engine, folder, shelf, taken_at=TAKEN)
    report.write_text("2")
    second = write_backup(archive.engine, folder, shelf, taken_at=TAKEN + timedelta(days=1))
    name = str(report.relative_to(folder))
    assert (second.path / name).read_text() == "2"
    assert second.linked == 0


def test_a_full_backup_shares_nothing(full: Archive, folder: Path, shelf: Path) -> None:
    write_backup(full.engine, folder, shelf, taken_at=TAKEN)
    second = write_backup(full.engine, folder, shelf, full=True, taken_at=TAKEN + timedelta(days=1))
    assert second.linked == 0
    assert {(second.path / name).stat().st_nlink for name in second.contents.files} == {1}


def test_where_there_are_no_links_files_are_copied(
    full: Archive, folder: Path, shelf: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuses(*_: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    first = write_backup(full.engine, folder, shelf, taken_at=TAKEN)
    monkeypatch.setattr(os, "link", refuses)
    second = write_backup(full.engine, folder, shelf, taken_at=TAKEN + timedelta(days=1))
    assert second.linked == 0
    assert contents(second.path) == contents(first.path)


def test_a_truncated_file_of_the_backup_before_is_not_shared(
    full: Archive, folder: Path, shelf: Path
) -> None:
    first = write_backup(full.engine, folder, shelf, taken_at=TAKEN)
    cut = next((first.path / "warc").glob("*.warc.gz"))
    cut.chmod(0o644)
    os.truncate(cut, 10)
    second = write_backup(full.engine, folder, shelf, taken_at=TAKEN + timedelta(days=1))
    assert (second.path / "warc" / cut.name).read_bytes() == (
        folder / "warc" / cut.name
    ).read_bytes()


def test_of_a_warc_file_in_use_every_whole_record_is_copied_and_indexed(
    full: Archive, folder: Path, shelf: Path
) -> None:
    files = warc_files(folder)
    store(full, files, range(20, 25))
    [path] = [each for each in (folder / "warc").glob("*.gz") if not each.with_name(
        each.name.replace(".warc.gz", ".cdxj")).exists()]  # fmt: skip
    whole = path.read_bytes()
    with path.open("ab") as torn:
        torn.write(whole[:100])
    backup = write_backup(full.engine, folder, shelf)
    assert (backup.path / "warc" / path.name).read_bytes() == whole
    assert backup.missing == ()
    engine = open_engine(f"sqlite:///{backup.path / 'portalcrawl.sqlite'}")
    assert [finding for each in check(engine, backup.path) for finding in each.findings] == []
    engine.dispose()
    files.close()


def test_a_warc_file_that_was_closed_meanwhile_is_copied_again(
    full: Archive, folder: Path, shelf: Path
) -> None:
    files = warc_files(folder)
    store(full, files, range(20, 25))
    write_backup(full.engine, folder, shelf, taken_at=TAKEN)
    store(full, files, range(25, 30))
    files.close()
    second = write_backup(full.engine, folder, shelf, taken_at=TAKEN + timedelta(days=1))
    source = {name: content for name, content in contents(folder).items() if "latest" not in name}
    assert contents(second.path) == source


def test_a_warc_file_that_is_closed_while_the_folder_is_listed_has_its_index_in_the_backup(
    full: Archive, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    listed = os.scandir

    def before_the_index_was_there(place: Path) -> list[os.DirEntry[str]]:
        return [entry for entry in listed(place) if not entry.name.endswith(".cdxj")]

    with monkeypatch.context() as listing:
        listing.setattr(os, "scandir", before_the_index_was_there)
        found = survey(folder).files
    [closed, *_] = [each for each in found if each.name.endswith(".warc.gz")]
    target = tmp_path / closed.path.name
    assert copy(closed, target).keys() == {target, sidecar(target)}
    assert is_current(target)


def test_as_many_are_kept_as_are_asked_for_and_nothing_else_is_touched(
    archive: Archive, folder: Path, shelf: Path
) -> None:
    folder.mkdir(exist_ok=True)
    (shelf / "20200101T000000Z").mkdir(parents=True)
    (shelf / "notes").mkdir()
    for day in range(3):
        write_backup(archive.engine, folder, shelf, taken_at=TAKEN + timedelta(days=day))
    last = write_backup(archive.engine, folder, shelf, keep=2, taken_at=TAKEN + timedelta(days=3))
    assert [path.name[:8] for path in backups(shelf)] == ["20261124", "20261125"]
    assert [path.name[:8] for path in last.removed] == ["20261122", "20261123"]
    assert (shelf / "20200101T000000Z").is_dir()
    assert (shelf / "notes").is_dir()


def test_of_an_archive_without_a_warc_file_no_older_backup_is_removed(
    full: Archive, folder: Path, shelf: Path
) -> None:
    write_backup(full.engine, folder, shelf, taken_at=TAKEN)
    lost, short = sorted((folder / "warc").glob("*.warc.gz"))
    lost.unlink()
    with short.open("r+b") as file:
        file.truncate(100)
    second = write_backup(full.engine, folder, shelf, keep=1, taken_at=TAKEN + timedelta(days=1))
    assert second.missing[0] == f"warc/{lost.name}"
    assert second.missing[1].startswith(f"warc/{short.name}")
    assert len(backups(shelf)) == 2


@pytest.mark.parametrize("full", [False, True])
def test_of_an_archive_that_has_shrunk_no_older_backup_is_removed_however_often_it_is_backed_up(
    made_sqlite_url: str, folder: Path, shelf: Path, tmp_path: Path, full: bool
) -> None:
    grown, empty = open_archive(made_sqlite_url), open_archive(database_in(tmp_path / "empty"))
    crawl(grown, folder, range(5))
    good = write_backup(grown.engine, folder, shelf, taken_at=TAKEN)
    for day in (1, 2):
        taken_at = TAKEN + timedelta(days=day)
        wrong = write_backup(
            empty.engine, tmp_path / "empty", shelf, keep=1, full=full, taken_at=taken_at
        )
        assert wrong.shrunk == f"0 articles, and 5 in the backup {good.path}"
    assert len(backups(shelf)) == 3
    right = write_backup(
        grown.engine, folder, shelf, keep=1, full=full, taken_at=TAKEN + timedelta(days=3)
    )
    assert right.shrunk is None
    assert backups(shelf) == [right.path]
    grown.close()
    empty.close()


def test_a_backup_older_than_the_newest_is_refused(
    archive: Archive, folder: Path, shelf: Path
) -> None:
    ahead = write_backup(archive.engine, folder, shelf, taken_at=TAKEN + timedelta(days=9999))
    with pytest.raises(BackupError) as caught:
        write_backup(archive.engine, folder, shelf, keep=1, taken_at=TAKEN)
    assert str(caught.value) == (
        f"the backup {ahead.path} is later than now, 20261122T181500Z: the clock is wrong, or was"
        " then; set the clock, or move that backup away"
    )
    assert backups(shelf) == [ahead.path]


def test_nobody_may_read_more_of_it_than_of_the_archive(
    made_sqlite_url: str, folder: Path, shelf: Path
) -> None:
    opened = open_archive(made_sqlite_url)
    crawl(opened, folder, range(5))
    for path in (folder / "portalcrawl.sqlite", *(folder / "warc").iterdir()):
        path.chmod(0o640)
    backup = write_backup(opened.engine, folder, shelf)
    opened.close()
    assert {(backup.path / name).stat().st_mode & 0o777 for name in backup.contents.files} == {
        0o440
    }


def test_the_folder_and_what_it_says_of_itself_have_the_permissions_of_the_process(
    made_sqlite_url: str, folder: Path, shelf: Path
) -> None:
    opened = open_archive(made_sqlite_url)
    folder.mkdir(exist_ok=True)
    before = os.umask(0o027)
    try:
        backup = write_backup(opened.engine, folder, shelf)
    finally:
        os.umask(before)
    opened.close()
    assert backup.path.stat().st_mode & 0o777 == 0o750
    for name in ("MANIFEST", "backup.json"):
        assert (backup.path / name).stat().st_mode & 0o777 == 0o440


def test_a_damaged_database_makes_no_backup(
    made_sqlite_url: str, folder: Path, shelf: Path
) -> None:
    opened = Archive(open_engine(made_sqlite_url))
    crawl(opened, folder, range(50))
    opened.close()
    file = folder / "portalcrawl.sqlite"
    with sqlite3.connect(file) as connection:
        [(page,)] = connection.execute(
            "SELECT rootpage FROM sqlite_master WHERE name = 'ix_captures_article_id'"
        )
        [(size,)] = connection.execute("PRAGMA page_size")
    connection.close()
    with file.open("r+b") as spoilt:
        spoilt.seek((page - 1) * size + 100)
        spoilt.write(bytes(200))
    engine = open_engine(made_sqlite_url)
    with pytest.raises(BackupError) as caught:
        write_backup(engine, folder, shelf)
    engine.dispose()
    assert f"the archive {file} is damaged: " in str(caught.value)
    assert "\n" not in str(caught.value)
    assert backups(shelf) == []


def test_what_a_killed_backup_left_is_removed_by_the_next_one(
    archive: Archive, folder: Path, shelf: Path
) -> None:
    (shelf / ".unfinished-abc" / "warc").mkdir(parents=True)
    (shelf / ".unfinished-removed-20200101T000000Z").mkdir()
    backup = write_backup(archive.engine, folder, shelf)
    assert sorted(path.name for path in shelf.iterdir()) == [".lock", backup.path.name]


def test_two_at_once_are_refused(archive: Archive, folder: Path, shelf: Path) -> None:
    with the_only_writer(shelf), pytest.raises(BackupError, match="another backup is being"):
        write_backup(archive.engine, folder, shelf)
    write_backup(archive.engine, folder, shelf)


def test_a_backup_is_never_written_over(archive: Archive, folder: Path, shelf: Path) -> None:
    write_backup(archive.engine, folder, shelf, taken_at=TAKEN)
    with pytest.raises(BackupError, match=r"there is a backup .*20261122T181500Z already"):
        write_backup(archive.engine, folder, shelf, taken_at=TAKEN)


def test_a_folder_in_the_archive_is_refused(archive: Archive, folder: Path) -> None:
    with pytest.raises(BackupError, match="would be lost with it; name a folder elsewhere"):
        write_backup(archive.engine, folder, folder / "backups")


def test_what_is_no_archive_is_refused(tmp_path: Path, shelf: Path) -> None:
    url = database_in(tmp_path)
    engine = open_engine(url)
    with pytest.raises(BackupError, match="there is no archive in"):
        write_backup(engine, tmp_path / "archive", shelf)
    engine.dispose()
    assert backups(shelf) == []


def test_a_snapshot_that_is_pruned_meanwhile_is_left_out_as_a_whole(
    full: Archive, folder: Path, shelf: Path
) -> None:
    [snapshot] = (folder / "snapshots").glob("2*")

    def prunes(_done: int, _all: int) -> None:
        copied = list(shelf.glob(f".unfinished-*/*/snapshots/{snapshot.name}/*"))
        if len(copied) == 2 and snapshot.exists():
            snapshot.rename(snapshot.with_name(".pruned"))

    backup = write_backup(full.engine, folder, shelf, tell=prunes)
    assert not (folder / "snapshots" / snapshot.name).exists()
    assert [name for name in contents(backup.path) if name.startswith("snapshots")] == []
    assert [name for name in backup.contents.files if name.startswith("snapshots")] == []


def test_the_configuration_is_in_it_for_nobody_else_to_read(
    archive: Archive, folder: Path, shelf: Path, tmp_path: Path
) -> None:
    configuration = tmp_path / "portalcrawl.toml"
    configuration.write_text("[archive]\n")
    backup = write_backup(archive.engine, folder, shelf, configuration=configuration)
    copied = backup.path / "portalcrawl.toml"
    assert copied.read_text() == "[archive]\n"
    assert copied.stat().st_mode & 0o777 == 0o400


def test_a_disk_without_room_is_seen_before_anything_is_written(
    made_sqlite_url: str, folder: Path, disk: SmallDisk
) -> None:
    engine = open_engine(made_sqlite_url)
    disk.fill([])
    with pytest.raises(BackupError, match=r"the backup takes .* free; make room, keep fewer"):
        write_backup(engine, folder, disk.folder / "backups")
    engine.dispose()


def test_a_disk_that_gets_full_leaves_the_last_good_one_and_no_half_one(
    full: Archive, folder: Path, disk: SmallDisk
) -> None:
    shelf = disk.folder / "backups"
    good = write_backup(full.engine, folder, shelf, taken_at=TAKEN)
    before = contents(good.path)
    with pytest.raises(BackupError) as caught:
        write_backup(
            full.engine, folder, shelf, full=True, taken_at=TAKEN + timedelta(days=1),
            tell=lambda done, _: disk.fill([]) if done == 1 else None,
        )  # fmt: skip
    assert str(caught.value) == (
        f"the backup {shelf}/20261123T181500Z could not be written: No space left on device;"
        " the earlier ones are untouched"
    )
    assert sorted(path.name for path in shelf.iterdir()) == [".lock", good.path.name]
    assert contents(good.path) == before
