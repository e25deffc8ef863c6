"""A night from its lock to its report."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from db.archive import open_archive
from db.dialects import writing
from db.nights import NightRun, note_health
from portalcrawl.health.state import Health
from portalcrawl.replicas import serve_all
from tests.cli.night.nights import Ended, host_of, night

TODAY = datetime.now(UTC).date()


@pytest.fixture(scope="module")
def origins() -> Iterator[dict[str, str]]:
    with serve_all() as served:
        yield served


@pytest.fixture(scope="module")
def first(origins: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Ended:
    return night(tmp_path_factory.mktemp("night") / "archive", origins)


def rows(archive: Path, query: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(archive / "portalcrawl.sqlite")) as connection:
        return connection.execute(query).fetchall()


def test_a_night_without_failures_ends_with_0_and_says_so(first: Ended) -> None:
    assert (first.status, first.errors) == (0, "")
    assert "Nothing needs a person." in first.out
    assert first.report.exit_status == 0
    assert first.report.outcome == "complete"


def test_every_province_that_has_a_portal_is_crawled_and_judged(
    first: Ended, origins: dict[str, str]
) -> None:
    states = {each.spider: each.health and each.health.state for each in first.report.portals}
    assert states == dict.fromkeys(("dong_nai", "lang_son", "nghe_an", "quang_ngai"), "ok")
    assert first.report.articles == 100
    assert sum(each.counts.stored for each in first.report.portals if each.counts) == 100


def test_the_report_has_a_folder_of_its_own_and_latest_leads_to_it(first: Ended) -> None:
    [folder] = [each for each in (first.archive / "reports").iterdir() if not each.is_symlink()]
    assert folder.name == first.report.night
    assert {each.name for each in folder.iterdir()} == {
        "report.html",
        "report.json",
        "report.txt",
        "metrics.prom",
    }
    assert (first.archive / "reports" / "latest").resolve() == folder.resolve()
    assert str(first.archive / "reports" / folder.name / "report.html") in first.out


def test_the_runs_of_a_night_bear_its_name_and_day(first: Ended) -> None:
    runs = rows(first.archive, "SELECT DISTINCT night, outcome FROM runs")
    assert runs == [(first.report.night, "finished")]
    states = rows(first.archive, "SELECT state, count(*) FROM portal_runs GROUP BY state")
    assert states == [("ok", 4)]


def test_plain_lines_with_their_time_are_printed_and_kept(first: Ended) -> None:
    [log] = (first.archive / "logs").glob("*-nightly.log")
    lines = log.read_text(encoding="utf-8").splitlines()
    assert all(line in first.out for line in lines)
    assert datetime.strptime(lines[0].split()[0], "%Y-%m-%dT%H:%M:%S%z").tzinfo is not None
    assert sum("lang_son: found 30" in line for line in lines) == 1


def test_a_usable_night_ends_with_a_snapshot(first: Ended) -> None:
    assert first.report.snapshot is not None
    assert first.report.snapshot.articles == 100
    assert (first.archive / first.report.snapshot.path / "SHA256SUMS").exists()


def test_quiet_says_nothing_when_nothing_needs_a_person(
    origins: dict[str, str], tmp_path: Path
) -> None:
    ended = night(tmp_path / "archive", origins, "--quiet")
    assert (ended.status, ended.out, ended.errors) == (0, "", "")


def nobody(origin: str) -> str:
    """An origin at which nobody listens."""
    del origin
    return "http://127.0.0.1:1"


def test_a_portal_that_is_down_gives_1_and_the_other_portals_are_crawled(
    origins: dict[str, str], tmp_path: Path
) -> None:
    down = {**origins, "langson.gov.vn": nobody(origins["langson.gov.vn"])}
    ended = night(tmp_path / "archive", down)
    assert ended.status == 1
    bad = ended.portal("127.0.0.1:1").health
    assert bad is not None
    assert (bad.state, bad.cause) == ("unreachable", "connection")
    assert ended.report.articles == 75
    assert ended.report.snapshot is not None


def test_a_night_in_which_nobody_answers_gives_2_and_no_snapshot(
    origins: dict[str, str], tmp_path: Path
) -> None:
    ended = night(tmp_path / "archive", {"langson.gov.vn": nobody("")})
    assert ended.status == 2
    assert ended.report.snapshot is None
    assert ended.report.no_snapshot == "nothing usable came"
    assert "Nothing usable came of this night." in ended.out


def failed_before(archive: Path, host: str, nights: int, last: date) -> None:
    """Nights of the past in which a portal could not be reached."""
    opened = open_archive(f"sqlite:///{archive / 'portalcrawl.sqlite'}")
    for back in reversed(range(nights)):
        day = last - timedelta(days=back)
        of_night = NightRun(f"{day:%Y%m%d}T181500Z", day)
        run = opened.start_run("lang_son", of_night)
        opened.finish_run(
            run, "finished", {f"portal/{host}/failed/dns": 3, f"portal/{host}/requests": 3}
        )
        with writing(opened.engine) as connection:
            bad = Health(host=host, day=day, state="unreachable", cause="dns", evidence=("3 of 3",))
            note_health(connection, of_night.name, [bad])
    opened.close()


def test_a_portal_that_failed_for_days_is_left_out_until_its_day(
    origins: dict[str, str], tmp_path: Path
) -> None:
    archive = tmp_path / "archive"
    host = host_of(origins["langson.gov.vn"])
    failed_before(archive, host, 5, TODAY - timedelta(days=1))
    waiting = night(archive, origins, day=TODAY.isoformat())
    left_out = waiting.portal(host)
    assert left_out.left_out is not None
    assert left_out.left_out.endswith(f"asked again on {TODAY + timedelta(days=3)}")
    assert left_out.before == "unreachable"
    assert left_out.needs_person
    assert waiting.report.articles == 75
    asked_again = night(archive, origins, day=(TODAY + timedelta(days=3)).isoformat())
    assert asked_again.portal(host).left_out is None
    assert asked_again.report.articles == 100


def test_the_configuration_says_which_portals_are_crawled_and_where_metrics_go(
    origins: dict[str, str], tmp_path: Path
) -> None:
    host = host_of(origins["langson.gov.vn"])
    config = tmp_path / "portalcrawl.toml"
    config.write_text(
        f"""
        [portals]
        provinces = ["lang_son", "nghe_an"]
        leave_out = ["{host}"]
        [snapshots]
        nightly = false
        [reports]
        metrics = "portalcrawl.prom"
        """
    )
    ended = night(tmp_path / "archive", origins, config=config)
    assert {each.spider for each in ended.report.portals} == {"lang_son", "nghe_an"}
    assert ended.portal(host).left_out == "left out by the configuration"
    assert not (tmp_path / "archive" / "snapshots").exists()
    assert "portalcrawl_night_exit_status 0.0" in (tmp_path / "portalcrawl.prom").read_text()


@pytest.mark.parametrize(("when", "is_run"), [("always", True), ("alarm", False)])
def test_the_hook_gets_the_report(
    origins: dict[str, str], tmp_path: Path, when: str, is_run: bool
) -> None:
    config, told = tmp_path / "portalcrawl.toml", tmp_path / "told.json"
    command = json.dumps(["tee", str(told)])
    config.write_text(f'[night]\nhook = {command}\nhook_when = "{when}"\n')
    ended = night(
        tmp_path / "archive", {"langson.gov.vn": origins["langson.gov.vn"]}, config=config
    )
    assert told.exists() == is_run
    if is_run:
        assert json.loads(told.read_text())["night"] == ended.report.night


def test_a_hook_that_fails_is_noted_in_the_report(origins: dict[str, str], tmp_path: Path) -> None:
    config = tmp_path / "portalcrawl.toml"
    config.write_text('[night]\nhook = ["/no/such/hook"]\nhook_when = "always"\n')
    ended = night(
        tmp_path / "archive", {"langson.gov.vn": origins["langson.gov.vn"]}, config=config
    )
    note = "the hook /no/such/hook could not be run: No such file or directory"
    assert ended.report.faults == (note,)
    assert ended.status == 1


def test_metrics_that_cannot_be_handed_over_are_told_and_the_hook_is_run(
    origins: dict[str, str], tmp_path: Path
) -> None:
    config, told = tmp_path / "portalcrawl.toml", tmp_path / "told.json"
    hook = json.dumps(["tee", str(told)])
    config.write_text(f'[night]\nhook = {hook}\n[reports]\nmetrics = "/proc/x.prom"\n')
    ended = night(
        tmp_path / "archive", {"langson.gov.vn": origins["langson.gov.vn"]}, config=config
    )
    assert ended.status == 1
    assert ended.report.faults == (
        "the metrics /proc/x.prom cannot be written: No such file or directory",
    )
    assert json.loads(told.read_text())["exit_status"] == 1


def test_a_snapshot_that_cannot_be_written_is_told_and_the_rest_goes_on(
    origins: dict[str, str], tmp_path: Path
) -> None:
    archive = tmp_path / "archive"
    archive.mkdir()
    (archive / "snapshots").write_text("in the way")
    ended = night(archive, {"langson.gov.vn": origins["langson.gov.vn"]})
    assert ended.status == 1
    assert ended.report.snapshot is None
    assert any("could not be written" in note for note in ended.report.faults)
    assert ended.report.articles == 25


def test_a_disk_without_room_begins_no_night(origins: dict[str, str], tmp_path: Path) -> None:
    config = tmp_path / "portalcrawl.toml"
    config.write_text("[night]\nfree_space_mb = 1_000_000_000\n")
    ended = night(tmp_path / "archive", origins, config=config)
    assert ended.status == 2
    assert len(ended.errors.splitlines()) == 1
    assert "make room there" in ended.errors
    assert list((tmp_path / "archive").iterdir()) == []


def test_a_bad_end_of_the_night_is_refused_before_anything_is_done(
    origins: dict[str, str], tmp_path: Path
) -> None:
    ended = night(tmp_path / "archive", origins, "--until", "6 o'clock")
    assert (ended.status, len(ended.errors.splitlines())) == (2, 1)
    assert not (tmp_path / "archive").exists()
