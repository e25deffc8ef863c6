"""Writing what was read: articles become revisions only where something a reader sees changed.

Every function works on a whole batch with a fixed number of statements, inside the transaction of
its caller, which is the only one that writes.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, bindparam, select, update

from db import models
from db.batch import AnyRow, Circumstances, Outcome, Result, in_pieces, portal_ids
from db.capturing import insert_captures
from db.dialects import insert_rows, next_ids
from db.entries import Entry
from db.incoming import cleaned, seen_at
from db.models import table_of
from db.revising import insert_revisions, revision_row
from portalcrawl.items import Article, content_digest
from portalcrawl.rechecks import next_check


def record_articles(
    connection: Connection, articles: Iterable[Article], by: Circumstances
) -> list[Outcome]:
    """Store the articles, each key in the order of the batch."""
    outcomes: list[Outcome] = []
    for distinct in _without_repeats(articles):
        outcomes += _record_distinct(connection, distinct, by)
    return outcomes


def _record_distinct(
    connection: Connection, articles: Sequence[Article], by: Circumstances
) -> list[Outcome]:
    """Articles of which no two share a key."""
    portals = portal_ids(connection, (article.portal or "" for article in articles))
    entries = [
        Entry(article, portals[article.portal or ""], seen_at(article, by.now), digest)
        for article, digest in map(_digested, articles)
    ]
    _find_known(connection, entries)
    changed = [_made_storable(entry) for entry in entries if not entry.is_unchanged]
    _insert_new_articles(connection, [entry for entry in changed if entry.known is None])
    insert_captures(connection, entries, by)
    _touch(connection, [entry for entry in entries if entry.known is not None])
    results = _judge(connection, changed)
    _insert_revisions(connection, changed, results, by)
    return [
        Outcome(
            entry.article.portal or "",
            entry.article.article_key or "",
            results[entry.identity][0] if entry.identity in results else "unchanged",
        )
        for entry in entries
    ]


def _digested(article: Article) -> tuple[Article, str]:
    """The digest of the article as it came: equal to the stored one, it needs no cleaning."""
    try:
        return article, content_digest(article)
    except UnicodeEncodeError:
        storable = cleaned(article)
        return storable, content_digest(storable)


def _made_storable(entry: Entry) -> Entry:
    storable = cleaned(entry.article)
    if storable is not entry.article:
        entry.article, entry.digest = storable, content_digest(storable)
    return entry


def _find_known(connection: Connection, entries: Sequence[Entry]) -> None:
    articles, revisions = table_of(models.Article), table_of(models.Revision)
    keys: dict[int, list[str]] = defaultdict(list)
    for entry in entries:
        keys[entry.portal_id].append(entry.identity[1])
    found: dict[tuple[int, str], AnyRow] = {}
    for portal_id, of_portal in keys.items():
        for piece in in_pieces(of_portal):
            query = (
                select(
                    articles.c.id,
                    articles.c.key,
                    articles.c.canonical_url,
                    articles.c.first_seen,
                    articles.c.last_seen,
                    articles.c.status,
                    articles.c.missing_since,
                    articles.c.current_revision,
                    revisions.c.content_digest,
                )
                .join(
                    revisions,
                    (revisions.c.article_id == articles.c.id)
                    & (revisions.c.number == articles.c.current_revision),
                )
                .where(articles.c.portal_id == portal_id, articles.c.key.in_(piece))
            )
            found.update(((portal_id, row.key), row) for row in connection.execute(query))
    for entry in entries:
        entry.known = found.get(entry.identity)
        if entry.known is not None:
            entry.article_id = entry.known.id


def _insert_new_articles(connection: Connection, entries: Sequence[Entry]) -> None:
    table = table_of(models.Article)
    for entry, article_id in zip(entries, next_ids(connection, table, len(entries)), strict=True):
        entry.article_id = article_id
    insert_rows(
        connection,
        table,
        [
            {
                "id": entry.article_id,
                "portal_id": entry.portal_id,
                "key": entry.identity[1],
                "canonical_url": _address(entry.article),
                "first_seen": entry.seen,
                "last_seen": entry.seen,
                "next_check": next_check(entry.seen, entry.seen),
                "status": "live",
                "current_revision": 1,
                "indexed_revision": 1,
            }
            for entry in entries
        ],
    )


def _touch(connection: Connection, entries: Sequence[Entry]) -> None:
    """Note when articles were seen, under which address, and that they are there again."""
    table = table_of(models.Article)
    of_article = update(table).where(table.c.id == bindparam("of_article"))
    later: list[dict[str, Any]] = []
    otherwise: list[dict[str, Any]] = []
    for entry in entries:
        known = entry.known
        if known is None:
            continue
        address = known.canonical_url if entry.is_late else _address(entry.article)
        is_back = known.missing_since is not None and entry.seen > known.missing_since
        first, last = min(known.first_seen, entry.seen), max(known.last_seen, entry.seen)
        due = next_check(first, last)
        if address != known.canonical_url or is_back or entry.seen < known.first_seen:
            otherwise.append(
                {
                    "of_article": known.id,
                    "to_address": address,
                    "to_first": first,
                    "to_last": last,
                    "to_check": due,
                    "to_status": "live" if is_back else known.status,
                    "to_missing": None if is_back else known.missing_since,
                }
            )
        elif entry.seen > known.last_seen:
            later.append({"of_article": known.id, "to_last": last, "to_check": due})
    seen: dict[str, Any] = {"last_seen": bindparam("to_last"), "next_check": bindparam("to_check")}
    if later:
        connection.execute(of_article.values(**seen), later)
    if otherwise:
        connection.execute(
            of_article.values(
                canonical_url=bindparam("to_address"),
                first_seen=bindparam("to_first"),
                **seen,
                status=bindparam("to_status"),
                missing_since=bindparam("to_missing"),
            ),
            otherwise,
        )


def _judge(
    connection: Connection, entries: Sequence[Entry]
) -> dict[tuple[int, str], tuple[Result, int]]:
    """Of each entry what it is against its revisions, and the number of its own."""
    known = [entry for entry in entries if entry.known is not None]
    digests = digests_of(connection, [entry.article_id for entry in known])
    results: dict[tuple[int, str], tuple[Result, int]] = {}
    for entry in entries:
        if entry.known is None:
            results[entry.identity] = "new", 1
            continue
        before = digests[entry.article_id]
        results[entry.identity] = _judged(entry, before), max(before) + 1
    return results


def _judged(entry: Entry, before: dict[int, str]) -> Result:
    """What an article is against its revisions.

    A capture that was recorded before is never judged again, or the same batch twice would undo a
    later edit. One that is older than what the archive has seen adds what was unknown, and leaves
    the current revision.
    """
    if entry.is_replay or entry.is_unchanged:
        return "unchanged"
    if entry.is_late and entry.digest in before.values():
        return "unchanged"
    return "revised"


def digests_of(connection: Connection, article_ids: Iterable[int]) -> dict[int, dict[int, str]]:
    """Of each article, the content digest of every revision by its number."""
    table = table_of(models.Revision)
    found: dict[int, dict[int, str]] = defaultdict(dict)
    for piece in in_pieces(article_ids):
        query = select(table.c.article_id, table.c.number, table.c.content_digest)
        for row in connection.execute(query.where(table.c.article_id.in_(piece))):
            found[row.article_id][row.number] = row.content_digest
    return found


def _insert_revisions(
    connection: Connection,
    entries: Sequence[Entry],
    results: dict[tuple[int, str], tuple[Result, int]],
    by: Circumstances,
) -> None:
    fresh: list[tuple[Article, dict[str, Any]]] = []
    current: dict[int, int] = {}
    outdated: list[int] = []
    for entry in entries:
        result, number = results[entry.identity]
        if result == "unchanged":
            continue
        capture = entry.article.capture
        is_same_page = result == "revised" and capture is not None and capture.is_revisit
        row = revision_row(entry.article, by) | {
            "article_id": entry.article_id,
            "number": number,
            "origin": "reextracted" if is_same_page else "portal",
            "capture_id": entry.capture_id,
            "content_digest": entry.digest,
        }
        fresh.append((entry.article, row))
        if not entry.is_late:
            current[entry.article_id] = number
            if result == "revised":
                outdated.append(entry.article_id)
    insert_revisions(connection, fresh, current, outdated)


def _without_repeats(articles: Iterable[Article]) -> Iterator[list[Article]]:
    """The batch in rounds in which no key stands twice: its second article is in the second."""
    rounds: list[dict[tuple[str | None, str | None], Article]] = []
    for article in articles:
        identity = (article.portal, article.article_key)
        for known in rounds:
            if identity not in known:
                known[identity] = article
                break
        else:
            rounds.append({identity: article})
    yield from (list(known.values()) for known in rounds)


def _address(article: Article) -> str:
    return article.canonical_url or article.url or article.article_key or ""
