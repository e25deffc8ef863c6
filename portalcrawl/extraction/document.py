"""A page as a tree: decoded, without NUL bytes, scripts and comments, whatever state it came in."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from typing import cast
from urllib.parse import urljoin, urlsplit

from lxml import etree
from lxml.etree import ErrorTypes, HTMLParser, XMLSyntaxError
from lxml.etree import _Element as Element
from w3lib.encoding import html_to_unicode
from w3lib.html import get_base_url

from portalcrawl.extraction.text import clean

#: libxml2 reads no deeper than this (2.14, with ``huge_tree``; without it 256 levels, which pages
#: with hundreds of unclosed ``<font>`` reach, and 10 MB of text in one piece).
_MAX_DEPTH = 2048
#: A portal's page has some thousands of tags; each is looked at some dozen times.
_MAX_TAGS = 400_000
#: libxml2 compares every attribute of an element with every other.
_MAX_ATTRIBUTES = 10_000
#: So many characters hold no more than ``_MAX_ATTRIBUTES``.
_LONG_TAG = 2 * _MAX_ATTRIBUTES
#: UTF-16 without a byte order mark, told by the first ``<`` of a page; with one w3lib knows it.
_UTF_16 = {b"<\0": "utf-16-le", b"\0<": "utf-16-be", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
#: Bytes that text in no encoding of the web has, and the share of them that damage may bring.
_BINARY = bytes(set(range(32)) - {*b"\t\n\f\r\x1b"})
_HEAD, _MAX_BINARY = 4096, 0.05
#: Control characters and references to them: lxml reads them, but will not write them again.
_NOT_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_REFERENCE_TO_IT = re.compile(
    r"&#(?:0*(?:[0-8]|1[124-9]|2\d|3[01])(?!\d)|x0*(?:[0-8bcef]|1[0-9a-f]|fff[ef])(?![0-9a-f]));?",
    re.IGNORECASE,
)
_CONTROLS = bytes(set(range(32)) - {*b"\t\n\f\r"})
_NONCHARACTERS = ("\ufffe".encode(), "\uffff".encode())
_QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'")
_NOT_TEXT = ("script", "style", "noscript", "template", "svg", "iframe", "object", "head")


class UnreadableError(Exception):
    """A page breaks a limit, which is named: no part of it can be trusted to be the article."""


def decode(body: bytes, content_type: str | None = None) -> str:
    """The page as text, its encoding found as browsers do (header, then meta, then content).

    Raises UnreadableError for a picture, an archive or another file that is no text.
    """
    if body[:2] in _UTF_16:
        return body.decode(_UTF_16[body[:2]], "replace")
    if len(body[:_HEAD].translate(None, _BINARY)) < (1 - _MAX_BINARY) * len(body[:_HEAD]):
        raise UnreadableError("no text but a file of another kind")
    _, text = html_to_unicode(content_type, body, default_encoding="utf-8", auto_detect_fun=_detect)
    return text


def parse(html: str) -> Element | None:
    """The root of the tree; None if there is no element in the text.

    Raises UnreadableError where the page is too large or nested too deep to be read to its end:
    what stands behind would be lost, and with it perhaps the article.
    """
    if html.count("<") > _MAX_TAGS:
        raise UnreadableError(f"more than {_MAX_TAGS:,} tags")
    if _has_long_tag(html) and any(
        _attributes(tag) > _MAX_ATTRIBUTES for tag in html.split("<") if len(tag) > _LONG_TAG
    ):
        raise UnreadableError(f"a tag with more than {_MAX_ATTRIBUTES:,} attributes")
    parser = HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True)
    try:
        # The stubs do not know that libxml2 gives nothing for a page of nothing but comments.
        root: Element | None = etree.fromstring(_markup(html), parser)
    except XMLSyntaxError:
        return None
    if root is None:
        return None
    last = parser.error_log.last_error
    if last is not None and last.type == ErrorTypes.ERR_RESOURCE_LIMIT:
        raise UnreadableError(f"nested deeper than {_MAX_DEPTH:,} levels")
    for other in list(root.itersiblings()):
        # Text before the doctype (a warning of PHP) makes libxml2 give the page two roots.
        root.append(other)
    for line_break in root.iter("br"):
        line_break.tail = f"\n{line_break.tail or ''}"
    return root


def _markup(html: str) -> bytes:
    """The page as bytes that lxml can also write; searched through only where that may find."""
    if "&#" in html:
        html = _REFERENCE_TO_IT.sub("", html)
    markup = html.encode("utf-8", "replace")
    if len(markup.translate(None, _CONTROLS)) == len(markup) and not any(
        each in markup for each in _NONCHARACTERS
    ):
        return markup
    return _NOT_XML.sub("", html).encode("utf-8", "replace")


def _has_long_tag(html: str) -> bool:
    """Whether there are ``_LONG_TAG`` characters without a ``<``; half of them tell it."""
    step = _LONG_TAG // 2
    return any(html.find("<", at, at + step) < 0 for at in range(0, len(html) - step, step))


def _attributes(tag: str) -> int:
    """How many attributes a tag has, give or take; pictures written into one have long values."""
    return len(_QUOTED.sub("", tag.partition(">")[0]).split())


def base_url(html: str, url: str | None) -> str:
    """What relative links are resolved against: the page's own ``<base>``, else its URL.

    Empty where neither is a URL.
    """
    for text in (html[:4096], ""):
        try:
            base = get_base_url(text, url or "", "utf-8")
            urlsplit(base)
        except ValueError:
            continue
        return base
    return ""


def absolute_url(base: str, href: str) -> str | None:
    """A link made absolute as far as the base allows; None where it is no URL (``http://[``)."""
    try:
        url = urljoin(base, href.strip())
        urlsplit(url)
    except ValueError:
        return None
    return url


def drop(element: Element) -> None:
    """Remove an element with what is in it; the text behind it stays. The root is left alone."""
    parent = element.getparent()
    if parent is None:
        return
    if element.tail:
        before = element.getprevious()
        if before is None:
            parent.text = (parent.text or "") + element.tail
        else:
            before.tail = (before.tail or "") + element.tail
    parent.remove(element)


def drop_not_text(root: Element) -> None:
    """Remove what is never text: scripts, styles, frames, drawings and the head."""
    for element in list(root.iter(*_NOT_TEXT)):
        drop(element)


def pieces(element: Element) -> Iterator[str]:
    """The pieces of text in an element, as they stand."""
    return cast("Iterator[str]", element.itertext())


def text_content(element: Element) -> str:
    """All text in an element, as it stands."""
    return "".join(pieces(element))


def describe(element: Element) -> str:
    """An element as a selector names it: ``div#detail.news``."""
    identity = f"#{element.get('id')}" if element.get("id") else ""
    classes = "".join(f".{each}" for each in (element.get("class") or "").split())
    return f"{element.tag}{identity}{classes}"


def has_text(element: Element) -> bool:
    """Whether there is anything but white space in an element."""
    return any(not piece.isspace() for piece in pieces(element))


def text_length(element: Element, limit: int = sys.maxsize) -> int:
    """Characters of text in an element, white space at the ends of each piece left out.

    Counting ends above ``limit``.
    """
    total = 0
    for piece in pieces(element):
        total += len(piece.strip())
        if total > limit:
            break
    return total


def short_text(element: Element, limit: int) -> str | None:
    """The clean text of an element, None where it has more than ``limit`` characters or none."""
    # Four times: letters that are written as several characters become one.
    if text_length(element, 4 * limit) > 4 * limit:
        return None
    text = clean(text_content(element))
    return text if 0 < len(text) <= limit else None


def _detect(body: bytes) -> str | None:
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        # Old Vietnamese pages without a declaration; w3lib replaces what does not fit.
        return "windows-1258"
    return "utf-8"
