"""What a run tells cron: 0, 1 where some portals failed, 2 where nothing usable came of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from portalcrawl.cli import registry
from portalcrawl.cli.crawl import exit_status, report
from portalcrawl.cli.registry import settings, spider_names, spiders_of_the_night
from portalcrawl.cli.running import SpiderRun
from portalcrawl.fetch.turns import NOTHING_LEFT

ANSWERED = {"portal/a.vn/listings": 3, "portal/a.vn/found": 9}
DOWN = {"portal/b.vn/failed/connection": 4, "portal/b.vn/found": 2}
BUSY = {"portal/b.vn/busy": 1}


def run(*stats: dict[str, int], outcome: str = "finished") -> SpiderRun:
    counted = {name: count for part in stats for name, count in part.items()}
    return SpiderRun("x", outcome, Path("x.log"), 1.0, counted)


@pytest.mark.parametrize(
    ("runs", "status"),
    [
        ([run(ANSWERED)], 0),
        ([run(ANSWERED, DOWN)], 1),
        ([run(ANSWERED), run(DOWN)], 1),
        ([run(ANSWERED), run(ANSWERED, outcome="database error")], 1),
        ([run(ANSWERED, BUSY)], 0),
        ([run(ANSWERED), run(BUSY, outcome=NOTHING_LEFT)], 1),
        ([run(BUSY, outcome=NOTHING_LEFT)], 2),
        ([run(DOWN)], 2),
        ([run(DOWN), run(ANSWERED, outcome="database error")], 2),
        ([run(outcome="not started")], 2),
    ],
)
def test_the_exit_status_tells_of_portals_that_are_down(runs: list[SpiderRun], status: int) -> None:
    assert exit_status(runs) == status


def test_a_portal_that_gave_no_listing_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    report([run(ANSWERED, DOWN)])
    assert capsys.readouterr().err == "b.vn: no listing could be read\n"


def test_a_portal_that_another_process_crawls_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    report([run(ANSWERED, BUSY)])
    assert capsys.readouterr().err == "b.vn: another process is crawling it\n"


def test_a_night_leaves_out_provinces_without_a_portal_in_force(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    only_one = settings()
    only_one.set("REPLICAS", {"langson.gov.vn": "http://127.0.0.1:8804"})
    monkeypatch.setattr(registry, "settings", lambda: only_one)
    assert list(spiders_of_the_night().portals) == ["lang_son"]


def test_the_layout_without_a_province_is_not_crawled_at_night() -> None:
    assert "replica" in spider_names()
    assert "replica" not in spiders_of_the_night().portals


def test_every_province_is_crawled_at_night() -> None:
    assert len(spiders_of_the_night().portals) == 63


def test_what_needs_a_browser_is_left_out_with_the_reason_where_there_is_none(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("portalcrawl.settings.CHROMIUM", "no-such-chromium")
    night = spiders_of_the_night()
    assert "lam_dong" not in night.portals
    assert night.left_out == [
        (
            "lam_dong: lamdong.gov.vn needs a browser, and"
            " PORTALCRAWL_CHROMIUM=no-such-chromium is no program; name a Chromium"
        )
    ]
