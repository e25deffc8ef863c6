"""SharePoint, as Vietnamese vendors set it up: one ``<form>`` around the page, postback paging."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from w3lib.url import add_or_replace_parameter

from portalcrawl.engines.api import JsonListing, api_listings, read_api
from portalcrawl.engines.base import Ask
from portalcrawl.engines.postback import read_posted_listing
from portalcrawl.engines.sections import is_section
from portalcrawl.engines.sharepoint_grammars import TEMPLATES, Found, GrammarName, found_by
from portalcrawl.engines.sharepoint_paging import next_rows
from portalcrawl.engines.start import start_points
from portalcrawl.extraction.profile import Profile
from portalcrawl.urls import canonical_url, noise, parameter

if TYPE_CHECKING:
    from parsel import Selector

    from portalcrawl.engines.base import Listing, ListingPage
    from portalcrawl.items import Page
    from portalcrawl.portals import Portal

_NUMBER = re.compile("[0-9]{1,9}")

PROFILE = Profile(
    name="sharepoint",
    title=(".tandan-p-article-news-title", ".tandan-title-view"),
    date=(".tandan-span-date-publish", ".tandan-date-view"),
    lead=(".tandan-p-article-news-summary",),
    body=(
        ".tandan-p-article-main",
        ".tandan-p-article-news-content",
        ".tandan-content-view",
        "#divArticleDescription2",
        "#divArticleDescription",
        "#divArticleContent",
    ),
    drop=(
        ".tandan-div-article-other",
        ".social-share",
        ".td-tags",
        "#ctl00_PlaceHolderMain_ctl08_label",
    ),
    title_suffix=r"\s*[-–|]\s*CỔNG THÔNG TIN.*$",
)
"""Class names of the "Tân Dân" template from public crawlers of Điện Biên and of a ministry; the
``divArticle`` names from public crawlers of other SharePoint portals."""


@dataclass(frozen=True, slots=True)
class SharePoint:
    """A SharePoint portal.

    ``grammars`` are the templates that show its articles (see GrammarName); the default is all of
    them but ``pages``, which takes nearly every page for an article and has to be asked for.
    ``sections`` and ``feeds`` are paths with a leading slash and maybe a query
    (``/Trang/Tin-tuc-su-kien.aspx?Cat=82``); a section is never an article. Without any the home
    page is read. ``counted`` is the query parameter that pages a section whose pages link no next
    one: a public crawler of Điện Biên counts ``PageIndex``. ``layout`` is the profile of the
    article page. ``api`` are the endpoints behind lists that a script draws (Vĩnh Phúc).
    """

    grammars: tuple[GrammarName, ...] = TEMPLATES
    sections: tuple[str, ...] = ()
    feeds: tuple[str, ...] = ()
    counted: str | None = None
    layout: Profile = PROFILE
    api: tuple[JsonListing, ...] = ()

    @property
    def name(self) -> str:
        """The family's name."""
        return "sharepoint"

    @property
    def profile(self) -> Profile:
        """The declared layout, else the templates' own."""
        return self.layout

    def listings(self, portal: Portal) -> tuple[Listing, ...]:
        """What is declared: feeds, endpoints, sections; the home page where there is none."""
        return start_points(portal, self.feeds, (), self.sections, api_listings(portal, self.api))

    def parse_listing(self, page: Page, asked: Ask | None = None) -> ListingPage:
        """The articles of a section page, and the page after it.

        That is a link (``?PageIndex=2``), SharePoint's own paging of a list (``?Paged=TRUE``), a
        postback, or the next number of ``counted``.
        """
        others = (next_rows, self._next_counted)
        return read_api(page, asked, self.api, self) or read_posted_listing(
            page, self, asked, others
        )

    def is_article(self, url: str) -> bool:
        """Any of the declared grammars; never a declared section."""
        return self._found(url) is not None

    def article_key(self, url: str) -> str:
        """The id, behind the site and the list that it belongs to; letter case does not count."""
        found = self._found(url)
        return canonical_url(url) if found is None else found.key

    def canonical(self, url: str) -> str:
        """With what identifies alone, the template spelt as its vendor does."""
        found, parts = self._found(url), urlsplit(canonical_url(url))
        return (
            parts.geturl() if found is None else f"{parts.scheme}://{parts.netloc}{found.address}"
        )

    def variant(self, url: str) -> str | None:
        """Print views, what a query adds, another letter case than the vendor's."""
        found = self._found(url)
        return noise(url) if found is None else found.variant or noise(url)

    def _found(self, url: str) -> Found | None:
        return None if is_section(url, self.sections) else found_by(self.grammars, url)

    def _next_counted(self, document: Selector, url: str) -> Ask | None:  # noqa: ARG002
        if self.counted is None:
            return None
        said = parameter(url, self.counted) or ""
        present = int(said) if _NUMBER.fullmatch(said) else 1
        return Ask(add_or_replace_parameter(url, self.counted, str(present + 1)))
