"""Invented news for the families' replicas: deterministic, all different, spread over time."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, time, timedelta

from portalcrawl.replicas.content import Block, Body, CaptionStyle, ReplicaArticle
from portalcrawl.replicas.families.pools import (
    CAPTIONS,
    COMMON,
    HEADINGS,
    LISTS,
    NEWSPAPERS,
    PERSONS,
    PLACES,
    TOPICS,
    WORDS,
)

FIRST_ID = 1_204_531
"""Of the oldest article of a site; seven figures, as every grammar takes them."""
_ID_STEP = 37
_HOURS = (20, 15, 10, 7)
"""Four a day, newest first."""
_BODIES: tuple[Body, ...] = ("p", "p", "word", "div", "p", "br", "p", "table")
_CAPTION_STYLES: tuple[CaptionStyle, ...] = ("figure", "cell", "italic", "figure", "doubled")
_HEADLINES = sum(len(topic.headlines) for topic in TOPICS) // len(TOPICS)
MOST_ARTICLES = len(TOPICS) * _HEADLINES * len(PLACES)
"""So many headlines are different."""
_STRIDE = 7919
"""A prime that divides none of the factors: each number leads to a headline of its own."""


def articles(
    count: int, newest: datetime, seed: int = 0, *, after: int = 0
) -> tuple[ReplicaArticle, ...]:
    """So many articles, newest first, about four a day back from ``newest`` (local time).

    ``after`` is how many the site has already: what is made continues their numbering and shares
    no headline with them. The same arguments give the same articles.
    Raises ValueError where more than 34,560 are asked for.
    """
    if after + count > MOST_ARTICLES:
        raise ValueError(f"{after + count} articles: there are headlines for {MOST_ARTICLES}")
    times = _times(count, newest, seed)
    made = [write(after + count - 1 - place, when, seed) for place, when in enumerate(times)]
    return tuple(made)


def edited(article: ReplicaArticle, times: int = 1) -> ReplicaArticle:
    """The article as its editor corrected it: one paragraph is added."""
    rng = _dice(f"edited:{article.id}:{times}")
    added = _paragraph(_Deck(rng, COMMON), rng.choice(PLACES), 2)
    return replace(article, blocks=(*article.blocks, Block("p", f"Bổ sung lần {times}: {added}")))


def write(number: int, when: datetime, seed: int = 0) -> ReplicaArticle:
    """The article of that number, published at ``when``, to the minute."""
    place_in_all = (number * _STRIDE + seed * 104_729) % MOST_ARTICLES
    topic = TOPICS[place_in_all % len(TOPICS)]
    rest = place_in_all // len(TOPICS)
    headline = topic.headlines[rest % _HEADLINES]
    commune = PLACES[rest // _HEADLINES]
    rng = _dice(f"{seed}:{number}")
    identity = FIRST_ID + number * _ID_STEP
    signature = rng.randrange(5)
    style = ("name", "label", "name", "initials", "name")[signature]
    body = rng.choice(_BODIES)
    own, any_topic = _Deck(rng, topic.sentences), _Deck(rng, (*topic.sentences, *COMMON))
    return ReplicaArticle(
        id=identity,
        title=_filled(rng, headline, commune),
        section=topic.section,
        published=f"{when:%Y-%m-%dT%H:%M}",
        lead=_paragraph(own, commune, 1),
        blocks=tuple(_blocks(any_topic, commune, body)),
        body=body,
        captions=rng.choice(_CAPTION_STYLES),
        author=_author(rng, style),
        author_style="initials" if style == "initials" else "label" if style == "label" else "name",
        source=rng.choice(NEWSPAPERS) if style == "label" and number % 3 == 0 else None,
        attachments=_attachments(rng) if number % 9 == 4 else (),
        views=rng.randrange(40, 9000),
    )


def _times(count: int, newest: datetime, seed: int) -> Iterator[datetime]:
    rng = _dice(f"times:{seed}")
    day = newest.date() - timedelta(days=1)
    for place in range(count):
        hour = _HOURS[(place - 1) % len(_HOURS)]
        if place == 0:
            yield newest
            continue
        start = datetime.combine(day - timedelta(days=(place - 1) // len(_HOURS)), time(hour))
        yield start + timedelta(minutes=rng.randrange(1, 120))


def _dice(seed: str) -> random.Random:
    return random.Random(seed)  # noqa: S311 - the same news for the same seed, and no secret


class _Deck:
    """Sentences that are dealt one by one; none comes twice before all have come."""

    def __init__(self, rng: random.Random, sentences: tuple[str, ...]) -> None:
        self.rng = rng
        self._all = sentences
        self._left: list[str] = []

    def deal(self) -> str:
        if not self._left:
            self._left = self.rng.sample(self._all, len(self._all))
        return self._left.pop()


def _blocks(deck: _Deck, commune: str, body: Body) -> Iterator[Block]:
    rng = deck.rng
    paragraphs = rng.randrange(4, 8)
    pictured = {rng.randrange(paragraphs) for _ in range(rng.randrange(3))}
    headed = rng.randrange(1, paragraphs - 1) if rng.random() < 0.2 else None
    listed = rng.randrange(1, paragraphs - 1) if rng.random() < 0.15 else None
    captions = _Deck(rng, CAPTIONS)
    for place in range(paragraphs):
        if place == headed:
            yield Block("h", _filled(rng, rng.choice(HEADINGS), commune))
        yield Block("p", _paragraph(deck, commune, rng.randrange(2, 4)))
        if place == listed and body != "br":
            for item in rng.sample(LISTS, 3):
                yield Block("li", _filled(rng, item, commune))
        if place in pictured:
            yield Block("caption", _paragraph(captions, commune, 1))


def _paragraph(deck: _Deck, commune: str, count: int) -> str:
    return " ".join(_filled(deck.rng, deck.deal(), commune) for _ in range(count))


def _filled(rng: random.Random, template: str, commune: str) -> str:
    text = template.format_map(_Slots(rng, commune))
    return text[0].upper() + text[1:]


class _Slots(dict[str, str]):
    """What stands in the slots of one template; numbers are drawn anew for each."""

    def __init__(self, rng: random.Random, commune: str) -> None:
        super().__init__(noi=commune)
        self._rng = rng

    def __missing__(self, name: str) -> str:
        if name in WORDS:
            return self._rng.choice(WORDS[name])
        return _number(self._rng, name)


def _number(rng: random.Random, name: str) -> str:
    if name == "ty":
        return f"{rng.randrange(3, 290)},{rng.randrange(1, 10)}"
    if name == "pt":
        return f"{rng.randrange(11, 98)},{rng.randrange(1, 10)}%"
    if name == "ngay":
        return f"ngày {rng.randrange(1, 29)}/{rng.randrange(1, 13)}"
    if name == "lop":
        return f"{rng.randrange(6, 10)}A{rng.randrange(1, 6)}"
    if name == "lon":
        return f"{rng.randrange(17, 74)} tuổi"
    low, high = {"n1": (2, 10), "n2": (12, 99), "n3": (110, 990)}[name]
    return str(rng.randrange(low, high))


def _author(rng: random.Random, style: str) -> str:
    name = rng.choice(PERSONS)
    return ".".join(part[0] for part in name.split()) if style == "initials" else name


def _attachments(rng: random.Random) -> tuple[tuple[str, str], ...]:
    number = rng.randrange(12, 990)
    return ((f"Kế hoạch số {number}/KH-UBND.pdf", f"ke-hoach-{number}-kh-ubnd.pdf"),)
