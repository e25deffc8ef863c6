"""Cutting furniture off the tree before the text is read."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator

from lxml.etree import _Element as Element

from portalcrawl.extraction.document import describe, drop, text_content, text_length
from portalcrawl.extraction.furniture import TAGS, is_furniture_name, is_side_name
from portalcrawl.extraction.names import NOT_NAMED, Names
from portalcrawl.extraction.text import clean
from portalcrawl.extraction.trace import SILENT, Trace

_HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_HIDDEN_CLASSES = frozenset(
    ("hidden", "hide", "d-none", "sr-only", "visually-hidden", "hide-accessible", "aui-hide")
)
_SIDE_PARTS = ("aside", "footer", "form")
#: A part that holds more of the page's text than this is no furniture, whatever it is called:
#: ASP.NET puts whole pages into one form, and class names mislead.
_MAX_SHARE = 0.4
#: A side part with more prose than this may be part of the article.
_PROSE_CHARS = 300
_LONG_PIECE = 60
#: A bar of tools has less text, and no link of so many words.
_BAR_CHARS, _TITLE_WORDS = 200, 5
_DAY = re.compile(r"\b\d{1,2}\s?[/.-]\s?\d{1,2}\s?[/.-]\s?(?:19|20)\d\d\b")
_NAMED = "a name of furniture"


def prune(
    scope: Element,
    names: Names,
    keep: Collection[Element],
    named: Iterable[Element] = (),
    trace: Trace = SILENT,
) -> None:
    """Drop furniture, hidden copies and side parts; never what holds one of ``keep``.

    ``scope`` is the part of the page that is going to be read. ``named`` are the elements that a
    profile names as furniture: they are trusted, the others must not hold most of the text.
    """
    droppable = set(scope.iter("*")) - {scope}
    for element in keep:
        droppable -= {element, *element.iterancestors()}
    for element in named:
        if element in droppable:
            _drop(element, "named as furniture by the profile", trace)
    suspects = [(each, rule) for each, rule in _suspects(scope, names) if each in droppable]
    if not suspects:
        return
    limit = int(_MAX_SHARE * text_length(scope))
    for element, rule in suspects:
        if text_length(element, limit) <= limit and not _shows_the_date(element, rule):
            _drop(element, rule, trace)


def _shows_the_date(element: Element, rule: str) -> bool:
    """Whether a bar of tools, no list, holds the date line too."""
    if rule != _NAMED or text_length(element, _BAR_CHARS) > _BAR_CHARS:
        return False
    return len(_DAY.findall(text_content(element))) == 1 and not _links_elsewhere(element)


def _links_elsewhere(element: Element) -> bool:
    return any(len(text_content(link).split()) >= _TITLE_WORDS for link in element.iter("a"))


def _drop(element: Element, rule: str, trace: Trace) -> None:
    if trace is not SILENT:
        trace.dropped(clean(text_content(element)), f"{describe(element)}: {rule}")
    drop(element)


def _suspects(scope: Element, names: Names) -> Iterator[tuple[Element, str]]:
    """What is called furniture, is hidden or is a side part, and the rule that says so."""
    for matches, rule in _NAME_RULES:
        yield from ((element, rule) for element in names.named(matches))
    for element in names.named(is_side_name):
        if _prose_length(element) < _PROSE_CHARS:
            yield element, "the name of a side part, and no prose"
    yield from _by_attribute(names)
    for element in scope.iter(*TAGS, *_SIDE_PARTS):
        yield element, "a part that holds no article"
    for element in scope.iter(*NOT_NAMED):
        name = element.get("class") or ""
        yield from ((element, rule) for matches, rule in _NAME_RULES if matches(name))


def _by_attribute(names: Names) -> Iterator[tuple[Element, str]]:
    for attribute, pattern, rule in _ATTRIBUTE_RULES:
        for value, element in names.others.get(attribute, ()):
            if pattern.search(value):
                yield element, rule


def _prose_length(element: Element) -> int:
    """Characters of the long pieces of text in an element that are no links."""
    total = 0
    for each in element.iter("*"):
        for text, around in ((each.text, each), (each.tail, each.getparent())):
            if text and len(text) > _LONG_PIECE and around is not None and around.tag != "a":
                total += len(text)
    return total


def _is_hidden_name(attribute: str) -> bool:
    return not _HIDDEN_CLASSES.isdisjoint(attribute.split())


_NAME_RULES: tuple[tuple[Callable[[str], bool], str], ...] = (
    (is_furniture_name, _NAMED),
    (_is_hidden_name, "hidden by its class"),
)
_ATTRIBUTE_RULES = (
    ("itemtype", re.compile("BreadcrumbList"), "a breadcrumb"),
    ("role", re.compile("^(?:navigation|banner|contentinfo|search)$"), "navigation"),
    ("aria-hidden", re.compile("^true$"), "hidden"),
    ("hidden", re.compile(""), "hidden"),
    ("style", _HIDDEN_STYLE, "hidden by its style"),
)
