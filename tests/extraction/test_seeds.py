"""Five real articles come out as the archive must hold them: as flattened text and as HTML.

As HTML each goes through the replica of its portal, in every way an editor may have marked it up.
"""

from __future__ import annotations

import csv
import json
import re
from collections import defaultdict
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, get_args

import pytest

from portalcrawl.engines.liferay import Liferay
from portalcrawl.engines.newspaper import Newspaper
from portalcrawl.engines.nukeviet import NukeViet
from portalcrawl.engines.publish_upload import PublishUpload
from portalcrawl.extraction import Profile, extract_page, extract_text
from portalcrawl.items import Article
from portalcrawl.replicas import replica
from portalcrawl.replicas.content import Block, Body, CaptionStyle, ReplicaArticle

PORTALS: dict[str, tuple[str, Profile | None]] = {
    "000_a4d2cc20f5f203d0.txt": ("quang_ngai", Liferay(site="portal-qni").profile),
    "001_535cad81da8c18c1.txt": ("office", None),
    "002_5ef81b12845a7c4c.txt": ("nghe_an", NukeViet().profile),
    "003_5894dc823bd9bc1c.txt": ("lang_son", PublishUpload().profile),
    "004_8366a16712b0ee43.txt": ("dong_nai", Newspaper().profile),
}
FIELDS = ("title", "published_at", "published_precision", "published_from", "author", "source")
SEEDS = sorted(PORTALS)


@dataclass(frozen=True)
class Seed:
    """One seed: its lines by role, and what the archive must hold."""

    text: str
    lines: tuple[str, ...]
    roles: dict[int, str]
    gold: dict[str, Any]

    def with_role(self, *roles: str) -> list[str]:
        return [self.lines[number - 1] for number, role in self.roles.items() if role in roles]


@pytest.fixture
def seed(request: pytest.FixtureRequest, shared: Path) -> Seed:
    return read_seed(shared / "seeds", request.param)


def read_seed(folder: Path, name: str) -> Seed:
    golds = map(json.loads, (folder / "gold.jsonl").read_text(encoding="utf-8").splitlines())
    gold = next(each for each in golds if each["file"] == name)
    roles: dict[str, dict[int, str]] = defaultdict(dict)
    with (folder / "labels.tsv").open(encoding="utf-8") as labels:
        for row in csv.DictReader(labels, delimiter="\t"):
            roles[row["file"]][int(row["line"])] = row["role"]
    text = (folder / name).read_text(encoding="utf-8")
    return Seed(text, tuple(text.split("\n")), roles[name], gold)


def folded(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


def assert_is_gold(article: Article, seed: Seed) -> None:
    gold = seed.gold
    for name in FIELDS:
        assert getattr(article, name) == gold[name], name
    assert [folded(each) for each in article.paragraphs] == [
        folded(block["text"]) for block in gold["body"]
    ]
    assert list(article.captions) == [folded(each) for each in gold["captions"]]


def assert_no_furniture(article: Article, seed: Seed) -> None:
    held = {folded(line) for line in (*article.text.split("\n"), *article.captions)}
    for number, role in seed.roles.items():
        if role.startswith("furniture"):
            assert folded(seed.lines[number - 1]) not in held


@pytest.mark.parametrize("seed", SEEDS, indirect=True)
def test_flattened_seed_comes_out_as_gold(seed: Seed) -> None:
    article = extract_text(seed.text)
    assert_is_gold(article, seed)
    assert_no_furniture(article, seed)


@pytest.mark.parametrize("seed", SEEDS, indirect=True)
def test_flattened_seed_keeps_its_lead(seed: Seed) -> None:
    leads = seed.with_role("lead", "date+lead")
    lead = extract_text(seed.text).lead
    assert (lead is None) == (not leads)
    assert lead is None or folded(leads[0]).endswith(folded(lead))


@pytest.mark.parametrize("profiled", [True, False], ids=["profile", "generic"])
@pytest.mark.parametrize("captions", get_args(CaptionStyle))
@pytest.mark.parametrize("body", get_args(Body))
@pytest.mark.parametrize("seed", SEEDS, indirect=True)
def test_seed_served_by_its_replica_comes_out_as_gold(
    seed: Seed, body: Body, captions: CaptionStyle, profiled: bool
) -> None:
    name, profile = PORTALS[seed.gold["file"]]
    page, url = served(name, replace(as_replica_article(seed), body=body, captions=captions))
    extraction = extract_page(page, url, profile if profiled else None)
    assert extraction.kind == "article", extraction.reasons
    assert_is_gold(extraction.article, seed)
    assert_no_furniture(extraction.article, seed)


def served(name: str, article: ReplicaArticle) -> tuple[bytes, str]:
    """The page of an article as its replica serves it, and its address."""
    portal = replica(name, articles=(article,))
    origin = "http://127.0.0.1:8801"
    answer = portal.get(portal.address(article), origin)
    assert answer.status == 200
    return answer.body, origin + portal.address(article)


def as_replica_article(seed: Seed) -> ReplicaArticle:
    """The seed as an editor entered it: what the portal's template adds is left out."""
    gold = seed.gold
    lead, date_line = None, ""
    blocks: list[Block] = []
    style = "name"
    for number, role in sorted(seed.roles.items()):
        line = folded(seed.lines[number - 1])
        if role == "lead":
            lead = line.removeprefix("(ĐN)- ")
        elif role == "date+lead":
            date_line, lead = line[: len("date 2024-12")], line[len("date 2024-12 ") :]
        elif role.startswith("date"):
            date_line = line
        elif role in ("body", "heading"):
            blocks.append(Block("p" if role == "body" else "h", line))
        elif role == "caption":
            blocks.append(Block("caption", line))
        elif role == "author":
            style = "label" if ":" in line else "name"
    return ReplicaArticle(
        id=1_037_063,
        title=gold["title"],
        published=gold["published_at"].removesuffix("+07:00"),
        date_line=date_line,
        lead=lead,
        blocks=tuple(blocks),
        author=gold["author"],
        author_style="label" if style == "label" else "name",
        source=gold["source"],
    )
