"""Text as the archive keeps it."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portalcrawl.extraction.text import (
    clean,
    ends_sentence,
    fold,
    is_stray,
    squeeze,
    word_count,
)

ZERO_WIDTH = "\u200b\u200c\u200d\u2060\ufeff\u00ad"


@given(st.text())
def test_clean_text_stays_as_it_is_when_cleaned_again(text: str) -> None:
    assert clean(clean(text)) == clean(text)


@given(st.text())
def test_clean_text_is_one_line_of_nfc_without_what_nobody_sees(text: str) -> None:
    line = clean(text)
    assert unicodedata.is_normalized("NFC", line)
    assert not set(line) & {"\0", "\n", "\t", "\u00a0", *ZERO_WIDTH}
    assert line == line.strip()
    assert "  " not in line


@given(st.text(alphabet="aàáảãạăằđeêôơuưừ bcdht"))
def test_text_decomposed_or_composed_is_the_same_text(text: str) -> None:
    assert clean(unicodedata.normalize("NFD", text)) == clean(unicodedata.normalize("NFC", text))


def test_no_break_spaces_are_spaces() -> None:
    assert clean("28/12/2023 21:10 \u00a0\u00a0 2450") == "28/12/2023 21:10 2450"


def test_zero_width_characters_go_without_leaving_a_space() -> None:
    assert clean(f"Ủy{ZERO_WIDTH} ban") == "Ủy ban"


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Đắk Lắk", "dak lak"),
        ("Hoà Bình", "hoa binh"),
        ("HÒA BÌNH", "hoa binh"),
        ("Tỉnh ủy", "tinh uy"),
    ],
)
def test_folding_takes_case_and_every_mark_off(text: str, folded: str) -> None:
    assert fold(text) == folded


@given(st.text())
def test_squeezed_text_is_what_the_squeezed_text_is(text: str) -> None:
    assert squeeze(squeeze(text)) == squeeze(text)


def test_texts_that_differ_in_spacing_and_punctuation_squeeze_to_the_same() -> None:
    assert squeeze("“Nể nả, né tránh” ...") == squeeze("nể  nả né-tránh")


@pytest.mark.parametrize("line", [".", ";", "|", "...", "– —", ""])
def test_punctuation_alone_is_stray(line: str) -> None:
    assert is_stray(line) is (line != "")


@pytest.mark.parametrize("line", ["M.L", "1.", "a"])
def test_a_letter_or_a_digit_is_not_stray(line: str) -> None:
    assert not is_stray(line)


@pytest.mark.parametrize(
    "line",
    ["Hội nghị kết thúc.", "kịp thời...", "hiệu quả…", "như sau:", "“né tránh”.", "./.", "Vì sao?"],
)
def test_a_sentence_ends_as_portals_end_theirs(line: str) -> None:
    assert ends_sentence(line)


@pytest.mark.parametrize("line", ["Quang cảnh hội nghị", "nhiệm kỳ 2023 – 2025", "tháng đầu năm,"])
def test_a_caption_or_a_broken_line_ends_no_sentence(line: str) -> None:
    assert not ends_sentence(line)


def test_words_are_syllables_between_spaces() -> None:
    assert word_count("Ủy ban nhân dân tỉnh") == 5


def test_a_mark_without_width_between_letter_and_accent_leaves_composed_text() -> None:
    assert clean("Ha\u200b\u0301 Giang") == "H\u00e1 Giang"
