"""ASP.NET WebForms without a known CMS: articles by pattern, listings paged by postback."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from portalcrawl.engines.generic import Generic
from portalcrawl.engines.postback import read_posted_listing
from portalcrawl.engines.sections import is_section
from portalcrawl.engines.start import start_points
from portalcrawl.extraction.profile import Profile

if TYPE_CHECKING:
    from portalcrawl.engines.base import Ask, Listing, ListingPage
    from portalcrawl.items import Page
    from portalcrawl.portals import Portal

PROFILE = Profile(
    name="webforms",
    title=(".title-article",),
    date=("#datearticle",),
    body=(".chitietbaiviet",),
)
"""Class names from a public crawler of Khánh Hòa; no page was seen."""


@dataclass(frozen=True, slots=True)
class WebForms:
    r"""A WebForms portal by its article pattern: ``Generic``, with pages that are posted for.

    ``article`` is a regular expression that path and query of an article's canonical URL match
    from their beginning; its group ``key``, where it has one, is the CMS's id. A declared section
    is never an article, so the pattern may be as wide as Khánh Hòa's ``/vi/[^/]+/[^/]+$``.
    ``form`` is the path and query of the one canonical address, with the pattern's groups in
    braces. ``sections`` and ``feeds`` are paths with a leading slash, ``keep`` and ``drop`` query
    parameters, as ``canonical_url`` takes them. ``layout`` is the profile of the article page.
    """

    article: str
    form: str | None = None
    sections: tuple[str, ...] = ()
    feeds: tuple[str, ...] = ()
    keep: tuple[str, ...] = ()
    drop: tuple[str, ...] = ()
    layout: Profile = PROFILE

    @property
    def name(self) -> str:
        """The family's name."""
        return "webforms"

    @property
    def profile(self) -> Profile:
        """The declared layout."""
        return self.layout

    def listings(self, portal: Portal) -> tuple[Listing, ...]:
        """What is declared: feeds, then sections; the home page where there is none."""
        return start_points(portal, self.feeds, sections=self.sections)

    def parse_listing(self, page: Page, asked: Ask | None = None) -> ListingPage:
        """The links that match the pattern, and the next page, be it a link or a postback."""
        return read_posted_listing(page, self, asked)

    def is_article(self, url: str) -> bool:
        """Whether the pattern matches; never a declared section."""
        return self._grammar.is_article(url) and not is_section(url, self.sections)

    def article_key(self, url: str) -> str:
        """The pattern's group ``key``, else the canonical URL."""
        return self._grammar.article_key(url)

    def canonical(self, url: str) -> str:
        """The declared form where the pattern matches, else the canonical URL."""
        return self._grammar.canonical(url)

    def variant(self, url: str) -> str | None:
        """What a query adds, or a spelling that is not the declared form."""
        return self._grammar.variant(url)

    @property
    def _grammar(self) -> Generic:
        return Generic(self.article, self.form, keep=self.keep, drop=self.drop)
