"""What somebody typed, understood as a query, and queries changed filter by filter.

Words with diacritics are exact, words without are folded; a phrase is exact as soon as one of its
words has some. Vietnamese names of operators stand beside the English ones (``pieces.NAMES``).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import date
from typing import Final

from db.search.days import FIRST_YEAR, LAST_YEAR, first_and_last_day
from db.search.pieces import Filter, Operator, Piece, Value, Words, operator_named, pieces, tidy
from db.search.query import Label, Query, QueryError, Term
from db.words import search_words
from portalcrawl.provinces import Province, UnknownProvinceError, lookup, members

MOST_CHARACTERS: Final = 2_000
MOST_TERMS: Final = 32
"""Words, phrases, and values of operators together."""
_EXAMPLES: dict[Operator, str] = {
    "province": "nghe_an",
    "former": "kon_tum",
    "portal": "nghean.gov.vn",
    "from": "2024-05-31",
    "to": "2024-05-31",
    "section": '"Tin tức"',
    "author": '"Lê Lan"',
}
_MOST_WORDS_OF_A_NAME = 5
"""``Bà Rịa - Vũng Tàu``, the dash among them."""
_PLACES: tuple[Operator, ...] = ("province", "former")


def parse(text: str) -> Query:
    """The query that the text means; an empty one for a text without words.

    Raises QueryError, one line, for a text that means none.
    """
    if len(tidy(text)) > MOST_CHARACTERS:
        raise QueryError(
            f"the query has more than {MOST_CHARACTERS:,} characters; shorten it",
            "too_long",
            most=str(MOST_CHARACTERS),
        )
    parts = list(pieces(text))
    words, filters = _told_apart(parts)
    for each in filters:
        _refuse_unusable(each)
    _refuse_unknown_provinces(parts)
    since = _day_of(filters, "from")
    until = _day_of(filters, "to")
    query = Query(
        wanted=_terms(each.text for each in words if not each.is_unwanted),
        unwanted=_terms(each.text for each in words if each.is_unwanted),
        provinces=_slugs(filters),
        portals=tuple(dict.fromkeys(_host(value) for _, value in _values(filters, "portal"))),
        sections=_labels(filters, "section"),
        authors=_labels(filters, "author"),
        since=since,
        until=until,
    )
    if since and until and since > until:
        raise QueryError(
            f"from:{since} is after to:{until}, so nothing can lie between; swap them",
            "swapped",
            since=str(since),
            until=str(until),
        )
    if _count(query) > MOST_TERMS:
        raise QueryError(
            f"the query has more than {MOST_TERMS} terms; leave some out,"
            ' or put words that stand together in quotes: "chuyển đổi số"',
            "too_many_terms",
            most=str(MOST_TERMS),
        )
    return query


def term_of(text: str) -> Term | None:
    """The words of the text one after the other; None where it has none."""
    exact, folded = (tuple(words.split()) for words in search_words((text,)))
    if not exact:
        return None
    return Term(folded, is_exact=False) if exact == folded else Term(exact, is_exact=True)


def operators(text: str) -> tuple[tuple[Operator, str, str], ...]:
    """Each value of each operator: the operator, the value, and how both are written.

    ``without`` takes what is written away. No text is refused.
    """
    return tuple(
        (each.operator, value.text, _alone(each, value))
        for each in _told_apart(pieces(text))[1]
        for value in each.values
        if value.text
    )


def without(text: str, written: str) -> str:
    """The query without one value of an operator, written as ``operators`` has it."""
    unwanted = tidy(written)
    kept = []
    for piece in pieces(text):
        if isinstance(piece, Filter):
            values = tuple(each for each in piece.values if _alone(piece, each) != unwanted)
            if values == piece.values:
                kept.append(piece.written)
            elif any(each.text for each in values):
                kept.append(Filter(piece.operator, piece.key, values, piece.is_unwanted).written)
        else:
            kept.append(piece.written)
    return " ".join(kept)


def widened(text: str, operator: str) -> str:
    """The query without an operator, under whichever of its names it stands there."""
    named = operator_named(operator)
    return " ".join(_all_but((named,), text))


def narrowed(text: str, word: str) -> str:
    """The query for those that the word holds for, among the articles that it finds.

    The word is one operator or several with their values, as ``word_for`` writes them. Values of
    one operator add up, so that the word takes the place of wider ones; narrower ones stay. Both
    texts are ones that ``parse`` takes.
    """
    for each in _told_apart(pieces(word))[1]:
        text = _narrowed_by(each, text)
    return text


def _narrowed_by(word: Filter, text: str) -> str:
    taken: tuple[Operator, ...] = (word.operator,)
    written = word.written
    filters = _told_apart(pieces(text))[1]
    if word.operator in ("from", "to"):
        if _is_narrower(word.operator, filters, word):
            return text
    elif word.operator in _PLACES:
        taken = _PLACES
        asked, there = _slugs([word]), _slugs(filters)
        kept = [slug for slug in there if slug in asked]
        if kept and set(kept) != set(asked):
            written = f"former:{','.join(kept)}"
    return " ".join((*_all_but(taken, text), written))


def word_for(operator: Operator, value: str, whole: bool = False) -> str:
    """An operator with one value, so that ``parse`` reads just that value: ``to:2024``.

    ``whole`` is for sections and authors: the value is all of the field. It has a word at least.
    """
    value = tidy("".join(" " if sign in _QUOTE_SIGNS else sign for sign in value))
    is_plain = value and not value.startswith("=") and not any(sign in value for sign in " ,")
    return f"{operator}:{'=' * whole}{value if is_plain else _quoted(value)}"


_QUOTE_SIGNS: Final = frozenset('"“”„‟＂«»')


def _quoted(value: str) -> str:
    return f'"{value}"'


def _told_apart(parts: Iterable[Piece]) -> tuple[list[Words], list[Filter]]:
    words: list[Words] = []
    filters: list[Filter] = []
    for part in parts:
        if isinstance(part, Words):
            words.append(part)
        else:
            filters.append(part)
    return words, filters


def _terms(texts: Iterator[str]) -> tuple[Term, ...]:
    return tuple(dict.fromkeys(filter(None, map(term_of, texts))))


def _refuse_unusable(each: Filter) -> None:
    example = f"{each.key}:{_EXAMPLES[each.operator]}"
    if each.is_unwanted:
        raise QueryError(
            f"{each.written} has a minus, which only words and phrases can have;"
            f" name what is wanted: {example}",
            "unwanted",
            written=each.written,
            example=example,
        )
    if not all(value.text for value in each.values):
        raise QueryError(
            f"{each.written} lacks a value; write it without a blank, as {example},"
            f' or "{each.key}" in quotes to search for the word',
            "no_value",
            written=each.written,
            example=example,
            key=each.key,
        )


def _values(filters: Iterable[Filter], *wanted: Operator) -> Iterator[tuple[Operator, Value]]:
    for each in filters:
        if each.operator in wanted:
            for value in each.values:
                yield each.operator, value


def _day_of(filters: list[Filter], operator: Operator) -> date | None:
    values = [value for _, value in _values(filters, operator)]
    if not values:
        return None
    if len(values) > 1:
        raise QueryError(
            f"{operator}: can have one date only; leave all but one out",
            "one_date",
            operator=operator,
        )
    days = first_and_last_day(values[0].text)
    if days is None:
        raise QueryError(
            f"{values[0].text!r} is no date from {FIRST_YEAR} to {LAST_YEAR};"
            f" write {operator}:2024, {operator}:2024-05, {operator}:2024-05-31"
            f" or, the day first, {operator}:31/05/2024",
            "no_date",
            value=values[0].text,
            first=str(FIRST_YEAR),
            last=str(LAST_YEAR),
            operator=operator,
        )
    return days[0] if operator == "from" else days[1]


def _slugs(filters: Iterable[Filter]) -> tuple[str, ...]:
    """Of the units before the merger."""
    units = (
        unit
        for operator, value in _values(filters, *_PLACES)
        for unit in _units(operator, lookup(value.text))
    )
    return tuple(dict.fromkeys(unit.slug for unit in units))


def _units(operator: Operator, unit: Province) -> tuple[Province, ...]:
    return members(unit.slug) if operator == "province" and unit.lives_on else (unit,)


def _refuse_unknown_provinces(parts: list[Piece]) -> None:
    for place, part in enumerate(parts, 1):
        if isinstance(part, Filter) and part.operator in _PLACES:
            for value in part.values:
                try:
                    lookup(value.text)
                except UnknownProvinceError as error:
                    names = _with_what_follows(value, parts[place:]) or error.nearest
                    raise _no_province(part.operator, value, names) from None


def _with_what_follows(value: Value, following: list[Piece]) -> list[str]:
    """The unit whose name was written without quotes: ``province:Bà Rịa - Vũng Tàu``."""
    written = value.text
    for part in following[:_MOST_WORDS_OF_A_NAME]:
        if not isinstance(part, Words):
            break
        written += f" {part.text}"
        with suppress(UnknownProvinceError):
            return [lookup(written).name_vi]
    return []


def _no_province(operator: Operator, value: Value, names: list[str]) -> QueryError:
    if not names:
        return QueryError(
            f"no province is called {value.text!r}; `portalcrawl provinces` lists them",
            "unknown_province",
            value=value.text,
        )
    known = [word_for(operator, name) for name in names]
    return QueryError(
        f"no province is called {value.text!r}; write {' or '.join(known)}",
        "no_province",
        value=value.text,
        known=", ".join(known),
    )


def _host(value: Value) -> str:
    """Also of an address that was pasted."""
    host = value.text.lower().removeprefix("https://").removeprefix("http://").partition("/")[0]
    if not host:
        raise QueryError(
            f"{value.text!r} is no portal; write portal:{_EXAMPLES['portal']}",
            "no_host",
            value=value.text,
            example=_EXAMPLES["portal"],
        )
    return host


def _labels(filters: list[Filter], operator: Operator) -> tuple[Label, ...]:
    labels = []
    for _, value in _values(filters, operator):
        term = term_of(value.text)
        if term is None:
            example = f"{operator}:{_EXAMPLES[operator]}"
            raise QueryError(
                f"{value.text!r} has no words; write {example}",
                "no_words",
                value=value.text,
                example=example,
            )
        labels.append(Label(term, value.is_whole))
    return tuple(dict.fromkeys(labels))


def _count(query: Query) -> int:
    values = (query.wanted, query.unwanted, query.portals, query.sections, query.authors)
    return sum(map(len, values))


def _alone(each: Filter, value: Value) -> str:
    return Filter(each.operator, each.key, (value,), is_unwanted=False).written


def _is_narrower(operator: Operator, filters: list[Filter], word: Filter) -> bool:
    there, asked = _day_of(filters, operator), _day_of([word], operator)
    if there is None or asked is None:
        return False
    return there >= asked if operator == "from" else there <= asked


def _all_but(taken: Iterable[Operator | None], text: str) -> Iterator[str]:
    return (
        piece.written
        for piece in pieces(text)
        if not (isinstance(piece, Filter) and piece.operator in taken)
    )
