"""Reading a listing page: its articles, what stands beside them, the page after it. No I/O."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple, Protocol
from urllib.parse import urljoin, urlsplit

from parsel import Selector
from w3lib.encoding import html_to_unicode
from w3lib.html import get_base_url

from portalcrawl.engines.base import Ask, ListingPage
from portalcrawl.engines.paging import next_page
from portalcrawl.items import Link, Page

_OUTSIDE = (
    "ancestor-or-self::nav or ancestor-or-self::footer or ancestor-or-self::aside"
    " or ancestor::*[contains(concat(' ', normalize-space(@class), ' '), ' sidebar ')]"
    " or ancestor::*[contains(concat(' ', normalize-space(@class), ' '), ' breadcrumb ')]"
    " or ancestor::*[@id='sidebar' or @id='footer' or @id='menu']"
)
"""Menus, sidebars and footers, by what nearly every theme calls them."""

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
"""In the name of an attribute they cannot be read again."""
_NO_TITLE = re.compile(
    r"(?:(?:xem|đọc) (?:thêm|tiếp|chi tiết)(?: về .*)?|chi tiết(?: tin)?|bản in|in (?:bài|trang)"
    r"|tải về|lưu(?: bài viết| tin)?|gửi email|(?:english|tiếng anh)(?: version)?"
    r"|read more|more|details?|print|save)?\W*",
    re.IGNORECASE,
)
_CUT = ("...", "…")
_LONGEST_TITLE = 300
_HEADING = "self::h1 or self::h2 or self::h3 or self::h4 or self::h5"

_DATE = re.compile(
    r"\d{1,2}\s*[/.-]\s*\d{1,2}\s*[/.-]\s*\d{4}|\d{4}-\d{2}-\d{2}"
    r"|\d{1,2}\s+tháng\s+\d{1,2}\s*,?\s+(?:năm\s+)?\d{4}",
    re.IGNORECASE,
)
_DATE_LINE = """
    thứ hai ba tư năm sáu bảy chủ nhật cn ngày tháng giờ phút lúc sa ch am pm gmt t h
    đăng cập xuất bản viết tạo gửi post posted update updated lượt xem bình luận views
"""
"""What may stand beside the figures of a date line; any other word makes it prose."""
_DATE_WORDS = frozenset(_DATE_LINE.split())
_WORD = re.compile(r"[^\W\d_]+")
_LEVELS_UP = 5
_MOST_DATED = 10
"""Of the links to one article, how many are looked around for a date."""


class Grammar(Protocol):
    """What a listing needs to know of an engine."""

    def is_article(self, url: str) -> bool:
        """Whether the URL is of the family's article grammar, in any of its variants."""

    def article_key(self, url: str) -> str:
        """The identity of the article behind the URL."""


def read_listing(page: Page, grammar: Grammar) -> ListingPage:
    """The articles of a section page in document order, and the next page where it is a link.

    Every address is given once, with the best title that any of its links has. Two addresses of
    one article (a print view beside it) are two links: what they have in common is the key. A page
    that is no HTML has no links.
    """
    document = document_of(page)
    if document is None:
        return ListingPage(links=())
    base = _base(document, page.url)
    following = next_page(document, base, page.url)
    return ListingPage(
        links=tuple(_links(document, base, grammar)),
        next_page=Ask(following) if following else None,
    )


def document_of(page: Page) -> Selector | None:
    """The page's tree, or None where it is no HTML."""
    if not page.body.strip() or page.body.lstrip()[:5] == b"<?xml":
        return None
    _encoding, text = html_to_unicode(page.content_type, page.body, default_encoding="utf-8")
    return Selector(text=_CONTROL.sub("", text), type="html", base_url=page.url)


def _base(document: Selector, url: str) -> str:
    try:
        return get_base_url(document.get(), url)
    except ValueError:
        return url


def _links(document: Selector, base: str, grammar: Grammar) -> Iterator[Link]:
    anchors = [
        (anchor, url)
        for anchor in document.xpath(f"//a[@href][not({_OUTSIDE})]") or document.xpath("//a[@href]")
        if (url := _address(base, anchor)) and grammar.is_article(url)
    ]
    keys = {url: grammar.article_key(url) for _anchor, url in anchors}
    titles: dict[str, _Title] = {}
    dates: dict[str, str] = {}
    seen: Counter[str] = Counter()
    for anchor, url in anchors:
        key = keys[url]
        seen[key] += 1
        titles[key] = max(titles.get(key, _NONE), *_titles(anchor), key=_Title.rank)
        if key in dates or seen[key] > _MOST_DATED:
            continue
        if date := _date_beside(anchor, base, keys, key):
            dates[key] = date
    for url, key in keys.items():
        yield Link(url=url, title=titles[key].text or None, published=dates.get(key))


def _address(base: str, anchor: Selector) -> str | None:
    href = anchor.attrib["href"].strip()
    try:
        url = urljoin(base, href)
        return url.partition("#")[0] if urlsplit(url).scheme in ("http", "https") else None
    except ValueError:
        return None


class _Title(NamedTuple):
    text: str
    weight: int
    """3 for a heading, 2 for the text of a link, 1 for what is only shown on hover."""

    def rank(self) -> tuple[bool, bool, int]:
        """A title that is not cut short before one that is; of equals the first wins."""
        is_title = 0 < len(self.text) <= _LONGEST_TITLE and not _NO_TITLE.fullmatch(self.text)
        return is_title, not self.text.endswith(_CUT), self.weight if is_title else 0


_NONE = _Title("", 0)


def _titles(anchor: Selector) -> tuple[_Title, ...]:
    heading = anchor.xpath(f".//*[{_HEADING}]")
    in_heading = bool(heading or anchor.xpath(f"ancestor::*[{_HEADING}]"))
    found = (
        _Title(_text(heading[0]) if heading else _text(anchor), 3 if in_heading else 2),
        _Title(_folded(anchor.attrib.get("title", "")), 1),
        _Title(_folded(anchor.xpath("string(.//img/@alt)").get() or ""), 1),
    )
    return tuple(title if title.rank()[0] else _NONE for title in found)


def _date_beside(anchor: Selector, base: str, keys: dict[str, str], key: str) -> str | None:
    """The date line in the smallest block around the link that holds no other article."""
    block = anchor
    for _level in range(_LEVELS_UP):
        parents = block.xpath("parent::*[not(self::body or self::form or self::main)]")
        if not parents or _others(parents[0], base, keys, key):
            break
        block = parents[0]
        if date := next(_date_lines(block), None):
            return date
    return next(_date_lines(anchor), None)


def _others(block: Selector, base: str, keys: dict[str, str], key: str) -> bool:
    addresses = (_address(base, anchor) for anchor in block.xpath(".//a[@href]"))
    return any(url is not None and keys.get(url, key) != key for url in addresses)


def _date_lines(block: Selector) -> Iterator[str]:
    for node in block.xpath(".//text()").getall():
        text = _folded(node)
        if _DATE.search(text) and _DATE_WORDS.issuperset(_WORD.findall(text.lower())):
            yield text
    yield from block.xpath(".//time/@datetime").getall()


def _text(selector: Selector) -> str:
    return _folded(" ".join(selector.xpath(".//text()[not(parent::script)]").getall()))


def _folded(text: str) -> str:
    return " ".join(text.split())
