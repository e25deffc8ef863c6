"""Rows that refer to rows that are not there, runs that never ended, a broken SQLite file."""

from __future__ import annotations

from pathlib import Path

import pytest

from db.archive import open_archive
from db.checks.proving import check
from tests.db.checks.conftest import Kept


@pytest.mark.parametrize(
    ("statement", "found"),
    [
        ("UPDATE captures SET run_id = 99 WHERE id = 1", "1 rows of captures name, in run_id,"),
        ("DELETE FROM runs", "rows of captures name, in run_id, a row that runs does not have"),
        ("UPDATE portals SET province = 'atlantis'", "2 rows of portals name, in province,"),
        ("INSERT INTO images VALUES (99, 1, 'x', NULL)", "images name, in revision_id, a row that"),
    ],
)
def test_a_row_that_nothing_leads_to_any_more_is_found(
    kept: Kept, statement: str, found: str
) -> None:
    kept.damage(statement)
    assert found in kept.found("foreign keys")[0]


def test_the_first_of_the_dangling_rows_are_named_by_their_keys(kept: Kept) -> None:
    kept.damage("INSERT INTO images VALUES (99, 1, 'x', NULL), (99, 2, 'y', NULL)")
    [finding] = kept.found("foreign keys")
    assert "(the first: 99/1, 99/2)" in finding
    assert finding.endswith("restore the database from a backup")


def test_a_run_that_was_killed_is_told_and_is_no_finding(kept: Kept) -> None:
    kept.archive.start_run("lang_son")
    proof = kept.proof("runs")
    assert (proof.found, len(proof.notes)) == (0, 1)
    assert proof.notes[0].startswith("1 runs never said that they ended")


def test_a_broken_page_of_the_sqlite_file_is_found(made_sqlite_url: str, tmp_path: Path) -> None:
    file = Path(made_sqlite_url.removeprefix("sqlite:///"))
    archive = open_archive(made_sqlite_url)
    with archive.engine.connect() as connection:
        sql = "SELECT rootpage FROM sqlite_master WHERE name = 'ix_captures_article_id'"
        page = connection.exec_driver_sql(sql).scalar_one()
        size = connection.exec_driver_sql("PRAGMA page_size").scalar_one()
    archive.close()
    with file.open("r+b") as broken:
        broken.seek((page - 1) * size)
        broken.write(b"\xff" * 100)
    archive = open_archive(made_sqlite_url)
    first, *_ = check(archive.engine, tmp_path)
    archive.close()
    assert first.subject == "tables"
    assert first.findings[0].startswith("the database ")
    assert first.findings[0].endswith("; restore it from a backup")
