"""Every kind of proof, one after the other, on a single state of the database."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DatabaseError, InternalError, OperationalError

from db import dialects
from db.checks.captures import prove_captures
from db.checks.contents import prove_articles, prove_contents
from db.checks.database import prove_integrity, prove_relations, tell_of_runs
from db.checks.derivations import (
    prove_clusters,
    prove_facets,
    prove_fingerprints,
    prove_search_index,
)
from db.checks.proof import Proof
from db.engine import said_in_one_line

_OF_THE_DATABASE: tuple[tuple[str, Callable[[Connection, Proof], None]], ...] = (
    ("tables", prove_integrity),
    ("foreign keys", prove_relations),
    ("runs", tell_of_runs),
    ("articles", prove_articles),
    ("content digests", prove_contents),
    ("articles in the search index", prove_search_index),
    ("facets of articles", prove_facets),
    ("fingerprints", prove_fingerprints),
    ("clustered articles", prove_clusters),
)


def check(engine: Engine, archive: Path) -> Iterator[Proof]:
    """The proofs of an archive as they are made; ``archive`` is the folder of its WARC files.

    Nothing is written, and a run may be working meanwhile. The memory that it takes does not grow
    with the archive. ArchiveError where the database cannot be read at all.
    """
    with said_in_one_line(engine), dialects.reading(engine) as connection:
        for subject, prove in _OF_THE_DATABASE:
            yield _proved(connection, Proof(subject), prove)
        yield _proved(
            connection,
            Proof("captures"),
            lambda connection, proof: prove_captures(connection, archive, proof),
        )
        # There is nothing to commit, and of a broken file SQLite would not.
        connection.rollback()


def _proved(
    connection: Connection, proof: Proof, prove: Callable[[Connection, Proof], None]
) -> Proof:
    try:
        with connection.begin_nested():
            prove(connection, proof)
    except OperationalError:
        raise  # locked, gone, interrupted: nothing is known of what is stored
    except (DatabaseError, InternalError, ValueError) as error:
        cause = getattr(error, "orig", None) or error
        told = " ".join(str(cause).split())
        proof.find(f"the database cannot be read: {told}; restore it from a backup")
    return proof
