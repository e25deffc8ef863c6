from __future__ import annotations

from pathlib import Path

import pytest

from portalcrawl.disk import as_text, disk_space, refuse_full_disk
from portalcrawl.errors import Fault


def test_a_folder_that_is_not_there_has_the_space_of_its_nearest_parent(tmp_path: Path) -> None:
    space = disk_space(tmp_path / "a" / "b")
    assert 0 < space.free <= space.total
    assert space.total == disk_space(tmp_path).total
    assert not (tmp_path / "a").exists()


def test_a_relative_folder_has_it_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert disk_space(Path("archive")).total == disk_space(tmp_path).total


def test_a_disk_with_room_is_not_refused(tmp_path: Path) -> None:
    refuse_full_disk(tmp_path / "archive", 0)
    refuse_full_disk(tmp_path / "archive", 1)


def test_a_full_disk_is_refused_in_one_line(tmp_path: Path) -> None:
    with pytest.raises(Fault) as caught:
        refuse_full_disk(tmp_path / "archive", 10**12)
    told = str(caught.value)
    assert told.startswith(f"the disk of {tmp_path / 'archive'} has ")
    assert told.endswith("and at least 1000000.0 TB are asked for; make room there")


@pytest.mark.parametrize(
    ("size", "told"),
    [
        (0, "0 bytes"),
        (999, "999 bytes"),
        (1000, "1.0 kB"),
        (1_234_567, "1.2 MB"),
        (5 * 10**9, "5.0 GB"),
        (3 * 10**15, "3000.0 TB"),
    ],
)
def test_bytes_are_told_by_thousands(size: int, told: str) -> None:
    assert as_text(size) == told
