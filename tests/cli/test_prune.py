"""What is old goes; what is newest, pointed to, in use or not ours stays."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from db.archive import open_archive
from db.snapshots import write_snapshot
from portalcrawl.cli.prune import policy_of, prune, told
from portalcrawl.cli.pruning import Pruned
from portalcrawl.cli.pruning import prune as remove_old
from portalcrawl.config import Config
from portalcrawl.errors import Fault
from portalcrawl.retention import Policy

NOW = datetime(2026, 11, 22, 18, 15, tzinfo=UTC)
POLICY = Policy(
    keep_daily=2, keep_weekly=0, keep_monthly=0, keep_yearly=0, reports_days=2, logs_days=1
)


def aged(path: Path, days: float) -> Path:
    """Last modified so many days ago."""
    moment = (NOW - timedelta(days=days)).timestamp()
    os.utime(path, (moment, moment), follow_symlinks=False)
    return path


def stamp(days: float) -> str:
    return f"{NOW - timedelta(days=days):%Y%m%dT%H%M%SZ}"


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("snapshot")
    archive = open_archive(f"sqlite:///{folder / 'portalcrawl.sqlite'}")
    written = write_snapshot(archive.engine, folder / "snapshots", NOW)
    archive.close()
    return written.path


@pytest.fixture
def taken(tmp_path: Path, snapshot: Path) -> Callable[[float], Path]:
    def take(days: float) -> Path:
        path = tmp_path / "snapshots" / stamp(days)
        shutil.copytree(snapshot, path)
        latest = path.with_name("latest")
        latest.unlink(missing_ok=True)
        latest.symlink_to(path.name, target_is_directory=True)
        return path

    return take


def report(archive: Path, name: str) -> Path:
    path = archive / "reports" / name
    path.mkdir(parents=True)
    (path / "report.json").write_text("{}")
    return path


def log(archive: Path, name: str, days: float) -> Path:
    path = archive / "logs" / name
    path.parent.mkdir(exist_ok=True)
    path.write_text("INFO\n")
    return aged(path, days)


def run(archive: Path, policy: Policy = POLICY) -> Pruned:
    return remove_old(archive, policy, NOW, dry_run=False)


def test_old_snapshots_go(tmp_path: Path, taken: Callable[[float], Path]) -> None:
    paths = [taken(days) for days in (4, 3, 2, 1)]
    pruned = run(tmp_path)
    assert pruned.snapshots == tuple(paths[:2])
    assert [path.exists() for path in paths] == [False, False, True, True]
    assert sorted(path.name for path in (tmp_path / "snapshots").iterdir()) == [
        stamp(2),
        stamp(1),
        "latest",
    ]
    assert pruned.freed > 0


def test_pruning_again_removes_nothing(tmp_path: Path, taken: Callable[[float], Path]) -> None:
    for days in (4, 3, 2, 1):
        taken(days)
    run(tmp_path)
    assert run(tmp_path) == Pruned()


def test_a_dry_run_says_the_same_and_removes_nothing(
    tmp_path: Path, taken: Callable[[float], Path]
) -> None:
    for days in (4, 3, 2, 1):
        taken(days)
    for days in (11, 2, 1):
        report(tmp_path, stamp(days))
        log(tmp_path, f"{stamp(days)}-4711-nghe_an.log", days)
    before = sorted(tmp_path.rglob("*"))
    would = remove_old(tmp_path, POLICY, NOW, dry_run=True)
    assert sorted(tmp_path.rglob("*")) == before
    assert run(tmp_path) == would


def test_what_latest_points_to_stays(tmp_path: Path, taken: Callable[[float], Path]) -> None:
    paths = [taken(days) for days in (4, 3, 2, 1)]
    latest = tmp_path / "snapshots" / "latest"
    latest.unlink()
    latest.symlink_to(paths[0].name, target_is_directory=True)
    run(tmp_path)
    assert [path.exists() for path in paths] == [True, False, True, True]


def test_what_is_no_snapshot_by_name_and_checksums_stays(
    tmp_path: Path, taken: Callable[[float], Path]
) -> None:
    taken(1), taken(0)
    folder = tmp_path / "snapshots"
    without_sums = taken(9)
    (without_sums / "SHA256SUMS").unlink()
    others = [folder / "cited-in-2025", folder / "20251399T000000Z", folder / f"{stamp(9)}-x"]
    for path in others:
        shutil.copytree(folder / stamp(1), path)
    (folder / "20200101T000000Z").write_text("a file")
    elsewhere = tmp_path / "elsewhere"
    shutil.copytree(folder / stamp(1), elsewhere)
    (folder / "20200102T000000Z").symlink_to(elsewhere, target_is_directory=True)
    assert run(tmp_path).everything == ()
    assert elsewhere.exists()


def test_what_killed_snapshots_left_goes_after_a_day(tmp_path: Path) -> None:
    folder = tmp_path / "snapshots"
    (folder / ".unfinished-old").mkdir(parents=True)
    (folder / ".unfinished-old" / "articles.csv").write_text("a")
    (folder / ".unfinished-now").mkdir()
    (folder / ".unfinished-latest-4711").symlink_to("nowhere", target_is_directory=True)
    old = [aged(folder / ".unfinished-old", 2), aged(folder / ".unfinished-latest-4711", 2)]
    aged(folder / ".unfinished-now", 0.5)
    assert set(run(tmp_path).unfinished) == set(old)
    assert [path.name for path in folder.iterdir()] == [".unfinished-now"]


def test_old_reports_go_but_the_latest(tmp_path: Path) -> None:
    old, older = report(tmp_path, stamp(11)), report(tmp_path, stamp(12))
    stay = [report(tmp_path, name) for name in (stamp(9), stamp(8), stamp(7.9), "by-hand")]
    (tmp_path / "reports" / "latest").symlink_to(older.name, target_is_directory=True)
    assert run(tmp_path).reports == (old,)
    assert all(path.exists() for path in (older, *stay))


def test_reports_that_a_person_renamed_stay(tmp_path: Path) -> None:
    cited = report(tmp_path, f"{stamp(99)}-cited")
    for days in (3, 2, 1):
        report(tmp_path, stamp(days))
    run(tmp_path)
    assert cited.exists()


def test_a_night_whose_clock_is_years_ahead_takes_the_place_of_one(tmp_path: Path) -> None:
    ahead = NOW + timedelta(days=27_000)
    reports = [report(tmp_path, stamp(days)) for days in (2, 1)]
    report(tmp_path, f"{ahead:%Y%m%dT%H%M%SZ}")
    logs = [log(tmp_path, f"{stamp(days)}-4711-nghe_an.log", days) for days in (4, 3, 2, 1)]
    log(tmp_path, f"{ahead:%Y%m%dT%H%M%SZ}-4711-nghe_an.log", -27_000)
    pruned = remove_old(tmp_path, replace(POLICY, logs_days=4), ahead, dry_run=False)
    assert pruned.reports == (reports[0],)
    assert pruned.logs == (logs[0],)


def test_what_killed_nights_left_among_the_reports_goes_after_a_day(tmp_path: Path) -> None:
    folder = tmp_path / "reports"
    pruned = report(tmp_path, f".unfinished-pruned-{stamp(99)}")
    old, new = folder / "latest.4711.part", folder / "latest.4712.part"
    for path in (old, new):
        path.symlink_to(stamp(1), target_is_directory=True)
    aged(pruned, 2), aged(old, 2), aged(new, 0.5)
    assert run(tmp_path).unfinished == (pruned, old)
    assert [path.name for path in folder.iterdir()] == [new.name]


def test_old_logs_go_with_their_counts_and_errors(tmp_path: Path) -> None:
    names = ("nghe_an.err", "nghe_an.json", "nghe_an.log", "nightly.log")
    old = [log(tmp_path, f"{stamp(6)}-4711-{name}", 6) for name in names]
    log(tmp_path, f"{stamp(4)}-4711-nghe_an.log", 4)
    log(tmp_path, "mine.log", 99)
    log(tmp_path, f"{stamp(6)}-notes.txt", 99)
    assert run(tmp_path).logs == tuple(old)
    assert len(list((tmp_path / "logs").iterdir())) == 3


def test_logs_of_a_run_that_may_still_run_stay(tmp_path: Path) -> None:
    log(tmp_path, f"{stamp(9)}-4711-nghe_an.log", 0.1)
    log(tmp_path, f"{stamp(1.5)}-4712-nghe_an.log", 1.5)
    log(tmp_path, f"{stamp(0)}-4713-nghe_an.log", 0)
    assert run(tmp_path).logs == ()


def test_database_captures_and_what_else_there_is_stay(
    tmp_path: Path, taken: Callable[[float], Path]
) -> None:
    for name in ("portalcrawl.sqlite", f"warc/nghe_an-{stamp(9000)}.warc.gz", "probes/x.json"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(b"")
        aged(path, 9000)
    assert run(tmp_path).everything == ()


def test_an_empty_archive_has_nothing_to_prune(tmp_path: Path) -> None:
    assert run(tmp_path) == Pruned()


def test_what_cannot_be_removed_is_a_fault_in_one_line(
    tmp_path: Path, taken: Callable[[float], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuses(path: Path, *_: object) -> None:
        raise PermissionError(13, "Permission denied", str(path))

    old, _new, _newest = taken(3), taken(2), taken(1)
    monkeypatch.setattr(Path, "rename", refuses)
    with pytest.raises(Fault) as caught:
        run(tmp_path)
    assert str(caught.value) == (
        f"{old} cannot be pruned: Permission denied; see to its permissions"
    )


def test_the_command_takes_the_policy_of_the_configuration(
    tmp_path: Path, taken: Callable[[float], Path], capsys: pytest.CaptureFixture[str]
) -> None:
    assert policy_of(Config()) == Policy()
    path = taken(0)
    prune.main(["--archive", str(tmp_path)], standalone_mode=False)
    assert path.exists()
    assert capsys.readouterr().out == "Nothing is old enough to be removed.\n"
    with pytest.raises(Fault, match="there is no archive in"):
        prune.main(["--archive", str(tmp_path / "nowhere")], standalone_mode=False)


def test_what_was_removed_is_told_by_folder(tmp_path: Path) -> None:
    logs = (tmp_path / "logs" / "a.log", tmp_path / "logs" / "b.log")
    pruned = Pruned(snapshots=(tmp_path / "s",), logs=logs, freed=1234)
    assert told(pruned, dry_run=False) == [
        f"Removed {tmp_path / 's'}",
        f"Removed 2 logs in {tmp_path / 'logs'}",
        "Freed 1.2 kB.",
    ]
    assert told(pruned, dry_run=True)[-1] == "That would free 1.2 kB."
