"""``portalcrawl status``: what is running, what the last night left to do, and the exit status."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from portalcrawl.cli.night.lock import night_lock
from portalcrawl.cli.night.publishing import publish
from portalcrawl.cli.status import status
from portalcrawl.errors import Fault
from portalcrawl.reports.document import from_json
from portalcrawl.reports.night import NightReport
from tests.reports.nights import a_good_night, a_night


def asked(archive: Path, *arguments: str) -> tuple[int, str]:
    """The exit status and what was printed."""
    result: Result = CliRunner().invoke(
        status, ["--archive", str(archive), *arguments], standalone_mode=False
    )
    if result.exception:
        raise result.exception
    return int(result.return_value), result.output


def ended(report: NightReport, ago: timedelta) -> NightReport:
    """The night, as one that ended so long ago."""
    now = datetime.now(UTC)
    return replace(report, started=now - ago - timedelta(hours=4), finished=now - ago)


def test_a_night_with_which_all_is_well_gives_0(tmp_path: Path) -> None:
    publish(ended(a_good_night(), timedelta(hours=2)), tmp_path)
    code, printed = asked(tmp_path)
    assert code == 0
    assert printed.startswith("Nothing needs a person.\n")
    assert f"Report: {tmp_path / 'reports' / 'latest' / 'report.html'}, 2 h" in printed


def test_what_needs_a_person_gives_1_and_comes_first(tmp_path: Path) -> None:
    publish(ended(a_night(), timedelta(hours=2)), tmp_path)
    code, printed = asked(tmp_path)
    assert code == 1
    assert printed.startswith("5 portals and 1 spider need a person.\n\nbinhthuan.gov.vn")
    assert "ubnd.yenbai.gov.vn" not in printed


def test_all_prints_every_portal(tmp_path: Path) -> None:
    publish(ended(a_night(), timedelta(hours=2)), tmp_path)
    assert "ubnd.yenbai.gov.vn" in asked(tmp_path, "--all")[1]


def test_a_last_night_of_three_days_ago_gives_1_and_asks_for_the_timer(tmp_path: Path) -> None:
    publish(ended(a_good_night(), timedelta(days=3)), tmp_path)
    code, printed = asked(tmp_path)
    assert code == 1
    assert printed.startswith("The last night was 3 days ago: does the timer still run?\n")


def test_json_is_the_report_as_it_was_written(tmp_path: Path) -> None:
    report = ended(a_night(), timedelta(hours=2))
    assert publish(report, tmp_path) == []
    folder = tmp_path / "reports" / report.night
    code, printed = asked(tmp_path, "--json")
    assert code == 1
    assert printed == (folder / "report.json").read_text(encoding="utf-8")
    assert from_json(printed) == report


def test_without_a_report_it_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(Fault, match=r"report\.json: run `portalcrawl nightly` first"):
        asked(tmp_path)


def test_a_report_of_a_later_format_is_told_in_one_line(tmp_path: Path) -> None:
    latest = tmp_path / "reports" / "latest"
    latest.mkdir(parents=True)
    (latest / "report.json").write_text('{"format": 2}')
    with pytest.raises(Fault, match=r"report\.json cannot be read: it has format 2"):
        asked(tmp_path)


def test_a_running_night_is_told_with_what_it_has_counted(tmp_path: Path) -> None:
    publish(ended(a_good_night(), timedelta(hours=20)), tmp_path)
    since = datetime.now(UTC) - timedelta(hours=2)
    logs = tmp_path / "logs"
    logs.mkdir()
    for spider, stats in {
        "lang_son": {"portal/a.vn/found": 1200, "portal/a.vn/stored": 7},
        "nghe_an": {"portal/b.vn/found": 30, "portal/b.vn/stored": 2, "finish_reason": "finished"},
    }.items():
        stamp = f"{since + timedelta(minutes=1):%Y%m%dT%H%M%SZ}-{os.getpid()}"
        (logs / f"{stamp}-{spider}.json").write_text(json.dumps(stats))
    earlier = f"20200101T000000Z-{os.getpid()}-lang_son.json"
    (logs / earlier).write_text('{"portal/a.vn/found": 5000}')
    with night_lock(tmp_path, since):
        code, printed = asked(tmp_path)
    assert code == 0
    first, second, blank, verdict, *_ = printed.splitlines()
    assert first.startswith(f"A night is running: process {os.getpid()} on ")
    assert "(2 h" in first
    assert second == "1 spider running, 1 ended; so far found 1,230, stored 9 articles."
    assert (blank, verdict) == ("", "Nothing needs a person.")


def test_the_first_night_has_no_report_yet_and_all_is_well(tmp_path: Path) -> None:
    with night_lock(tmp_path, datetime.now(UTC)):
        code, printed = asked(tmp_path)
    assert code == 0
    assert printed.startswith("A night is running: ")


def test_a_night_that_does_not_end_gives_1(tmp_path: Path) -> None:
    publish(ended(a_good_night(), timedelta(days=3)), tmp_path)
    with night_lock(tmp_path, datetime.now(UTC) - timedelta(days=2)):
        code, printed = asked(tmp_path)
    assert code == 1
    assert "That is too long" in printed
    assert "timer" not in printed


def test_a_lock_that_nobody_holds_is_no_running_night(tmp_path: Path) -> None:
    publish(ended(a_good_night(), timedelta(hours=2)), tmp_path)
    (tmp_path / "nightly.lock").write_text("process 1 on here, since 2026-11-22T18:15:00Z\n")
    assert "running" not in asked(tmp_path)[1]


def test_nothing_is_coloured_where_there_is_no_terminal(tmp_path: Path) -> None:
    publish(ended(a_night(), timedelta(hours=2)), tmp_path)
    assert "\x1b" not in asked(tmp_path, "--all")[1]
