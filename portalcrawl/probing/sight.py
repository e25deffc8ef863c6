"""What is seen of one page before anybody knows which of its links are articles."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from parsel import Selector
from w3lib.html import get_base_url

from portalcrawl.engines.listing import read_listing
from portalcrawl.extraction.document import decode
from portalcrawl.probing.shapes import path_and_query
from portalcrawl.urls import canonical_url

if TYPE_CHECKING:
    from portalcrawl.engines.base import Ask
    from portalcrawl.items import Link, Page

_FILES = re.compile(
    r"\.(?:pdf|docx?|xlsx?|pptx?|zip|rar|7z|jpe?g|png|gif|webp|svg|ico|mp[34]|avi|wmv|flv|css|js"
    r"|json|txt|exe|apk|epub)$",
    re.IGNORECASE,
)
_FEEDS = "//link[contains(@type, 'rss') or contains(@type, 'atom')]/@href"
_FEED_LINK = re.compile(r"(?:^|[/.?=_-])(?:rss|feed|atom)(?:$|[/.?&=_-])", re.IGNORECASE)
_WORD = re.compile(r"\w+")
_LEVELS = 3
_LONGEST_TEXT = 300


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of one request."""

    ask: Ask
    page: Page | None = None
    """None where nothing came."""
    headers: tuple[tuple[str, str], ...] = ()
    """Names in lower case."""
    trouble: str | None = None
    """Why there is no page, in one line."""
    kind: str | None = None
    """The class of that failure: ``dns``, ``robots``, ``5xx``."""
    listed: tuple[Link, ...] = ()
    """The entries of a feed or sitemap."""
    is_feed: bool = False
    further: tuple[str, ...] = ()
    """The sitemaps that a sitemap index or robots.txt names."""


@dataclass(frozen=True, slots=True)
class Seen:
    """One link of a page."""

    url: str
    """Absolute, in its canonical spelling; the query as it stands."""
    text: str
    """The longest that any of its anchors shows."""
    block: str
    """The elements around it: links of one list have the same."""
    published: str | None = None
    """The date that stands beside it."""

    @property
    def words(self) -> int:
        """How many words its text has."""
        return len(_WORD.findall(self.text))


@dataclass(frozen=True)
class Sight:
    """One HTML page."""

    page: Page
    headers: tuple[tuple[str, str], ...] = ()

    @cached_property
    def markup(self) -> str:
        """The page as text."""
        return decode(self.page.body, self.page.content_type)

    @cached_property
    def document(self) -> Selector:
        """The page, parsed."""
        return Selector(text=self.markup.replace("\x00", "") or "<html/>", type="html")

    @cached_property
    def base(self) -> str:
        """What its links are relative to."""
        return str(get_base_url(self.markup, self.page.url))

    @cached_property
    def links(self) -> Mapping[str, Seen]:
        """By URL: the links to pages of the same host, in the order of the page."""
        found: dict[str, Seen] = {}
        dates = self._dates
        for anchor in self.document.xpath("//a[@href]"):
            url = own_address(self.base, anchor.attrib["href"], self.host)
            if url is None:
                continue
            text = _shown(anchor)
            before = found.get(url)
            if before is None or len(text) > len(before.text):
                found[url] = Seen(url, text, _block(anchor), dates.get(url))
        return found

    @property
    def host(self) -> str:
        """With its port where that is not the default one."""
        return urlsplit(self.page.url).netloc.lower()

    @cached_property
    def repeats(self) -> Counter[str]:
        """How many links stand in each kind of block."""
        return Counter(seen.block for seen in self.links.values())

    @cached_property
    def feeds(self) -> tuple[str, ...]:
        """The feeds that the page declares, then those that it links."""
        declared = [self._own(href) for href in self.document.xpath(_FEEDS).getall()]
        linked = [url for url in self.links if _FEED_LINK.search(path_and_query(url))]
        return tuple(dict.fromkeys(url for url in (*declared, *linked) if url))

    @cached_property
    def _dates(self) -> dict[str, str]:
        listing = read_listing(self.page, Everything(self.host))
        return {
            canonical_url(link.url, keep=("*",)): link.published
            for link in listing.links
            if link.published
        }

    def _own(self, href: str) -> str | None:
        return own_address(self.base, href, self.host)


@dataclass(frozen=True, slots=True)
class Everything:
    """Any page of the host is taken for an article, so that every link may have a date."""

    host: str

    def is_article(self, url: str) -> bool:
        """Whether it is a page of the host."""
        return own_address(url, url, self.host) is not None

    def article_key(self, url: str) -> str:
        """Its address."""
        return canonical_url(url, keep=("*",))


def own_address(base: str, href: str, host: str, *, files: bool = False) -> str | None:
    """The canonical spelling of a link to a page of the host; None for other hosts, and files."""
    try:
        url = canonical_url(urljoin(base, href.strip()), keep=("*",))
    except ValueError:
        return None
    parts = urlsplit(url)
    if bare_host(parts.netloc) != bare_host(host):
        return None
    if not files and is_file(url):
        return None
    return url


def is_file(url: str) -> bool:
    """Whether it is by its ending no page: a picture, a document, a script."""
    return _FILES.search(url.partition("#")[0].partition("?")[0]) is not None


def bare_host(host: str) -> str:
    """Without ``www.``."""
    return host.lower().removeprefix("www.")


def _shown(anchor: Selector) -> str:
    texts = (
        " ".join(" ".join(anchor.xpath(".//text()[not(parent::script)]").getall()).split()),
        " ".join(anchor.attrib.get("title", "").split()),
    )
    return max((text for text in texts if len(text) <= _LONGEST_TEXT), key=len, default="")


def _block(anchor: Selector) -> str:
    names = []
    for element in (anchor.root, *anchor.root.iterancestors()):
        names.append(f"{element.tag}.{'.'.join((element.get('class') or '').split())}")
        if len(names) > _LEVELS:
            break
    return " < ".join(names)
