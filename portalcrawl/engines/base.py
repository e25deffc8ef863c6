"""What every engine gives: a CMS family's URL grammar, its listings, its profile. No I/O."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, Protocol

from portalcrawl.items import Link, Page

if TYPE_CHECKING:
    from portalcrawl.extraction.profile import Profile
    from portalcrawl.portals import Portal

ListingKind = Literal["section", "feed", "sitemap"]


FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True, slots=True)
class Ask:
    """How a listing page is asked for: by its URL, or by a POST where there is a body."""

    url: str
    body: bytes | None = None
    content_type: str = FORM
    """Of the body."""


@dataclass(frozen=True, slots=True)
class Listing:
    """A start point of discovery."""

    url: str
    kind: ListingKind
    body: bytes | None = None
    """What is posted; None asks for the URL alone."""
    content_type: str = FORM

    @property
    def ask(self) -> Ask:
        """How its first page is asked for."""
        return Ask(self.url, self.body, self.content_type)


@dataclass(frozen=True, slots=True)
class ListingPage:
    """One listing page: its articles, newest first as the portal orders them, and what follows."""

    links: tuple[Link, ...]
    next_page: Ask | None = None


class Engine(Protocol):
    """The CMS of a portal in one era: a frozen dataclass whose fields are its options."""

    @property
    def name(self) -> str:
        """Stable, lower case: ``liferay``. Stored with the portal."""

    @property
    def profile(self) -> Profile:
        """Where the parts of an article stand on this family's pages."""

    def listings(self, portal: Portal) -> tuple[Listing, ...]:
        """The start points, best first."""

    def parse_listing(self, page: Page, asked: Ask | None = None) -> ListingPage:
        """Links to articles on a section page, and the page after it.

        Links of menus and sidebars are left out. ``asked`` is how the page was asked for, where
        that is more than its URL: an answer to a POST does not say which page it is.
        """

    def is_article(self, url: str) -> bool:
        """Whether the URL is of the family's article grammar, in any of its variants."""

    def article_key(self, url: str) -> str:
        """The CMS's own id where the URL carries one, else the canonical URL."""

    def canonical(self, url: str) -> str:
        """The one URL under which the article is kept, in the grammar of the family."""

    def variant(self, url: str) -> str | None:
        """Why this URL is a second form of another (``print view``, ``saved file``), else None."""
