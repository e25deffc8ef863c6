"""``portalcrawl similar``: the same text on other portals."""

from __future__ import annotations

from pathlib import Path

import click

from db.archive import open_archive
from db.dialects import reading
from db.engine import said_in_one_line
from db.similar import Shown, Similar, nearest, similar_to
from portalcrawl.cli.options import archive_option
from portalcrawl.cli.terminal import as_json, in_one_line, safe
from portalcrawl.errors import Fault
from portalcrawl.settings import database_url


@click.command()
@click.argument("article")
@archive_option
@click.option("--json", "prints_json", is_flag=True, help="Print a JSON document instead of lines.")
def similar(article: str, archive: Path, prints_json: bool) -> None:
    """Print the near duplicates of ARTICLE on all portals, the most alike first.

    ARTICLE is an article_id as search, show and snapshots have it (portal/key), or a canonical
    URL. The share is that of the long paragraphs of both that are the same.
    """
    opened = open_archive(database_url(archive), create=False)
    try:
        with said_in_one_line(opened.engine), reading(opened.engine) as connection:
            found = similar_to(connection, article)
            known = nearest(connection, article) if found is None else []
    finally:
        opened.close()
    if found is None:
        advice = (
            f"did you mean {', '.join(known)}?" if known else "`portalcrawl search` prints the ids"
        )
        raise Fault(safe(f"no article {article!r} in the archive; {advice}"))
    click.echo(_as_json(found) if prints_json else "\n".join(_lines(found)))


def _lines(found: Similar) -> list[str]:
    named = found.article.article_id
    if found.others:
        return [f"{share:4.0%}  {_told(other)}" for share, other in found.others]
    if not found.is_comparable:
        return [f"{named} is too short to tell: it has fewer than two long paragraphs."]
    return [f"No near duplicates of {named}."]


def _told(other: Shown) -> str:
    parts = (
        other.portal,
        other.published_at or "without a date",
        other.title or "without a title",
        other.article_id,
    )
    return "  ".join(map(in_one_line, parts))


def _as_json(found: Similar) -> str:
    document = {
        "article_id": found.article.article_id,
        "is_comparable": found.is_comparable,
        "similar": [
            {
                "article_id": other.article_id,
                "share": round(share, 3),
                "portal": other.portal,
                "published_at": other.published_at,
                "title": other.title,
                "canonical_url": other.canonical_url,
            }
            for share, other in found.others
        ],
    }
    return as_json(document)
