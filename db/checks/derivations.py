"""Proofs that what was derived from the current revisions is what follows from them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlalchemy import Connection, and_, exists, func, select

from db import dialects, models
from db.batch import AnyRow
from db.checks.proof import Proof
from db.clusters import sketches_of
from db.derived import facets_row
from db.fingerprints import KIND, fingerprints
from db.models import table_of
from db.search.expression import IndexColumn, Phrase
from db.words import indexed_words

#: Articles of which words are looked up.
SAMPLE = 1_000
#: Of each, so many from the start of the title.
_WORDS = 12
_PAGE = 500
_TEXTS: tuple[IndexColumn, ...] = ("exact", "folded")
_ADVICE = "portalcrawl db check --repair makes it anew"


def prove_search_index(connection: Connection, proof: Proof) -> None:
    """It has exactly the articles, each in its current revision; a sample is really found."""
    articles = table_of(models.Article)
    ids = dialects.ids_in_search_index(connection)
    counted = select(func.count()).select_from(articles)
    proof.looked_at = connection.execute(counted).scalar_one()
    differences = {
        "articles are not in the search index": select(articles.c.id).except_(ids),
        "articles in the search index do not exist": ids.except_(select(articles.c.id)),
        "articles are in the search index with a former revision": select(articles.c.id).where(
            articles.c.indexed_revision.is_distinct_from(articles.c.current_revision)
        ),
    }
    for what, query in differences.items():
        different = query.subquery()
        count = connection.execute(select(func.count()).select_from(different)).scalar_one()
        if count:
            lowest = connection.execute(select(func.min(different.c[0]))).scalar_one()
            _find(proof, f"{count} {what} (the first: row {lowest})")
    for fault in dialects.search_index_faults(connection):
        _find(proof, f"the search index is damaged: {fault}")
    if not proof.found:
        _prove_sample(connection, proof)


def prove_facets(connection: Connection, proof: Proof) -> None:
    """Every article has those that follow from its current revision."""
    articles, revisions = table_of(models.Article), table_of(models.Revision)
    facets = table_of(models.ArticleFacets)
    query = (
        select(
            articles.c.id,
            articles.c.portal_id,
            revisions.c.published_at,
            revisions.c.section,
            facets,
        )
        .join(
            revisions,
            and_(
                revisions.c.article_id == articles.c.id,
                revisions.c.number == articles.c.current_revision,
            ),
        )
        .outerjoin(facets, facets.c.article_id == articles.c.id)
        .order_by(articles.c.id)
    )
    for article_id, portal_id, published_at, section, *stored in connection.execute(query):
        proof.looked_at += 1
        if stored != list(facets_row(article_id, portal_id, published_at, section).values()):
            _find(proof, f"the facets of article row {article_id} are not its own")


def _prove_sample(connection: Connection, proof: Proof) -> None:
    for row in _sample(connection, proof.looked_at):
        for name, words in zip(
            _TEXTS, indexed_words((row.title, row.text, *row.captions)), strict=True
        ):
            phrase = Phrase(name, tuple(words.split()[:_WORDS]))
            if phrase.words and not dialects.holds_words(connection, row.article_id, phrase):
                _find(proof, f"the {name} words of {row.host}/{row.key} do not find it")


def _sample(connection: Connection, size: int) -> Sequence[AnyRow]:
    """Articles at even distances."""
    articles, revisions = table_of(models.Article), table_of(models.Revision)
    portals = table_of(models.Portal)
    step = max(1, -(-size // SAMPLE))
    place = func.row_number().over(order_by=articles.c.id)
    placed = select(articles.c.id, place.label("place")).subquery()
    query = (
        select(
            articles.c.id.label("article_id"),
            portals.c.host,
            articles.c.key,
            revisions.c.title,
            revisions.c.text,
            revisions.c.captions,
        )
        .join(placed, placed.c.id == articles.c.id)
        .join(portals, portals.c.id == articles.c.portal_id)
        .join(
            revisions,
            and_(
                revisions.c.article_id == articles.c.id,
                revisions.c.number == articles.c.current_revision,
            ),
        )
        .where((placed.c.place - 1) % step == 0)
        .order_by(articles.c.id)
    )
    return connection.execute(query).all()


def prove_fingerprints(connection: Connection, proof: Proof) -> None:
    """Every current revision has those that follow from its text, and no other has any."""
    for page in _current_texts(connection):
        stored = sketches_of(connection, [row.id for row in page])
        for row in page:
            proof.looked_at += 1
            if stored.get(row.id, ()) != fingerprints(row.text):
                _find(proof, f"the fingerprints of revision row {row.id} are not those of its text")
    articles, revisions = table_of(models.Article), table_of(models.Revision)
    prints = table_of(models.Fingerprint)
    is_current = exists().where(
        revisions.c.id == prints.c.revision_id,
        articles.c.id == revisions.c.article_id,
        articles.c.current_revision == revisions.c.number,
    )
    is_odd = ~is_current | (prints.c.kind != KIND)
    strange = select(func.count(prints.c.revision_id.distinct())).where(is_odd)
    if count := connection.execute(strange).scalar_one():
        _find(proof, f"{count} revisions have fingerprints and are not current")


def _current_texts(connection: Connection) -> Iterator[Sequence[AnyRow]]:
    articles, revisions = table_of(models.Article), table_of(models.Revision)
    query = (
        select(revisions.c.id, revisions.c.text)
        .join(
            articles,
            and_(
                articles.c.id == revisions.c.article_id,
                articles.c.current_revision == revisions.c.number,
            ),
        )
        .order_by(revisions.c.id)
        .limit(_PAGE)
    )
    last = 0
    while page := connection.execute(query.where(revisions.c.id > last)).all():
        yield page
        last = page[-1].id


def prove_clusters(connection: Connection, proof: Proof) -> None:
    """A cluster is called by the article that stands for it."""
    articles = table_of(models.Article)
    named = articles.alias("named")
    clustered = select(func.count(), func.count(named.c.id)).select_from(
        articles.outerjoin(named, named.c.id == articles.c.cluster)
    )
    row = connection.execute(clustered.where(articles.c.cluster.is_not(None))).one()
    proof.looked_at, sound = row
    if lost := proof.looked_at - sound:
        _find(proof, f"{lost} articles are in a cluster of an article that is not there")


def _find(proof: Proof, what: str) -> None:
    proof.is_behind = True
    proof.find(f"{what}; {_ADVICE}")
