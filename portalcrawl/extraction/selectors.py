"""The CSS selectors of profiles: plain ones are looked up by name, the others are lxml's.

Plain is what nearly all of them are: tags, classes and ids, one inside the other (``#content
h1.title``, ``.head > .date``). Looking names up costs a hundredth of asking every element.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import cast

from lxml.cssselect import CSSSelector
from lxml.etree import _Element as Element

from portalcrawl.extraction.document import has_text, text_content
from portalcrawl.extraction.names import NOT_NAMED, Names
from portalcrawl.extraction.text import clean

_COMPOUND = r"(?:[a-z][a-z0-9]*)?(?:[.#][A-Za-z_][\w-]*)*"
_PLAIN = re.compile(rf"{_COMPOUND}(?:\s*>\s*{_COMPOUND}|\s+{_COMPOUND})*")
_STEP = re.compile(r"\s*(?P<child>>)?\s*(?P<tag>[a-z][a-z0-9]*)?(?P<names>(?:[.#][\w-]+)*)")
_NAME = re.compile(r"([.#])([\w-]+)")


@dataclass(frozen=True, slots=True)
class _Step:
    """One compound of a plain selector: ``div.news#detail``."""

    tag: str | None
    classes: frozenset[str]
    ids: frozenset[str]
    child: bool
    """Whether it stands right inside the step before."""

    def fits(self, element: Element) -> bool:
        if self.tag and element.tag != self.tag:
            return False
        if self.ids and element.get("id") not in self.ids:
            return False
        return not self.classes or self.classes.issubset((element.get("class") or "").split())


@dataclass(frozen=True, slots=True)
class Page:
    """A tree with its names: what selectors are asked of.

    ``root`` may be a part of the tree that is named: links and items are looked for in it.
    """

    root: Element
    names: Names


def select(page: Page, selectors: Iterable[str], within: Element | None = None) -> list[Element]:
    """The elements of the first selector that matches any with text; else none.

    ``within`` limits them to those inside of an element. Raises cssselect.SelectorError for a
    selector that is not CSS.
    """
    for selector in selectors:
        found = [
            each
            for each in _matches(page, selector)
            if (within is None or _is_inside(each, within)) and has_text(each)
        ]
        if found:
            return found
    return []


def select_all(page: Page, selectors: Iterable[str]) -> list[Element]:
    """Every element that any of the selectors matches."""
    return list(dict.fromkeys(each for selector in selectors for each in _matches(page, selector)))


def first_text(page: Page, selectors: Iterable[str]) -> str | None:
    """The clean text of the first element that :func:`select` gives."""
    return next((clean(text_content(each)) for each in select(page, selectors)), None)


def _is_inside(element: Element, container: Element) -> bool:
    return any(each is container for each in element.iterancestors())


def _matches(page: Page, selector: str) -> list[Element]:
    found: list[Element] = []
    for part in _parts(selector):
        found += (
            cast("list[Element]", _compiled(part)(page.root))
            if isinstance(part, str)
            else _looked_up(page, part)
        )
    return found


@lru_cache(maxsize=1024)
def _parts(selector: str) -> tuple[str | tuple[_Step, ...], ...]:
    """The alternatives of a selector: steps where it is plain, the selector itself where not."""
    alternatives = [each.strip() for each in selector.split(",")]
    if all(_PLAIN.fullmatch(each) for each in alternatives):
        return tuple(_steps(each) for each in alternatives)
    return (selector,)


def _steps(selector: str) -> tuple[_Step, ...]:
    steps = []
    for match in _STEP.finditer(selector):
        if match["tag"] or match["names"]:
            names = _NAME.findall(match["names"])
            steps.append(
                _Step(
                    tag=match["tag"],
                    classes=frozenset(name for sign, name in names if sign == "."),
                    ids=frozenset(name for sign, name in names if sign == "#"),
                    child=match["child"] is not None,
                )
            )
    return tuple(steps)


def _looked_up(page: Page, steps: Sequence[_Step]) -> list[Element]:
    last = steps[-1]
    if last.tag in NOT_NAMED:
        candidates = list(page.root.iter(last.tag))
    elif last.ids:
        candidates = page.names.ids.get(next(iter(last.ids)), [])
    elif last.classes:
        candidates = page.names.with_class(next(iter(last.classes)))
    else:
        candidates = list(page.root.iter(last.tag or "*"))
    return [each for each in candidates if last.fits(each) and _stands_in(each, steps[:-1], last)]


def _stands_in(element: Element, outer: Sequence[_Step], inner: _Step) -> bool:
    """Whether the ancestors of an element fit the steps before it."""
    if not outer:
        return True
    step = outer[-1]
    for ancestor in element.iterancestors():
        if step.fits(ancestor) and _stands_in(ancestor, outer[:-1], step):
            return True
        if inner.child:
            return False
    return False


@lru_cache(maxsize=1024)
def _compiled(selector: str) -> CSSSelector:
    return CSSSelector(selector, translator="html")
