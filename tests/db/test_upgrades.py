"""An archive of every earlier schema, with data in it, brought up to this version."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from alembic import command
from sqlalchemy import Engine

from db import dialects, schema
from db.engine import open_engine
from tests.db.asking_the_index import indexed

HERE = Path(__file__).parent
#: One file of INSERTs for each schema that was ever released; a new migration brings one more.
SCHEMAS = sorted(path.stem for path in (HERE / "archives").glob("*.sql"))


@pytest.fixture(params=SCHEMAS)
def old_archive(request: pytest.FixtureRequest, url: str) -> Engine:
    """An archive as a former version left it: an article of two revisions, a refusal, a feed."""
    engine = open_engine(url)
    with dialects.migrating(engine) as connection:
        command.upgrade(schema._config(connection), request.param)
        for statement in (HERE / "archives" / f"{request.param}.sql").read_text().split(";\n"):
            if statement.strip():
                connection.exec_driver_sql(statement.replace("%", "%%"))
    return engine


def ask(engine: Engine, sql: str) -> list[dict[str, Any]]:
    with engine.connect() as connection:
        return [dict(row) for row in connection.exec_driver_sql(sql).mappings()]


def test_there_are_data_for_every_schema_but_the_present_one_or_also_for_it() -> None:
    known = {script.revision for script in schema._scripts().walk_revisions()}
    assert known - {schema._needed()} <= set(SCHEMAS) <= known


def test_nothing_that_was_stored_is_lost(old_archive: Engine) -> None:
    before = {
        table: ask(old_archive, f"SELECT * FROM {table} ORDER BY 1, 2")  # noqa: S608
        for table in ("portals", "runs", "feeds", "captures", "articles", "revisions", "images",
                      "attachments")
    }  # fmt: skip
    schema.upgrade(old_archive)
    schema.check(old_archive)
    for table, rows in before.items():
        after = ask(old_archive, f"SELECT * FROM {table} ORDER BY 1, 2")  # noqa: S608
        assert [{name: row[name] for name in rows[0]} for row in after] == [
            row | ({"indexed_revision": 2} if "indexed_revision" in row else {}) for row in rows
        ]


def test_what_was_stored_is_indexed_and_fingerprinted(old_archive: Engine) -> None:
    schema.upgrade(old_archive)
    assert ask(old_archive, "SELECT indexed_revision FROM articles") == [{"indexed_revision": 2}]
    with old_archive.connect() as connection:
        assert indexed(connection, "folded", ["hoi", "nghi"]) == [1]
        assert indexed(connection, "exact", ["khai", "mạc"]) == []
        assert indexed(connection, "exact", ["bế", "mạc"]) == [1]
    assert len(ask(old_archive, "SELECT value FROM fingerprints WHERE revision_id = 2")) == 2


def test_what_hung_together_still_does(old_archive: Engine) -> None:
    schema.upgrade(old_archive)
    [row] = ask(old_archive, "SELECT title, revision, captured_at, warc_offset FROM article")
    assert row == {
        "title": "Bế mạc hội nghị",
        "revision": 2,
        "captured_at": "2026-11-02T12:00:00Z",
        "warc_offset": 9120,
    }


def test_the_counts_of_earlier_runs_are_spread_over_their_portals(old_archive: Engine) -> None:
    schema.upgrade(old_archive)
    [run] = ask(old_archive, "SELECT stats FROM runs")
    rows = ask(old_archive, "SELECT run_id, portal_id, listings, found, failed FROM portal_runs")
    if "portal/" in str(run["stats"]):
        [row] = rows
        assert (row["run_id"], row["portal_id"], row["listings"], row["found"]) == (1, 1, 3, 20)
        assert row["failed"] in ({"5xx": 2}, '{"5xx": 2}')
    else:
        assert rows == []
