"""Which articles the search index has for some words, past all that is made of a query."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, text

from db import dialects
from db.search.expression import IndexColumn, Phrase


def indexed(connection: Connection, column: IndexColumn, words: Sequence[str]) -> list[int]:
    """The ids of the articles with the words one after the other in the column, ascending."""
    condition, parameters = dialects.matching(connection, Phrase(column, tuple(words)))
    key = dialects.search_key(connection)
    query = f"SELECT {key} FROM {dialects.SEARCH} WHERE {condition} ORDER BY {key}"  # noqa: S608
    return list(connection.execute(text(query), parameters).scalars())
