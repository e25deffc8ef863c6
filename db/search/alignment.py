"""The words of a text, and where in the text each of their characters comes from."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from db.words import search_words, words_in_place


@dataclass(frozen=True, slots=True)
class Aligned:
    """Words of a text, with blanks between them, and the places of their characters in it."""

    words: str
    starts: Sequence[int]
    ends: Sequence[int]
    """The place behind what the character comes from."""


def aligned(text: str) -> tuple[Aligned, Aligned]:
    """The exact and the folded words of a text, its own style of tone marks kept.

    They are those of ``db.words.search_words``; how many blanks stand between them may differ.
    """
    in_place = words_in_place(text) or _by_character(text)
    if in_place is None:
        return _by_cluster(text)
    exact, folded = in_place
    starts, ends = range(len(text)), range(1, len(text) + 1)
    return Aligned(exact, starts, ends), Aligned(folded, starts, ends)


class _WordsOf(dict[int, str]):
    """What each character that stands alone becomes, told once it is asked for."""

    def __init__(self, which: int) -> None:
        super().__init__()
        self._which = which

    def __missing__(self, character: int) -> str:
        words = search_words((chr(character),))[self._which]
        # A Korean syllable folds to a blank for each of its parts.
        self[character] = words if len(words) == 1 else " "
        return self[character]


_EXACT, _FOLDED = _WordsOf(0), _WordsOf(1)


def _by_character(text: str) -> tuple[str, str] | None:
    """In place; None for a text in which something composes, or grows in lower case."""
    lowered = text.lower()
    if len(lowered) != len(text) or not unicodedata.is_normalized("NFC", lowered):
        return None
    return lowered.translate(_EXACT), lowered.translate(_FOLDED)


def _by_cluster(text: str) -> tuple[Aligned, Aligned]:
    """The same for every text, by what composes to one character."""
    lowered, origins = _lowered(text)
    texts: tuple[list[str], list[str]] = ([], [])
    starts: tuple[list[int], list[int]] = ([], [])
    ends: tuple[list[int], list[int]] = ([], [])
    for first, last in _clusters(lowered):
        for which, words in enumerate(search_words((lowered[first:last],))):
            texts[which].append(words)
            starts[which].extend([origins[first]] * len(words))
            ends[which].extend([origins[last - 1] + 1] * len(words))
    exact, folded = (
        Aligned("".join(texts[which]), starts[which], ends[which]) for which in range(2)
    )
    return exact, folded


def _lowered(text: str) -> tuple[str, Sequence[int]]:
    """The text in lower case, and the places that its characters had.

    As a whole, for a sigma heeds its neighbours.
    """
    lowered = text.lower()
    if len(lowered) == len(text):
        return lowered, range(len(text))
    return lowered, [place for place, sign in enumerate(text) for _ in sign.lower()]


def _clusters(text: str) -> list[tuple[int, int]]:
    """Where each begins and ends."""
    found: list[tuple[int, int]] = []
    for place, sign in enumerate(text):
        if found and _may_join(sign):
            found[-1] = (found[-1][0], place + 1)
        else:
            found.append((place, place + 1))
    return found


def _may_join(sign: str) -> bool:
    """Whether it composes with what stands before: marks do, and parts of Korean syllables."""
    return unicodedata.category(sign)[0] == "M" or "\u1161" <= sign <= "\u11c2"
