from __future__ import annotations

import csv
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from db.columns import FILES
from db.snapshots.sqlite_copy import APPLICATION_ID, USER_VERSION, write

Ask = Callable[..., list[tuple[Any, ...]]]

ARTICLES = (
    {
        "article_id": "x.vn/1",
        "province": "kon_tum",
        "province_now": "quang_ngai",
        "portal": "x.vn",
        "title": "Đắk Lắk: chuyển đổi số",
        "text": "Hòa bình, rồi thôi.",
        "published_at": "2024-12",
        "first_seen": "2026-11-01T12:00:00Z",
        "revision": "2",
    },
    {"article_id": "x.vn/2", "title": "Lũ trên sông", "text": "Nước lên.", "revision": "1"},
)
REVISIONS = (
    {"article_id": "x.vn/1", "revision": "1", "is_current": "0"},
    {"article_id": "x.vn/1", "revision": "2", "is_current": "1"},
)
ROWS: dict[str, tuple[dict[str, str], ...]] = {
    "articles.csv": ARTICLES,
    "revisions.csv": REVISIONS,
    "provinces.csv": (
        {"slug": "ha_noi", "gso_code": "01", "merged_into": "ha_noi"},
        {"slug": "kon_tum", "gso_code": "62", "merged_into": "quang_ngai"},
        {"slug": "quang_ngai", "gso_code": "51", "merged_into": "quang_ngai"},
    ),
    "portals.csv": ({"host": "x.vn", "articles": "2"},),
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, _, columns in FILES:
        with (tmp_path / name).open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, [column for column, _ in columns], restval="")
            writer.writeheader()
            writer.writerows(ROWS[name])
    return tmp_path


@pytest.fixture
def ask(folder: Path) -> Iterator[Ask]:
    [file] = write(folder)
    connection = sqlite3.connect(f"file:{file}?immutable=1", uri=True)
    yield lambda sql, *given: connection.execute(sql, given).fetchall()
    connection.close()


def test_each_csv_file_is_a_table_with_its_columns(ask: Ask) -> None:
    for name, _, columns in FILES:
        table = name.removesuffix(".csv")
        assert [name for (_, name, *_) in ask(f"PRAGMA table_info({table})")] == [
            column for column, _ in columns
        ]


def test_cells_have_types_and_empty_cells_are_null(ask: Ask) -> None:
    assert ask(
        "SELECT title, published_at, first_seen, revision, author FROM articles ORDER BY article_id"
    ) == [
        ("Đắk Lắk: chuyển đổi số", "2024-12", "2026-11-01T12:00:00Z", 2, None),
        ("Lũ trên sông", None, None, 1, None),
    ]
    assert ask("SELECT revision FROM revisions WHERE is_current") == [(2,)]
    assert ask("SELECT gso_code FROM provinces WHERE slug = 'ha_noi'") == [("01",)]


@pytest.mark.parametrize(
    ("table", "key"),
    [
        ("articles", ["article_id"]),
        ("revisions", ["article_id", "revision"]),
        ("provinces", ["slug"]),
        ("portals", ["host"]),
    ],
)
def test_tables_have_their_keys(ask: Ask, table: str, key: list[str]) -> None:
    assert [row[1] for row in ask(f"PRAGMA table_info({table})") if row[5]] == key


def test_columns_lead_to_the_tables_they_name(ask: Ask) -> None:
    leads = {(row[3], row[2], row[4]) for row in ask("PRAGMA foreign_key_list(articles)")}
    assert leads == {
        ("province", "provinces", "slug"),
        ("province_now", "provinces", "slug"),
        ("portal", "portals", "host"),
    }
    assert ask("PRAGMA foreign_key_check") == []


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("chuyen doi so", ["x.vn/1"]),
        ('"chuyển đổi số"', ["x.vn/1"]),
        ("dak lak", ["x.vn/1"]),
        ("hoà", ["x.vn/1"]),
        ("lũ", ["x.vn/2"]),
        ("lú", []),
        ("nuoc", ["x.vn/2"]),
    ],
)
def test_words_of_title_and_text_are_found_with_diacritics_or_without(
    ask: Ask, words: str, found: list[str]
) -> None:
    query = (
        "SELECT article_id FROM articles WHERE rowid IN"
        " (SELECT rowid FROM articles_fts WHERE articles_fts MATCH ?)"
    )
    assert [row[0] for row in ask(query, words)] == found


def test_nothing_lies_beside_it_and_no_log_is_needed(folder: Path, ask: Ask) -> None:
    assert ask("PRAGMA journal_mode") == [("delete",)]
    assert ask("PRAGMA integrity_check") == [("ok",)]
    assert {file.name for file in folder.iterdir()} == {*ROWS, "snapshot.sqlite"}


def test_it_says_what_it_is(ask: Ask) -> None:
    assert ask("PRAGMA application_id") == [(APPLICATION_ID,)]
    assert ask("PRAGMA user_version") == [(USER_VERSION,)]


def test_it_cannot_be_written_to_where_it_is_opened_as_immutable(ask: Ask) -> None:
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        ask("DELETE FROM articles")


def test_writing_again_gives_the_same_bytes(folder: Path) -> None:
    [file] = write(folder)
    first = file.read_bytes()
    write(folder)
    assert file.read_bytes() == first


def test_files_that_are_not_there_are_no_tables(folder: Path) -> None:
    for name in ("articles.csv", "portals.csv"):
        (folder / name).unlink()
    [file] = write(folder)
    connection = sqlite3.connect(file)
    names = connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'").fetchall()
    connection.close()
    assert sorted(names) == [("provinces",), ("revisions",)]


def test_what_a_delta_has_are_tables_too(folder: Path) -> None:
    (folder / "articles.delta.csv").write_bytes((folder / "articles.csv").read_bytes())
    (folder / "delta.csv").write_bytes(b"article_id,change\r\nx.vn/1,changed\r\n")
    [file] = write(folder)
    connection = sqlite3.connect(file)
    changed = "SELECT change, revision FROM articles_delta JOIN delta USING (article_id)"
    assert connection.execute(changed).fetchall() == [("changed", 2)]
    connection.close()


def test_a_row_that_is_there_twice_is_an_error_and_leaves_no_file(folder: Path) -> None:
    with (folder / "portals.csv").open("a", encoding="utf-8") as file:
        file.write("x.vn" + "," * 11 + "\r\n")
    with pytest.raises(sqlite3.IntegrityError):
        write(folder)
    assert {file.name for file in folder.iterdir()} == set(ROWS)
