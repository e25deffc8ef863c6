from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.fingerprints import SHORTEST, SIMILAR, SIZE, fingerprints, resemblance

LETTERS = "aăâbcdđeêghiklmnoôơpqrstuưvxyòủỹạ 0123456789,.“”–"
#: Each long enough to count, whatever else stands in it.
PARAGRAPHS = st.text(LETTERS, max_size=300).map(lambda text: text + "nghtrkhph" * 5)


def distinct(least: int, most: int = 40) -> st.SearchStrategy[list[str]]:
    return st.lists(PARAGRAPHS, min_size=least, max_size=most, unique_by=fingerprints)


def joined(*paragraphs: str) -> str:
    return "\n\n".join(paragraphs)


def likeness(one: str, other: str) -> float:
    return resemblance(fingerprints(one), fingerprints(other))


def blocks(text: str) -> list[str]:
    return [" ".join(each.split()) for each in text.split("\n\n")]


RELEASE = blocks("""
    Sáng 12/3, Ủy ban nhân dân tỉnh khởi công đoạn đường dài 14,5 km nối thị xã Hòa Bình với khu
    công nghiệp phía nam, tổng mức đầu tư 1.250 tỷ đồng.

    Phát biểu tại buổi lễ, ông Nguyễn Văn Thủy đề nghị nhà thầu “làm ba ca, bốn kíp”, bảo đảm
    chất lượng - tiến độ và an toàn lao động trên toàn tuyến.

    Người dân xã Khe Lũy đã bàn giao xong 96% mặt bằng; 34 hộ còn lại nhận đất tái định cư trong
    tháng tới, sớm hơn kế hoạch hai tuần.
""")
PREAMBLE = blocks("""
    Căn cứ Luật Tổ chức chính quyền địa phương ngày 19 tháng 6 năm 2015; Luật sửa đổi, bổ sung
    một số điều của Luật Tổ chức Chính phủ ngày 22 tháng 11 năm 2019;

    Chánh Văn phòng Ủy ban nhân dân tỉnh, Giám đốc các sở, thủ trưởng các ban, ngành và cá nhân
    có liên quan chịu trách nhiệm thi hành Quyết định này.
""")


@given(st.text())
def test_a_sketch_is_a_few_signed_64_bit_numbers_in_order(text: str) -> None:
    sketch = fingerprints(text)
    assert len(sketch) <= SIZE
    assert list(sketch) == sorted(set(sketch))
    assert all(-(2**63) <= value < 2**63 for value in sketch)


@given(distinct(1, SIZE))
def test_every_long_paragraph_gives_a_value(paragraphs: list[str]) -> None:
    assert len(fingerprints(joined(*paragraphs))) == len(paragraphs)


@given(st.data(), distinct(0))
def test_the_order_of_paragraphs_does_not_matter(data: st.DataObject, text: list[str]) -> None:
    shuffled = data.draw(st.permutations(text))
    assert fingerprints(joined(*shuffled)) == fingerprints(joined(*text))


@given(st.data(), distinct(5), st.text())
def test_an_edit_of_one_paragraph_of_five_or_more_is_the_same_text(
    data: st.DataObject, paragraphs: list[str], new: str
) -> None:
    place = data.draw(st.integers(0, len(paragraphs) - 1))
    edited = [*paragraphs[:place], re.sub(r"\s", " ", new), *paragraphs[place + 1 :]]
    assert likeness(joined(*paragraphs), joined(*edited)) >= SIMILAR


@given(distinct(0, 30), distinct(0, 30))
def test_resemblance_is_a_share_and_the_same_both_ways(one: list[str], other: list[str]) -> None:
    there = likeness(joined(*one), joined(*other))
    assert 0 <= there <= 1
    assert there == likeness(joined(*other), joined(*one))


@given(distinct(2))
def test_a_text_wholly_resembles_itself(paragraphs: list[str]) -> None:
    assert likeness(joined(*paragraphs), joined(*paragraphs)) == 1


@given(st.lists(st.text(LETTERS, max_size=SHORTEST - 1)))
def test_captions_and_contact_lines_count_for_nothing(lines: list[str]) -> None:
    assert fingerprints(joined(*RELEASE, *lines)) == fingerprints(joined(*RELEASE))


@pytest.mark.parametrize("text", ["", "\n\n", "Ảnh: Thu Hà", "北京市人民政府" * 40])
def test_what_has_no_long_paragraph_in_latin_letters_has_no_sketch(text: str) -> None:
    assert fingerprints(text) == ()
    assert resemblance((), fingerprints(joined(*RELEASE))) == 0


def test_the_values_are_the_same_everywhere_and_for_good() -> None:
    assert fingerprints(joined(*RELEASE)) == (
        -8741729256328417621,
        3121061873382059243,
        4853364269315621142,
    )


@pytest.mark.parametrize(
    ("here", "there"),
    [
        ("Hòa", "Hoà"),
        ("Thủy", "Thuỷ"),
        ("“", '"'),
        (" - ", " – "),
        ("1.250", "1250"),
        ("ông", "Ông"),
        ("\n\n", "\n"),
    ],
)
def test_the_other_style_of_writing_is_the_same_text(here: str, there: str) -> None:
    text = joined(*RELEASE)
    assert here in text
    assert fingerprints(text.replace(here, there)) == fingerprints(text)


def test_another_number_is_another_paragraph() -> None:
    assert not set(fingerprints(RELEASE[0])) & set(fingerprints(RELEASE[0].replace("12/3", "19/3")))


def test_an_edited_paragraph_of_three_is_found() -> None:
    edited = RELEASE[1].replace("ba ca, bốn kíp", "ngày và đêm")
    assert likeness(joined(*RELEASE), joined(RELEASE[0], edited, RELEASE[2])) == 0.5 >= SIMILAR


def test_an_edited_paragraph_of_two_is_not_known() -> None:
    edited = RELEASE[1].replace("ba ca, bốn kíp", "ngày và đêm")
    assert likeness(joined(*RELEASE[:2]), joined(RELEASE[0], edited)) == 0


@given(distinct(5, 5), distinct(5, 5))
def test_the_same_preamble_and_closing_do_not_make_one_text(
    one: list[str], other: list[str]
) -> None:
    if not set(map(fingerprints, one)) & set(map(fingerprints, other)):
        opening, closing = PREAMBLE
        assert likeness(joined(opening, *one, closing), joined(opening, *other, closing)) < SIMILAR
