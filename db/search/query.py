"""What is searched for, once what somebody typed is understood."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from portalcrawl.errors import Fault

#: Newest: by publication, undated ones last. Best: those with the words in the headline first.
Order = Literal["newest", "best"]


class QueryError(Fault):
    """A query that means nothing: what is wrong in it, and what to write instead, in one line.

    ``code`` names that sentence and ``values`` what stands in it, for whoever says it in another
    language than English.
    """

    def __init__(self, message: str, code: str = "", **values: str) -> None:
        super().__init__(message)
        self.code = code
        self.values = values


@dataclass(frozen=True, slots=True)
class Term:
    """Words that stand one after the other, as the index holds them (``db.words``)."""

    words: tuple[str, ...]
    is_exact: bool
    """Whether diacritics count. They do in what was typed with some."""


@dataclass(frozen=True, slots=True)
class Label:
    """Words in a short field, a section or a byline."""

    term: Term
    is_whole: bool
    """Whether they are all of the field."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """An article has to have every ``wanted`` term and no ``unwanted`` one.

    Of the other fields each that is not empty has to hold one of its values for the article.
    """

    wanted: tuple[Term, ...] = ()
    unwanted: tuple[Term, ...] = ()
    provinces: tuple[str, ...] = ()
    """Slugs of units as they were before the merger: a unit of today stands as all its members."""
    portals: tuple[str, ...] = ()
    """Hosts."""
    sections: tuple[Label, ...] = ()
    authors: tuple[Label, ...] = ()
    since: date | None = None
    """First day of publication, Viet Nam's time. With it or ``until`` undated ones are left out."""
    until: date | None = None
    """Last day."""
