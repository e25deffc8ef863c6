"""The quality gate: no layout of tests/gate/pages is read worse than its floors say.

What each page must give stands beside it; ``benchmarks/gate.py`` compares. A floor is raised with
``python -m benchmarks.gate --update``, which refuses to lower one.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from benchmarks import gate

FLOORS: dict[str, dict[str, float]] = json.loads(gate.FLOORS.read_text(encoding="utf-8"))
LAYOUTS = sorted({(page.half, page.layout) for page in gate.pages()})


@pytest.mark.parametrize("path", gate.PATHS)
@pytest.mark.parametrize(("half", "layout"), LAYOUTS)
def test_no_layout_is_read_worse_than_its_floors(half: str, layout: str, path: str) -> None:
    row = f"{path} {half} {layout}"
    reached = {row: gate.shares(gate.scores(path)[half, layout])}
    assert gate.fallen({row: FLOORS[row]}, reached) == []


def test_every_layout_has_floors() -> None:
    rows = {f"{path} {half} {layout}" for path in gate.PATHS for half, layout in LAYOUTS}
    assert rows == FLOORS.keys()


def test_there_are_eight_articles_of_each_layout_and_half_of_the_layouts_is_held_out() -> None:
    for half, layout in LAYOUTS:
        articles = [each for each in gate.pages(half) if each.layout == layout and each.is_article]
        assert len(articles) >= 8, layout
    halves = [half for half, _ in LAYOUTS]
    assert len(LAYOUTS) >= 24
    assert halves.count("held_out") >= 12


@pytest.mark.parametrize(("half", "layout"), LAYOUTS)
def test_the_gold_of_a_layout_stands_on_its_pages(half: str, layout: str) -> None:
    for page in gate.pages(half):
        if page.layout == layout and page.is_article:
            assert gate.not_on_the_page(page) == [], page.name


def test_no_article_is_refused_and_nothing_else_becomes_one() -> None:
    wrong = [
        f"{page.layout}/{page.name} {path}"
        for page in gate.pages()
        for path, read in gate.READERS.items()
        if (read(page).kind == "article") != page.is_article
    ]
    assert wrong == []


def test_an_update_that_would_lower_a_floor_writes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    floors = {"generic dev drupal7": {"F1": 1.1}}
    path = tmp_path / "floors.json"
    path.write_text(json.dumps(floors))
    monkeypatch.setattr(gate, "FLOORS", path)
    with pytest.raises(SystemExit, match="not lowered"):
        gate.update()
    assert json.loads(path.read_text()) == floors
