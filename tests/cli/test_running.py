"""Spiders run in processes of their own, forked from a server that has imported what they need."""

from __future__ import annotations

import json
import os
import signal
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from portalcrawl.cli.registry import settings
from portalcrawl.cli.room import EACH, SHARED, longest_first, room_for_spiders
from portalcrawl.cli.running import NOT_STARTED, run_spiders
from portalcrawl.errors import Fault
from tests.cli.run_odd import run
from tests.cli.waiting import waiting_spider


def told(folder: Path, **settings: Any) -> dict[str, Any]:
    [ended] = run(folder, ["teller"], **settings)
    assert ended.ok
    left: dict[str, Any] = json.loads((folder / "teller").read_text())
    return left


def test_a_spider_has_the_settings_and_a_session_of_its_own(tmp_path: Path) -> None:
    left = told(tmp_path, DOWNLOAD_DELAY=7.5, REPLICAS={"a.vn": "http://127.0.0.1:1"})
    assert left["delay"] == 7.5
    assert left["replicas"] == {"a.vn": "http://127.0.0.1:1"}
    assert left["session"] == left["process"] != os.getpid()


@pytest.mark.parametrize("contact", ["mot@example.vn", "hai@example.vn"])
def test_a_spider_has_the_environment_of_now_and_not_that_of_the_server(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, contact: str
) -> None:
    monkeypatch.setenv("PORTALCRAWL_CONTACT", contact)
    left = told(tmp_path)
    assert left["environment"]["PORTALCRAWL_CONTACT"] == contact
    assert left["contact"] == contact


def test_a_spider_that_crashes_takes_no_other_with_it(tmp_path: Path) -> None:
    crashed, well = run(tmp_path, ["aborter", "teller"])
    assert crashed.outcome.startswith(f"ended with exit status {-signal.SIGABRT}")
    assert well.outcome == "finished"


def test_the_answer_has_the_order_of_the_names_however_few_run_at_once(tmp_path: Path) -> None:
    ended = run(tmp_path, ["teller", "aborter"], SPIDERS_AT_ONCE=1)
    assert [each.spider for each in ended] == ["teller", "aborter"]


def test_a_spider_over_its_time_is_stopped_or_killed_and_the_others_go_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("portalcrawl.cli.children.SECONDS_TO_STOP", 3.0)
    waiter, hanger, teller = run(
        tmp_path, ["waiter", "hanger", "teller"], SPIDERS_AT_ONCE=2, SPIDER_TIME_LIMIT=8
    )
    assert waiter.outcome == hanger.outcome == "stopped after SPIDER_TIME_LIMIT=8 s"
    assert (tmp_path / "closed").read_text() == "shutdown"
    assert teller.outcome == "finished"


def test_a_spider_has_an_hour_for_what_is_under_way_when_it_asks_for_nothing_more() -> None:
    chosen = settings()
    assert chosen.getfloat("SPIDER_TIME_LIMIT") == chosen.getfloat("RUN_TIME_LIMIT") + 3600


def test_an_exception_is_told_and_its_traceback_kept(tmp_path: Path) -> None:
    [ended] = run(tmp_path, ["importer"])
    assert ended.outcome == "ended with exit status 1: RuntimeError: this spider has a bug"
    assert "Traceback" in ended.log.with_suffix(".err").read_text()


def test_a_bad_argument_is_one_line_and_exit_status_2(tmp_path: Path) -> None:
    [ended] = run_spiders(["nghe_an"], tmp_path, settings={}, arguments={"since": "never"})
    assert ended.outcome.startswith("ended with exit status 2: portalcrawl: nghe_an: since")
    assert len(ended.log.with_suffix(".err").read_text().splitlines()) == 1


def test_an_unknown_spider_starts_none(tmp_path: Path) -> None:
    with pytest.raises(Fault, match="nobody"):
        run(tmp_path, ["teller", "nobody"])
    assert not (tmp_path / "teller").exists()


@pytest.mark.parametrize("order", [signal.SIGTERM, signal.SIGINT])
def test_an_order_to_stop_ends_the_spiders_that_run(tmp_path: Path, order: signal.Signals) -> None:
    with waiting_spider(tmp_path / "odd") as waiting:
        waiting.runner.send_signal(order)
        assert waiting.end() == "interrupted\n"
    assert (tmp_path / "odd" / "closed").read_text() == "shutdown"


def test_the_spiders_of_a_killed_run_stop_by_themselves(tmp_path: Path) -> None:
    with waiting_spider(tmp_path / "odd") as waiting:
        waiting.runner.kill()
        assert waiting.end() == ""
    assert (tmp_path / "odd" / "closed").read_text() == "shutdown"


@pytest.mark.parametrize(
    ("wanted", "megabytes", "spiders_that_fit", "room"),
    [(64, 0, 100, 64), (64, 0, 10, 10), (64, 0, -1, 1), (3, 1500, 100, 3), (64, 1500, 100, 25)],
)
def test_as_many_run_at_once_as_memory_has_room_for(
    tmp_path: Path, wanted: int, megabytes: int, spiders_that_fit: int, room: int
) -> None:
    available = (SHARED + spiders_that_fit * EACH) // 1024
    memory = tmp_path / "meminfo"
    memory.write_text(f"MemTotal:       64000000 kB\nMemAvailable:   {available} kB\n")
    assert room_for_spiders(wanted, megabytes, memory) == room


def test_those_begin_that_had_no_turn_in_the_last_night(tmp_path: Path) -> None:
    for stamp, name, seconds in [
        ("20260101T000000Z-7", "an_giang", 5),
        ("20260102T000000Z-7", "ha_noi", 900),
    ]:
        counts = {"elapsed_time_seconds": seconds}
        (tmp_path / f"{stamp}-{name}.json").write_text(json.dumps(counts))
    assert longest_first(["ha_noi", "an_giang"], tmp_path) == ["an_giang", "ha_noi"]


def test_without_word_of_the_memory_all_that_are_wanted_run(tmp_path: Path) -> None:
    assert room_for_spiders(64, 0, tmp_path / "missing") == 64


def test_those_begin_that_took_longest_when_they_last_ran(tmp_path: Path) -> None:
    for stamp, name, seconds in [
        ("20260101T000000Z-7", "an_giang", 900),
        ("20260102T000000Z-7", "an_giang", 5),
        ("20260102T000000Z-7", "ha_noi", 60),
    ]:
        counts = {"elapsed_time_seconds": seconds}
        (tmp_path / f"{stamp}-{name}.json").write_text(json.dumps(counts))
    assert longest_first(["an_giang", "ha_noi", "son_la"], tmp_path) == [
        "son_la",
        "ha_noi",
        "an_giang",
    ]


def test_behind_the_end_of_the_night_no_spider_is_started(tmp_path: Path) -> None:
    [ended] = run(tmp_path, ["teller"], ends_at=datetime.now(UTC) - timedelta(seconds=1))
    assert ended.outcome == NOT_STARTED
    assert not (tmp_path / "teller").exists()


def test_a_spider_may_ask_no_longer_than_the_night_lasts(tmp_path: Path) -> None:
    run(tmp_path, ["teller"], ends_at=datetime.now(UTC) + timedelta(seconds=100))
    left = json.loads((tmp_path / "teller").read_text())
    assert 0 < left["run_time_limit"] <= 100


def test_the_night_does_not_lengthen_a_spiders_own_limit(tmp_path: Path) -> None:
    run(tmp_path, ["teller"], RUN_TIME_LIMIT=50, ends_at=datetime.now(UTC) + timedelta(hours=9))
    left = json.loads((tmp_path / "teller").read_text())
    assert left["run_time_limit"] == 50


def test_a_spider_that_runs_on_behind_the_end_of_the_night_is_stopped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("portalcrawl.cli.running.GRACE", 1.0)
    [waiter] = run(tmp_path, ["waiter"], ends_at=datetime.now(UTC) + timedelta(seconds=5))
    assert waiter.outcome == "stopped: the night was over"
    assert (tmp_path / "closed").read_text() == "shutdown"


def test_each_run_is_told_when_it_is_over(tmp_path: Path) -> None:
    seen: list[str] = []
    run(tmp_path, ["teller", "aborter"], ended=lambda each: seen.append(each.spider))
    assert sorted(seen) == ["aborter", "teller"]
