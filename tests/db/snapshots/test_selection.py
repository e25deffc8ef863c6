from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from db.archive import Archive
from db.snapshots import Selection, write_snapshot
from portalcrawl.cli.pruning import prune
from portalcrawl.engines.nukeviet import NukeViet
from portalcrawl.portals import Portal
from portalcrawl.retention import Policy
from tests.db.snapshots.conftest import TAKEN, Make, files, package, read

MAY = Selection(first=date(2024, 5, 1), last=date(2024, 5, 31))


@pytest.fixture
def filled(archive: Archive, article: Make) -> Archive:
    """An article of each of three units, and some of one with several dates."""
    for province in ("kon_tum", "quang_ngai", "gia_lai"):
        archive.register_portals(province, [Portal(f"{province}.vn", NukeViet())])
        archive.record([article("1", portal=f"{province}.vn")])
    for key, day in (("2", "2024-05"), ("3", "2024-05-31"), ("4", "2024-06-01"), ("5", None)):
        precision = day and ("month" if len(day) == 7 else "day")
        archive.record(
            [article(key, portal="gia_lai.vn", published_at=day, published_precision=precision)]
        )
    archive.record(
        [
            article(
                "3",
                5,
                portal="gia_lai.vn",
                published_at="2024-05-31",
                title="B",
                published_precision="day",
            )
        ]
    )
    return archive


@pytest.mark.parametrize(
    ("provinces", "found"),
    [
        (("quang_ngai",), ["kon_tum.vn", "quang_ngai.vn"]),
        (("kon_tum",), ["kon_tum.vn"]),
        (("kon_tum", "quang_ngai"), ["kon_tum.vn", "quang_ngai.vn"]),
    ],
)
def test_a_unit_of_today_stands_for_its_members_and_a_merged_one_for_itself(
    filled: Archive, folder: Path, provinces: tuple[str, ...], found: list[str]
) -> None:
    snapshot = write_snapshot(
        filled.engine, folder, TAKEN, selection=Selection(provinces=provinces)
    )
    assert [row["portal"] for row in read(snapshot, "articles.csv")] == found
    assert sorted(row["host"] for row in read(snapshot, "portals.csv")) == found


def test_days_are_those_of_publication_with_both_ends(filled: Archive, folder: Path) -> None:
    snapshot = write_snapshot(filled.engine, folder, TAKEN, selection=MAY)
    assert [row["published_at"] for row in read(snapshot, "articles.csv")] == [
        "2024-05",
        "2024-05-31",
    ]
    assert [row["title"] for row in read(snapshot, "revisions.csv")][1:] == [
        "Khai mạc hội nghị",
        "B",
    ]


def test_of_some_days_a_portal_is_counted_as_far_as_it_is_selected(
    filled: Archive, folder: Path, refusal: Make
) -> None:
    filled.record([refusal("6", "login", portal="gia_lai.vn")])
    [row] = read(write_snapshot(filled.engine, folder, TAKEN, selection=MAY), "portals.csv")
    told = ("host", "articles", "revisions", "refused", "first_seen", "last_seen")
    assert [row[name] for name in told] == [
        *("gia_lai.vn", "2", "3", ""),
        *("2026-11-01T12:00:00Z", "2026-11-01T17:00:00Z"),
    ]


def test_what_other_days_bring_changes_nothing_in_it(
    filled: Archive, folder: Path, article: Make, refusal: Make
) -> None:
    first = write_snapshot(filled.engine, folder, TAKEN, selection=MAY)
    filled.register_portals("kon_tum", [Portal("new.vn", NukeViet())])
    filled.record([article("7", 9, portal="gia_lai.vn"), article("8", 9, portal="unknown.vn")])
    filled.record([refusal("9", "login", portal="gia_lai.vn")])
    second = write_snapshot(filled.engine, folder, TAKEN + timedelta(days=1), selection=MAY)
    assert second.id == first.id
    assert files(second.path) == files(first.path)


def test_of_some_provinces_a_portal_is_counted_with_all_it_has(
    filled: Archive, folder: Path, refusal: Make
) -> None:
    filled.record([refusal("6", "login", portal="gia_lai.vn")])
    some = Selection(provinces=("gia_lai",))
    [row] = read(write_snapshot(filled.engine, folder, TAKEN, selection=some), "portals.csv")
    assert [row[name] for name in ("articles", "revisions", "refused")] == ["5", "6", "1"]


def test_it_says_what_it_selects(filled: Archive, folder: Path) -> None:
    wanted = Selection(provinces=("quang_ngai",), first=date(2023, 1, 1), last=date(2023, 12, 31))
    snapshot = write_snapshot(filled.engine, folder, TAKEN, selection=wanted)
    assert snapshot.path.name == "20261122T053015Z-quang_ngai-from-2023-01-01-to-2023-12-31"
    assert package(snapshot)["selection"] == {
        "provinces": ["kon_tum", "quang_ngai"],
        "from": "2023-01-01",
        "to": "2023-12-31",
    }
    told = "of kon_tum, quang_ngai, published from 2023-01-01 to 2023-12-31"
    assert told in snapshot.citation
    assert told in (snapshot.path / "CITATION.cff").read_text(encoding="utf-8")


def test_it_is_never_the_latest(filled: Archive, folder: Path) -> None:
    some = Selection(provinces=("kon_tum",))
    write_snapshot(filled.engine, folder, TAKEN, selection=some)
    assert not (folder / "latest").exists()
    whole = write_snapshot(filled.engine, folder, TAKEN)
    write_snapshot(filled.engine, folder, TAKEN + timedelta(days=1), selection=some)
    assert (folder / "latest").resolve() == whole.path


def test_retention_neither_counts_it_nor_removes_it(filled: Archive, folder: Path) -> None:
    some = Selection(provinces=("kon_tum",))
    old = write_snapshot(filled.engine, folder, datetime(2001, 1, 1, tzinfo=UTC), selection=some)
    whole = write_snapshot(filled.engine, folder, TAKEN)
    policy = Policy(keep_daily=0, keep_weekly=0, keep_monthly=0, keep_yearly=0)
    pruned = prune(folder.parent, policy, TAKEN + timedelta(days=99), dry_run=False)
    assert pruned.everything == ()
    assert old.path.exists()
    assert whole.path.exists()


def test_a_folder_names_four_units_and_counts_the_others() -> None:
    units = ("a", "f", "e", "d", "c", "b")
    assert Selection(provinces=units).suffix == "-a-b-c-d-and-2-more"
