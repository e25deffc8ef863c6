from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import inspect

from db import columns
from db.archive import Archive

DOCUMENT = Path(__file__).parents[2] / "docs" / "data-format.md"


def test_the_document_says_what_the_code_says() -> None:
    assert DOCUMENT.read_text(encoding="utf-8") == columns.document(), (
        "run: python -m db.columns > docs/data-format.md"
    )


@pytest.mark.parametrize("name", [name for name, _, _ in columns.FILES])
def test_every_column_is_named_once_and_explained(name: str) -> None:
    [described] = [told for file, _, told in columns.FILES if file == name]
    names = [column for column, _ in described]
    assert len(set(names)) == len(names)
    assert all(meaning.endswith((".", "`")) and "|" not in meaning for _, meaning in described)


def test_the_views_have_every_column_of_the_files_and_no_other(archive: Archive) -> None:
    described = {name for name, _ in columns.ARTICLES + columns.REVISIONS}
    for view in ("article", "article_revision"):
        found = {column["name"] for column in inspect(archive.engine).get_columns(view)}
        keys = {"article_row", "revision_row", "cluster"}
        assert found == described - {"images", "attachments"} | keys
