"""A page as a tree: decoded, without NUL bytes, scripts and comments, whatever state it came in."""

from __future__ import annotations

import re

import lxml.html
from lxml.etree import ErrorTypes, ParserError
from lxml.html import HtmlElement
from w3lib.encoding import html_to_unicode
from w3lib.html import get_base_url

#: libxml2 reads no deeper than this (2.14, with ``huge_tree``; without it 256 levels, which pages
#: with hundreds of unclosed ``<font>`` reach, and 10 MB of text in one piece).
_MAX_DEPTH = 2048
#: A portal's page has some thousands of tags; each is looked at some dozen times.
_MAX_TAGS = 400_000
#: libxml2 compares every attribute of an element with every other.
_MAX_ATTRIBUTES = 10_000
_LONG_TAG = re.compile(r"<[A-Za-z][^<>]{20000,}")
_QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'")
_NOT_TEXT = ("script", "style", "noscript", "template", "svg", "iframe", "object", "head")


class UnreadableError(Exception):
    """A page breaks a limit, which is named: no part of it can be trusted to be the article."""


def decode(body: bytes, content_type: str | None = None) -> str:
    """The page as text, its encoding found as browsers do (header, then meta, then content)."""
    _, text = html_to_unicode(content_type, body, default_encoding="utf-8", auto_detect_fun=_detect)
    return text


def parse(html: str) -> HtmlElement | None:
    """The root of the tree; None if there is no element in the text.

    Raises UnreadableError where the page is too large or nested too deep to be read to its end:
    what stands behind would be lost, and with it perhaps the article.
    """
    if html.count("<") > _MAX_TAGS:
        raise UnreadableError(f"more than {_MAX_TAGS:,} tags")
    if any(_attributes(tag.group()) > _MAX_ATTRIBUTES for tag in _LONG_TAG.finditer(html)):
        raise UnreadableError(f"a tag with more than {_MAX_ATTRIBUTES:,} attributes")
    parser = lxml.html.HTMLParser(
        encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True
    )
    try:
        root = lxml.html.document_fromstring(
            html.replace("\0", "").encode("utf-8", "replace"), parser=parser
        )
    except ParserError:
        return None
    if any(error.type == ErrorTypes.ERR_RESOURCE_LIMIT for error in parser.error_log):
        raise UnreadableError(f"nested deeper than {_MAX_DEPTH:,} levels")
    return root


def _attributes(tag: str) -> int:
    """How many attributes a tag has, give or take; pictures written into one have long values."""
    return len(_QUOTED.sub("", tag).split())


def base_url(html: str, url: str | None) -> str:
    """What relative links are resolved against: the page's own ``<base>``, else its URL."""
    return get_base_url(html[:4096], url or "", "utf-8")


def drop(element: HtmlElement) -> None:
    """Remove an element with what is in it; the text behind it stays. The root is left alone."""
    if element.getparent() is not None:
        element.drop_tree()


def drop_not_text(root: HtmlElement) -> None:
    """Remove what is never text: scripts, styles, frames, drawings and the head."""
    for element in list(root.iter(*_NOT_TEXT)):
        drop(element)


def text_length(element: HtmlElement) -> int:
    """Characters of text in an element, white space at the ends of each piece left out."""
    return sum(len(piece.strip()) for piece in element.itertext())


def _detect(body: bytes) -> str | None:
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        # Old Vietnamese pages without a declaration; w3lib replaces what does not fit.
        return "windows-1258"
    return "utf-8"
