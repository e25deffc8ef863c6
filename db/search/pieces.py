"""What somebody typed, cut into words, quoted phrases and operators with their values.

No text is refused here, and none means anything yet: that is for ``language``.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

Operator = Literal["province", "former", "portal", "from", "to", "section", "author"]

#: How each operator may be written, always without diacritics and in capitals, too.
NAMES: dict[Operator, tuple[str, ...]] = {
    "province": ("province", "tỉnh"),
    "former": ("former", "tỉnh_cũ"),
    "portal": ("portal", "cổng"),
    "from": ("from", "từ"),
    "to": ("to", "đến"),
    "section": ("section", "mục", "chuyên_mục"),
    "author": ("author", "tác_giả"),
}

#: Keyboards of phones and word processors write others than the plain one.
_QUOTES = '"“”„‟＂'
_ANGLES = "«»"
_ANY_QUOTE = _QUOTES + _ANGLES
_QUOTED = rf"[{_QUOTES}][^{_QUOTES}]*(?:[{_QUOTES}]|\Z)|[{_ANGLES}][^{_ANGLES}]*(?:[{_ANGLES}]|\Z)"
_VALUE = re.compile(rf"(=?)({_QUOTED}|[^\s,{_ANY_QUOTE}]*)")
#: Word processors and phones make dashes of it. It leads a word: a hyphen inside of one belongs to
#: that (covid-19), and a dash between blanks is none.
_MINUSES = "-‐‑‒–—−"
_MINUS = rf"(?P<minus>(?<!\S)[{_MINUSES}])?"
_KEY = re.compile(rf"{_MINUS}(?P<key>[^\s:{_ANY_QUOTE}]+):")
_WORDS = re.compile(rf"{_MINUS}(?P<words>{_QUOTED}|[^\s{_ANY_QUOTE}]+)")


@dataclass(frozen=True, slots=True)
class Words:
    """A word or a quoted phrase."""

    text: str
    is_unwanted: bool
    written: str
    """What gives the same wherever it stands in a query: with its minus and both its quotes."""


@dataclass(frozen=True, slots=True)
class Value:
    """One value of an operator; the text is empty where there is none."""

    text: str
    is_whole: bool
    """Whether ``=`` stands before it."""
    written: str


@dataclass(frozen=True, slots=True)
class Filter:
    """An operator and its values, one at least."""

    operator: Operator
    key: str
    """The operator's name as it is written."""
    values: tuple[Value, ...]
    is_unwanted: bool

    @property
    def written(self) -> str:
        """The filter, as it may stand anywhere in a query."""
        values = ",".join(value.written for value in self.values)
        return f"{'-' * self.is_unwanted}{self.key}:{values}"


Piece = Words | Filter


def pieces(text: str) -> Iterator[Piece]:
    """All pieces of a query in their order. Control characters and the like count as blanks."""
    text = tidy(text)
    place = 0
    while place < len(text):
        if text[place] == " ":
            place += 1
            continue
        piece, place = _filter_at(text, place) or _words_at(text, place)
        yield piece


def tidy(text: str) -> str:
    """The text in NFC, in one line, single blanks between what is written."""
    signs = unicodedata.normalize("NFC", text)
    return " ".join(
        "".join(" " if unicodedata.category(sign)[0] == "C" else sign for sign in signs).split()
    )


def operator_named(key: str) -> Operator | None:
    """The operator that is written so."""
    wanted = unicodedata.normalize("NFC", key.lower())
    for operator, names in NAMES.items():
        for name in names:
            if any(_is_spelt(wanted, spelling) for spelling in (name, name.replace("_", ""))):
                return operator
    return None


def _is_spelt(wanted: str, name: str) -> bool:
    """Whether each letter is that of the name, or the same without diacritics."""
    return len(wanted) == len(name) and all(
        given in (letter, plain)
        for given, letter, plain in zip(wanted, name, _plain(name), strict=True)
    )


def _plain(name: str) -> str:
    parts = unicodedata.normalize("NFD", name.replace("đ", "d"))
    return "".join(sign for sign in parts if not unicodedata.combining(sign))


def _filter_at(text: str, place: int) -> tuple[Filter, int] | None:
    found = _KEY.match(text, place)
    operator = operator_named(found["key"]) if found else None
    if found is None or operator is None:
        return None
    values, end = _values_at(text, found.end())
    return Filter(operator, found["key"], tuple(values), bool(found["minus"])), end


def _values_at(text: str, place: int) -> tuple[list[Value], int]:
    values = []
    while True:
        found = _VALUE.match(text, place)
        assert found  # noqa: S101 - an empty value matches, too
        bare, quoted = _unquoted(found[2])
        values.append(Value(bare, bool(found[1]), found[1] + quoted))
        if not text.startswith(",", found.end()):
            return values, found.end()
        place = found.end() + 1


def _words_at(text: str, place: int) -> tuple[Words, int]:
    found = _WORDS.match(text, place)
    assert found  # noqa: S101 - a blank does not stand here, and all else matches
    is_unwanted = bool(found["minus"])
    bare, quoted = _unquoted(found["words"])
    if not is_unwanted and quoted[0] in _MINUSES:
        # Right behind a quote it is none, but would be one anywhere else.
        quoted = f'"{bare}"'
    return Words(bare, is_unwanted, "-" * is_unwanted + quoted), found.end()


def _unquoted(written: str) -> tuple[str, str]:
    """The text without its quotes, and with them: the second one, too, if that was forgotten."""
    for kind, closing in ((_QUOTES, '"'), (_ANGLES, "»")):
        if written.startswith(tuple(kind)):
            is_closed = len(written) > 1 and written.endswith(tuple(kind))
            bare = written[1:-1] if is_closed else written[1:]
            return bare.strip(), written if is_closed else written + closing
    return written, written
