"""Cutting furniture off the tree before the text is read."""

from __future__ import annotations

import re

from lxml.html import HtmlElement

from portalcrawl.extraction.document import drop, text_length
from portalcrawl.extraction.furniture import SELECTORS
from portalcrawl.extraction.selectors import select_all

_HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_HIDDEN_CLASSES = frozenset(
    ("hidden", "hide", "d-none", "sr-only", "visually-hidden", "hide-accessible", "aui-hide")
)
_SIDE_PARTS = ("aside", "footer", "form")
#: A part that holds more of the page's text than this is no furniture, whatever it is called:
#: ASP.NET puts whole pages into one form, and class names mislead.
_MAX_SHARE = 0.4


def prune(root: HtmlElement, keep: HtmlElement | None, selectors: tuple[str, ...] = ()) -> None:
    """Drop furniture, hidden copies and side parts; never what holds ``keep`` or most of the text.

    ``selectors`` are the profile's own; they are trusted and bound to no share of the text.
    """
    kept = set() if keep is None else {keep, *keep.iterancestors()}
    for element in select_all(root, selectors):
        if element not in kept:
            drop(element)
    limit = int(_MAX_SHARE * text_length(root))
    suspects = [
        *select_all(root, SELECTORS),
        *(each for each in root.iter("*") if _is_hidden(each)),
        *root.iter(*_SIDE_PARTS),
    ]
    for element in suspects:
        if element not in kept and text_length(element, limit) <= limit:
            drop(element)


def _is_hidden(element: HtmlElement) -> bool:
    classes = element.get("class")
    if classes and not _HIDDEN_CLASSES.isdisjoint(classes.split()):
        return True
    return bool(_HIDDEN_STYLE.search(element.get("style") or ""))
