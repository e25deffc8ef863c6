from __future__ import annotations

import csv
import subprocess
import sys
from datetime import UTC, date, datetime
from pathlib import Path

import pyarrow as pa  # type: ignore[import-untyped]
import pytest
from pyarrow import parquet

from db.columns import DELTA_FILES, FILES
from db.snapshots import parquet as written_by_us
from db.snapshots.parquet import write

ALL = (*FILES, *DELTA_FILES)
ROW = {
    "article_id": "x.vn/1",
    "title": "Đắk Lắk: chuyển đổi số",
    "text": 'Ông nói: "Vâng"\n\n=1',
    "published_at": "2024-12",
    "captions": "[]",
    "first_seen": "2026-11-01T12:00:00Z",
    "revision": "3",
    "warc_offset": "9999999999",
}


def fill(folder: Path, name: str, *rows: dict[str, str]) -> Path:
    columns = next([column for column, _ in columns] for file, _, columns in ALL if file == name)
    with (folder / name).open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, restval="", lineterminator="\r\n")
        writer.writeheader()
        writer.writerows(rows)
    return folder


def test_cells_have_types_and_empty_cells_are_null(tmp_path: Path) -> None:
    [file] = write(fill(tmp_path, "articles.csv", ROW))
    assert file == tmp_path / "articles.parquet"
    [row] = parquet.read_table(file).to_pylist()
    known = {name: value for name, value in row.items() if value is not None}
    assert known == ROW | {
        "first_seen": datetime(2026, 11, 1, 12, tzinfo=UTC),
        "revision": 3,
        "warc_offset": 9_999_999_999,
    }


def test_moments_are_utc_in_microseconds_and_dates_of_portals_are_text(tmp_path: Path) -> None:
    [file] = write(fill(tmp_path, "articles.csv", ROW))
    schema = parquet.read_schema(file)
    for name in ("first_seen", "last_seen", "gone_since", "captured_at"):
        assert schema.field(name).type == pa.timestamp("us", tz="UTC")
    assert schema.field("published_at").type == pa.string()


def test_what_is_yes_or_no_is_a_boolean(tmp_path: Path) -> None:
    fill(tmp_path, "revisions.csv", {"is_current": "1"}, {"is_current": "0"})
    [file] = write(tmp_path)
    assert parquet.read_table(file)["is_current"].to_pylist() == [True, False]


def test_days_are_dates(tmp_path: Path) -> None:
    [file] = write(fill(tmp_path, "portals.csv", {"host": "x.vn", "until": "2025-06-30"}))
    [row] = parquet.read_table(file, columns=["since", "until"]).to_pylist()
    assert row == {"since": None, "until": date(2025, 6, 30)}


def test_a_code_keeps_its_zero(tmp_path: Path) -> None:
    [file] = write(fill(tmp_path, "provinces.csv", {"slug": "ha_noi", "gso_code": "01"}))
    assert parquet.read_table(file)["gso_code"].to_pylist() == ["01"]


@pytest.mark.parametrize(("name", "columns"), [(name, columns) for name, _, columns in ALL])
def test_each_column_says_what_it_means(
    tmp_path: Path, name: str, columns: tuple[tuple[str, str], ...]
) -> None:
    [file] = write(fill(tmp_path, name))
    told = [
        (field.name, field.metadata[b"description"].decode()) for field in parquet.read_schema(file)
    ]
    assert told == list(columns)


def test_what_a_delta_has_is_there_too(tmp_path: Path) -> None:
    fill(tmp_path, "articles.csv", ROW)
    fill(tmp_path, "articles.delta.csv", ROW)
    fill(tmp_path, "delta.csv", {"article_id": "x.vn/1", "change": "new"})
    assert [file.name for file in write(tmp_path)] == [
        "articles.parquet",
        "articles.delta.parquet",
        "delta.parquet",
    ]


def test_a_file_without_rows_has_its_columns(tmp_path: Path) -> None:
    [file] = write(fill(tmp_path, "portals.csv"))
    table = parquet.read_table(file)
    assert (table.num_rows, table.column_names[0]) == (0, "host")


def test_row_groups_are_small_and_in_the_order_of_the_csv(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(written_by_us, "_CHARACTERS", 300)
    monkeypatch.setattr(written_by_us, "MOST_BYTES", 1500)
    fill(tmp_path, "articles.csv", *(ROW | {"article_id": str(n)} for n in range(100)))
    [file] = write(tmp_path)
    groups = parquet.read_metadata(file).num_row_groups
    assert 5 < groups < 50
    assert parquet.read_table(file)["article_id"].to_pylist() == [str(n) for n in range(100)]


def test_a_text_longer_than_a_row_group_is_whole(tmp_path: Path) -> None:
    text = "chuyển đổi số " * (written_by_us.MOST_BYTES // 14 + 1)
    [file] = write(fill(tmp_path, "articles.csv", ROW | {"text": text}, ROW))
    assert parquet.read_table(file)["text"].to_pylist() == [text, ROW["text"]]


def test_the_texts_are_compressed(tmp_path: Path) -> None:
    [file] = write(fill(tmp_path, "articles.csv", ROW))
    assert parquet.read_metadata(file).row_group(0).column(0).compression == "ZSTD"


def test_writing_again_gives_the_same_bytes(tmp_path: Path) -> None:
    fill(tmp_path, "articles.csv", *(ROW | {"article_id": str(n)} for n in range(500)))
    [file] = write(tmp_path)
    first = file.read_bytes()
    write(tmp_path)
    assert file.read_bytes() == first


@pytest.mark.parametrize(("column", "cell"), [("first_seen", "2024-12"), ("revision", "drei")])
def test_a_cell_that_is_not_of_its_kind_is_an_error(tmp_path: Path, column: str, cell: str) -> None:
    fill(tmp_path, "articles.csv", ROW | {column: cell})
    with pytest.raises(ValueError, match=cell):
        write(tmp_path)


def test_what_is_not_needed_is_not_imported(tmp_path: Path) -> None:
    """pandas alone takes as much memory as all the rows at once; a part of pyarrow imports it."""
    fill(tmp_path, "articles.csv", ROW)
    code = (
        "import sys; from pathlib import Path; from db.snapshots.parquet import write;"
        f"write(Path({str(tmp_path)!r})); assert 'pandas' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_an_empty_cell_is_null_wherever_it_stands(tmp_path: Path) -> None:
    cells = ["", "a", "", "", "đ", "", "", "", "", "b", ""]
    rows = ({"article_id": str(n), "title": cell} for n, cell in enumerate(cells))
    [file] = write(fill(tmp_path, "articles.csv", *rows))
    assert parquet.read_table(file)["title"].to_pylist() == [cell or None for cell in cells]
