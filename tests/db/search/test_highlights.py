"""What was searched for, marked in the original text."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.search import alignment
from db.search.alignment import Aligned, aligned
from db.search.highlights import marked, snippet
from db.search.language import parse, term_of
from db.search.query import Query
from db.search.results import Marked
from db.words import search_words

#: Words of both styles, decomposed ones, and what stands between words and composes to others.
texts = st.lists(
    st.one_of(
        st.sampled_from(
            [
                *("hòa", "hoà", "HÒA", "hoa", "bình", "b\u0069\u0300nh", "a", "số", "Đắk", "ΟΔΟΣ"),
                *(" ", " ", " ", " ", "\n\n", ", ", "-", "²", "\u0301", "İ", "가", "\u1100\u1161"),
            ]
        ),
        st.text(max_size=2),
    ),
    max_size=20,
).map("".join)
terms = st.one_of(
    st.sampled_from(["hòa", "hoa", "hoa binh", "hòa bình", "a", "a a", "số", "οδος", "i"]), texts
)


def shown(pieces: Marked) -> str:
    return "".join(f"[{piece}]" if is_mark else piece for piece, is_mark in pieces)


def plain(pieces: Marked) -> str:
    return "".join(piece for piece, _ in pieces)


def looking_for(*wanted: str) -> Query:
    return Query(wanted=tuple(filter(None, map(term_of, wanted))))


@pytest.mark.parametrize(
    ("text", "query", "result"),
    [
        ("Chuyển đổi số", "chuyen so", "[Chuyển] đổi [số]"),
        ("Số năm, sổ năm", "số", "[Số] năm, sổ năm"),
        ("năm Nam", "nam", "[năm] [Nam]"),
        ("HOÀ bình, hòa bình", "hòa", "[HOÀ] bình, [hòa] bình"),
        ("Bà Hòan", "hoà", "Bà Hòan"),
        (
            "Chuyển đổi\nsố; chuyển, đổi – số",
            '"chuyen doi so"',
            "[Chuyển đổi\nsố]; [chuyển, đổi – số]",
        ),
        ("công ty, công tyre", '"công ty"', "[công ty], công tyre"),
        ("bana ana", "ana", "bana [ana]"),
        ("ba a a", '"a a"', "ba [a a]"),
        ("a a a", '"a a"', "[a a a]"),
        ("một hai ba", '"một hai" "hai ba"', "[một hai ba]"),
        ("hội nghị", '"hội nghị" nghi', "[hội nghị]"),
        ("ngày 19-5", "19/5", "ngày [19-5]"),
        ("14 km²", "km", "14 [km]²"),
        ("Đắk Lắk", "dak lak", "[Đắk] [Lắk]"),
        ("ĐẮK → Lắk", "dak lak", "[ĐẮK] → [Lắk]"),
        ("Привет, tin", "привет tin", "[Привет], [tin]"),
        (f"mã {'A' * 70}, mã", "a" * 65, f"mã [{'A' * 70}], mã"),
        ("tin tức", "-tin", "tin tức"),
        ("tin tức", "author:tin", "tin tức"),
        ("tin", "", "tin"),
    ],
)
def test_wanted_words_are_marked_where_the_index_finds_them(
    text: str, query: str, result: str
) -> None:
    assert shown(marked(text, parse(query))) == result


def test_decomposed_letters_are_marked_whole() -> None:
    text = unicodedata.normalize("NFD", "Hội nghị số 1")
    pieces = marked(text, parse("nghị số"))
    assert plain(pieces) == text
    assert [unicodedata.normalize("NFC", piece) for piece, is_mark in pieces if is_mark] == [
        "nghị",
        "số",
    ]


@pytest.mark.parametrize("text", [None, ""])
def test_without_a_text_there_is_nothing(text: str | None) -> None:
    assert marked(text, parse("tin")) == ()


@given(texts, st.lists(terms, max_size=3))
def test_the_pieces_together_are_the_text(text: str, wanted: list[str]) -> None:
    assert plain(marked(text, looking_for(*wanted))) == text


@given(texts, terms)
def test_something_is_marked_where_the_index_has_the_term(text: str, wanted: str) -> None:
    query = looking_for(wanted)
    for term in query.wanted:
        exact, folded = (f" {' '.join(words.split())} " for words in search_words((text,)))
        is_found = f" {' '.join(term.words)} " in (exact if term.is_exact else folded)
        assert any(is_mark for _, is_mark in marked(text, query)) == is_found


@given(texts, terms)
def test_what_is_marked_is_the_term(text: str, wanted: str) -> None:
    query = looking_for(wanted)
    for term in query.wanted:
        if len(set(term.words)) < len(term.words):
            continue  # Its occurrences may reach into each other.
        for piece, is_mark in marked(text, query):
            words = search_words((piece,))[0 if term.is_exact else 1]
            assert not is_mark or tuple(words.split()) == term.words


@given(st.one_of(texts, st.text()))
def test_every_way_to_align_words_gives_the_same(text: str) -> None:
    assert told(aligned(text)) == told(alignment._by_cluster(text))
    in_place = alignment._by_character(text)
    if in_place:
        places = range(len(text)), range(1, len(text) + 1)
        assert told(tuple(Aligned(each, *places) for each in in_place)) == told(aligned(text))


def told(both: tuple[Aligned, ...]) -> list[list[tuple[str, int]]]:
    """Each letter and where it begins; blanks may differ, and whether a lone mark is part of it."""
    return [
        [each for each in zip(one.words, one.starts, strict=True) if each[0] != " "] for one in both
    ]


SENTENCES = [f"Câu {number} nói về việc thường ngày của xã." for number in range(100)]


def a_text(**instead: str) -> str:
    """A hundred sentences; ``_5`` is put in the place of the fifth."""
    sentences = list(SENTENCES)
    for name, sentence in instead.items():
        sentences[int(name[1:])] = sentence
    return "\n\n".join(sentences)


def test_a_snippet_is_the_passage_around_the_words() -> None:
    found = shown(snippet(a_text(_50="Hội nghị chuyển đổi số."), parse("chuyen doi"), length=60))
    assert found == "…xã. Hội nghị [chuyển] [đổi] số. Câu 51 nói về việc thường…"


def test_a_snippet_is_the_passage_with_the_most_different_words() -> None:
    text = a_text(_10="Số số số số.", _50="Hội nghị đổi số.")
    assert "nghị [đổi] [số]" in shown(snippet(text, parse("doi so"), length=80))


def test_words_that_stand_far_apart_make_two_passages_in_their_order() -> None:
    text = a_text(_20="Hội nghị toàn quốc.", _80="Ngày hội chuyển đổi.")
    assert shown(snippet(text, parse("chuyen toan"), length=80)) == (
        "…Hội nghị [toàn] quốc. Câu 21 nói về … Ngày hội [chuyển] đổi. Câu 81 nói về…"
    )


def test_without_the_words_a_snippet_is_the_beginning() -> None:
    assert snippet(a_text(), parse("khong"), length=30) == (
        ("Câu 0 nói về việc thường ngày…", False),
    )


def test_a_short_text_is_shown_whole_in_one_line() -> None:
    assert shown(snippet(" Hội\n\nnghị số.\n", parse("nghi"))) == "Hội [nghị] số."


def test_of_no_text_there_is_no_snippet() -> None:
    assert snippet("", parse("tin")) == ()
    assert snippet(" \n", parse("")) == ()


def test_a_phrase_longer_than_a_snippet_is_cut() -> None:
    words = " ".join(f"từ{number}" for number in range(100))
    found = snippet(words, parse(f'"{words}"'), length=40)
    assert found == ((words[: words.index(" từ10")], True), ("…", False))


def test_a_line_without_a_blank_is_cut_somewhere() -> None:
    assert plain(snippet("a" * 1_000, parse("b"), length=40)) == "a" * 40 + "…"


@given(texts, st.lists(terms, max_size=3), st.integers(min_value=10, max_value=60))
def test_a_snippet_is_one_line_of_about_its_length(
    text: str, wanted: list[str], length: int
) -> None:
    found = plain(snippet(text * 5, looking_for(*wanted), length=length))
    assert len(found) <= length + len("…" + " … " + "…")
    assert "\n" not in found
    assert found == found.strip()


@given(texts, terms)
def test_a_snippet_shows_what_the_text_has(text: str, wanted: str) -> None:
    query = looking_for(wanted)
    in_text = any(is_mark for _, is_mark in marked(text, query))
    assert any(is_mark for _, is_mark in snippet(text, query)) == in_text
