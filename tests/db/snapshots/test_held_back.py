from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from db.archive import Archive, open_archive
from db.errors import SnapshotError
from db.snapshots import HeldBackError, Selection, Snapshot, write_snapshot
from tests.db.snapshots.conftest import TAKEN, Make, checked, read

DAY = timedelta(days=1)


@pytest.fixture
def full(archive: Archive, article: Make, folder: Path) -> Snapshot:
    archive.record([article(f"{number}") for number in range(50)])
    return write_snapshot(archive.engine, folder, TAKEN)


@pytest.fixture
def lacking(article: Make, tmp_path: Path, full: Snapshot) -> Archive:
    """The same with two articles less: 4 % of them."""
    opened = open_archive(f"sqlite:///{tmp_path}/lacking/portalcrawl.sqlite")
    opened.record([article(f"{number}") for number in range(48)])
    return opened


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_one_that_lacks_too_many_articles_is_held_back_and_says_why(
    lacking: Archive, folder: Path, full: Snapshot
) -> None:
    with pytest.raises(HeldBackError) as caught:
        write_snapshot(lacking.engine, folder, TAKEN + DAY)
    assert str(caught.value) == (
        "the snapshot has 48 articles, 4.0 % less than the latest one with 50, and articles are"
        f" never deleted: it is held back as {folder}/20261123T053015Z-held-back;"
        " see `portalcrawl db check`, or publish with --accept-shrunk"
    )
    assert (folder / "latest").resolve() == full.path


def test_it_is_whole_beside_the_others(lacking: Archive, folder: Path, full: Snapshot) -> None:
    with pytest.raises(HeldBackError):
        write_snapshot(lacking.engine, folder, TAKEN + DAY)
    held = folder / "20261123T053015Z-held-back"
    assert "articles.csv" in checked(held)
    assert len(read(held, "articles.csv")) == 48


def test_accepted_it_is_published_and_what_was_held_back_goes(
    lacking: Archive, folder: Path, full: Snapshot
) -> None:
    with pytest.raises(HeldBackError):
        write_snapshot(lacking.engine, folder, TAKEN + DAY)
    accepted = write_snapshot(lacking.engine, folder, TAKEN + 2 * DAY, most_shrunk=None)
    assert (folder / "latest").resolve() == accepted.path
    assert names(folder) == [full.path.name, accepted.path.name, "latest"]


def test_of_those_held_back_only_the_newest_stays(
    lacking: Archive, folder: Path, full: Snapshot
) -> None:
    for day in (1, 2, 3):
        with pytest.raises(HeldBackError):
            write_snapshot(lacking.engine, folder, TAKEN + day * DAY)
    assert names(folder) == [full.path.name, "20261125T053015Z-held-back", "latest"]


@pytest.mark.parametrize("most_shrunk", [4.0, 50.0])
def test_up_to_the_limit_it_is_published(
    lacking: Archive, folder: Path, full: Snapshot, most_shrunk: float
) -> None:
    published = write_snapshot(lacking.engine, folder, TAKEN + DAY, most_shrunk=most_shrunk)
    assert (folder / "latest").resolve() == published.path


def test_the_latest_of_a_version_without_a_package_is_counted(
    lacking: Archive, folder: Path, full: Snapshot
) -> None:
    (full.path / "datapackage.json").unlink()
    with pytest.raises(HeldBackError, match="less than the latest one with 50"):
        write_snapshot(lacking.engine, folder, TAKEN + DAY)


def test_what_selects_something_is_not_compared(
    lacking: Archive, folder: Path, full: Snapshot
) -> None:
    some = Selection(provinces=("kon_tum",))
    assert write_snapshot(lacking.engine, folder, TAKEN + DAY, selection=some).articles == 0


@pytest.mark.parametrize(
    "text",
    ["{}", "[]", "{", "[" * 100_000, '{"resources": [{"path": "articles.csv", "rows": null}]}'],
)
def test_a_latest_one_that_cannot_be_read_is_said_in_one_line(
    archive: Archive, folder: Path, full: Snapshot, text: str
) -> None:
    (full.path / "datapackage.json").write_text(text)
    with pytest.raises(SnapshotError, match=r"datapackage\.json cannot be read \(.*\); point"):
        write_snapshot(archive.engine, folder, TAKEN + DAY)
    assert names(folder) == [full.path.name, "latest"]


def test_it_is_compared_with_the_newest_where_latest_leads_nowhere(
    lacking: Archive, folder: Path, full: Snapshot
) -> None:
    (folder / "latest").unlink()
    (folder / "latest").symlink_to("gone")
    with pytest.raises(HeldBackError):
        write_snapshot(lacking.engine, folder, TAKEN + DAY)


def test_what_somebody_else_called_so_stays(archive: Archive, folder: Path, full: Snapshot) -> None:
    (folder / "audit-held-back").mkdir()
    write_snapshot(archive.engine, folder, TAKEN + DAY)
    assert (folder / "audit-held-back").is_dir()


def test_latest_does_not_lead_back_to_an_earlier_one(
    archive: Archive, folder: Path, full: Snapshot
) -> None:
    write_snapshot(archive.engine, folder, TAKEN - DAY)
    assert (folder / "latest").resolve() == full.path


def test_a_folder_in_the_place_of_latest_is_told(
    archive: Archive, folder: Path, full: Snapshot
) -> None:
    (folder / "latest").unlink()
    (folder / "latest").mkdir()
    with pytest.raises(SnapshotError, match=r"is written, but .*latest is a folder and no link"):
        write_snapshot(archive.engine, folder, TAKEN + DAY)
    assert names(folder) == ["20261122T053015Z", "20261123T053015Z", "latest"]
