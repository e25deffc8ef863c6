"""What a page of hits shows of each article."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlalchemy import Connection, column, select, table

from db.search.highlights import marked, snippet
from db.search.query import Query
from db.search.results import Hit, shortened

_READ = (
    "article_row",
    "article_id",
    "portal",
    "province",
    "province_name",
    "province_now",
    "province_now_name",
    "canonical_url",
    "title",
    "text",
    "published_at",
    "published_precision",
    "section",
    "author",
    "status",
    "revision",
)
_ARTICLE = table("article", *(column(name) for name in _READ))


def hits_of(connection: Connection, ids: Sequence[int], query: Query) -> Iterator[Hit]:
    """The articles with these ids, in their order, with what was searched for marked in them."""
    rows = connection.execute(select(_ARTICLE).where(_ARTICLE.c.article_row.in_(ids))).mappings()
    found = {row["article_row"]: row for row in rows}
    for each in ids:
        row = dict(found[each])
        text, title, revisions = row.pop("text"), row.pop("title"), row.pop("revision")
        yield Hit(
            **row | {name: shortened(row[name]) for name in ("section", "author")},
            title=marked(shortened(title), query),
            snippet=snippet(text, query),
            revisions=revisions,
        )
