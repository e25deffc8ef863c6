"""The title of an article: a heading that the page's own ``<title>`` confirms."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from lxml.etree import _Element as Element

from portalcrawl.extraction.blocks import Block
from portalcrawl.extraction.document import short_text
from portalcrawl.extraction.furniture import is_furniture, names_an_office
from portalcrawl.extraction.metadata import Metadata
from portalcrawl.extraction.names import Names
from portalcrawl.extraction.text import clean, squeeze, word_count

_HEADINGS = ("h1", "h2", "h3", "h4")
_TITLE_NAME = re.compile("title|headline|tieu-?de", re.IGNORECASE)
_ELSEWHERE = frozenset(("nav", "aside", "footer", "li", "select"))
_SITE_PART = re.compile(r"\s+(?:[-–—|»«::]+)\s+")
#: What portlets and templates call every article's page.
_NO_TITLE = re.compile(
    r"(?:xem )?(?:nội dung )?(?:chi tiết)(?: (?:tin(?: tức)?|bài viết|thông tin|nội dung))?|"
    r"nội dung(?: tin| bài viết)?|tin tức(?: - sự kiện)?|tin tức chi tiết|trang chủ|bản tin|"
    r"details?",
    re.IGNORECASE,
)
#: A title is no shorter than this share of itself with the site's name.
_ENOUGH = 0.3
_MIN_SQUEEZED = 8
_MAX_CHARS = 400
_MIN_WORDS, _MAX_WORDS = 4, 40


@dataclass(frozen=True, slots=True)
class Headline:
    """A title and where it stands; without an element where only ``<title>`` has it."""

    text: str
    element: Element | None = None
    rule: str = ""
    """Which rule found it, in words."""


def find_headline(root: Element, names: Names, metadata: Metadata) -> Headline | None:
    """The article's title, None where the page shows none (a portal's name is no title)."""
    named = (metadata.html_title, metadata.og_title)
    declared = [squeeze(each) for each in named if each and not _NO_TITLE.fullmatch(each)]
    confirmed: list[Headline] = []
    plain: list[Headline] = []
    candidates = (
        *root.iter(*_HEADINGS),
        *names.with_property("headline"),
        *names.named(is_title_name),
    )
    for element in dict.fromkeys(candidates):
        text = _own_text(element)
        if text is None or _names_no_article(text):
            continue
        squeezed = squeeze(text)
        if len(squeezed) >= _MIN_SQUEEZED and any(squeezed in each for each in declared):
            confirmed.append(Headline(text, element, "a heading that <title> confirms"))
        elif element.tag == "h1" and word_count(text) >= _MIN_WORDS:
            plain.append(Headline(text, element, "the first h1 of some words"))
    if confirmed:
        return max(_without_site_name(confirmed), key=lambda each: (_length(each), _rank(each)))
    if plain:
        return plain[0]
    declared_title = title_without_site(metadata)
    rule = "<title> without the site's name"
    return Headline(declared_title, rule=rule) if declared_title else None


def _names_no_article(text: str) -> bool:
    """Whether a heading names the site, an office or a portlet."""
    return is_furniture(text) or names_an_office(text) or _NO_TITLE.fullmatch(text) is not None


@lru_cache(maxsize=8192)
def is_title_name(attribute: str) -> bool:
    """Whether a class attribute or an id names a title."""
    return _TITLE_NAME.search(attribute) is not None


def looks_like_title(block: Block) -> bool:
    """Whether a line that is set as no heading is worded as a title: some words, no sentence."""
    return _MIN_WORDS <= block.words <= _MAX_WORDS and not block.text.endswith((".", ":", ";"))


def title_without_site(metadata: Metadata) -> str | None:
    """What ``og:title`` or ``<title>`` says besides the site's name, if anything."""
    site = squeeze(metadata.site_name or "")
    for value in (metadata.headline, metadata.og_title, metadata.html_title):
        if not value or _NO_TITLE.fullmatch(value):
            continue
        parts = [part for part in _SITE_PART.split(value) if part.strip()]
        named = [part for part in parts if squeeze(part) != site and not _names_no_article(part)]
        if named and word_count(named[0]) >= 3:
            return clean(named[0])
    return None


def _length(headline: Headline) -> int:
    return len(squeeze(headline.text))


def _without_site_name(headlines: list[Headline]) -> list[Headline]:
    """Those that others do not begin with, the site's name behind: hidden copies of ``<title>``."""
    texts = [squeeze(each.text) for each in headlines]
    clean_ones = [
        each
        for each, text in zip(headlines, texts, strict=True)
        if not (
            _SITE_PART.search(each.text)
            and any(
                text != other and text.startswith(other) and _is_enough(other, text)
                for other in texts
            )
        )
    ]
    return clean_ones or headlines


def _is_enough(part: str, whole: str) -> bool:
    return len(part) >= _ENOUGH * len(whole)


def _rank(headline: Headline) -> int:
    """Of equal texts the highest heading is the title; the others are breadcrumbs and copies."""
    tag = str(headline.element.tag) if headline.element is not None else ""
    return {"h1": 4, "h2": 3, "h3": 2, "h4": 1}.get(tag, 0)


def _own_text(element: Element) -> str | None:
    """The text of a heading that stands by itself: no menu item, no teaser, not a whole box."""
    if any(each.tag in _ELSEWHERE for each in element.iterancestors()):
        return None
    return short_text(element, _MAX_CHARS)
