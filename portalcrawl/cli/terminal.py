"""Text of portals on a terminal: wrapped for reading, and nothing in it that a terminal obeys."""

from __future__ import annotations

import json
import re
import shutil
import textwrap

import msgspec

_WIDEST = 100
"""Columns: longer lines are hard to read."""
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


def wrapped(text: str, indent: str = "", first: str | None = None) -> list[str]:
    """Lines that fit on the terminal; ``first`` stands before the first one instead of the indent.

    Line breaks of the text stay, long words are not broken.
    """
    width = min(_WIDEST, shutil.get_terminal_size().columns)
    lines: list[str] = []
    for line in text.split("\n"):
        lines += textwrap.wrap(
            line,
            max(20, width),
            initial_indent=indent if lines or first is None else first,
            subsequent_indent=indent,
            break_long_words=False,
            break_on_hyphens=False,
        )
    return lines
