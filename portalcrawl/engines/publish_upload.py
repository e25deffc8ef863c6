"""The "publish-upload" family, vendor not established: ``<slug>.html``, ``<slug>-c<id>.html``."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from portalcrawl.engines.listing import read_listing
from portalcrawl.engines.start import start_points
from portalcrawl.extraction.profile import Profile
from portalcrawl.urls import canonical_parts, canonical_url, noise

if TYPE_CHECKING:
    from portalcrawl.engines.base import Ask, Listing, ListingPage
    from portalcrawl.items import Page
    from portalcrawl.portals import Portal

_LANGUAGE = re.compile(r"/(?P<language>[a-z]{2})(?=/)")
_ASSETS = re.compile(r"/(?:upload|publish)/")
_WITH_ID = re.compile(r"(?:/[^/]+)*/(?!chuyen-muc-)[^/]+-c(?P<id>\d+)\.html")
_LIST = re.compile(
    r"(?:/[^/]+)*/(?:chuyen-muc-[^/]*|(?:trang|page)-\d+|index|home|[^/]+-c\d+-\d+)\.html"
)
_IN_SECTION = re.compile(r"(?:/[^/]+)+/[^/]+\.html")
_BARE = re.compile(r"(?:/[^/]+)+/[^/.-]+(?:-[^/.-]+){5,}")

PROFILE = Profile(
    name="publish_upload",
    container=("article.news-detail-layout-type-2", "article.new-detail-layout-type-2"),
    title=("h1.title-detail", "a.article-title.common-title", "h1.article-title"),
    date=(".post-date",),
    lead=(".article-brief", ".common-brief", "div.brief"),
    # Some sites wrap title, tools and rating into .article-content as well.
    body=(
        "div.content-detail",
        "[itemprop=articleBody]",
        ".article-content",
        ".common-content",
    ),
    drop=(
        "a.next-pages",
        "div.social-connect",
        ".block_share",
        ".rating",
        ".show-article",
        ".relatedArticles",
        ".frame-involve",
        ".zalo-share-button",
    ),
)
"""Class names from public crawlers of Bình Định, Lai Châu, Gia Lai and Hưng Yên."""


@dataclass(frozen=True, slots=True)
class PublishUpload:
    """A site of the family.

    ``sections`` are paths (``/tin-tuc``). ``copies`` are the language prefixes under which the
    Vietnamese article is served again; a prefix that has articles of its own is none.
    ``bare_slugs`` accepts articles without ``.html`` below a section, where the last segment has
    six words or more: Lạng Sơn has shown such a URL.
    """

    sections: tuple[str, ...] = ()
    sitemap: str | None = None
    copies: tuple[str, ...] = ()
    bare_slugs: bool = False

    @property
    def name(self) -> str:
        """The family's name."""
        return "publish_upload"

    @property
    def profile(self) -> Profile:
        """The article page, as far as public crawlers name its classes."""
        return PROFILE

    def listings(self, portal: Portal) -> tuple[Listing, ...]:
        """The sitemap where there is one, then the sections."""
        return start_points(
            portal,
            sitemaps=[self.sitemap] if self.sitemap else (),
            sections=self.sections or ("/",),
        )

    def parse_listing(self, page: Page, asked: Ask | None = None) -> ListingPage:  # noqa: ARG002
        """The articles of a section page; the next page is ``a.next-pages``."""
        return read_listing(page, self)

    def is_article(self, url: str) -> bool:
        """``<slug>.html`` below a section or ``-c<id>.html`` anywhere; never ``chuyen-muc-...``."""
        return self._path(url) is not None

    def article_key(self, url: str) -> str:
        """The id behind ``-c``, else the canonical URL."""
        match = _WITH_ID.fullmatch(self._path(url) or "")
        return match["id"] if match else self.canonical(url)

    def canonical(self, url: str) -> str:
        """Without query and without the language prefix of a copy."""
        parts = urlsplit(canonical_url(url))
        path = self._path(url)
        return canonical_url(url) if path is None else f"{parts.scheme}://{parts.netloc}{path}"

    def variant(self, url: str) -> str | None:
        """Language copies, and what a query adds."""
        if self._path(url) is not None and self._copy(urlsplit(url).path):
            return "language copy"
        return noise(url)

    def _path(self, url: str) -> str | None:
        """The canonical path of an article, or None where the URL is none's."""
        parts = canonical_parts(url)
        if parts is None:
            return None
        path = parts.path
        if copy := self._copy(path):
            path = path.removeprefix(f"/{copy}")
        if _ASSETS.match(path) or _LIST.fullmatch(path) or path in self.sections:
            return None
        forms = (_WITH_ID, _IN_SECTION, _BARE) if self.bare_slugs else (_WITH_ID, _IN_SECTION)
        return path if any(form.fullmatch(path) for form in forms) else None

    def _copy(self, path: str) -> str | None:
        match = _LANGUAGE.match(path)
        return match["language"] if match and match["language"] in self.copies else None
