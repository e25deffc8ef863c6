"""Both databases answer as somebody would who looks at the words one after the other."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection

from db import dialects
from db.archive import Archive
from db.search.expression import IndexColumn
from db.search.language import term_of
from db.words import MOST_PLACES, indexed_words
from portalcrawl.items import Article
from tests.db.asking_the_index import indexed

#: Each holds many of the same few words.
WORDS = ("và", "va", "hòa", "hoà", "19", "1e5x", "1e5", "x", "a1b2", "ſ", "字", "ngàn" * 30, "²")


@pytest.fixture
def connection(archive: Archive, article: Callable[..., Article]) -> Iterator[Connection]:
    """Of an archive with one article, which is not in the index."""
    archive.record([article()])
    with dialects.writing(archive.engine) as connection:
        dialects.empty_search_index(connection)
        yield connection


def holds(words: Sequence[str], phrase: Sequence[str]) -> bool:
    length = len(phrase)
    return any(list(words[start : start + length]) == list(phrase) for start in range(len(words)))


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.integers(0, 2**32),
    st.sampled_from([5, 300, 3_000, 18_000]),
    st.lists(st.sampled_from(WORDS), min_size=2, max_size=len(WORDS), unique=True),
    st.lists(st.lists(st.sampled_from(WORDS), min_size=1, max_size=4), max_size=20),
)
def test_a_phrase_is_found_where_the_words_stand_so(
    connection: Connection, seed: int, length: int, of: list[str], phrases: list[list[str]]
) -> None:
    chance = random.Random(seed)  # noqa: S311 - not for secrets
    text = " ".join(chance.choices(of, k=length))
    exact, folded = indexed_words((text, "x", text[-100:]))
    dialects.empty_search_index(connection)
    dialects.add_to_search_index(connection, [(1, exact, folded, "x")])
    for phrase in (*phrases, text.split()[-3:]):
        term = term_of(" ".join(phrase))
        if term is not None:
            column: IndexColumn = "exact" if term.is_exact else "folded"
            words = (exact if term.is_exact else folded).split()
            assert indexed(connection, column, term.words) == [1] * holds(words, term.words)


def test_a_word_is_found_in_its_first_places(connection: Connection) -> None:
    text = " ".join(f"và số{number}" for number in range(1_000))
    dialects.add_to_search_index(connection, [(1, *indexed_words((text,)), "x")])
    assert indexed(connection, "exact", ["và", f"số{MOST_PLACES - 1}"]) == [1]
    assert indexed(connection, "exact", ["và", f"số{MOST_PLACES}"]) == []
    assert indexed(connection, "exact", ["số998"]) == [1]
