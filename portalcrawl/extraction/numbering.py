"""What a browser writes before the items of a list: a reader sees it, the page's text lacks it."""

from __future__ import annotations

import re

from lxml.etree import _Element as Element

_DASH = "-"
_INTEGER = re.compile(r"-?[0-9]{1,6}")
_ROMAN = ((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))


class Numbering:
    """Counts the items of numbered lists, asked for each item in the order of the page."""

    def __init__(self) -> None:
        self._last: dict[Element, int] = {}

    def marker(self, item: Element) -> str:
        """A dash, or the number of an item of a numbered list (``2.``, ``b.``, ``iv.``).

        ``start`` and ``type`` of the list and ``value`` of the item count; style sheets do not.
        """
        parent = item.getparent()
        if parent is None or parent.tag != "ol":
            return _DASH
        number = _integer(item.get("value"))
        if number is None:
            number = self._last.get(parent, (_integer(parent.get("start"), 1) or 0) - 1) + 1
        self._last[parent] = number
        return f"{_written(number, parent.get('type') or '1')}."


def _integer(value: str | None, default: int | None = None) -> int | None:
    text = (value or "").strip()
    return int(text) if _INTEGER.fullmatch(text) else default


def _written(number: int, style: str) -> str:
    if style in ("a", "A") and 1 <= number <= 26:
        return chr(ord(style) + number - 1)
    if style in ("i", "I") and 1 <= number < 40:
        return _roman(number).upper() if style == "I" else _roman(number)
    return str(number)


def _roman(number: int) -> str:
    written = ""
    for value, letters in _ROMAN:
        written += letters * (number // value)
        number %= value
    return written
