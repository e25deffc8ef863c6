"""Copying an archive's database into another one: SQLite to PostgreSQL, and the other way round."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    JSON,
    Connection,
    Engine,
    Insert,
    RowMapping,
    Table,
    bindparam,
    func,
    select,
    tuple_,
)
from sqlalchemy import insert as insert_into

from db import dialects, models, schema
from db.derived import catch_up
from db.engine import address_of, said_in_one_line
from db.errors import ArchiveError
from db.models import table_of

Tell = Callable[[str, int], None]
"""Is told of a table and how many of its rows are copied by now."""

_PAGE = 1_000
#: What every archive of a version has by itself, and what is derived from the rest.
_LEFT_OUT = frozenset(map(table_of, (models.Province, models.Fingerprint, models.ArticleFacets)))
_DERIVED = frozenset(
    {table_of(models.Article).c.indexed_revision, table_of(models.Article).c.cluster}
)


@dataclass(frozen=True, slots=True)
class Copied:
    """What was copied and found the same in the target."""

    rows: dict[str, int]
    """Of each table."""
    derived: int
    """Articles that were indexed and fingerprinted anew."""


def copy_database(
    source: Engine, target: Engine, tell: Tell = lambda _table, _rows: None
) -> Copied:
    """Copy every row, with its id, into an empty database; then read both and compare.

    The source is one archive of this version's schema, and is read in one state. The target has
    no table yet, or those of this version without a row. It is written in one transaction, so a
    copy that breaks off leaves it empty. ArchiveError in one line for everything else.
    """
    schema.check(source)
    _refuse_full(target)
    schema.upgrade(target)
    rows: dict[str, int] = {}
    with (
        dialects.reading(source) as there,
        said_in_one_line(target),
        dialects.writing(target) as here,
    ):
        for table in _tables():
            digest = _copy(there, here, table, tell)
            count, copied = _digest(_pages(here, table))
            if copied != digest:
                raise ArchiveError(
                    f"the copy of {table.name} in {address_of(target)} is not the same as in"
                    f" {address_of(source)}; nothing was kept, the source is untouched"
                )
            dialects.count_on(here, table)
            rows[table.name] = count
        derived = catch_up(here)
    return Copied(rows, derived)


def _tables() -> list[Table]:
    """Those that others refer to come first."""
    return [table for table in models.Base.metadata.sorted_tables if table not in _LEFT_OUT]


def _refuse_full(target: Engine) -> None:
    if schema.is_empty(target):
        return
    advice = "name an empty database"
    try:
        schema.check(target)
    except ArchiveError as error:
        raise ArchiveError(f"{address_of(target)} is not empty: {error}; {advice}") from None
    with said_in_one_line(target), dialects.reading(target) as connection:
        for table in _tables():
            if connection.execute(select(func.count()).select_from(table)).scalar_one():
                raise ArchiveError(
                    f"{address_of(target)} is not empty: it has rows in {table.name}; {advice}"
                )


def _copy(there: Connection, here: Connection, table: Table, tell: Tell) -> str:
    """Copy a table; the digest of what was read."""
    statement = _insert(table)
    count = 0

    def copied() -> Iterator[Sequence[RowMapping]]:
        nonlocal count
        for page in _pages(there, table):
            here.execute(statement, [dict(row) for row in page])
            count += len(page)
            tell(table.name, count)
            yield page

    return _digest(copied())[1]


def _insert(table: Table) -> Insert:
    """None stays NULL: SQLAlchemy would write it as the JSON text ``null``."""
    return insert_into(table).values(
        {
            column.name: bindparam(
                column.name,
                type_=JSON(none_as_null=True) if isinstance(column.type, JSON) else column.type,
            )
            for column in table.c
            if column not in _DERIVED
        }
    )


def _pages(connection: Connection, table: Table) -> Iterator[Sequence[RowMapping]]:
    """The rows by their key, without what is derived."""
    keys = list(table.primary_key)
    query = (
        select(*(column for column in table.c if column not in _DERIVED))
        .order_by(*keys)
        .limit(_PAGE)
    )
    last: tuple[Any, ...] | None = None
    while True:
        rest = query if last is None else query.where(tuple_(*keys) > tuple_(*last))
        with said_in_one_line(connection.engine):
            page = connection.execute(rest).mappings().all()
        if not page:
            return
        yield page
        last = tuple(page[-1][key.name] for key in keys)


def _digest(pages: Iterator[Sequence[RowMapping]]) -> tuple[int, str]:
    """How many rows, and the SHA-256 of all that is in them."""
    count, digest = 0, hashlib.sha256()
    for page in pages:
        count += len(page)
        for row in page:
            digest.update(repr(tuple(row.values())).encode("utf-8", "surrogatepass"))
    return count, digest.hexdigest()
