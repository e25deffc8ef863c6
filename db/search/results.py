"""What a search gives."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from db.search.query import Order

#: A text in pieces, each with whether it is one that was searched for. Together they are the text.
Marked = tuple[tuple[str, bool], ...]
FacetName = Literal["province", "former", "portal", "year", "section"]

#: Up to so many articles are counted under their facets.
COUNTED = 10_000
#: Of more so many are: one article in ten is then one in ten, give or take half a hundredth.
SAMPLED = 4_000
PAGE = 20
#: Pages that can be asked for. Behind them a narrower query helps more than another page.
PAGES = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """An article that was found, as its current revision has it."""

    article_row: int
    article_id: str
    """As the views have it: portal, slash, key."""
    portal: str
    province: str | None
    """Slug of the unit that ran the portal, as it was before the merger; then its name."""
    province_name: str | None
    province_now: str | None
    """Slug of the unit that it is part of today; then its name."""
    province_now_name: str | None
    canonical_url: str
    title: Marked
    """Empty where the article has none."""
    snippet: Marked
    """What stands around the words in the text, else in a caption, else the beginning. Empty where
    none was asked for."""
    published_at: str | None
    """ISO 8601, cut at its precision, as in the CSV."""
    published_precision: str | None
    section: str | None
    author: str | None
    status: str
    """``live`` or ``gone``."""
    revisions: int
    """How many there are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FacetValue:
    """One value of a facet, and of how many of the found articles it holds."""

    value: str
    """A slug, a host, a year (``0``: no date), a section."""
    name: str
    """For people: ``Quảng Ngãi``, ``2024``."""
    count: int
    word: str
    """What narrows the query to it when it is added: ``province:hue``, ``section:="Tin"``.
    Empty where nothing does: for undated articles."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One page of what was found."""

    text: str
    """The query as it was typed."""
    order: Order
    hits: tuple[Hit, ...]
    total: int
    """Always exact."""
    facets: dict[FacetName, tuple[FacetValue, ...]]
    """The most frequent values first, years latest first. Empty where none were asked for."""
    facets_are_estimated: bool
    """Whether more than COUNTED were found, so that their counts are estimates."""
    page: int
    """From 1."""
    pages: int
    """That can be asked for, at most PAGES."""


LONGEST = 1_000
"""Characters of a headline, section or byline in a list. Portals publish none that is longer, but
nothing keeps one from it, and a list of a hundred such is no page. The article has it whole."""


def shortened(text: str | None) -> str | None:
    """The text as a list shows it."""
    return text if text is None or len(text) <= LONGEST else text[: LONGEST - 1] + "…"
