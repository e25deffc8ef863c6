"""A portal of no known family, described by the pattern of its article URLs."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from portalcrawl.engines.api import JsonListing, api_listings, read_api
from portalcrawl.engines.listing import read_listing
from portalcrawl.engines.sections import is_section
from portalcrawl.engines.start import start_points
from portalcrawl.extraction.profile import GENERIC, Profile
from portalcrawl.urls import canonical_parts, canonical_url, noise

if TYPE_CHECKING:
    from portalcrawl.engines.base import Ask, Listing, ListingPage
    from portalcrawl.items import Page
    from portalcrawl.portals import Portal


@dataclass(frozen=True, slots=True)
class Generic:
    r"""A portal by its article pattern.

    ``article`` is a regular expression that path and query of an article's canonical URL match
    from their beginning; its group ``key``, where it has one, is the CMS's id. ``form`` is the
    path and query of the one canonical address, with the pattern's groups in braces: needed where
    the server does not mind letter case (``/Trang/ChiTietTinTuc.aspx?nid={key}``). ``sections``,
    ``feeds`` and ``sitemaps`` are paths; a section is never an article. ``keep`` and ``drop`` name
    query parameters, as ``canonical_url`` takes them. ``layout`` is the profile of the article
    page. ``api`` are the JSON endpoints of a portal whose pages are drawn by JavaScript.
    """

    article: str
    form: str | None = None
    sections: tuple[str, ...] = ()
    feeds: tuple[str, ...] = ()
    sitemaps: tuple[str, ...] = ()
    keep: tuple[str, ...] = ()
    drop: tuple[str, ...] = ()
    layout: Profile = GENERIC
    api: tuple[JsonListing, ...] = ()

    @property
    def name(self) -> str:
        """The family's name."""
        return "generic"

    @property
    def profile(self) -> Profile:
        """The declared layout, else the generic one."""
        return self.layout

    def listings(self, portal: Portal) -> tuple[Listing, ...]:
        """What is declared: feeds, sitemaps, endpoints, sections."""
        return start_points(
            portal, self.feeds, self.sitemaps, self.sections, api_listings(portal, self.api)
        )

    def parse_listing(self, page: Page, asked: Ask | None = None) -> ListingPage:
        """The links of the page that match the pattern; the items of an endpoint's answer."""
        return read_api(page, asked, self.api, self) or read_listing(page, self)

    def is_article(self, url: str) -> bool:
        """Whether the pattern matches."""
        return self._match(url) is not None

    def article_key(self, url: str) -> str:
        """The pattern's group ``key``, else the canonical URL."""
        match = self._match(url)
        key = match.groupdict().get("key") if match else None
        return key or self.canonical(url)

    def canonical(self, url: str) -> str:
        """The declared form where the pattern matches, else the canonical URL."""
        match = self._match(url)
        plain = canonical_url(url, self.keep, self.drop)
        if match is None or self.form is None:
            return plain
        parts = urlsplit(plain)
        return f"{parts.scheme}://{parts.netloc}{self.form.format(**match.groupdict(''))}"

    def variant(self, url: str) -> str | None:
        """What a query adds, or a spelling that is not the declared form."""
        if reason := noise(url, self.keep, self.drop):
            return reason
        if not self.is_article(url):
            return None
        plain, canonical = canonical_url(url, self.keep, self.drop), self.canonical(url)
        return "letter case" if plain != canonical and plain.lower() == canonical.lower() else None

    def _match(self, url: str) -> re.Match[str] | None:
        parts = canonical_parts(url, self.keep, self.drop)
        # Articles may stand at the home page's own path: ``/?page=news_detail&id=59912``.
        if parts is None or is_section(url, (each for each in self.sections if each != "/")):
            return None
        return re.match(self.article, parts.path + (f"?{parts.query}" if parts.query else ""))
