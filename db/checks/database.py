"""Proofs of the database as such: its own integrity, and that no row refers to one that is not."""

from __future__ import annotations

from sqlalchemy import Connection, ForeignKeyConstraint, and_, func, select

from db import dialects, models
from db.checks.proof import Proof
from db.models import table_of

_MOST_NAMED = 5


def prove_integrity(connection: Connection, proof: Proof) -> None:
    """What the database says of itself, and that the tables can be counted."""
    for fault in dialects.integrity_faults(connection):
        proof.find(f"the database is damaged: {fault}; restore it from a backup")
    for table in models.Base.metadata.sorted_tables:
        connection.execute(select(func.count()).select_from(table)).scalar_one()
        proof.looked_at += 1


def prove_relations(connection: Connection, proof: Proof) -> None:
    """Every foreign key of the models leads to a row, whether the database saw to it or not."""
    for table in models.Base.metadata.sorted_tables:
        for relation in sorted(table.foreign_key_constraints, key=lambda each: str(each.name)):
            _prove_relation(connection, relation, proof)
            proof.looked_at += 1


def _prove_relation(connection: Connection, relation: ForeignKeyConstraint, proof: Proof) -> None:
    table, referred = relation.table, relation.referred_table
    target = referred.alias("target")
    pairs = [(part.parent, target.c[part.column.name]) for part in relation.elements]
    source = table.outerjoin(target, and_(*(own == other for own, other in pairs)))
    dangling = and_(
        *(own.is_not(None) for own, _ in pairs), *(other.is_(None) for _, other in pairs)
    )
    keys = list(table.primary_key)
    broken = select(*keys).select_from(source).where(dangling)
    count = connection.execute(select(func.count()).select_from(broken.subquery())).scalar_one()
    if not count:
        return
    first = connection.execute(broken.order_by(*keys).limit(_MOST_NAMED)).all()
    named = ", ".join("/".join(str(part) for part in row) for row in first)
    columns = ", ".join(own.name for own, _ in pairs)
    proof.find(
        f"{count} rows of {table.name} name, in {columns}, a row that {referred.name}"
        f" does not have (the first: {named}); restore the database from a backup"
    )


def tell_of_runs(connection: Connection, proof: Proof) -> None:
    """Runs without an end were killed, or are at work."""
    runs = table_of(models.Run)
    counted = select(func.count(), func.count(runs.c.finished))
    proof.looked_at, finished = connection.execute(counted).one()
    if unfinished := proof.looked_at - finished:
        proof.notes.append(
            f"{unfinished} runs never said that they ended: killed, or at work now; what they"
            " committed is kept"
        )
