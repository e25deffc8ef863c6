"""The search index as it was before it had labels."""

from __future__ import annotations

from sqlalchemy import Connection

from db.dialects import SEARCH, is_sqlite


def create(connection: Connection) -> None:
    """Make it, empty."""
    if is_sqlite(connection):
        connection.exec_driver_sql(
            f"CREATE VIRTUAL TABLE {SEARCH} USING fts5"
            " (exact, folded, content='', tokenize='unicode61 remove_diacritics 0')"
        )
        return
    connection.exec_driver_sql(
        f"CREATE TABLE {SEARCH} (article_id integer PRIMARY KEY REFERENCES articles (id),"
        " exact tsvector NOT NULL, folded tsvector NOT NULL)"
    )
    for name in ("exact", "folded"):
        connection.exec_driver_sql(
            f"CREATE INDEX ix_{SEARCH}_{name} ON {SEARCH} USING gin ({name})"
        )
