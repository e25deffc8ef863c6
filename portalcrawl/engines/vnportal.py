"""VNPT's vnPortal, in the three URL grammars it has had."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from portalcrawl.engines.base import ListingPage
from portalcrawl.engines.listing import read_listing
from portalcrawl.engines.sections import is_section
from portalcrawl.engines.start import start_points
from portalcrawl.engines.vnportal_paging import answer, first_post, following_post
from portalcrawl.extraction.profile import Profile
from portalcrawl.urls import canonical_parts, canonical_url, noise, parameter

if TYPE_CHECKING:
    from portalcrawl.engines.base import Ask, Listing
    from portalcrawl.items import Page
    from portalcrawl.portals import Portal

_PAGE = re.compile(r"(?P<folder>(?:/[^/]+)*)/(?P<mobile>m?)default\.aspx", re.IGNORECASE)
_NUMBERS = re.compile(r"(?:/[a-z][\w-]*)?/\d+/\d+/\d+/(?P<id>\d+)(?:/[^/]+){1,2}/?", re.IGNORECASE)
"""``[/<site>]/<n>/<n>/<n>/<id>/<category>/<slug>``: Sơn La, Sóc Trăng."""
_SLUG = re.compile(r"(?P<folders>(?:/[^/]+)*)/(?P<slug>[\d-]*[^/\d-][^/]*)-(?P<id>\d{4,9})")
_LISTING_SLUGS = frozenset({"trang", "page"})
_IDENTIFYING = ("sid", "pageid", "catid", "id")
"""Of mDefault.aspx: ``catname`` and ``title`` are decoration (Trà Vinh)."""

PROFILE = Profile(
    name="vnportal",
    container=("div.ArticleDetailControl", "article.news-detail-layout-type-2"),
    title=(".ArticleHeader", "h1.title-detail"),
    date=(".PostDate", "span.post-date", ".post-date"),
    lead=(".ArticleSummary", "div.brief"),
    body=(".ArticleContent", "div.content-detail"),
    attachments=("a.link-download[href]",),
    drop=(
        "div.tool",
        "div.UISocialShare",
        "div.social-connect",
        ".block_share",
        ".rating",
        ".network-share",
        ".relatedArticles",
        ".show-article",
        "div[id^=audio]",
    ),
)
"""Class names from public crawlers of Ninh Bình, Cần Thơ, Cao Bằng and Sơn La; ``div.author`` holds
``Lượt xem: 29`` on some portals, the author on others: its line says which."""


@dataclass(frozen=True, slots=True)
class VnPortal:
    """A vnPortal site.

    ``sections`` are section paths without the leading slash, maybe with a query
    (``tin-tuc-su-kien-73053``, ``mDefault.aspx?catid=57715``); a section is never an article.
    ``flat`` is for sites whose articles stand at the root (``/<slug>-<id>``); elsewhere a single
    segment that ends in digits is a section.
    """

    sections: tuple[str, ...] = ()
    flat: bool = False

    @property
    def name(self) -> str:
        """The family's name."""
        return "vnportal"

    @property
    def profile(self) -> Profile:
        """The article page of the earlier and the later layout."""
        return PROFILE

    def listings(self, portal: Portal) -> tuple[Listing, ...]:
        """The sections: the family has neither feeds nor sitemaps."""
        return start_points(portal, sections=[f"/{path}" for path in self.sections])

    def parse_listing(self, page: Page, asked: Ask | None = None) -> ListingPage:
        """The articles of a section page or of the answer to a POST, and the page after it.

        That is a link (``?page=2``), else what the script of the page posts for the next one. An
        answer without articles is the last.
        """
        if asked is not None and asked.body is not None:
            links = read_listing(answer(page), self).links
            return ListingPage(links, following_post(asked) if links else None)
        listing = read_listing(page, self)
        if listing.next_page or not listing.links:
            return listing
        return replace(listing, next_page=first_post(page))

    def is_article(self, url: str) -> bool:
        """Any of the three grammars; never a declared section."""
        return self._read(url) is not None

    def article_key(self, url: str) -> str:
        """The id, the same in all three grammars."""
        found = self._read(url)
        return canonical_url(url) if found is None else found[1]

    def canonical(self, url: str) -> str:
        """Without query, but for ``Default.aspx``, which keeps what identifies."""
        found = self._read(url)
        parts = urlsplit(canonical_url(url))
        return canonical_url(url) if found is None else f"{parts.scheme}://{parts.netloc}{found[0]}"

    def variant(self, url: str) -> str | None:
        """The mobile template, and what a query adds."""
        if self._read(url) is not None and (match := _PAGE.fullmatch(urlsplit(url).path)):
            return "mobile view" if match["mobile"] else noise(url)
        return noise(url)

    def _read(self, url: str) -> tuple[str, str] | None:
        """Canonical path with query, and id."""
        parts = canonical_parts(url)
        if parts is None:
            return None
        path = parts.path
        if is_section(url, (f"/{each}" for each in self.sections)):
            return None
        if match := _PAGE.fullmatch(path):
            return _read_page(url, match["folder"])
        if match := _NUMBERS.fullmatch(path):
            return path.rstrip("/"), match["id"]
        match = _SLUG.fullmatch(path)
        if match is None or match["slug"] in _LISTING_SLUGS:
            return None
        return (path, match["id"]) if match["folders"] or self.flat else None


def _read_page(url: str, folder: str) -> tuple[str, str] | None:
    values = {name: parameter(url, name) or "" for name in _IDENTIFYING}
    if not values["id"].isdigit():
        return None
    query = "&".join(f"{name}={values[name]}" for name in sorted(values) if values[name].isdigit())
    return f"{folder}/Default.aspx?{query}", values["id"]
