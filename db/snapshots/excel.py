"""The CSV files once more, for spreadsheets: what is text stays text.

Each ``articles.csv`` gets an ``articles.excel.csv`` beside it, with four differences: a byte order
mark, without which Excel takes UTF-8 for another encoding; an apostrophe before what a spreadsheet
may run (`OWASP, CSV Injection
<https://owasp.org/www-community/attacks/CSV_Injection>`_); long cells are cut; and NUL is dropped.
"""

from __future__ import annotations

import csv
import re
from pathlib import Path

from db.snapshots.cells import csv_files, excel_file, opened

#: Excel's "total number of characters that a cell can contain", which are units of UTF-16. What is
#: longer flows into the cells below.
MOST_UNITS = 32_767

CUT = " … [bị cắt: ô quá dài; cut: the cell is too long; toàn văn, whole text: {file}]"

#: Full-width and small forms as well: East Asian editions take them for the ASCII ones.
_SIGNS = r"[=+\-@＝＋－＠﹦﹢﹣﹫]"
#: What may stand before the sign and be skipped: quotes, what nobody sees, blanks.
_SKIPPED = '"“”„«»\x00-\x1f\u200b-\u200f\u2060\ufeff\\s'
_AT_START = re.compile(rf"[{_SKIPPED}]*{_SIGNS}")
#: Where the list separator of the computer is a semicolon, text is cut in pieces at these, whatever
#: quotes the file has.
_INSIDE = re.compile(rf"[;\t\r\n](?=(?:(?![\t\r\n])[{_SKIPPED}])*{_SIGNS})")
#: OWASP names them too: some readers skip them and look at what comes next.
_SKIPPED_FIRST = ("\t", "\r", "\n")
#: What a spreadsheet reads as the number that it is. Not `+84905...`, of which it drops the plus.
_NEGATIVE = re.compile(r"-\d+(?:[.,]\d+)*%?", re.ASCII)


def write(folder: Path) -> list[Path]:
    """Write a file for spreadsheets beside each CSV file of a snapshot; the files written."""
    return [_written(file) for file in csv_files(folder)]


def _written(source: Path) -> Path:
    target = excel_file(source)
    mark = CUT.format(file=source.name)
    with (
        opened(source) as (columns, rows),
        target.open("w", encoding="utf-8-sig", newline="") as file,
    ):
        writer = csv.writer(file, lineterminator="\r\n")
        writer.writerow(columns)
        writer.writerows([fitting(defused(cell), mark) for cell in row] for row in rows)
    return target


def defused(cell: str) -> str:
    """The cell with an apostrophe before each place where a spreadsheet may begin a formula.

    A negative number stays what it is. NUL is dropped, at which some readers end the cell.
    """
    cell = cell.replace("\0", "")
    if _NEGATIVE.fullmatch(cell):
        return cell
    is_first = _AT_START.match(cell) or cell.startswith(_SKIPPED_FIRST)
    if _INSIDE.search(cell):
        cell = _INSIDE.sub(lambda separator: f"{separator[0]}'", cell)
    return f"'{cell}" if is_first else cell


def fitting(cell: str, mark: str) -> str:
    """The cell, cut where it is longer than Excel's cells, with the mark at its end."""
    # No text has more units of UTF-16 than bytes in it, and few have more than the half.
    if 2 * len(cell) <= MOST_UNITS or len(cell.encode("utf-16-le")) <= 2 * MOST_UNITS:
        return cell
    room = 2 * MOST_UNITS - len(mark.encode("utf-16-le"))
    return cell.encode("utf-16-le")[:room].decode("utf-16-le", "ignore") + mark
