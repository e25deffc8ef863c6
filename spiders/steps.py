"""The way through a portal's listings, page by page."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from zlib import crc32

if TYPE_CHECKING:
    from portalcrawl.engines.base import Ask, Listing, ListingKind


@dataclass(frozen=True, slots=True)
class Step:
    """One page of a listing."""

    kind: ListingKind
    ask: Ask
    start: str
    """The listing: the URL of its first page, with a fragment where more than that is asked."""
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
        last: its place is the listing, with the number of pages before it as fragment.
        """
        return self.ask.url if self.ask.body is None else f"{self.start}#{self.depth - 1}"

    @property
    def identity(self) -> tuple[str, int | None]:
        """What tells the page from all others, without its view state, which is large."""
        return self.ask.url, None if self.ask.body is None else crc32(self.ask.body)

    @property
    def is_first(self) -> bool:
        """Whether it is the page at which the listing begins."""
        return self.depth == 1 and not self.is_resumed


def first_step(listing: Listing) -> Step:
    """The first page of a listing."""
    return Step(listing.kind, listing.ask, start_of(listing))


def start_of(listing: Listing) -> str:
    """What tells the listing from all others of its portal: one endpoint may serve several."""
    return listing.url if listing.body is None else f"{listing.url}#{crc32(listing.body):08x}"


def pages_before(place: str) -> tuple[str, int]:
    """The listing in which to go on, and how many pages to walk over to come to the place."""
    start, _, before = place.rpartition("#")
    return (start, int(before)) if start and before.isdecimal() else (place, 0)
