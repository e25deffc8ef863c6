"""CSS selectors of profiles, compiled once."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import cast

from lxml.cssselect import CSSSelector
from lxml.html import HtmlElement

from portalcrawl.extraction.text import clean


@lru_cache(maxsize=1024)
def _compiled(selector: str) -> CSSSelector:
    return CSSSelector(selector, translator="html")


def _matches(root: HtmlElement, selector: str) -> list[HtmlElement]:
    return cast("list[HtmlElement]", _compiled(selector)(root))


def select(root: HtmlElement, selectors: Iterable[str]) -> list[HtmlElement]:
    """The elements of the first selector that matches any with text; else none.

    Raises cssselect.SelectorError for a selector that is not CSS.
    """
    for selector in selectors:
        found = [each for each in _matches(root, selector) if clean(each.text_content())]
        if found:
            return found
    return []


def select_all(root: HtmlElement, selectors: tuple[str, ...]) -> list[HtmlElement]:
    """Every element that any of the selectors matches, in the order of the page."""
    return _matches(root, ", ".join(selectors)) if selectors else []


def first_text(root: HtmlElement, selectors: Iterable[str]) -> str | None:
    """The clean text of the first element that :func:`select` gives."""
    return next((clean(each.text_content()) for each in select(root, selectors)), None)
