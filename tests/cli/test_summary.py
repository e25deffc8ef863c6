"""What people read of a run: the table, the reasons, and the progress on the way."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from portalcrawl.cli.running import SpiderRun
from portalcrawl.cli.summary import as_table, nothing_new, reasons, summarise, totals
from portalcrawl.cli.watching import Watcher

STATS = {
    "portal/a.vn/listings": 4,
    "portal/a.vn/found": 9,
    "portal/a.vn/known": 3,
    "portal/a.vn/stored": 4,
    "portal/a.vn/merged/print view": 2,
    "portal/a.vn/refused/login": 1,
    "portal/a.vn/refused/error": 1,
    "portal/a.vn/method/generic": 4,
    "field/author/missing": 2,
    "downloader/request_count": 20,
}


def run(stats: dict[str, int]) -> SpiderRun:
    return SpiderRun("x", "finished", Path("x.log"), 1.0, dict(stats))


def test_each_portal_has_a_line_of_counts() -> None:
    header, line = as_table(summarise([run(STATS)]), {"a.vn": "b.vn (replica)"})
    assert header.split() == [
        "portal",
        "found",
        "known",
        "stored",
        "revised",
        "merged",
        "refused",
        "failed",
    ]
    assert line.split("  ")[0] == "b.vn (replica)"
    assert line.split()[-7:] == ["9", "3", "4", "0", "2", "2", "0"]


def test_every_reason_is_named_with_its_count() -> None:
    assert reasons(summarise([run(STATS)]), {}) == [
        "a.vn  merged: print view 2",
        "a.vn  refused: error 1, login 1",
    ]


def test_what_was_asked_for_again_is_told_and_a_denial_is_news() -> None:
    seen = {"portal/a.vn/listings": 1, "portal/a.vn/known": 3, "portal/a.vn/rechecked": 3}
    again = summarise([run(seen)])
    assert reasons(again, {}) == ["a.vn  again: rechecked 3"]
    assert nothing_new(again) is not None
    denied = summarise([run(seen | {"portal/a.vn/missing": 1})])
    assert reasons(denied, {}) == ["a.vn  again: missing 1, rechecked 3"]
    assert nothing_new(denied) is None


def test_totals_are_over_all_portals() -> None:
    other = {name.replace("a.vn", "c.vn"): count for name, count in STATS.items()}
    sums = totals(summarise([run(STATS), run(other)]))
    assert (sums["found"], sums["stored"], sums["refused"]) == (18, 8, 4)


@pytest.mark.parametrize("news", ["stored", "revised", "failed/dns"])
def test_a_run_with_news_or_failures_is_not_called_empty(news: str) -> None:
    assert nothing_new(summarise([run({"portal/a.vn/found": 3, f"portal/a.vn/{news}": 1})])) is None


def test_a_run_without_news_says_what_it_saw() -> None:
    stats = {"portal/a.vn/found": 3, "portal/a.vn/known": 3, "portal/a.vn/unmodified": 2}
    said = "Nothing new: 3 pages found are known already, 2 listings have not changed."
    assert nothing_new(summarise([run(stats)])) == said


def test_a_spider_that_ends_is_always_shown(capsys: pytest.CaptureFixture[str]) -> None:
    with Watcher() as watcher:
        watcher.show("x", {"portal/a.vn/found": 1})
        watcher.show("x", {"portal/a.vn/found": 2})
        watcher.show("x", {"portal/a.vn/found": 3, "finish_reason": "finished"})
        watcher.show("x", {"portal/a.vn/found": 3, "finish_reason": "finished"})
    assert capsys.readouterr().out.splitlines() == [
        "x: found 1, requested 0, stored 0",
        "x: found 3, requested 0, stored 0",
    ]


def test_a_terminal_gets_one_line_that_never_wraps(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True, raising=False)
    monkeypatch.setenv("COLUMNS", "40")
    with Watcher() as watcher:
        for spider in ("first_province", "second_province"):
            watcher.show(spider, {"portal/a.vn/found": 1})
    drawn = capsys.readouterr().out.split("\r\033[K")
    assert "\n" not in "".join(drawn)
    assert max(map(len, drawn)) == 39
