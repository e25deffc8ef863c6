"""Near duplicates: which articles of different portals say the same.

Two of one portal are not compared: notices of one series would look alike by their formulas.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, exists, func, select, update

from db import models
from db.batch import AnyRow, in_pieces
from db.fingerprints import KIND, SIMILAR, resemblance
from db.models import table_of

Sketch = tuple[int, ...]

#: A fingerprint that more articles share is a formula of the office, and says nothing.
MOST_COMMON = 50


@dataclass(frozen=True, slots=True)
class Likeness:
    """Another article, and how much of the two is the same."""

    article_id: int
    revision_id: int
    resemblance: float
    """From ``fingerprints.SIMILAR`` to 1."""


def cluster(connection: Connection, revisions: Mapping[int, int]) -> None:
    """Put the articles of current revisions ({revision id: article id}) into clusters.

    Two articles that are alike share a cluster, and so do those that are alike to one of them.
    """
    articles = table_of(models.Article)
    values = _shared_by(connection, revisions)
    if not values:
        return
    sketches = sketches_of(connection, revisions)
    for revision_id, others in _alike(connection, sketches, values).items():
        together = {revisions[revision_id], *(other.article_id for other in others)}
        clusters = set(
            connection.execute(
                select(articles.c.cluster).where(
                    articles.c.id.in_(together), articles.c.cluster.is_not(None)
                )
            ).scalars()
        )
        connection.execute(
            update(articles)
            .where(articles.c.id.in_(together) | articles.c.cluster.in_(clusters))
            .values(cluster=min(clusters | together))
        )


def alike(connection: Connection, revision_id: int) -> list[Likeness]:
    """The articles of other portals that are like one current revision, the most alike first."""
    sketches = sketches_of(connection, [revision_id])
    values = {value for sketch in sketches.values() for value in sketch}
    return _alike(connection, sketches, values).get(revision_id, [])


def _alike(
    connection: Connection, sketches: Mapping[int, Sketch], values: Iterable[int]
) -> dict[int, list[Likeness]]:
    """Of each revision those that are alike, by the values that it shares with others."""
    holders = _holders(connection, values)
    candidates = {
        revision_id: {other for value in sketch for other in holders.get(value, ())} - {revision_id}
        for revision_id, sketch in sketches.items()
    }
    others = {other for found in candidates.values() for other in found}
    if not others:
        return {}
    theirs = sketches_of(connection, others)
    place_of = _places(connection, others.union(sketches))
    found: dict[int, list[Likeness]] = {}
    for revision_id, candidate in candidates.items():
        likenesses = [
            Likeness(place_of[other].article_id, other, share)
            for other in candidate
            if place_of[other].portal_id != place_of[revision_id].portal_id
            and (share := resemblance(sketches[revision_id], theirs[other])) >= SIMILAR
        ]
        if likenesses:
            likenesses.sort(key=lambda each: (-each.resemblance, each.article_id))
            found[revision_id] = likenesses
    return found


def _shared_by(connection: Connection, revisions: Iterable[int]) -> set[int]:
    """The fingerprints of revisions that others have too, in one statement for all of them.

    Revisions that were written together follow each other; a stranger between them does no harm.
    """
    ids = sorted(revisions)
    mine = table_of(models.Fingerprint).alias("mine")
    theirs = table_of(models.Fingerprint).alias("theirs")
    shared = exists().where(
        theirs.c.kind == mine.c.kind,
        theirs.c.value == mine.c.value,
        theirs.c.revision_id != mine.c.revision_id,
    )
    query = select(mine.c.value).where(
        mine.c.kind == KIND, mine.c.revision_id.between(ids[0], ids[-1]), shared
    )
    return set(connection.execute(query).scalars())


def sketches_of(connection: Connection, revisions: Iterable[int]) -> dict[int, Sketch]:
    """The stored sketches of revisions; those of a text without any are left out."""
    prints = table_of(models.Fingerprint)
    found: dict[int, list[int]] = defaultdict(list)
    for piece in in_pieces(revisions):
        query = (
            select(prints.c.revision_id, prints.c.value)
            .where(prints.c.kind == KIND, prints.c.revision_id.in_(piece))
            .order_by(prints.c.revision_id, prints.c.position)
        )
        for revision_id, value in connection.execute(query):
            found[revision_id].append(value)
    return {revision_id: tuple(values) for revision_id, values in found.items()}


def _holders(connection: Connection, values: Iterable[int]) -> dict[int, list[int]]:
    """The revisions that have a fingerprint, unless too many do."""
    prints = table_of(models.Fingerprint)
    found: dict[int, list[int]] = defaultdict(list)
    for piece in in_pieces(values):
        common = (
            select(prints.c.value)
            .where(prints.c.kind == KIND, prints.c.value.in_(piece))
            .group_by(prints.c.value)
            .having(func.count() > MOST_COMMON)
        )
        query = select(prints.c.value, prints.c.revision_id).where(
            prints.c.kind == KIND, prints.c.value.in_(piece), prints.c.value.not_in(common)
        )
        for value, revision_id in connection.execute(query):
            found[value].append(revision_id)
    return found


def _places(connection: Connection, revisions: Iterable[int]) -> dict[int, AnyRow]:
    """Of each revision its article and its portal."""
    articles, table = table_of(models.Article), table_of(models.Revision)
    found: dict[int, AnyRow] = {}
    for piece in in_pieces(revisions):
        query = (
            select(table.c.id, table.c.article_id, articles.c.portal_id)
            .join(articles, articles.c.id == table.c.article_id)
            .where(table.c.id.in_(piece))
        )
        found.update((row.id, row) for row in connection.execute(query))
    return found
