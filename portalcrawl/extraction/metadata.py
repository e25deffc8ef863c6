"""What a page says of itself for machines: JSON-LD, microdata and meta elements, unproven."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from lxml.etree import XPath
from lxml.etree import _Element as Element

from portalcrawl.extraction.document import pieces, short_text, text_content
from portalcrawl.extraction.names import Names
from portalcrawl.extraction.text import clean

_TRAIL = re.compile(r"crumb|duong-?dan|(?:^|[\s_-])path(?:way)?(?:\s|$)", re.IGNORECASE)
_HOME_LINKS = XPath("//a[starts-with(normalize-space(.), 'Trang chủ')][string-length() < 40]")
_MOST_STEPS = 5
_STEP = re.compile(r"[>»›]|\s/\s")
_BETWEEN_STEPS = "›»>/|\\- "
_AUTHOR = re.compile(
    r"(?:[\w-]*[-_])?(?:author|writer|tac-?gia|byline|but-?danh|nguoi-?viet)(?:[-_](?:name|wrap|info|by))?",
    re.IGNORECASE,
)
_DATED = re.compile(r"meta|date|publish|time|ngay|created|submitted", re.IGNORECASE)
_MAX_CHARS = 400
_CREATED = frozenset(("schema:datePublished", "schema:dateCreated", "dc:date dc:created"))
_ARTICLE_TYPES = {"article", "newsarticle", "blogposting", "reportagenewsarticle", "report"}


@dataclass(frozen=True, slots=True)
class Metadata:
    """Values as they stand; every one has to prove right against the page."""

    html_title: str | None = None
    og_title: str | None = None
    headline: str | None = None
    published: tuple[str, ...] = ()
    """From JSON-LD and microdata (``datePublished``)."""
    published_meta: tuple[str, ...] = ()
    """From meta elements (``article:published_time`` and its kin)."""
    modified: tuple[str, ...] = ()
    author: str | None = None
    section: str | None = None
    site_name: str | None = None
    breadcrumb: tuple[str, ...] = field(default=())


def read_metadata(root: Element, names: Names) -> Metadata:
    """Read the tree before anything is pruned from it."""
    meta = _meta(root)
    linked = _article_json_ld(root)
    return Metadata(
        html_title=_html_title(root),
        og_title=meta.get("og:title"),
        headline=_string(linked.get("headline")) or _itemprop(names, "headline"),
        published=_present(
            _string(linked.get("datePublished")),
            _itemprop(names, "datePublished"),
            _rdfa(names, _CREATED),
        ),
        published_meta=_present(
            *(
                meta.get(name)
                for name in (
                    "article:published_time",
                    "pubdate",
                    "publish-date",
                    "dc.date.issued",
                    "dc.date",
                    "date",
                )
            )
        ),
        modified=_present(
            _string(linked.get("dateModified")),
            _itemprop(names, "dateModified"),
            meta.get("article:modified_time"),
            meta.get("og:updated_time"),
        ),
        author=_name(linked.get("author")) or _itemprop(names, "author"),
        section=_string(linked.get("articleSection")) or meta.get("article:section"),
        site_name=meta.get("og:site_name"),
        breadcrumb=_breadcrumb(names),
    )


def _meta(root: Element) -> dict[str, str]:
    found: dict[str, str] = {}
    for element in root.iter("meta"):
        name = (element.get("property") or element.get("name") or "").strip().lower()
        content = clean(element.get("content") or "")
        if name and content:
            found.setdefault(name, content)
    return found


def _article_json_ld(root: Element) -> dict[str, Any]:
    for script in root.iter("script"):
        if (script.get("type") or "").strip().lower() == "application/ld+json":
            try:
                data = json.loads(script.text or "", strict=False)
            except (ValueError, RecursionError):
                continue
            for node in _nodes(data):
                if _types(node) & _ARTICLE_TYPES:
                    return node
    return {}


def _nodes(data: Any) -> Iterator[dict[str, Any]]:
    """The objects at the top of a JSON-LD document: a list, a graph or one."""
    for node in data if isinstance(data, list) else [data]:
        if isinstance(node, dict):
            yield node
            graph = node.get("@graph")
            yield from (
                (each for each in graph if isinstance(each, dict))
                if isinstance(graph, list)
                else ()
            )


def _types(node: dict[str, Any]) -> set[str]:
    value = node.get("@type")
    return {str(each).lower() for each in (value if isinstance(value, list) else [value])}


def _name(value: Any) -> str | None:
    first = value[0] if isinstance(value, list) and value else value
    return _string(first.get("name")) if isinstance(first, dict) else _string(first)


def _string(value: Any) -> str | None:
    return (clean(value) or None) if isinstance(value, str) else None


def _itemprop(names: Names, name: str) -> str | None:
    for element in names.with_property(name):
        value = clean(element.get("content") or element.get("datetime") or "")
        value = value or short_text(element, _MAX_CHARS) or ""
        if value:
            return value
    return None


def _rdfa(names: Names, properties: frozenset[str]) -> str | None:
    """The value of the first RDFa property in the page's body (Drupal writes them)."""
    for value, element in names.others.get("property", ()):
        if value in properties and element.get("content"):
            return element.get("content")
    return None


def _breadcrumb(names: Names) -> tuple[str, ...]:
    """The steps of the first breadcrumb, from the home page down."""
    typed = (each for value, each in names.others.get("itemtype", ()) if "BreadcrumbList" in value)
    for trail in (*typed, *names.in_order(names.named(_is_trail))):
        steps = _steps(pieces(trail))
        if steps:
            return steps if len(steps) > 1 else steps_of(steps[0])
    return _unnamed_trail(names.root)


def _unnamed_trail(root: Element) -> tuple[str, ...]:
    """The steps behind the first link to the home page that has few links beside it."""
    links: Any = _HOME_LINKS(root)
    for link in links:
        around = link.getparent()
        if around is not None and around.tag in ("li", "span"):
            around = around.getparent()
        if around is None or sum(1 for _ in around.iter("a")) > _MOST_STEPS:
            continue
        trail = _steps(pieces(around))
        if len(trail) > 1:
            return trail
    return ()


def steps_of(line: str) -> tuple[str, ...]:
    """The steps of a breadcrumb that is one line of text (``Trang chủ > Tin tức > ...``)."""
    return _steps(_STEP.split(line))


def _steps(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(step for each in texts if (step := clean(each).strip(_BETWEEN_STEPS)))


def names_an_author(element: Element) -> bool:
    """Whether an element, or the one around it, is named as the author's."""
    return any(is_author_name(each.get("class") or "") for each in _with_parent(element))


@lru_cache(maxsize=8192)
def is_author_name(attribute: str) -> bool:
    """Whether a class attribute names the author's place."""
    return any(_AUTHOR.fullmatch(name) for name in attribute.split())


@lru_cache(maxsize=8192)
def is_date_name(attribute: str) -> bool:
    """Whether a class attribute or an id names a date line."""
    return _DATED.search(attribute) is not None


def is_dated_part(element: Element) -> bool:
    """Whether an element, or the one around it, is named as a date line."""
    return any(
        is_date_name(each.get(attribute) or "")
        for each in _with_parent(element)
        for attribute in ("class", "id")
    )


def _with_parent(element: Element) -> tuple[Element, ...]:
    parent = element.getparent()
    return (element,) if parent is None else (element, parent)


@lru_cache(maxsize=8192)
def _is_trail(attribute: str) -> bool:
    return _TRAIL.search(attribute) is not None


def _html_title(root: Element) -> str | None:
    """The title of the page; drawings have titles too, but none in the head."""
    titles = sorted(root.iter("title"), key=lambda each: _tag_of(each.getparent()) != "head")
    return next((text for each in titles if (text := clean(text_content(each)))), None)


def _tag_of(element: Element | None) -> str:
    return "" if element is None else str(element.tag)


def _present(*values: str | None) -> tuple[str, ...]:
    return tuple(value for value in values if value)
