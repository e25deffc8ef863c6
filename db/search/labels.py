"""The short fields of an article as words of the search index, so that it can filter by them.

They stand in a column of their own. Each begins with a letter that says what it is, so that none is
taken for another, and a phrase can lie in one field alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Protocol

from db.search.days import FIRST_YEAR, LAST_YEAR
from db.search.query import Label, Term
from db.words import search_words

#: Of an article, whatever it says: for queries that only say what they do not want.
EVERY = "x"
_PORTAL, _YEAR, _MONTH = "p", "y", "m"
_UNDATED = f"{_YEAR}0"
_TITLE = ("h", "i")
"""The letters of exact words and of folded words."""
_SECTION = ("s", "t")
_AUTHOR = ("a", "b")
#: Around each run of words.
_BEGIN, _END = "u", "v"


#: Words of a field that become labels. PostgreSQL keeps no more places of words than 16,383.
_MOST_WORDS = 200


class Labelled(Protocol):
    """The fields that become labels; ``published_at`` is local time of Viet Nam."""

    @property
    def portal_id(self) -> int: ...  # noqa: D102
    @property
    def published_at(self) -> datetime | None: ...  # noqa: D102
    @property
    def title(self) -> str | None: ...  # noqa: D102
    @property
    def section(self) -> str | None: ...  # noqa: D102
    @property
    def author(self) -> str | None: ...  # noqa: D102


def labels(of: Labelled) -> str:
    """All words of the label column, apart by blanks."""
    return " ".join(_labels(of))


def _labels(of: Labelled) -> Iterator[str]:
    yield EVERY
    yield portal_label(of.portal_id)
    if of.published_at is None:
        yield _UNDATED
    else:
        yield f"{_YEAR}{of.published_at:%Y}"
        yield f"{_MONTH}{of.published_at:%Y%m}"
    for letters, field in ((_TITLE, of.title), (_SECTION, of.section), (_AUTHOR, of.author)):
        if field:
            for letter, words in zip(letters, search_words((field,)), strict=True):
                yield from (_BEGIN, *_lettered(letter, words.split()[:_MOST_WORDS]), _END)


def portal_label(portal_id: int) -> str:
    """The word of the articles of a portal."""
    return f"{_PORTAL}{portal_id}"


def period_labels(since: date | None, until: date | None) -> tuple[str, ...] | None:
    """Words of which each article that was published in these days has one; None for all days.

    Others have one too: of the days before and after in the same months.
    """
    if since is None and until is None:
        return None
    first, last = since or date(FIRST_YEAR, 1, 1), until or date(LAST_YEAR, 12, 31)
    return tuple(_periods(first, last))


def _periods(first: date, last: date) -> Iterator[str]:
    for year in range(first.year, last.year + 1):
        months = range(
            first.month if year == first.year else 1, (last.month if year == last.year else 12) + 1
        )
        if len(months) == 12:
            yield f"{_YEAR}{year}"
        else:
            yield from (f"{_MONTH}{year}{month:02d}" for month in months)


def title_phrase(term: Term) -> tuple[str, ...]:
    """The words that stand one after the other where the headline has those of the term."""
    return _phrase(_TITLE, Label(term, is_whole=False))


def section_phrase(label: Label) -> tuple[str, ...]:
    """The same of a section."""
    return _phrase(_SECTION, label)


def author_phrase(label: Label) -> tuple[str, ...]:
    """The same of a byline."""
    return _phrase(_AUTHOR, label)


def _phrase(letters: tuple[str, str], label: Label) -> tuple[str, ...]:
    letter = letters[0] if label.term.is_exact else letters[1]
    words = tuple(_lettered(letter, label.term.words))
    return (_BEGIN, *words, _END) if label.is_whole else words


def _lettered(letter: str, words: Iterable[str]) -> Iterator[str]:
    return (letter + word for word in words)
