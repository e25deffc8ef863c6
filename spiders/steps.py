"""The way through a portal's listings, page by page."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from portalcrawl.engines.base import Ask, Listing, ListingKind


@dataclass(frozen=True, slots=True)
class Step:
    """One page of a listing."""

    kind: ListingKind
    ask: Ask
    start: str
    """The URL of the listing's first page."""
    depth: int = 1
    """The first page is 1."""
    patience: int = 0
    """How many more pages without anything new are read before the listing ends."""
    is_resumed: bool = False
    """Whether an earlier run could not read it: what is known of its first page says nothing."""

    def to(self, ask: Ask, patience: int = 0) -> Step:
        """The page after it, or a sitemap that it names."""
        return replace(self, ask=ask, depth=self.depth + 1, patience=patience)

    @property
    def place(self) -> str:
        """Where a later run goes on: the URL of the page.

        A page that is posted for is reached from the first one alone, since view state does not
        last: its place is the first one's URL, with the number of pages before it as fragment.
        """
        return self.ask.url if self.ask.body is None else f"{self.start}#{self.depth - 1}"


def first_step(listing: Listing) -> Step:
    """The first page of a listing."""
    return Step(listing.kind, listing.ask, listing.url)


def pages_before(place: str) -> tuple[str, int]:
    """The URL at which to go on, and how many pages to walk over to come to the place."""
    url, _, before = place.partition("#")
    return url, int(before) if before.isdigit() else 0
