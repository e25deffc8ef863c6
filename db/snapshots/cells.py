"""The CSV files of a snapshot read back: their rows, and what kind of value a column holds."""

from __future__ import annotations

import csv
import io
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import Final

from db.columns import DELTA_FILES, FILES, TYPES

#: A cell may be as long as an article; Python's own limit is 131,072 characters.
csv.field_size_limit(min(sys.maxsize, 2**31 - 1))

_EXCEL: Final = ".excel.csv"


class Kind(StrEnum):
    """What a cell that is not empty holds."""

    TEXT = "string"
    """Also dates of the portals, which are cut at what is known, and lists in JSON."""
    INTEGER = "integer"
    BOOLEAN = "boolean"
    """``1`` or ``0``."""
    DAY = "date"
    """``2025-06-30``."""
    MOMENT = "datetime"
    """UTC, to the second: ``2026-11-22T05:53:15Z``."""


#: The columns that no two rows of a file have in common.
KEYS: Final = {
    "articles.csv": ("article_id",),
    "revisions.csv": ("article_id", "revision"),
    "provinces.csv": ("slug",),
    "portals.csv": ("host",),
    "delta.csv": ("article_id",),
    "articles.delta.csv": ("article_id",),
}

#: Of each file, a column, and the file and the column that it leads to.
LEADS: Final[Mapping[str, tuple[tuple[str, str, str], ...]]] = {
    "articles.csv": (
        ("portal", "portals.csv", "host"),
        ("province", "provinces.csv", "slug"),
        ("province_now", "provinces.csv", "slug"),
    ),
    "revisions.csv": (("article_id", "articles.csv", "article_id"),),
    "provinces.csv": (("merged_into", "provinces.csv", "slug"),),
    "portals.csv": (("province", "provinces.csv", "slug"),),
    "articles.delta.csv": (("article_id", "articles.csv", "article_id"),),
}


def kind_of(column: str) -> Kind:
    """The kind of a column, which is the same in every file."""
    told = TYPES.get(column, {}).get("type")
    return Kind(told) if told in list(Kind) else Kind.TEXT


def meaning_of(file: str) -> str:
    """What a row of a file is; empty for a file that the data format does not know."""
    return next((meaning for name, meaning, _ in (*FILES, *DELTA_FILES) if name == file), "")


def meanings_in(file: str) -> dict[str, str]:
    """What the columns of a file mean, by name."""
    return next((dict(known) for name, _, known in (*FILES, *DELTA_FILES) if name == file), {})


def csv_files(folder: Path) -> list[Path]:
    """The CSV files of a snapshot by name, without those that are made from them."""
    return sorted(file for file in folder.glob("*.csv") if not file.name.endswith(_EXCEL))


def excel_file(file: Path) -> Path:
    """What the file for spreadsheets is called that is made from a CSV file."""
    return file.with_suffix(_EXCEL)


@contextmanager
def opened(file: Path) -> Iterator[tuple[list[str], Iterator[list[str]]]]:
    """The names of the columns of a CSV file, and its rows below, one after the other."""
    with file.open(encoding="utf-8", newline="") as stream:
        rows = csv.reader(stream, strict=True)
        yield next(rows), rows


def cells_of(row: bytes) -> list[str]:
    """The cells of one row as it stands in a file."""
    [cells] = csv.reader(io.StringIO(row.decode(), newline=""))
    return cells
