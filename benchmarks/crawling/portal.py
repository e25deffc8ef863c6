"""The portal that is crawled: NukeViet pages of the replica, each another article of 100 KB."""

from __future__ import annotations

import random
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from benchmarks.large_pages import grown
from portalcrawl.replicas import Block, Replica, ReplicaArticle, replica, replicas
from portalcrawl.replicas.site import Response

PARAGRAPHS = 14
"""Of three sentences each: an article of about 5 KB."""
LISTED = 10
"""How many articles stand in the section whose pages are listings; the sitemap has all of them."""
_FIRST_ID = 10_000
_NEWEST = datetime(2025, 11, 20, 9, 30)  # noqa: DTZ001 - local, as the replicas' articles are
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+")
_SITEMAP = "/news/sitemap.xml"


@dataclass(frozen=True, slots=True)
class BuiltPortal:
    """What is served: the answers by path, and which paths are articles."""

    answers: dict[str, Response]
    articles: frozenset[str]


def build_portal(origin: str, count: int) -> BuiltPortal:
    """The portal at that origin with ``count`` articles, the same in every run."""
    site = replica("nghe_an", [_article(number) for number in range(count)])
    articles = {site.address(article): article for article in site.articles}
    answers = {path: _answer(site, path, origin) for path in ("/robots.txt", "/sitemap.xml", "/")}
    answers |= {path: _answer(site, path, origin) for path in (_SITEMAP, *_listings(site))}
    for path in articles:
        page = site.get(path, origin)
        answers[path] = replace(page, body=grown(page.body.decode(), seed=path).encode())
    return BuiltPortal(answers, frozenset(articles))


def _answer(site: Replica, path: str, origin: str) -> Response:
    return site.get(path, origin)


def _listings(site: Replica) -> Iterable[str]:
    """The further pages of the first section, as the front page leads to them."""
    section = site.sections[0]
    number = 2
    while site.get(path := f"{section.path}page-{number}/").status == 200:
        yield path
        number += 1


def _article(number: int) -> ReplicaArticle:
    chance = random.Random(number)  # noqa: S311 -- the same article in every run
    pattern = chance.choice(_PATTERNS)
    sections = ("Tin hoạt động", "Cải cách hành chính")
    return replace(
        pattern,
        id=_FIRST_ID + number,
        title=f"{pattern.title}: kỳ {number + 1}",
        section="Tin tổng hợp" if number < LISTED else chance.choice(sections),
        published=(_NEWEST - timedelta(hours=7 * number)).isoformat(timespec="minutes"),
        date_line=None,
        lead=_sentences(chance, 2),
        blocks=tuple(Block("p", _sentences(chance, 3)) for _ in range(PARAGRAPHS)),
        body="p",
        attachments=(),
        expect_published=None,
        expect_from=None,
    )


def _sentences(chance: random.Random, count: int) -> str:
    return " ".join(chance.sample(_SENTENCES, count))


def _all_sentences() -> list[str]:
    found = {
        sentence
        for site in replicas()
        for article in site.articles
        for block in article.blocks
        if block.kind == "p"
        for sentence in _SENTENCE_END.split(block.text)
        if len(sentence.split()) > 6
    }
    return sorted(found)


_SENTENCES = _all_sentences()
_PATTERNS = [article for article in replica("nghe_an").articles if article.title]
