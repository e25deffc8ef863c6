from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.snapshots.excel import MOST_UNITS, defused, fitting, write

SIGNS = "=+-@＝＋－＠"


def units(text: str) -> int:
    """Of UTF-16, in which Excel counts."""
    return len(text.encode("utf-16-le")) // 2


def folder_with(folder: Path, *cells: str) -> Path:
    with (folder / "articles.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\r\n").writerows(
            [["article_id", "text"], *enumerate(cells)]
        )
    return folder


def written(folder: Path) -> list[str]:
    [file] = write(folder)
    with file.open(encoding="utf-8-sig", newline="") as stream:
        return [row["text"] for row in csv.DictReader(stream)]


@pytest.mark.parametrize(
    "cell",
    [
        '=HYPERLINK("http://x.vn","bấm")',
        "=cmd|' /C calc'!A0",
        "+84 905 123 456",
        "+84905123456",
        "-2+3+cmd|' /C calc'!A0",
        "- Thưa ông, ...",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "\n=1",
        "\tchữ",
        "  =1",
        "\u00a0=1",
        "\u3000＝1",
        '"=1',
        "“ =1",
        "\u200b=1",
        "\ufeff=1",
        "\x00=1",
        "＝1+1",
        "＋1",
        "－1+1",
        "＠SUM(A1)",
    ],
)
def test_what_a_spreadsheet_would_run_begins_with_an_apostrophe(cell: str) -> None:
    assert defused(cell).startswith("'")
    assert defused(cell).replace("'", "") == cell.replace("\0", "").replace("'", "")


@pytest.mark.parametrize(
    "cell",
    [
        "",
        "Khai mạc hội nghị",
        "-5",
        "-5,5",
        "-1.234,56%",
        "12",
        "2024-12",
        "2024-07-01",
        "2023-12-28T21:10+07:00",
        "https://x.vn/?a=1&b=-2",
        "a=b",
        "Điểm: -5",
        "'=1",
        '["Ảnh đẹp"]',
        "Đoạn một.\n\nĐoạn hai; rồi thôi.",
    ],
)
def test_what_it_would_not_run_stays_as_it_is(cell: str) -> None:
    assert defused(cell) == cell


@pytest.mark.parametrize(
    ("cell", "safe"),
    [
        ("Hai việc:\n\n- một\n\n- hai", "Hai việc:\n\n'- một\n\n'- hai"),
        ("a;=1", "a;'=1"),
        ('a;"" =1', 'a;\'"" =1'),
        ("a\t@b", "a\t'@b"),
    ],
)
def test_a_reader_with_another_separator_finds_no_formula_inside_either(
    cell: str, safe: str
) -> None:
    assert defused(cell) == safe


@given(st.text(st.sampled_from(f"{SIGNS};\t\r\n \"'“a1,\u200b\0"), max_size=12))
def test_no_piece_of_any_cell_begins_with_a_sign(cell: str) -> None:
    safe = defused(cell)
    if safe.startswith("-") and safe[1:].replace(",", "").isdigit():
        return
    for separator in (";", "\t", "\r", "\n"):
        for piece in safe.split(separator):
            assert not piece.lstrip(' "“\u200b').startswith(tuple(SIGNS))


@given(st.text(max_size=40))
def test_only_apostrophes_are_added_and_only_nul_is_dropped(cell: str) -> None:
    rest = iter(defused(cell))
    assert all(sign in rest for sign in cell.replace("\0", ""))
    assert defused(cell).replace("'", "") == cell.replace("\0", "").replace("'", "")


@pytest.mark.parametrize("sign", ["a", "ắ", "\U0001f600"])
def test_a_cell_that_excel_can_hold_is_whole(sign: str) -> None:
    cell = sign * (MOST_UNITS // units(sign))
    assert fitting(cell, "...") == cell


@given(st.text(min_size=1, max_size=30), st.integers(2_000, 40_000))
def test_no_cell_is_longer_than_excel_can_hold(part: str, times: int) -> None:
    cell = part * times
    cut = fitting(cell, " [cut]")
    assert units(cut) <= MOST_UNITS
    if cut != cell:
        assert units(cell) > MOST_UNITS
        assert cut.endswith(" [cut]")
        assert cell.startswith(cut.removesuffix(" [cut]"))
        assert units(cut) >= MOST_UNITS - 1


def test_a_cell_that_was_cut_says_where_the_whole_text_is(tmp_path: Path) -> None:
    [cell] = written(folder_with(tmp_path, "Đoạn. " * 10_000))
    assert cell.startswith("Đoạn. Đoạn. ")
    assert cell.endswith("articles.csv]")
    assert units(cell) == MOST_UNITS


def test_the_file_is_utf_8_with_a_byte_order_mark_and_whole_diacritics(tmp_path: Path) -> None:
    [file] = write(folder_with(tmp_path, 'Ông nói: "Chuyển đổi số"\n\nĐắk Lắk'))
    assert file.name == "articles.excel.csv"
    assert (
        file.read_bytes()
        == ('\ufeffarticle_id,text\r\n0,"Ông nói: ""Chuyển đổi số""\n\nĐắk Lắk"\r\n').encode()
    )


def test_lists_stay_json(tmp_path: Path) -> None:
    captions = ["=1", "Ảnh: - một", "a;=b"]
    [cell] = written(folder_with(tmp_path, json.dumps(captions, ensure_ascii=False)))
    assert [each.replace("'", "") for each in json.loads(cell)] == captions


def test_each_csv_file_gets_one_and_writing_again_gives_the_same_bytes(tmp_path: Path) -> None:
    folder_with(tmp_path, "=1", "b")
    (tmp_path / "portals.csv").write_bytes(b"host\r\n@x.vn\r\n")
    first = {file.name: file.read_bytes() for file in write(tmp_path)}
    assert first == {file.name: file.read_bytes() for file in write(tmp_path)}
    assert sorted(first) == ["articles.excel.csv", "portals.excel.csv"]
    assert first["portals.excel.csv"].endswith(b"\r\n'@x.vn\r\n")
