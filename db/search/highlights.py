"""What was searched for, marked in the original text.

A text is compared as the index compares it: exact words in either style of tone marks, folded ones
without any, whatever stands between the words of a phrase.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby, islice
from typing import Final

from db.search.alignment import aligned
from db.search.query import Query, Term
from db.search.results import Marked
from db.words import LONGEST_WORD, in_either_style

#: Characters of a text in which passages are looked for, for a query of so many words. For one of
#: more there are fewer: looking takes as long as both together are long.
_SEARCHED: Final = 200_000
_FEW_WORDS: Final = 10
#: Places of a term that are looked at. A text that is one word over and over has no better one.
_MOST_PLACES: Final = 500
_CUT: Final = "…"
_BLANKS = re.compile(r"\s+")

Span = tuple[int, int]
"""The places in a text where something begins and where it has ended."""


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a text has a wanted term, and which one."""

    start: int
    end: int
    term: int


@dataclass(frozen=True, slots=True)
class _Passage:
    """What holds the places of some terms, from the first to the last of them."""

    start: int
    end: int
    terms: frozenset[int]


def marked(text: str | None, query: Query) -> Marked:
    """The text with every occurrence of every wanted term marked; empty without a text."""
    if not text:
        return ()
    return tuple(_pieces(text, (0, len(text)), _joined(_places(text, query))))


def snippet(text: str, query: Query, length: int = 280) -> Marked:
    """One or two passages with the most different wanted terms, in one line, else the beginning.

    Together they have ``length`` characters at most. They are cut between words, with ``…`` there.
    """
    words = sum(len(term.words) for term in query.wanted)
    text = text[: _SEARCHED * _FEW_WORDS // max(words, _FEW_WORDS)].strip()
    places = _places(text, query)
    passages = _passages(places, length) or [_Passage(0, 0, frozenset())]
    cuts = _joined(_around(text, each, length // len(passages)) for each in passages)
    return _in_one_line(text, cuts, _joined(places))


def _places(text: str, query: Query) -> list[_Place]:
    """All places of all terms, by where they begin."""
    if not query.wanted:
        return []
    exact, folded = aligned(text)
    found = []
    for number, term in enumerate(query.wanted):
        words = exact if term.is_exact else folded
        for start, end in islice(_occurrences(term, words.words), _MOST_PLACES):
            found.append(_Place(words.starts[start], words.ends[end - 1], number))
    return sorted(found, key=lambda place: (place.start, place.end))


def _occurrences(term: Term, words: str) -> Iterator[Span]:
    """Also those that reach into each other, as of ``a a`` in ``a a a``."""
    pattern, place = _pattern(term), 0
    while found := pattern.search(words, place):
        yield found.span()
        place = found.start() + 1


@lru_cache(maxsize=1024)
def _pattern(term: Term) -> re.Pattern[str]:
    """The words of a term, not inside of others.

    That no letter stands before the first one is asked behind it: what begins with letters is
    looked for forty times as fast.
    """
    words = [in_either_style(word) if term.is_exact else word for word in term.words]
    ends = ["[^ ]*" if len(word) == LONGEST_WORD else "" for word in term.words]
    first = f"{words[0]}(?<![^ ]{words[0]})"
    whole = map("".join, zip((first, *words[1:]), ends, strict=True))
    return re.compile(" +".join(whole) + "(?![^ ])")


def _joined(spans: Iterable[_Place | Span]) -> list[Span]:
    """The parts of the text that they cover together, in its order."""
    covered: list[Span] = []
    for start, end in sorted(
        (each.start, each.end) if isinstance(each, _Place) else each for each in spans
    ):
        if covered and start < covered[-1][1]:
            covered[-1] = (covered[-1][0], max(covered[-1][1], end))
        else:
            covered.append((start, end))
    return covered


def _passages(places: list[_Place], length: int) -> list[_Passage]:
    """The one that says most, or two of half the length where they say more."""
    if not places:
        return []
    whole = _best(places, length)
    first = _best(places, length // 2)
    others = [place for place in places if place.term not in first.terms]
    if others:
        second = _best(others, length // 2)
        if len(first.terms) + len(second.terms) > len(whole.terms):
            return [first, second]
    return [whole]


def _best(places: list[_Place], length: int) -> _Passage:
    """The passage with the most different terms, then with the most of them, then the first."""
    counts: Counter[int] = Counter()
    best, most = (0, 1), (0, 0)
    first = 0
    for last, place in enumerate(places, 1):
        counts[place.term] += 1
        while first < last - 1 and place.end - places[first].start > length:
            left = places[first].term
            counts[left] -= 1
            if not counts[left]:
                del counts[left]
            first += 1
        if (here := (len(counts), last - first)) > most:
            best, most = (first, last), here
    held = places[best[0] : best[1]]
    return _Passage(
        held[0].start,
        max(place.end for place in held),
        frozenset(place.term for place in held),
    )


def _around(text: str, passage: _Passage, length: int) -> Span:
    """The passage with what stands around it, a third of it before, from word to word."""
    room = max(0, length - (passage.end - passage.start))
    start = max(0, min(passage.start - room // 3, len(text) - length))
    end = start + length
    if start:
        blank = _BLANKS.search(text, start - 1, passage.start)
        start = blank.end() if blank else passage.start
    if end < len(text):
        # A phrase that is longer than a passage may be is cut, too.
        least = passage.end if passage.end <= end else passage.start
        blanks = list(_BLANKS.finditer(text, least, end + 1))
        end = blanks[-1].start() if blanks else (least if least > start else end)
    return start, min(end, len(text))


def _in_one_line(text: str, cuts: list[Span], marks: list[Span]) -> Marked:
    line: list[tuple[str, bool]] = []
    for number, cut in enumerate(cuts):
        if number:
            line.append((f" {_CUT} ", False))
        elif cut[0]:
            line.append((_CUT, False))
        line.extend(
            (_BLANKS.sub(" ", piece), is_mark) for piece, is_mark in _pieces(text, cut, marks)
        )
    if cuts[-1][1] < len(text):
        line.append((_CUT, False))
    return tuple(_merged(line))


def _pieces(text: str, part: Span, marks: list[Span]) -> Iterator[tuple[str, bool]]:
    """A part of the text in pieces, each with whether it is marked."""
    place, stop = part
    for start, end in marks:
        if end <= place:
            continue
        if start >= stop:
            break
        if start > place:
            yield text[place:start], False
        place = max(place, start)
        yield text[place : min(end, stop)], True
        place = min(end, stop)
    if place < stop:
        yield text[place:stop], False


def _merged(line: list[tuple[str, bool]]) -> Iterator[tuple[str, bool]]:
    """Without two pieces side by side that are both marked, or both not."""
    for is_mark, pieces in groupby(line, key=lambda piece: piece[1]):
        yield "".join(piece for piece, _ in pieces), is_mark
