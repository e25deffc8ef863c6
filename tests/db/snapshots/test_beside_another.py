"""Two that write a snapshot into one folder at the same time."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from io import FileIO
from pathlib import Path

import pytest

from db.archive import Archive
from db.errors import SnapshotError
from db.snapshots import Selection, publishing, write_snapshot
from portalcrawl.warc.locking import hold
from tests.db.snapshots.conftest import TAKEN, Make, checked


@pytest.fixture
def filled(archive: Archive, article: Make) -> Archive:
    archive.record([article(f"{number}") for number in range(20)])
    return archive


def at_the_same_time(archive: Archive, folder: Path, *moments: datetime) -> list[str]:
    """What became of each: the name of the snapshot, or what was said."""

    def write(taken_at: datetime) -> str:
        try:
            return write_snapshot(archive.engine, folder, taken_at).path.name
        except SnapshotError as error:
            return str(error)

    with ThreadPoolExecutor() as pool:
        return sorted(pool.map(write, moments))


def test_of_one_moment_one_is_written_and_the_other_is_told(filled: Archive, folder: Path) -> None:
    name = "20261122T053015Z"
    told = at_the_same_time(filled, folder, TAKEN, TAKEN)
    assert told == [name, f"there is a snapshot {folder / name} already"]
    assert "articles.csv" in checked(folder / "latest")
    assert sorted(path.name for path in folder.iterdir()) == [name, "latest"]


def test_latest_leads_to_the_newer_one(filled: Archive, folder: Path) -> None:
    moments = [datetime(2025, 1, day, tzinfo=TAKEN.tzinfo) for day in (3, 1, 2)]
    told = at_the_same_time(filled, folder, *moments)
    assert told == ["20250101T000000Z", "20250102T000000Z", "20250103T000000Z"]
    assert (folder / "latest").resolve().name == told[-1]


@pytest.mark.parametrize("selection", [Selection(), Selection(provinces=("kon_tum",))])
def test_one_that_waits_in_vain_says_so_in_one_line(
    filled: Archive, folder: Path, monkeypatch: pytest.MonkeyPatch, selection: Selection
) -> None:
    monkeypatch.setattr(publishing, "_PATIENCE", 0.1)
    first = write_snapshot(filled.engine, folder, TAKEN)
    with FileIO(folder / ".lock", "a") as held:
        assert hold(held)
        with pytest.raises(SnapshotError, match="another process is putting a snapshot") as caught:
            write_snapshot(filled.engine, folder, TAKEN + timedelta(1), selection=selection)
    assert "\n" not in str(caught.value)
    assert sorted(path.name for path in folder.iterdir()) == [".lock", first.path.name, "latest"]


def test_a_lock_that_a_killed_one_left_is_no_hindrance(filled: Archive, folder: Path) -> None:
    folder.mkdir()
    (folder / ".lock").touch()
    written = write_snapshot(filled.engine, folder, TAKEN)
    assert sorted(path.name for path in folder.iterdir()) == [written.path.name, "latest"]
