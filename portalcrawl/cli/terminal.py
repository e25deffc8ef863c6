"""Text of portals on a terminal: wrapped for reading, and nothing in it that a terminal obeys."""

from __future__ import annotations

import json
import re
import shutil
import unicodedata
from collections.abc import Iterator

import msgspec

_WIDEST = 100
"""Columns: longer lines are hard to read."""
_NARROWEST = 20
_WORD = re.compile("( *)([^ ]+)")
#: Marks on the sign before, and signs that only say how to write others (categories of Unicode).
_WITHOUT_WIDTH = ("Mn", "Me", "Cf")
#: Controls, ends of lines and paragraphs, marks that turn the reading order, and tags, which are
#: letters that nobody sees.
_OBEYED = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\U000e0000-\U000e007f]"
)


def safe(text: str) -> str:
    """The text with a replacement character for each one that a terminal would obey."""
    return _OBEYED.sub("\ufffd", text)


def in_one_line(text: str) -> str:
    """The text, safe, and with what would end its line or leave a gap in it replaced as well."""
    return safe(text).replace("\n", "\ufffd").replace("\t", "\ufffd")


def as_json(value: object) -> str:
    """The document, indented; nothing in it that a terminal obeys."""
    text = msgspec.json.format(msgspec.json.encode(value), indent=2).decode()
    return _OBEYED.sub(lambda sign: json.dumps(sign[0])[1:-1], text)


def columns(text: str) -> int:
    """How wide it is on a terminal: Chinese signs take two columns, combining marks none."""
    return len(text) if text.isascii() else sum(map(_columns, text))


def beginning(text: str, room: int) -> str:
    """As much of it as fits into so many columns."""
    taken = 0
    for place, sign in enumerate(text):
        taken += _columns(sign)
        if taken > room:
            return text[:place]
    return text


def padded(text: str, width: int) -> str:
    """With blanks behind it, up to so many columns."""
    return text + " " * (width - columns(text))


def wrapped(text: str, indent: str = "", first: str | None = None) -> list[str]:
    """Lines that fit on the terminal; ``first`` stands before the first one instead of the indent.

    Line breaks of the text stay, long words are not broken.
    """
    width = max(_NARROWEST, min(_WIDEST, shutil.get_terminal_size().columns))
    lines: list[str] = []
    for line in text.split("\n"):
        lines += _filled(line, width, indent if lines or first is None else first, indent)
    return lines


def _filled(line: str, width: int, first: str, indent: str) -> Iterator[str]:
    """As textwrap does it, which counts characters where this counts columns."""
    begun, is_empty = first, True
    for blanks, word in _WORD.findall(line.expandtabs()):
        if columns(begun) + len(blanks) + columns(word) <= width:
            begun += blanks + word
        elif is_empty:
            begun += word
        else:
            yield begun
            begun = indent + word
        is_empty = False
    if not is_empty:
        yield begun


def _columns(sign: str) -> int:
    if unicodedata.category(sign) in _WITHOUT_WIDTH:
        return 0
    return 2 if unicodedata.east_asian_width(sign) in "WF" else 1
