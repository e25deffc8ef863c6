"""The CSV files as Parquet: the same rows in the same order, with types.

The bytes follow from the rows and from the version of Arrow that wrote them, which each file names
(``created_by``): another version may write other bytes.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from itertools import accumulate
from pathlib import Path
from typing import Any, Final

import pyarrow as pa  # type: ignore[import-untyped]
from pyarrow import compute, parquet

from db.snapshots.cells import Kind, csv_files, kind_of, meaning_of, meanings_in, opened

#: Bytes of a row group, as Arrow holds it in memory, and rows of it.
MOST_BYTES: Final = 6_000_000
MOST_ROWS: Final = 100_000
#: Characters that are cells of Python at once, which takes several times the room.
_CHARACTERS: Final = 200_000

#: No two cells are alike, so a dictionary is no help; nor does anybody ask for a range of them.
_LONG: Final = {"title", "lead", "text", "captions", "images", "attachments"}

_TYPES: Final[dict[Kind, Any]] = {
    Kind.TEXT: pa.string(),
    Kind.INTEGER: pa.int64(),
    Kind.BOOLEAN: pa.bool_(),
    Kind.DAY: pa.date32(),
    Kind.MOMENT: pa.timestamp("us", tz="UTC"),
}


def write(folder: Path) -> list[Path]:
    """Write a Parquet file beside each CSV file of a snapshot; the files written.

    An empty cell is null. Raises ValueError for a cell that is not of the kind of its column.
    """
    return [_written(file) for file in csv_files(folder)]


def _written(source: Path) -> Path:
    target = source.with_suffix(".parquet")
    with opened(source) as (columns, rows):
        schema = _schema(source.name, columns)
        short = [column for column in columns if column not in _LONG]
        with parquet.ParquetWriter(
            target, schema, compression="zstd", use_dictionary=short, write_statistics=short
        ) as writer:
            for group in _groups(_typed(piece, schema) for piece in _pieces(rows)):
                writer.write_table(pa.Table.from_batches(group), row_group_size=MOST_ROWS)
                group.clear()  # else there are two of them while the next is read
    return target


def _schema(file: str, columns: list[str]) -> pa.Schema:
    """Each field says in its metadata what the data format says of the column."""
    meanings = meanings_in(file)
    fields = [
        pa.field(
            column,
            _TYPES[kind_of(column)],
            metadata={"description": meanings.get(column, "")},
        )
        for column in columns
    ]
    return pa.schema(fields, metadata={"description": meaning_of(file)})


def _pieces(rows: Iterator[list[str]]) -> Iterator[list[list[str]]]:
    """The rows in short lists, each at least one row."""
    piece: list[list[str]] = []
    characters = 0
    for row in rows:
        piece.append(row)
        characters += sum(map(len, row))
        if characters >= _CHARACTERS or len(piece) == MOST_ROWS:
            yield piece
            piece, characters = [], 0
    if piece:
        yield piece


def _typed(piece: list[list[str]], schema: pa.Schema) -> pa.RecordBatch:
    columns = zip(zip(*piece, strict=True), schema, strict=True)
    arrays = [_column(cells, field.type) for cells, field in columns]
    return pa.RecordBatch.from_arrays(arrays, schema=schema)


def _column(cells: tuple[str, ...], wanted: pa.DataType) -> pa.Array:
    texts = _texts(cells)
    if pa.types.is_timestamp(wanted):
        return compute.strptime(texts, format="%Y-%m-%dT%H:%M:%SZ", unit="us").cast(wanted)
    return texts.cast(wanted)


def _texts(cells: tuple[str, ...]) -> pa.StringArray:
    """An array in Arrow's own layout. ``pa.array`` imports pandas where it is installed: 40 MB."""
    raw = [cell.encode() for cell in cells]
    ends = array("i", accumulate(map(len, raw), initial=0))
    is_known = int("".join("1" if cell else "0" for cell in reversed(cells)), 2)
    bits = is_known.to_bytes((len(cells) + 7) // 8, "little")
    return pa.StringArray.from_buffers(
        len(cells), pa.py_buffer(ends), pa.py_buffer(b"".join(raw)), pa.py_buffer(bits)
    )


def _groups(batches: Iterator[pa.RecordBatch]) -> Iterator[list[pa.RecordBatch]]:
    """What becomes a row group each."""
    group: list[pa.RecordBatch] = []
    size = count = 0
    for batch in batches:
        group.append(batch)
        size, count = size + batch.nbytes, count + batch.num_rows
        if size >= MOST_BYTES or count >= MOST_ROWS:
            yield group
            group, size, count = [], 0, 0
    if group:
        yield group
