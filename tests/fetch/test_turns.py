"""One process at a time crawls a host, whatever archive it crawls into."""

from __future__ import annotations

import json
from pathlib import Path

from portalcrawl.fetch.turns import NO_LOCKS, NOTHING_LEFT
from tests.cli.run_odd import run
from tests.cli.waiting import waiting_spider


def test_a_host_that_another_process_crawls_is_left_out_and_the_others_go_on(
    tmp_path: Path,
) -> None:
    with waiting_spider(tmp_path / "one", "a.vn") as waiting:
        (tmp_path / "two").mkdir()
        [second] = run(tmp_path / "two", ["teller"], hosts="a.vn b.vn")
        line = (
            f"a.vn is being crawled by process {waiting.spider} (spider waiter): left out this time"
        )
        assert line in second.log.read_text()
    assert second.outcome == "finished"
    assert json.loads((tmp_path / "two" / "teller").read_text())["hosts"] == ["b.vn"]
    assert second.stats["portal/a.vn/busy"] == 1
    assert "portal/b.vn/busy" not in second.stats


def test_a_run_with_nothing_left_ends_and_says_so(tmp_path: Path) -> None:
    with waiting_spider(tmp_path / "one", "a.vn b.vn"):
        (tmp_path / "two").mkdir()
        [second] = run(tmp_path / "two", ["teller"], hosts="b.vn")
    assert second.outcome == NOTHING_LEFT


def test_the_host_of_a_killed_process_is_free(tmp_path: Path) -> None:
    with waiting_spider(tmp_path / "one", "a.vn") as waiting:
        waiting.runner.kill()
        waiting.end()
        (tmp_path / "two").mkdir()
        [second] = run(tmp_path / "two", ["teller"], hosts="a.vn")
    assert second.outcome == "finished"
    assert "portal/a.vn/busy" not in second.stats


def test_a_port_is_a_host_of_its_own(tmp_path: Path) -> None:
    with waiting_spider(tmp_path / "one", "127.0.0.1:8801"):
        (tmp_path / "two").mkdir()
        [second] = run(tmp_path / "two", ["teller"], hosts="127.0.0.1:8802")
    assert second.outcome == "finished"


def test_two_eras_of_a_host_are_one_host(tmp_path: Path) -> None:
    [only] = run(tmp_path, ["teller"], hosts="a.vn a.vn")
    assert only.outcome == "finished"
    assert json.loads((tmp_path / "teller").read_text())["hosts"] == ["a.vn", "a.vn"]


def test_where_no_lock_can_be_written_nothing_is_crawled(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    [only] = run(tmp_path, ["teller"], hosts="a.vn", HOST_LOCKS=str(tmp_path / "file" / "locks"))
    assert only.outcome == NO_LOCKS
    assert "PORTALCRAWL_LOCKS" in only.log.read_text()
    assert not (tmp_path / "teller").exists()
