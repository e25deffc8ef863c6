"""The disk of the archive is full, or may not be written."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.faults.conftest import TroubledPortal, ask, outcome, stored
from tests.faults.disk import SmallDisk
from tests.torture.portal import Place


def test_a_disk_that_is_full_for_captures_ends_the_run_and_the_next_one_catches_up(
    portal: TroubledPortal, archive: Path, disk: SmallDisk, database_url: str
) -> None:
    (archive / "warc").symlink_to(disk.folder, target_is_directory=True)
    place = Place(archive, database_url)
    ended = portal.crawl_through(place, lambda: disk.fill([portal.crawler_id]))
    assert ended.status == 1
    assert f"Captures cannot be written into {archive / 'warc'}" in ended.errors[0]
    assert "Traceback" not in ended.log
    assert stored(place) > 0
    if disk.is_apart:
        assert len(ended.errors) == 1, ended.log
        assert outcome(place) == "failed: capture_failed"
    disk.make_room()
    portal.catches_up(place)


@pytest.mark.parametrize("kind", ["sqlite", "postgres"])
def test_a_disk_that_is_full_for_the_database_fails_the_run_and_the_next_one_catches_up(
    portal: TroubledPortal,
    archive: Path,
    disk: SmallDisk,
    request: pytest.FixtureRequest,
    kind: str,
) -> None:
    if kind == "sqlite":
        place = Place(archive, f"sqlite:///{disk.folder / 'portalcrawl.sqlite'}")
    else:
        place = Place(archive, request.getfixturevalue("postgres_on_the_disk"))

    def fill() -> None:
        disk.fill([portal.crawler_id] if kind == "sqlite" else backends(place))

    ended = portal.crawl_through(place, fill)
    assert ended.status == 1
    assert len(ended.errors) == 1, ended.log
    assert "The run fails: the archive " in ended.errors[0]
    assert "Traceback" not in ended.log
    assert stored(place) > 0
    disk.make_room()
    portal.catches_up(place)


def test_a_disk_that_is_full_for_everything_loses_nothing_that_was_committed(
    portal: TroubledPortal, disk: SmallDisk
) -> None:
    place = Place(disk.folder)
    ended = portal.crawl_through(place, lambda: disk.fill([portal.crawler_id]))
    assert ended.status == 1
    assert ended.errors
    assert "Traceback" not in ended.log
    assert stored(place) > 0
    disk.make_room()
    portal.catches_up(place)


def test_a_folder_that_may_not_be_written_ends_the_run_before_anything_is_asked(
    portal: TroubledPortal, disk: SmallDisk
) -> None:
    place = Place(disk.folder)
    disk.make_read_only()
    ended = portal.crawl(place)
    assert ended.status == 1
    assert len(ended.errors) == 1, ended.log
    assert f"the archive {disk.folder / 'portalcrawl.sqlite'} cannot be used" in ended.errors[0]
    assert "Traceback" not in ended.log
    assert portal.running.requests.total() == 0
    disk.make_writable()
    portal.catches_up(place)


def test_a_folder_that_takes_no_captures_ends_the_run_with_nothing_stored(
    portal: TroubledPortal, disk: SmallDisk, database_url: str
) -> None:
    place = Place(disk.folder, database_url)
    disk.make_read_only()
    ended = portal.crawl(place)
    assert ended.status == 1
    assert len(ended.errors) == 1, ended.log
    assert "Read-only file system" in ended.errors[0] or "Permission denied" in ended.errors[0]
    assert "Traceback" not in ended.log
    assert stored(place) == 0
    assert outcome(place) == "failed: capture_failed"
    disk.make_writable()
    portal.catches_up(place)


def backends(place: Place) -> list[int]:
    """The processes of the server that work for the crawl."""
    found = ask(place.url, "SELECT pid FROM pg_stat_activity WHERE datname = current_database()")
    return [int(pid) for (pid,) in found]
