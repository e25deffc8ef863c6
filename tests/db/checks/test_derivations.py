"""What was derived and is out of step with the revisions is found, and made anew."""

from __future__ import annotations

import os

import pytest

from db import dialects
from db.checks.repairing import repair
from db.derived import _current
from db.models import Article, Revision, table_of
from portalcrawl.warc.cdxj import sidecar
from tests.db.asking_the_index import indexed
from tests.db.checks.conftest import Kept

DERIVED = "search index, fingerprints and clusters made anew for 3 articles"


def drop_from_index(kept: Kept) -> None:
    """Take the first article out of the search index."""
    articles, revisions = table_of(Article), table_of(Revision)
    is_current = revisions.c.number == articles.c.current_revision
    with dialects.writing(kept.archive.engine) as connection:
        [current] = _current(connection, articles.c.id == 1, is_current)
        dialects.take_from_search_index(connection, [current.index_row()])


def test_an_article_that_the_index_lost_is_found(kept: Kept) -> None:
    drop_from_index(kept)
    [finding] = kept.found("articles in the search index")
    assert finding.startswith("1 articles are not in the search index (the first: row 1)")


def test_an_article_in_the_index_that_does_not_exist_is_found(kept: Kept) -> None:
    is_sqlite = dialects.is_sqlite(kept.archive.engine)
    insert = "INSERT INTO article_search ({}, exact, folded, labels) VALUES (99, 'tin', 'tin', '')"
    kept.damage(insert.format("rowid" if is_sqlite else "article_id"))
    [finding] = kept.found("articles in the search index")
    assert finding.startswith("1 articles in the search index do not exist (the first: row 99)")


def test_an_article_that_is_indexed_with_other_words_is_found(kept: Kept) -> None:
    drop_from_index(kept)
    with dialects.writing(kept.archive.engine) as connection:
        dialects.add_to_search_index(connection, [(1, "hội nghị", "hoi nghi", "x p1")])
    findings = kept.found("articles in the search index")
    assert [each.split(" do not")[0] for each in findings] == [
        "the exact words of hcc.nghean.gov.vn/1",
        "the folded words of hcc.nghean.gov.vn/1",
    ]


@pytest.mark.parametrize("archive_url", ["sqlite"], indirect=True)
def test_words_that_sqlite_did_not_forget_are_found(kept: Kept) -> None:
    # As one leaves it who tells the index to forget other words than it was given.
    drop_from_index(kept)
    kept.damage(
        "INSERT INTO article_search (rowid, exact, folded) VALUES (1, 'tin', 'tin')",
        "DELETE FROM article_search_docsize WHERE id = 1",
    )
    _, exact, folded = kept.found("articles in the search index")
    assert "damaged: its column 'exact' has 163 words, of 162 that were put in;" in exact
    assert "damaged: its column 'folded' has 163 words, of 162 that were put in;" in folded


@pytest.mark.parametrize("value", ["NULL", "7"])
def test_an_article_indexed_with_a_former_revision_is_found(kept: Kept, value: str) -> None:
    kept.damage(f"UPDATE articles SET indexed_revision = {value} WHERE key = '2'")  # noqa: S608
    [finding] = kept.found("articles in the search index")
    assert finding.startswith("1 articles are in the search index with a former revision")


def test_a_lost_fingerprint_is_found(kept: Kept) -> None:
    kept.damage("DELETE FROM fingerprints WHERE revision_id = 4 AND position = 2")
    assert "the fingerprints of revision row 4" in kept.found("fingerprints")[0]


def test_fingerprints_of_a_former_revision_are_found(kept: Kept) -> None:
    kept.damage("INSERT INTO fingerprints VALUES (1, 'paragraph', 1, 5)")
    assert kept.found("fingerprints")[0].startswith(
        "1 revisions have fingerprints and are not current"
    )


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM article_facets WHERE article_id = 2",
        "UPDATE article_facets SET published = published + 1 WHERE article_id = 2",
        "UPDATE article_facets SET section = 'Khác' WHERE article_id = 2",
    ],
)
def test_facets_that_are_not_those_of_the_revision_are_found(kept: Kept, statement: str) -> None:
    kept.damage(statement)
    [finding] = kept.found("facets of articles")
    assert finding.startswith("the facets of article row 2 are not its own")


def test_a_cluster_of_an_article_that_is_not_there_is_found(kept: Kept) -> None:
    kept.damage("UPDATE articles SET cluster = 99 WHERE key = '1'")
    assert kept.found("clustered articles")[0].startswith("1 articles are in a cluster of")


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM fingerprints",
        "DELETE FROM article_facets",
        "UPDATE articles SET cluster = 99",
        "UPDATE articles SET indexed_revision = NULL",
        "UPDATE fingerprints SET value = value + 1",
    ],
)
def test_repair_makes_anew_what_was_derived(kept: Kept, statement: str) -> None:
    kept.damage(statement)
    assert list(repair(kept.archive.engine, kept.proofs())) == [DERIVED]
    assert [each.subject for each in kept.proofs() if each.found] == []
    with kept.archive.engine.connect() as connection:
        assert indexed(connection, "folded", ["hoi", "nghi", "khai", "mac"]) == [2]


def test_repair_makes_anew_an_index_that_lost_an_article(kept: Kept) -> None:
    drop_from_index(kept)
    list(repair(kept.archive.engine, kept.proofs()))
    assert [each.subject for each in kept.proofs() if each.found] == []


def test_repair_cuts_a_torn_tail_and_writes_its_index(kept: Kept) -> None:
    path = kept.warc("first")
    whole = path.read_bytes()
    path.write_bytes(whole + whole[:200])
    assert list(repair(kept.archive.engine, kept.proofs())) == [
        f"{path} cut back by 200 bytes, to its last whole record"
    ]
    assert path.read_bytes() == whole
    assert [each.subject for each in kept.proofs() if each.found] == []


def test_repair_writes_a_lost_or_wrong_index(kept: Kept) -> None:
    index, wrong = sidecar(kept.warc("first")), sidecar(kept.warc("other"))
    before = index.read_bytes(), wrong.read_bytes()
    times = wrong.stat().st_mtime_ns
    index.unlink()
    wrong.write_bytes(b"")
    os.utime(wrong, ns=(times, times))
    done = set(repair(kept.archive.engine, kept.proofs()))
    assert done == {f"{index} written", f"{wrong} written"}
    assert (index.read_bytes(), wrong.read_bytes()) == before


def test_repair_leaves_what_cannot_be_derived(kept: Kept) -> None:
    kept.damage("UPDATE revisions SET author = 'Ai đó' WHERE id = 1")
    kept.warc("first").unlink()
    before = [(each.subject, each.findings) for each in kept.proofs()]
    assert list(repair(kept.archive.engine, kept.proofs())) == []
    assert [(each.subject, each.findings) for each in kept.proofs()] == before
