"""The words of an archive by frequency, from a sample of its articles: what queries are made of."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from sqlalchemy import Connection, func, select

from db import models
from db.models import table_of
from db.words import folded_words, search_words

SAMPLED = 2_000


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Words with their diacritics, each list by falling frequency; and what filters can name."""

    frequent: Sequence[str]
    """In most articles."""
    middling: Sequence[str]
    """In one of a hundred to one of ten."""
    rare: Sequence[str]
    """In one article of the sample."""
    phrases: Sequence[str]
    """The most frequent pairs of words."""
    hosts: Sequence[str]
    provinces: Sequence[str]
    sections: Sequence[str]
    authors: Sequence[str]


def vocabulary(connection: Connection) -> Vocabulary:
    """Of the archive behind the connection; the same for the same archive."""
    revisions, portals = table_of(models.Revision), table_of(models.Portal)
    last = connection.execute(select(func.max(revisions.c.id))).scalar_one()
    step = max(1, last // SAMPLED)
    query = (
        select(revisions.c.title, revisions.c.text, revisions.c.section, revisions.c.author)
        .where(revisions.c.id.in_(range(1, last + 1, step)))
        .order_by(revisions.c.id)
    )
    words: Counter[str] = Counter()
    phrases: Counter[str] = Counter()
    sections: Counter[str] = Counter()
    authors: Counter[str] = Counter()
    count = 0
    for row in connection.execute(query):
        exact = search_words((row.title, row.text))[0].split()
        words.update(set(exact))
        phrases.update({f"{one} {other}" for one, other in pairwise(exact)})
        sections.update([row.section] if row.section else [])
        authors.update([row.author] if row.author else [])
        count += 1
    hosts = connection.execute(select(portals.c.host, portals.c.province).order_by(portals.c.host))
    pairs = [(row.host, row.province) for row in hosts if row.province]
    by_frequency = _by_frequency(words)
    return Vocabulary(
        frequent=[word for word in by_frequency if words[word] > 0.6 * count and len(word) > 1],
        middling=[word for word in by_frequency if 0.01 < words[word] / count < 0.1],
        rare=[word for word in by_frequency if words[word] == 1 and _is_word(word)],
        phrases=[each for each in _by_frequency(phrases)[:200] if _is_word(each.replace(" ", ""))],
        hosts=[host for host, _ in pairs],
        provinces=sorted({province for _, province in pairs}),
        sections=_by_frequency(sections),
        authors=_by_frequency(authors),
    )


def _by_frequency(counts: Counter[str]) -> list[str]:
    return sorted(counts, key=lambda each: (-counts[each], each))


def _is_word(word: str) -> bool:
    return word.isalpha() and len(folded_words(word)) > 2
