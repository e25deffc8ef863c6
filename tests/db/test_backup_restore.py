"""A restored archive has every row and every byte, on either database, or is not there."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from alembic import command

from db import dialects, schema
from db.archive import Archive, open_archive
from db.backups.contents import read_contents
from db.backups.database import rows_of
from db.backups.errors import BackupError
from db.backups.files import sha256_of
from db.backups.restoring import faults_of, find_backup, restore
from db.backups.writing import Backup, write_backup
from db.engine import open_engine
from db.errors import ArchiveError, SchemaError
from db.snapshots import write_snapshot
from portalcrawl.warc.mending import mend
from tests.db.backing import (
    TAKEN,
    contents,
    crawl,
    database_in,
    findings,
    rows,
    rows_at,
    store,
    warc_files,
)
from tests.faults.disk import SmallDisk, small_disk

OLD = Path(__file__).parent / "archives"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The archive's; an SQLite database of ``archive`` is in it."""
    folder = tmp_path / "archive"
    folder.mkdir(exist_ok=True)
    return folder


@pytest.fixture
def again(tmp_path: Path) -> Path:
    """Where the backup is restored into: not there yet."""
    return tmp_path / "again"


@pytest.fixture
def shelf(tmp_path: Path) -> Path:
    return tmp_path / "backups"


@pytest.fixture
def backup(archive: Archive, folder: Path, shelf: Path) -> Backup:
    """Of an archive with two runs and a snapshot."""
    crawl(archive, folder, range(5))
    crawl(archive, folder, range(5, 8))
    write_snapshot(archive.engine, folder / "snapshots", TAKEN)
    return write_backup(archive.engine, folder, shelf, taken_at=TAKEN)


@pytest.fixture
def sqlite_backup(made_sqlite_url: str, folder: Path, shelf: Path) -> Backup:
    archive = open_archive(made_sqlite_url)
    crawl(archive, folder, range(5))
    written = write_backup(archive.engine, folder, shelf, taken_at=TAKEN)
    archive.close()
    return written


def spoil(path: Path, change: Callable[[bytes], bytes]) -> None:
    path.chmod(0o644)
    path.write_bytes(change(path.read_bytes()))


def flip(content: bytes) -> bytes:
    """One bit in the middle."""
    at = len(content) // 2
    return content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :]


def first_warc(backup: Backup) -> Path:
    return min((backup.path / "warc").glob("*.warc.gz"))


def test_every_row_and_every_byte_comes_back(
    archive: Archive, folder: Path, backup: Backup, again: Path
) -> None:
    restored = restore(backup.path, again, database_in(again))
    assert rows_at(database_in(again)) == rows(archive.engine)
    assert contents(again) == contents(folder)
    assert findings(database_in(again), again) == []
    assert restored.damaged == ()


def test_the_other_kind_of_database_has_every_row_and_gives_it_back(
    archive: Archive, backup: Backup, again: Path, shelf: Path, postgres_url: str
) -> None:
    restore(backup.path, again, postgres_url)
    assert rows_at(postgres_url) == rows(archive.engine)
    assert findings(postgres_url, again) == []
    assert not (again / "portalcrawl.sqlite").exists()
    server = open_engine(postgres_url)
    taken_at = TAKEN + timedelta(days=1)
    back = write_backup(server, again, shelf, taken_at=taken_at)
    server.dispose()
    third = again.parent / "third"
    restore(back.path, third, database_in(third))
    assert rows_at(database_in(third)) == rows(archive.engine)
    assert contents(third) == contents(again)


def test_a_snapshot_of_the_restored_archive_has_the_same_bytes(
    archive: Archive, backup: Backup, again: Path, tmp_path: Path
) -> None:
    restore(backup.path, again, database_in(again))
    engine = open_engine(database_in(again))
    of_restored = write_snapshot(engine, tmp_path / "snapshots-again", TAKEN)
    engine.dispose()
    assert (
        of_restored.sha256
        == write_snapshot(archive.engine, tmp_path / "snapshots-of-source", TAKEN).sha256
    )


def test_a_crawl_goes_on_in_it_with_nothing_to_mend(backup: Backup, again: Path) -> None:
    restore(backup.path, again, database_in(again))
    assert mend(again) == []
    archive = open_archive(database_in(again))
    crawl(archive, again, range(6, 10))
    archive.close()
    assert findings(database_in(again), again) == []
    assert len(rows_at(database_in(again))["articles"]) == 10


def test_the_times_of_files_are_those_of_the_archive_however_the_backup_was_moved(
    sqlite_backup: Backup, folder: Path, again: Path
) -> None:
    for path in (sqlite_backup.path / "warc").iterdir():
        os.utime(path)
    restore(sqlite_backup.path, again, database_in(again))
    for path in (folder / "warc").iterdir():
        assert (again / "warc" / path.name).stat().st_mtime_ns == path.stat().st_mtime_ns


def test_files_can_be_written_again_by_their_owner(sqlite_backup: Backup, again: Path) -> None:
    restore(sqlite_backup.path, again, database_in(again))
    assert all(path.stat().st_mode & 0o200 for path in again.rglob("*") if path.is_file())


def test_the_backup_stays_as_it_is(sqlite_backup: Backup, again: Path) -> None:
    restore(sqlite_backup.path, again, database_in(again))
    assert list(faults_of(sqlite_backup.path, read_contents(sqlite_backup.path))) == []
    assert sorted(path.name for path in sqlite_backup.path.iterdir()) == [
        *("MANIFEST", "backup.json", "portalcrawl.sqlite", "warc"),
    ]


def test_the_newest_of_a_folder_is_found(
    archive: Archive, folder: Path, backup: Backup, shelf: Path
) -> None:
    newer = write_backup(archive.engine, folder, shelf, taken_at=TAKEN + timedelta(days=1))
    (shelf / "20300101T000000Z").mkdir()  # no backup: it has no manifest
    assert find_backup(shelf) == newer.path
    assert find_backup(backup.path) == backup.path
    with pytest.raises(BackupError, match="there is no backup in"):
        find_backup(folder)


def test_a_flipped_bit_is_found_and_nothing_is_restored(sqlite_backup: Backup, again: Path) -> None:
    spoiled = first_warc(sqlite_backup)
    spoil(spoiled, flip)
    fault = f"{spoiled} is not what was written: its SHA-256 is another one"
    assert list(faults_of(sqlite_backup.path, sqlite_backup.contents)) == [fault]
    with pytest.raises(BackupError) as caught:
        restore(sqlite_backup.path, again, database_in(again))
    assert fault in str(caught.value)
    assert str(caught.value).endswith(
        "nothing was restored; restore another backup, or what is sound of this one with"
        " --despite-damage"
    )
    assert list(again.iterdir()) == []


def test_missing_and_truncated_files_are_named(sqlite_backup: Backup, again: Path) -> None:
    warc = first_warc(sqlite_backup)
    size = warc.stat().st_size
    spoil(warc, lambda content: content[:-1])
    index = warc.with_name(warc.name.replace(".warc.gz", ".cdxj"))
    index.unlink()
    with pytest.raises(BackupError) as caught:
        restore(sqlite_backup.path, again, database_in(again))
    assert f"{warc} has {size - 1:,} bytes, not {size:,}" in str(caught.value)
    assert f"{index} is missing" in str(caught.value)
    assert list(again.iterdir()) == []


def test_what_is_sound_of_a_damaged_backup_can_be_restored(backup: Backup, again: Path) -> None:
    spoiled = first_warc(backup)
    spoil(spoiled, flip)
    restored = restore(backup.path, again, database_in(again), despite_damage=True)
    assert len(restored.damaged) == 1
    found = findings(database_in(again), again)
    assert len(found) == 1
    assert f"{spoiled.name}, with 5 captures, is missing" in found[0]
    assert not (again / "warc" / spoiled.name).exists()


def test_without_its_database_no_backup_can_be_restored(sqlite_backup: Backup, again: Path) -> None:
    spoil(sqlite_backup.path / "portalcrawl.sqlite", flip)
    with pytest.raises(BackupError, match=r"restore another backup$"):
        restore(sqlite_backup.path, again, database_in(again), despite_damage=True)
    assert list(again.iterdir()) == []


@pytest.mark.parametrize(
    ("name", "change", "said"),
    [
        ("backup.json", flip, "does not have the SHA-256 that MANIFEST names"),
        ("MANIFEST", lambda content: content[:-3] + b"\n", "damaged|is not as this version"),
        ("MANIFEST", lambda content: b"nonsense\n" + content, "names no file and its SHA-256"),
        ("MANIFEST", lambda content: b"", "does not have the SHA-256"),
    ],
)
def test_what_a_backup_says_of_itself_is_proved_as_well(
    sqlite_backup: Backup,
    again: Path,
    name: str,
    change: Callable[[bytes], bytes],
    said: str,
) -> None:
    spoil(sqlite_backup.path / name, change)
    with pytest.raises(BackupError, match=said):
        restore(sqlite_backup.path, again, database_in(again))
    assert not again.exists()


def test_no_name_in_a_backup_leads_out_of_the_archive(sqlite_backup: Backup, again: Path) -> None:
    about = sqlite_backup.path / "backup.json"
    warc = f"warc/{first_warc(sqlite_backup).name}"
    spoil(about, lambda content: content.replace(warc.encode(), b"../out"))
    manifest = sqlite_backup.path / "MANIFEST"
    before = next(line for line in manifest.read_text().splitlines() if "backup.json" in line)
    spoil(
        manifest,
        lambda content: content.replace(warc.encode(), b"../out").replace(
            before.encode(), f"{sha256_of(about)}  backup.json".encode()
        ),
    )
    with pytest.raises(BackupError, match="is not as this version of portalcrawl writes it"):
        restore(sqlite_backup.path, again, database_in(again))
    assert not again.exists()


def test_a_folder_that_is_not_empty_is_refused(sqlite_backup: Backup, folder: Path) -> None:
    before = contents(folder)
    with pytest.raises(BackupError, match=r"is not empty: it has portalcrawl.sqlite; name an"):
        restore(sqlite_backup.path, folder, database_in(folder))
    assert contents(folder) == before


def test_a_new_disk_is_empty_and_so_is_what_a_killed_restore_left(
    sqlite_backup: Backup, again: Path
) -> None:
    (again / "lost+found").mkdir(parents=True)
    (again / ".unfinished-restore-abc" / "warc").mkdir(parents=True)
    restore(sqlite_backup.path, again, database_in(again))
    assert sorted(path.name for path in again.iterdir()) == [
        *("lost+found", "portalcrawl.sqlite", "warc"),
    ]


def test_a_database_that_is_there_is_refused(
    sqlite_backup: Backup, again: Path, folder: Path
) -> None:
    with pytest.raises(BackupError, match=r"there is a database .* already"):
        restore(sqlite_backup.path, again, database_in(folder))
    assert not again.exists() or list(again.iterdir()) == []


@pytest.mark.parametrize("ending", ["-wal", "-shm", "-journal"])
def test_what_another_database_left_beside_the_place_is_refused(
    sqlite_backup: Backup, again: Path, tmp_path: Path, ending: str
) -> None:
    file = tmp_path / "fast-disk" / "portalcrawl.sqlite"
    left = file.with_name(f"{file.name}{ending}")
    left.parent.mkdir()
    left.touch()
    with pytest.raises(BackupError, match=r"is left of another database and would hide the"):
        restore(sqlite_backup.path, again, f"sqlite:///{file}")
    assert not file.exists()
    assert list(again.iterdir()) == []


@pytest.mark.parametrize("name", ["portalcrawl.sqlite", "portalcrawl.sqlite-wal", "warc", "x"])
def test_what_appears_in_the_folder_meanwhile_is_not_written_over(
    sqlite_backup: Backup, again: Path, name: str
) -> None:
    with pytest.raises(BackupError, match=name):
        restore(
            sqlite_backup.path, again, database_in(again), tell=lambda *_: (again / name).touch()
        )
    assert [path.name for path in again.iterdir()] == [name]
    assert (again / name).read_bytes() == b""


def test_a_database_that_appears_elsewhere_meanwhile_is_not_written_over(
    sqlite_backup: Backup, again: Path, tmp_path: Path
) -> None:
    file = tmp_path / "fast-disk" / "portalcrawl.sqlite"
    with pytest.raises(BackupError, match=r"there is a database .* already"):
        restore(sqlite_backup.path, again, f"sqlite:///{file}", tell=lambda *_: file.touch())
    assert file.read_bytes() == b""
    assert list(again.iterdir()) == []


def test_the_lock_of_the_night_may_be_held(sqlite_backup: Backup, again: Path) -> None:
    again.mkdir()
    (again / "nightly.lock").touch()
    restore(sqlite_backup.path, again, database_in(again))
    assert findings(database_in(again), again) == []


def test_a_database_in_a_folder_of_the_archive_is_put_there(
    sqlite_backup: Backup, again: Path
) -> None:
    url = f"sqlite:///{again / 'database' / 'portalcrawl.sqlite'}"
    restore(sqlite_backup.path, again, url)
    assert findings(url, again) == []


def test_a_second_restore_leaves_the_first_one_alone(sqlite_backup: Backup, again: Path) -> None:
    refused = []

    def restores_as_well(done: int, _all: int) -> None:
        if done == 1:
            with pytest.raises(BackupError) as caught:
                restore(sqlite_backup.path, again, database_in(again))
            refused.append(str(caught.value))

    restore(sqlite_backup.path, again, database_in(again), tell=restores_as_well)
    assert refused == [f"another restore is at work in {again}; wait for its end"]
    assert findings(database_in(again), again) == []


def test_a_server_with_rows_is_refused(
    sqlite_backup: Backup, again: Path, postgres_url: str
) -> None:
    restore(sqlite_backup.path, again, postgres_url)
    before = rows_at(postgres_url)
    with pytest.raises(ArchiveError, match="is not empty; name an empty database"):
        restore(sqlite_backup.path, again.parent / "third", postgres_url)
    assert rows_at(postgres_url) == before
    assert list((again.parent / "third").iterdir()) == []


def test_a_database_file_elsewhere_is_put_there(
    sqlite_backup: Backup, again: Path, tmp_path: Path
) -> None:
    elsewhere = tmp_path / "fast-disk" / "portalcrawl.sqlite"
    restore(sqlite_backup.path, again, f"sqlite:///{elsewhere}")
    assert [path.name for path in elsewhere.parent.iterdir()] == [elsewhere.name]
    assert findings(f"sqlite:///{elsewhere}", again) == []


@pytest.mark.parametrize("kind", ["sqlite", "postgres"])
@pytest.mark.parametrize("old", sorted(path.stem for path in OLD.glob("*.sql")))
def test_a_backup_of_an_older_schema_is_brought_up_to_this_one(
    old: str, kind: str, folder: Path, shelf: Path, again: Path, request: pytest.FixtureRequest
) -> None:
    engine = open_engine(database_in(folder))
    with dialects.migrating(engine) as connection:
        command.upgrade(schema._config(connection), old)
        for statement in (OLD / f"{old}.sql").read_text().split(";\n"):
            if statement.strip():
                connection.exec_driver_sql(statement.replace("%", "%%"))
    backup = write_backup(engine, folder, shelf)
    engine.dispose()
    assert backup.contents.schema == old
    url = database_in(again) if kind == "sqlite" else request.getfixturevalue("postgres_url")
    restore(backup.path, again, url)
    restored = open_archive(url, create=False)  # checks the schema
    restored.close()
    assert [row["title"] for row in rows_at(url)["revisions"]][-1] == "Bế mạc hội nghị"
    assert list(faults_of(backup.path, backup.contents)) == []
    engine = open_engine(url)
    assert rows_of(engine) == backup.contents.rows
    engine.dispose()


def test_a_backup_of_a_newer_schema_is_refused(
    made_sqlite_url: str, folder: Path, shelf: Path, again: Path
) -> None:
    engine = open_engine(made_sqlite_url)
    with engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    backup = write_backup(engine, folder, shelf)
    engine.dispose()
    with pytest.raises(SchemaError, match="install the newer portalcrawl"):
        restore(backup.path, again, database_in(again))
    assert list(again.iterdir()) == []


def test_what_was_being_written_is_sound_when_it_is_restored(
    archive: Archive, folder: Path, shelf: Path, again: Path
) -> None:
    files = warc_files(folder)
    store(archive, files, range(5))
    backup = write_backup(archive.engine, folder, shelf)
    store(archive, files, range(5, 9))
    restore(backup.path, again, database_in(again))
    files.close()
    assert findings(database_in(again), again) == []
    assert mend(again) == []
    assert rows_at(database_in(again))["captures"] == rows(archive.engine)["captures"][:5]


@pytest.fixture
def disk() -> Iterator[SmallDisk]:
    with tempfile.TemporaryDirectory(prefix="disk-") as place, small_disk(Path(place)) as disk:
        if not disk.is_apart:
            pytest.skip("only root may mount a disk that is full for nobody else")
        yield disk


def test_a_disk_without_room_is_seen_before_anything_is_written(
    sqlite_backup: Backup, disk: SmallDisk
) -> None:
    disk.fill([])
    with pytest.raises(BackupError, match="free; make room, or name a folder on another disk"):
        restore(sqlite_backup.path, disk.folder / "again", database_in(disk.folder / "again"))


def test_a_disk_that_gets_full_leaves_nothing_in_its_place(
    sqlite_backup: Backup, disk: SmallDisk
) -> None:
    again = disk.folder / "again"

    def fills(done: int, _all: int) -> Any:
        return disk.fill([]) if done == 1 else None

    with pytest.raises(BackupError) as caught:
        restore(sqlite_backup.path, again, database_in(again), tell=fills)
    assert str(caught.value) == (
        f"{sqlite_backup.path} could not be restored into {again}: No space left on device;"
        " the backup is untouched"
    )
    assert list(again.iterdir()) == []
