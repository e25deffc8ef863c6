"""What a page of hits shows of each article."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

from sqlalchemy import Connection, column, select, table

from db.search.highlights import marked, snippet
from db.search.query import Query
from db.search.results import Hit, Marked, shortened

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
    "captions",
    "published_at",
    "published_precision",
    "section",
    "author",
    "status",
    "revision",
)
#: What only a snippet is made of.
_LONG = ("text", "captions")
_ARTICLE = table("article", *(column(name) for name in _READ))


def hits_of(
    connection: Connection, ids: Sequence[int], query: Query, *, with_snippets: bool = True
) -> Iterator[Hit]:
    """The articles with these ids, in their order, with what was searched for marked in them."""
    read = [each for each in _ARTICLE.c if with_snippets or each.name not in _LONG]
    rows = connection.execute(select(*read).where(_ARTICLE.c.article_row.in_(ids))).mappings()
    found = {row["article_row"]: row for row in rows}
    for each in ids:
        row = dict(found[each])
        title, revisions = row.pop("title"), row.pop("revision")
        passages = _shown(row.pop("text"), row.pop("captions"), query) if with_snippets else ()
        yield Hit(
            **row | {name: shortened(row[name]) for name in ("section", "author")},
            title=marked(shortened(title), query),
            snippet=passages,
            revisions=revisions,
        )


def _shown(text: str, captions: str, query: Query) -> Marked:
    """What was found in the text, else in the first caption that has some of it, or the beginning.

    The captions are a JSON list, as the view has them.
    """
    of_text = snippet(text, query)
    if not query.wanted or _has_marks(of_text):
        return of_text
    of_captions = (snippet(caption, query) for caption in json.loads(captions))
    return next(filter(_has_marks, of_captions), of_text)


def _has_marks(shown: Marked) -> bool:
    return any(is_marked for _, is_marked in shown)
