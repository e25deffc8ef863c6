"""The page after a listing page, by links alone, always forwards."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from urllib.parse import urljoin, urlsplit

from parsel import Selector

from portalcrawl.urls import canonical_url, parameters

_PAGE_PARAMETERS = re.compile(
    r"page|p|trang|pageindex|pageno|pagenumber|paged|cur|_\w*_cur|currentpage", re.IGNORECASE
)
_PAGE_IN_PATH = re.compile(
    r"/(?:page|trang|currentpage|pageindex)[-/](?P<folder>[0-9]{1,9})(?:\.html?|/default\.aspx|/)?$"
    r"|-c\d+-(?P<tail>[0-9]{1,9})\.html$",
    re.IGNORECASE,
)
"""``/page-2/`` (NukeViet), ``/page/2`` (WordPress), ``/trang-302.html``, ``-c217-1.html``,
``/currentpage/2/default.aspx`` (DotNetNuke)."""
_NUMBER = re.compile("[0-9]{1,9}")
_NEXT_TEXT = re.compile(
    r"(?:(?:đến )?trang )?(?:tiếp(?: theo)?|sau|kế(?: tiếp)?)(?: ?[»›>→]+)?"
    r"|(?:go to )?next(?: page)?(?: ?[»›>→]+)?|[»›>]|>>|→",
    re.IGNORECASE,
)
_DECLARED = "//*[(self::link or self::a) and contains(concat(' ', @rel, ' '), ' next ')]"
_BY_CLASS = (
    "//a[contains(concat(' ', normalize-space(@class), ' '), ' next-pages ')]"
    " | //a[contains(concat(' ', normalize-space(@class), ' '), ' next ')]"
    " | //li[contains(concat(' ', normalize-space(@class), ' '), ' next ')]/a"
    " | //li[contains(concat(' ', normalize-space(@class), ' '), ' pager-next ')]/a"
    " | //li[contains(concat(' ', normalize-space(@class), ' '), ' pager__item--next ')]/a"
)
"""``next-pages`` is publish-upload's, ``next`` WordPress' and others', the last are Drupal's."""


def next_page(document: Selector, base: str, current: str) -> str | None:
    """The URL of the following page of the same listing, or None where this is the last.

    Looked for in this order: ``rel=next``, ``a.next-pages`` and other links of class ``next``, the
    link to the current number plus one, a link that reads ``Trang sau``, ``Tiếp``, ``»`` or ``>``
    (on some themes the arrow leads to the last page, so it comes after the number). Only a link to
    a higher page of the same listing is ever taken. On a first page without a number it is the link
    that reads ``2``: Drupal counts from nought.
    """
    number = page_number(current) or 0
    for anchors in (document.xpath(_DECLARED), document.xpath(_BY_CLASS)):
        for url in _same_listing(anchors, base, current):
            if (page_number(url) or 0) > number:
                return url
    if page_number(current) is None:
        for url in _same_listing(document.xpath("//a[normalize-space()='2']"), base, current):
            return url
    for url in _same_listing(document.xpath("//a[@href]"), base, current):
        if page_number(url) == max(number, 1) + 1:
            return url
    onward = _same_listing(_arrows(document), base, current)
    return next((url for url in onward if (page_number(url) or 0) > number), None)


def page_number(url: str) -> int | None:
    """The number of the page that a listing's URL names, or None where it names none."""
    parts = urlsplit(url)
    if match := _PAGE_IN_PATH.search(parts.path):
        return int(match["folder"] or match["tail"])
    for name, value in parameters(parts.query):
        if value and _PAGE_PARAMETERS.fullmatch(name) and _NUMBER.fullmatch(value):
            return int(value)
    return None


def _same_listing(anchors: Iterable[Selector], base: str, current: str) -> Iterator[str]:
    here, fixed = _listing_of(current)
    for anchor in anchors:
        try:
            url = urljoin(base, anchor.attrib.get("href", "").strip()).partition("#")[0]
            there, given = _listing_of(url)
        except ValueError:
            continue
        if there == here and fixed <= given and page_number(url) is not None:
            yield url


def _listing_of(url: str) -> tuple[str, frozenset[tuple[str, str | None]]]:
    """Host and path without the page, and the parameters that are not the page's."""
    parts = urlsplit(canonical_url(url))
    path = _PAGE_IN_PATH.sub(_without_number, parts.path).rstrip("/")
    chosen = ((name.lower(), value) for name, value in parameters(parts.query))
    return parts.netloc + path, frozenset(
        (name, value) for name, value in chosen if not _PAGE_PARAMETERS.fullmatch(name)
    )


def _without_number(match: re.Match[str]) -> str:
    return "" if match["folder"] else match[0].rpartition("-")[0] + ".html"


def _arrows(document: Selector) -> list[Selector]:
    return [
        anchor
        for anchor in document.xpath("//a[@href]")
        if _NEXT_TEXT.fullmatch(" ".join((anchor.xpath("string()").get() or "").split()))
        or _NEXT_TEXT.fullmatch(anchor.attrib.get("title", "").strip())
    ]
