"""What an article's text has in common with its copies on other portals, in a few numbers.

A press release appears on several portals, each with its own edits. Every paragraph that is long
enough is reduced to its consonants and digits and hashed; the smallest hashes are the sketch (a
bottom-k sketch, Broder 1997), so that two sketches tell which share of two texts is the same.
Measured against other ways in ``benchmarks/similar.py``; ADR 15 has the figures.
"""

from __future__ import annotations

from hashlib import blake2b

KIND = "paragraph"
"""Names this way of sketching in the table; sketches of different kinds are never compared."""

SIZE = 16
"""Values a text has at most: up to so many paragraphs the resemblance is exact, not estimated."""

SHORTEST = 40
"""Consonants and digits, about 100 characters of text, that a paragraph must have to count.

Captions, subheadings, sources, contact lines and signatures are shorter.
"""

SIMILAR = 0.4
"""The resemblance from which two articles are taken for one text.

An edited paragraph of three leaves 2/4, one of three cut in two 2/5. Articles of one series that
have less than half of their paragraphs in common stay below 1/3.
"""

_KEPT = b"bcdfghjklmnpqrstvwxz0123456789\n"
_LOWER = bytes(range(256)).lower()
_DROPPED = bytes(byte for byte in range(256) if _LOWER[byte] not in _KEPT)


def fingerprints(text: str) -> tuple[int, ...]:
    """The sketch of a text in NFC: at most ``SIZE`` signed 64-bit numbers, smallest first.

    The same on every machine and in every version of Python. Empty where no paragraph is long
    enough. Marks, tones, vowels, quotes, dashes, spaces and capitals make no difference: ``hòa``
    is ``hoà``. Digits do. What is not written in Latin letters counts for nothing.
    """
    values = {_hash(line) for line in _skeleton(text).split(b"\n") if len(line) >= SHORTEST}
    return tuple(sorted(values)[:SIZE])


def resemblance(one: tuple[int, ...], other: tuple[int, ...]) -> float:
    """The share of their long paragraphs that two texts have in common, 0 to 1, by their sketches.

    Of all different paragraphs of both (Jaccard); estimated where a text has more than ``SIZE``.
    0 where fewer than two are the same: one shared paragraph is a quotation or a formula.
    """
    common = set(one).intersection(other)
    smallest = sorted(set(one).union(other))[:SIZE]
    shared = sum(value in common for value in smallest)
    return shared / len(smallest) if shared > 1 else 0.0


def _skeleton(text: str) -> bytes:
    """Consonants, digits and line breaks: two passes in C over the text."""
    return text.encode("ascii", "ignore").translate(_LOWER, _DROPPED)


def _hash(line: bytes) -> int:
    return int.from_bytes(blake2b(line, digest_size=8).digest(), "big", signed=True)
