from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from db import words
from db.words import exact_words, folded_words, indexed_words, search_words


@pytest.mark.parametrize(
    ("text", "exact", "folded"),
    [
        ("Chuyển đổi số", "chuyển đổi số", "chuyen doi so"),
        ("ĐẮK LẮK", "đắk lắk", "dak lak"),
        ("năm, Nam", "năm nam", "nam nam"),
        ("1.250 tỷ; QĐ-UBND", "1 250 tỷ qđ ubnd", "1 250 ty qd ubnd"),
        ("“Hội nghị” – sáng…", "hội nghị sáng", "hoi nghi sang"),
        ("14 km² / 30°C", "14 km 30 c", "14 km 30 c"),
        ("ubnd@nghean.gov.vn", "ubnd nghean gov vn", "ubnd nghean gov vn"),
        ("a_b", "a b", "a b"),
        ("Müller, Привет, 你好", "müller привет 你好", "muller"),
        ("tin\U0001f642vui", "tin vui", "tin vui"),
        ("", "", ""),
    ],
)
def test_words_are_letters_and_digits_in_lower_case(text: str, exact: str, folded: str) -> None:
    found = search_words((text,))
    assert tuple(" ".join(words.split()) for words in found) == (exact, folded)


@pytest.mark.parametrize(
    ("old", "new"), [("hòa", "hoà"), ("KHỎE", "khoẻ"), ("thủy", "thuỷ"), ("Hòan", "hoàn")]
)
def test_both_styles_of_tone_marks_are_one(old: str, new: str) -> None:
    assert exact_words(old) == exact_words(new) == new


def test_a_word_with_diacritics_is_another_word_than_one_without() -> None:
    assert exact_words("năm") != exact_words("nam")
    assert folded_words("năm") == folded_words("nam")


def test_texts_do_not_run_into_each_other() -> None:
    assert search_words(("Tin", None, "", "nóng"))[0].split() == ["tin", "nóng"]


def test_what_lies_behind_the_last_position_is_not_indexed() -> None:
    exact, folded = indexed_words((" ".join(["một"] * (words.MOST_WORDS + 5)),))
    assert len(exact.split()) == len(folded.split()) == words.MOST_WORDS


def test_something_that_no_query_asks_for_stands_between_two_texts() -> None:
    border = words.NO_WORD
    exact, folded = indexed_words(("Tin nóng", None, "", "…", "Nóng quá"))
    assert exact.split() == ["tin", "nóng", border, border, "nóng", "quá"]
    assert folded.split() == ["tin", "nong", border, border, "nong", "qua"]
    assert border not in search_words((border,))


@given(
    st.lists(st.sampled_from(["a", "b", "á", "字", "ngàn lần "]), max_size=6), st.integers(1, 300)
)
def test_a_word_has_no_more_places_than_postgres_keeps(texts: list[str], times: int) -> None:
    whole = " ".join(texts * times)
    for column, held in zip(search_words((whole,)), indexed_words((whole,)), strict=True):
        seen: Counter[str] = Counter()
        for word, instead in zip(column.split(), held.split(), strict=True):
            seen[word] += 1
            assert instead == (word if seen[word] <= words.MOST_PLACES else words.NO_WORD)


def test_a_word_that_is_too_long_is_held_by_its_beginning() -> None:
    longest = "ạ" * words.LONGEST_WORD
    assert exact_words(f"a {longest} b") == f"a {longest} b"
    assert exact_words(f"a {longest}b c") == exact_words(f"a {longest}c c") == f"a {longest} c"
    assert exact_words("a" * 2_000_000) == "a" * words.LONGEST_WORD


#: What somebody pastes: a few words or very many, short or long, of one byte a letter or four.
pasted = st.builds(
    lambda letter, length, count: " ".join(letter * length + str(each) for each in range(count)),
    st.sampled_from(["a", "ạ", "字", "\U00020000"]),
    st.integers(1, 100),
    st.sampled_from([0, 1, 255, 4_000, 16_001]),
)


@settings(max_examples=15, deadline=None)
@given(st.lists(st.one_of(pasted, st.text(max_size=50)), max_size=2))
def test_the_index_is_given_no_more_than_postgres_takes(texts: list[str]) -> None:
    for column in indexed_words(texts):
        held = column.split()
        assert len(held) <= 16_383
        assert all(len(word.encode()) <= 2_046 for word in held)
        # Each word, a byte to begin the next at an even place, their number, and the places.
        sizes = (len(word.encode()) + 1 + 2 + 2 for word in held)
        assert sum(sizes) <= 2**20 - 1


@given(st.text(alphabet=words._CHARACTERS.replace(words._NOTHING, ""), max_size=200))
def test_the_tables_give_what_looking_at_each_character_gives(text: str) -> None:
    assert words._words_by_table(text) == words._words_by_character(text)


@given(st.text(max_size=200))
def test_whatever_is_written_becomes_words_apart_by_blanks(text: str) -> None:
    exact, folded = search_words((text,))
    assert all(sign.isalpha() or sign.isdecimal() or sign == " " for sign in exact)
    assert folded.isascii()
    assert exact == exact.lower()


@given(st.text(max_size=200))
def test_words_of_words_are_the_same_words(text: str) -> None:
    exact = exact_words(text)
    assert exact_words(exact) == exact
