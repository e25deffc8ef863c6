"""The quality gate: how exactly the pages of ``tests/gate/pages`` are read, layout by layout.

``dev`` layouts were used for writing rules, ``held_out`` ones were not. Floors stand in
``tests/gate/floors.json``; ``python -m benchmarks.gate --update`` raises them and refuses to lower
one. ``python -m benchmarks.gate`` prints the table, ``--wrong [LAYOUT]`` what is not right.
"""

from __future__ import annotations

import argparse
import json
import re
import statistics
import sys
import tomllib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import trafilatura

from portalcrawl.engines.profiles import PROFILES
from portalcrawl.extraction import Profile, extract_page
from portalcrawl.extraction.document import decode, parse, pieces
from portalcrawl.extraction.text import clean, squeeze
from portalcrawl.items import Article, Extraction

GATE = Path(__file__).resolve().parent.parent / "tests" / "gate"
FLOORS = GATE / "floors.json"
HALVES = ("dev", "held_out")
PATHS = ("profile", "generic")
FETCHED_AT = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)
"""When the pages are taken to have been fetched."""
#: What stands before the items of a list, typed or not; the gold has the items without.
_MARKER = re.compile(r"^(?:[-–•·+*]|\d{1,3}\.) ")
_WORD = re.compile(r"\w+")

Read = Callable[["GatePage"], Extraction]


@dataclass(frozen=True, slots=True)
class GatePage:
    """One page on disk with what the archive must hold of it."""

    half: str
    layout: str
    family: str
    name: str
    html: bytes
    gold: dict[str, Any]

    @property
    def is_article(self) -> bool:
        return bool(self.gold["kind"] == "article")

    @property
    def profile(self) -> Profile | None:
        """The profile of its family, where there is one."""
        return PROFILES.get(self.family)


@dataclass(slots=True)
class Score:
    """What was right of what could be, by measure."""

    right: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    of: dict[str, int] = field(default_factory=lambda: defaultdict(int))

    def add(self, measure: str, value: float) -> None:
        self.right[measure] += value
        self.of[measure] += 1

    def share(self, measure: str) -> float | None:
        """From 0 to 1; None where nothing was to be measured."""
        return self.right[measure] / self.of[measure] if self.of[measure] else None


def pages(half: str | None = None) -> Iterable[GatePage]:
    """The pages of the gate in order."""
    return (page for page in _all_pages() if half in (None, page.half))


@cache
def _all_pages() -> tuple[GatePage, ...]:
    return tuple(
        GatePage(
            half,
            folder.name,
            tomllib.loads((folder / "layout.toml").read_text(encoding="utf-8"))["family"],
            file.stem,
            file.read_bytes(),
            json.loads(file.with_suffix(".json").read_text(encoding="utf-8")),
        )
        for half in HALVES
        for folder in sorted((GATE / "pages" / half).iterdir())
        for file in sorted(folder.glob("*.html"))
    )


def read_with_profile(page: GatePage) -> Extraction:
    """As a spider reads it that knows the family."""
    return extract_page(page.html, page.gold["url"], page.profile, fetched_at=FETCHED_AT)


def read_generic(page: GatePage) -> Extraction:
    """As a page of a portal is read that nobody has seen."""
    return extract_page(page.html, page.gold["url"], fetched_at=FETCHED_AT)


READERS: dict[str, Read] = {"profile": read_with_profile, "generic": read_generic}


def differences(page: GatePage, extraction: Extraction) -> dict[str, Any]:
    """By measure, what is wrong: empty for a page that is read exactly."""
    wrong: dict[str, Any] = {}
    if extraction.kind != page.gold["kind"]:
        wrong["kind"] = (extraction.kind, page.gold["kind"], extraction.reasons)
    if page.is_article:
        wrong |= _wrong_fields(page.gold, extraction.article)
        found = _missing(page.gold, extraction.article) | _too_much(page.gold, extraction.article)
        wrong |= {measure: pieces for measure, pieces in found.items() if pieces}
    return wrong


def _wrong_fields(gold: dict[str, Any], article: Article) -> dict[str, Any]:
    values = {
        "title": (article.title, gold["title"]),
        "date": (article.published_at, gold["published_at"]),
        "author": (article.author, gold["author"]),
        "source": (article.source, gold["source"]),
        "section": (article.section, gold["section"]),
    }
    return {name: pair for name, pair in values.items() if _line(pair[0]) != _line(pair[1])}


def _missing(gold: dict[str, Any], article: Article) -> dict[str, list[str]]:
    """Pieces of the gold that are not in the article."""
    text = _line(article.text)
    captions = {_line(each) for each in article.captions}
    urls = {each.url for each in article.attachments}
    held = {_line(each) for part in article.paragraphs for each in (part, *part.split("\n"))}
    held |= {_MARKER.sub("", each) for each in held}
    return {
        "lead": [each for each in (gold["lead"],) if each and _line(each) not in text],
        "captions": [each for each in gold["captions"] if _line(each) not in captions],
        "attachments": [each["url"] for each in gold["attachments"] if each["url"] not in urls],
        "paragraphs": [each for each in gold["paragraphs"] if _line(each) not in held],
        "must": [each for each in gold["must"] if _line(each) not in text],
    }


def _too_much(gold: dict[str, Any], article: Article) -> dict[str, list[str]]:
    """Captions that are held twice, and furniture."""
    text = _line(article.text)
    shown = _line("\n".join([article.text, *article.captions]))
    counts = Counter(_line(each) for each in article.captions)
    return {
        "doubled": [each for each, count in counts.items() if count > 1 or each in text],
        "furniture": [each for each in gold["must_not"] if _line(each) in shown],
    }


def token_f1(page: GatePage, article: Article) -> float:
    """F1 of the words of lead and body; captions, credits and title count neither way."""
    gold = page.gold
    body = Counter(_words("\n".join([gold["lead"] or "", *gold["paragraphs"]])))
    neutral = Counter(
        _words(
            "\n".join(
                [*gold["captions"], gold["title"] or "", gold["author"] or "", gold["source"] or ""]
            )
        )
    )
    return word_f1(Counter(_words(article.text)), body, neutral)


def word_f1(got: Counter[str], body: Counter[str], neutral: Counter[str]) -> float:
    """F1 of words against a body; ``neutral`` ones count neither way."""
    if not got or not body:
        return float(not got and not body)
    recall = (got & body).total() / body.total()
    precision = (got & (body + neutral)).total() / got.total()
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


#: Counted page by page; the others piece by piece.
_BY_PAGE = ("title", "date", "author", "source", "section", "doubled", "furniture", "attachments")
_BY_PIECE = ("captions", "paragraphs", "must")
MEASURES = ("F1", "kind", *_BY_PAGE, "lead", *_BY_PIECE)


def score(page: GatePage, extraction: Extraction, to: Score) -> None:
    """Add one page to a score."""
    wrong = differences(page, extraction)
    to.add("kind", float("kind" not in wrong))
    if not page.is_article:
        return
    to.add("F1", token_f1(page, extraction.article))
    for measure in _BY_PAGE:
        to.add(measure, float(measure not in wrong))
    if page.gold["lead"]:
        to.add("lead", float("lead" not in wrong))
    for measure in _BY_PIECE:
        for each in page.gold[measure]:
            to.add(measure, float(each not in wrong.get(measure, ())))


@cache
def scores(path: str) -> dict[tuple[str, str], Score]:
    """By half and layout, the scores of one way of reading (``profile`` or ``generic``)."""
    found: dict[tuple[str, str], Score] = defaultdict(Score)
    for page in pages():
        score(page, READERS[path](page), found[page.half, page.layout])
    return dict(found)


def figures() -> dict[str, dict[str, float]]:
    """What the floors hold: by path, half and layout, the share of each measure, cut to 0.001."""
    return {
        f"{path} {half} {layout}": shares(found)
        for path in PATHS
        for (half, layout), found in scores(path).items()
    }


def shares(found: Score) -> dict[str, float]:
    """The share of each measure, cut to 0.001."""
    return {
        measure: int(1000 * value + 1e-6) / 1000
        for measure in MEASURES
        if (value := found.share(measure)) is not None
    }


def not_on_the_page(page: GatePage) -> list[str]:
    """What the gold names and the page does not show: an error of whoever wrote it."""
    root = parse(decode(page.html))
    shown = squeeze("".join(pieces(root))) if root is not None else ""
    named = [*page.gold["paragraphs"], *page.gold["captions"], page.gold["lead"] or ""]
    cells = [cell for text in named for cell in text.split(" | ")]
    lost = [cell for cell in cells if squeeze(clean(cell)) not in shown]
    clash = [
        each
        for each in page.gold["must_not"]
        if any(_line(each) in _line(text) for text in named if text)
    ]
    return lost + clash


def total(path: str, half: str) -> Score:
    """The layouts of one half together."""
    whole = Score()
    for (each, _), found in scores(path).items():
        if each == half:
            for measure, count in found.of.items():
                whole.right[measure] += found.right[measure]
                whole.of[measure] += count
    return whole


def _line(text: str | None) -> str:
    return clean(text or "")


def _words(text: str) -> list[str]:
    return _WORD.findall(clean(text).lower())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--update", action="store_true", help="raise the floors to what is reached")
    parser.add_argument("--wrong", nargs="?", const="", help="what is not right (of one layout)")
    parser.add_argument("--beside", action="store_true", help="trafilatura's F1 on the same pages")
    parser.add_argument("--half", choices=HALVES)
    parser.add_argument("--path", choices=PATHS)
    arguments = parser.parse_args()
    if arguments.update:
        update()
    elif arguments.beside:
        print_beside()
    elif arguments.wrong is not None:
        print_wrong(arguments.wrong, arguments.half, arguments.path)
    else:
        print_table()


def print_table() -> None:
    """The shares of every layout and of both halves, in percent."""
    print(f"{'':34}" + "".join(f"{measure[:7]:>8}" for measure in MEASURES))
    for path in PATHS:
        for half in HALVES:
            for (each, layout), found in scores(path).items():
                if each == half:
                    _print_row(f"{path} {half} {layout}", found)
            _print_row(f"{path} {half.upper()}", total(path, half))


def _print_row(name: str, found: Score) -> None:
    shares = (found.share(measure) for measure in MEASURES)
    print(f"{name:34}" + "".join("       -" if x is None else f"{100 * x:8.1f}" for x in shares))


def print_beside() -> None:
    """Body F1 of trafilatura with metadata, by half."""
    for half in HALVES:
        values = []
        for page in pages(half):
            if page.is_article:
                found = trafilatura.bare_extraction(
                    page.html, url=page.gold["url"], with_metadata=True
                )
                values.append(token_f1(page, Article(text=getattr(found, "text", None) or "")))
        print(f"trafilatura {half.upper():10} F1 {100 * statistics.mean(values):.1f}")


def print_wrong(layout: str, half: str | None, path: str | None) -> None:
    for page in pages(half):
        if layout in ("", page.layout):
            for name in PATHS:
                if path in (None, name):
                    extraction = READERS[name](page)
                    for measure, detail in differences(page, extraction).items():
                        print(f"{page.layout}/{page.name} {name:8}{measure:12}{detail}")


def update() -> None:
    """Raise the floors; a figure that has fallen is an error, and nothing is written."""
    floors: dict[str, dict[str, float]] = (
        json.loads(FLOORS.read_text(encoding="utf-8")) if FLOORS.exists() else {}
    )
    reached = figures()
    lower = fallen(floors, reached)
    if lower:
        sys.exit("floors are not lowered:\n" + "\n".join(lower))
    FLOORS.write_text(json.dumps(reached, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    print(f"{len(reached)} rows of floors written")


def fallen(floors: dict[str, dict[str, float]], reached: dict[str, dict[str, float]]) -> list[str]:
    """The figures that are below their floor, in words."""
    return [
        f"{row}: {measure} {reached.get(row, {}).get(measure, 0.0):.3f}, floor {floor:.3f}"
        for row, measures in floors.items()
        for measure, floor in measures.items()
        if reached.get(row, {}).get(measure, 0.0) < floor
    ]


if __name__ == "__main__":
    main()
