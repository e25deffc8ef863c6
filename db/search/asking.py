"""From a query to what the index is asked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from db.search.expression import AllOf, AnyOf, Expression, Phrase, Without
from db.search.labels import (
    EVERY,
    author_phrase,
    period_labels,
    portal_label,
    section_phrase,
    title_phrase,
)
from db.search.query import Query, Term
from db.words import folded_words

_EVERY = Phrase("labels", (EVERY,))
_EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001 - a local time, as published_at is


@dataclass(frozen=True, slots=True)
class Asked:
    """Articles that are asked for: by the index, and by what stands in article_facets."""

    words: Expression
    """What only the index knows."""
    places: Expression | None
    """Portals and months, which article_facets knows as well. None for all of them."""
    portals: tuple[int, ...] | None
    """Ids; None for all of them."""
    first: int | None
    """Minutes since 1970, inclusive. With it or ``last`` undated articles are left out."""
    last: int | None
    """Exclusive."""
    cuts_months: bool
    """Whether the days begin or end within a month: the index knows months alone."""

    @property
    def whole(self) -> Expression:
        """All that the index can be asked."""
        return self.words if self.places is None else AllOf((self.words, self.places))

    @property
    def is_everything(self) -> bool:
        """Whether all articles are."""
        return self.words == _EVERY and self.places is None


def asked_for(query: Query, portals: Iterable[int] | None) -> Asked:
    """What to ask. ``portals``: ids, where the query names portals or provinces; at least one."""
    wanted: list[Expression] = [text_phrase(term) for term in query.wanted]
    if query.sections:
        wanted.append(_any_of(Phrase("labels", section_phrase(each)) for each in query.sections))
    if query.authors:
        wanted.append(_any_of(Phrase("labels", author_phrase(each)) for each in query.authors))
    words = _all_of(wanted) if wanted else _EVERY
    if query.unwanted:
        words = Without(words, _any_of(text_phrase(term) for term in query.unwanted))
    ids = None if portals is None else tuple(portals)
    places = list(_places(query, ids))
    is_dated = query.since is not None or query.until is not None
    return Asked(
        words=words,
        places=_all_of(places) if places else None,
        portals=ids,
        first=(minutes(query.since) if query.since else 1) if is_dated else None,
        last=minutes(query.until + timedelta(days=1)) if query.until else None,
        cuts_months=_is_within_a_month(query),
    )


def minutes(day: date) -> int:
    """From 1970 to the beginning of the day, as article_facets counts."""
    return (datetime(day.year, day.month, day.day) - _EPOCH) // timedelta(minutes=1)  # noqa: DTZ001


def _is_within_a_month(query: Query) -> bool:
    """Whether its first day is no first of a month, or its last day no last one."""
    begins = query.since is not None and query.since.day > 1
    return begins or (query.until is not None and (query.until + timedelta(days=1)).day > 1)


def text_phrase(term: Term) -> Phrase:
    """Articles whose title, text or captions have the words of the term."""
    return Phrase("exact" if term.is_exact else "folded", term.words)


def best_first(wanted: tuple[Term, ...]) -> tuple[Expression, ...]:
    """Conditions of which an article that fulfils an earlier one is better than all others.

    The headline has the words one after the other; it has all of them; the text has them one after
    the other.
    """
    if not wanted:
        return ()
    in_title = _all_of(Phrase("labels", title_phrase(term)) for term in wanted)
    if len(wanted) == 1:
        return (in_title,)
    together = _together(wanted)
    return (Phrase("labels", title_phrase(together)), in_title, text_phrase(together))


def _together(wanted: tuple[Term, ...]) -> Term:
    """All the terms as one phrase. Where diacritics count in some alone, they count in none."""
    words = tuple(word for term in wanted for word in term.words)
    if all(term.is_exact for term in wanted):
        return Term(words, is_exact=True)
    return Term(tuple(folded_words(" ".join(words)).split()), is_exact=False)


def _places(query: Query, portals: tuple[int, ...] | None) -> Iterator[Expression]:
    if portals is not None:
        yield _any_of(Phrase("labels", (portal_label(each),)) for each in portals)
    months = period_labels(query.since, query.until)
    if months is not None:
        yield _any_of(Phrase("labels", (each,)) for each in months)


def _all_of(parts: Iterable[Expression]) -> Expression:
    some = tuple(parts)
    return some[0] if len(some) == 1 else AllOf(some)


def _any_of(parts: Iterable[Expression]) -> Expression:
    some = tuple(parts)
    return some[0] if len(some) == 1 else AnyOf(some)
