"""DotNetNuke with a Vietnamese news module: ``/tid/<slug>/newsid/<guid>/cid/<guid>``."""

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

_GUID = r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
_FORMS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        # Thừa Thiên Huế: /<culture>/<tab>/tid/<slug>/newsid/<guid>/cid/<guid>
        rf"(?:/[^/]+)*?(?:/tid/[^/]+)?/newsid/(?P<id>{_GUID}|\d+)(?:/cid/(?:{_GUID}|\d+))?",
        # Vĩnh Phúc's broadcaster: /<tab>/<tab>/ID/<id>/<title>
        r"(?:/[^/]+)+?/ID/(?P<id>\d+)/(?!default\.aspx)[^/]+",
        # Ventrian's News Articles, the module of most installs
        r"(?:/[^/]+)*?/articleType/ArticleView/articleId/(?P<id>\d+)(?:/[^/]+)?",
    )
)
_CULTURE = re.compile(r"^/[a-z]{2}-[a-z]{2}(?=/)", re.IGNORECASE)
_GUIDS = re.compile(_GUID, re.IGNORECASE)
_WORDS = re.compile(r"/(?:tid|newsid|cid)(?=/)", re.IGNORECASE)

PROFILE = Profile(
    name="dotnetnuke",
    container=("#news_detail", "article.n-details"),
    title=("#news_detail article.n-details h1", "article.n-details h1"),
    date=("#news_detail .datetime", "article.n-details .datetime"),
    body=("article.n-details .n_content",),
    drop=(".news_related", ".n-tools", ".n-rating"),
)
"""From the public detail view of MISA's module for DNN; which portals use it is not known."""


@dataclass(frozen=True, slots=True)
class DotNetNuke:
    """A DotNetNuke site.

    ``sections``, ``feeds`` and ``sitemap`` are paths (``/vi-vn/Tin-tuc``, ``/rss/tintuc.rss``,
    ``/SiteMap.aspx``). Pages (``/tabid/36/default.aspx``) and files (``/LinkClick.aspx``) are no
    articles. The server ignores letter case.
    """

    sections: tuple[str, ...] = ()
    feeds: tuple[str, ...] = ()
    sitemap: str | None = None

    @property
    def name(self) -> str:
        """The family's name."""
        return "dotnetnuke"

    @property
    def profile(self) -> Profile:
        """The detail view of the news module."""
        return PROFILE

    def listings(self, portal: Portal) -> tuple[Listing, ...]:
        """The feeds, the sitemap, the sections."""
        return start_points(
            portal, self.feeds, [self.sitemap] if self.sitemap else (), self.sections
        )

    def parse_listing(self, page: Page, asked: Ask | None = None) -> ListingPage:  # noqa: ARG002
        """The articles of a page; paging is ``/currentpage/2`` or a parameter."""
        return read_listing(page, self)

    def is_article(self, url: str) -> bool:
        """A module's link with the id of an article, whatever page it stands on."""
        return self._read(url) is not None

    def article_key(self, url: str) -> str:
        """The article's GUID in lower case, or its number."""
        match = self._read(url)
        return canonical_url(url) if match is None else match["id"].lower()

    def canonical(self, url: str) -> str:
        """Without query; the module's own words in lower case, GUIDs in upper case."""
        match = self._read(url)
        if match is None:
            return canonical_url(url)
        parts = urlsplit(canonical_url(url))
        return canonical_url(f"{parts.scheme}://{parts.netloc}{_spelled(match)}")

    def variant(self, url: str) -> str | None:
        """Another letter case, and what a query adds."""
        match = self._read(url)
        if match is None:
            return noise(url)
        if match[0] != _spelled(match):
            return "letter case"
        return noise(url, drop=("*",))

    def _read(self, url: str) -> re.Match[str] | None:
        parts = canonical_parts(url)
        if parts is None:
            return None
        path = parts.path.rstrip("/")
        return next((match for form in _FORMS if (match := form.fullmatch(path))), None)


def _spelled(match: re.Match[str]) -> str:
    culture = _CULTURE.sub(lambda found: found[0].lower(), match[0])
    return _GUIDS.sub(lambda found: found[0].upper(), _WORDS.sub(_lowered, culture))


def _lowered(match: re.Match[str]) -> str:
    return match[0].lower()
