"""A signal in any phase of a night: the report comes, and says that the night was stopped."""

from __future__ import annotations

import os
import signal
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from portalcrawl import settings as project
from portalcrawl.cli.night import course, publishing
from portalcrawl.cli.night.clock import day_of
from portalcrawl.cli.night.course import Order, spend
from portalcrawl.config import Config
from portalcrawl.config.shape import Night
from portalcrawl.replicas import replica, serve
from portalcrawl.reports.night import NightReport

HOOK = Config(night=Night(hook=("true",), hook_when="always"))


def spent(archive: Path) -> NightReport:
    """A night over one replica, in this process."""
    with serve(replica("lang_son")) as running:
        started = datetime.now(UTC)
        return spend(
            Order(
                archive=archive,
                config=HOOK,
                settings={
                    **project.REPLICA_OVERRIDES,
                    "REPLICAS": {running.replica.declared_host: running.origin},
                },
                started=started,
                day=day_of(started),
                ends_at=None,
                quiet=True,
            )
        )


@pytest.mark.parametrize("phase", ["judged", "note_health", "write_snapshot", "prune", "told"])
def test_a_night_that_is_stopped_in_any_phase_is_reported_and_everything_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, phase: str
) -> None:
    monkeypatch.delenv("PORTALCRAWL_DB", raising=False)
    todo = getattr(course, phase)

    def stopped(*given: Any, **named: Any) -> Any:
        os.kill(os.getpid(), signal.SIGTERM)
        return todo(*given, **named)

    monkeypatch.setattr(course, phase, stopped)
    report = spent(tmp_path / "archive")
    assert report.outcome == "stopped"
    assert report.exit_status == 1
    assert (tmp_path / "archive" / "reports" / "latest" / "report.json").exists()
    if phase not in ("judged", "note_health"):
        assert report.articles == 25


def test_an_error_of_our_own_costs_neither_the_report_nor_the_snapshot(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("PORTALCRAWL_DB", raising=False)

    def broken(*_given: Any) -> None:
        raise KeyError("a bug")

    monkeypatch.setattr(course, "note_health", broken)
    report = spent(tmp_path / "archive")
    assert report.faults == ("an error in portalcrawl: KeyError('a bug')",)
    assert report.exit_status == 1
    assert report.snapshot is not None
    [log] = (tmp_path / "archive" / "logs").glob("*-nightly.log")
    assert "Traceback" in log.read_text()


@pytest.mark.parametrize("form", ["report.html", "report.json"])
def test_a_form_of_the_report_that_cannot_be_made_costs_no_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, form: str
) -> None:
    monkeypatch.delenv("PORTALCRAWL_DB", raising=False)

    def broken(_report: NightReport) -> str:
        raise KeyError("a bug")

    monkeypatch.setitem(publishing._FORMS, form, broken)
    report = spent(tmp_path / "archive")
    folder = tmp_path / "archive" / "reports" / report.night
    assert {each.name for each in folder.iterdir()} == set(publishing._FORMS) - {form}
    assert report.exit_status == 2
    assert any("cannot be made: KeyError('a bug')" in fault for fault in report.faults)
