"""Text of portals on a terminal: wrapped for reading, and nothing in it that a terminal obeys."""

from __future__ import annotations

import re
import shutil
import textwrap

_WIDEST = 100
"""Columns: longer lines are hard to read."""
#: Controls, and marks that turn the reading order.
_OBEYED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]")


def safe(text: str) -> str:
    """The text with a replacement character for each one that a terminal would obey."""
    return _OBEYED.sub("\ufffd", text)


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
