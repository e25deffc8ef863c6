"""What somebody types, and what is understood."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from db.search.language import (
    MOST_CHARACTERS,
    MOST_TERMS,
    narrowed,
    operators,
    parse,
    term_of,
    widened,
    without,
    word_for,
)
from db.search.pieces import NAMES, Operator
from db.search.query import Label, Query, QueryError, Term
from db.words import LONGEST_WORD
from portalcrawl.provinces import Province, provinces

#: What a query may be made of: its own signs are rare among all characters.
written = st.lists(
    st.one_of(
        st.sampled_from(
            [
                *' \n\0-−–"“”«»,:=/.²',
                *("hoà", "hòa", "số", "so", "Đ", "e\u0323\u0302", "12:30"),
                *(f"{name}:" for names in NAMES.values() for name in names),
                *("nghe_an", "kon_tum", '"Quảng Ngãi"', "2024", "05/2024", "a.vn:81"),
            ]
        ),
        st.text(max_size=3),
    ),
    max_size=14,
).map("".join)


def exact(words: str) -> Term:
    return Term(tuple(words.split()), is_exact=True)


def folded(words: str) -> Term:
    return Term(tuple(words.split()), is_exact=False)


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("", ()),
        ("  \n", ()),
        ("... ! -", ()),
        ("chuyen doi", (folded("chuyen"), folded("doi"))),
        ("Chuyển doi", (exact("chuyển"), folded("doi"))),
        ("ĐẮK lak", (exact("đắk"), folded("lak"))),
        ("hòa", (exact("hoà"),)),
        ("so so", (folded("so"),)),
        ('"chuyen doi so"', (folded("chuyen doi so"),)),
        ('"chuyển doi so"', (exact("chuyển doi so"),)),
        ("“chuyen doi” «cải cách»", (folded("chuyen doi"), exact("cải cách"))),
        ('"chuyen doi”', (folded("chuyen doi"),)),
        ('hội "cải cách', (exact("hội"), exact("cải cách"))),
        ('"" “”', ()),
        ("19/5", (folded("19 5"),)),
        ("covid-19", (folded("covid 19"),)),
        ("QĐ-UBND", (exact("qđ ubnd"),)),
        ("A – B - C", (folded("a"), folded("b"), folded("c"))),
        ("tin\0nóng", (folded("tin"), exact("nóng"))),
        ("12:30 (tin)", (folded("12 30"), folded("tin"))),
        ("https://nghean.gov.vn/tin", (folded("https nghean gov vn tin"),)),
        ("Привет", (exact("привет"),)),
    ],
)
def test_words_are_wanted_as_they_are_typed(text: str, terms: tuple[Term, ...]) -> None:
    assert parse(text) == Query(wanted=terms)


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("-covid", (folded("covid"),)),
        ("-covid-19", (folded("covid 19"),)),
        ('-"cải cách"', (exact("cải cách"),)),
        *((f"{sign}số", (exact("số"),)) for sign in "‐‑‒–—−"),
        ("–“cải cách”", (exact("cải cách"),)),
        ("-12:30", (folded("12 30"),)),
    ],
)
def test_a_minus_before_a_word_or_phrase_leaves_it_out(text: str, terms: tuple[Term, ...]) -> None:
    assert parse(text) == Query(unwanted=terms)


@pytest.mark.parametrize("sign", "-‐‑‒–—−")
def test_a_dash_inside_a_word_or_between_blanks_is_no_minus(sign: str) -> None:
    assert parse(f"covid{sign}19 {sign} a") == Query(wanted=(folded("covid 19"), folded("a")))


def test_a_hyphen_behind_a_phrase_is_no_minus() -> None:
    assert parse('"a b"-c') == Query(wanted=(folded("a b"), folded("c")))


@pytest.mark.parametrize(
    ("value", "slugs"),
    [
        ("quang_ngai", ("kon_tum", "quang_ngai")),
        ('"Quảng Ngãi"', ("kon_tum", "quang_ngai")),
        ("“tinh quang ngai”", ("kon_tum", "quang_ngai")),
        ("Kon-Tum", ("kon_tum",)),
        ("kon_tum,nghe_an", ("kon_tum", "nghe_an")),
        ('"Kon Tum","Nghệ An"', ("kon_tum", "nghe_an")),
        ("kon_tum province:nghe_an", ("kon_tum", "nghe_an")),
        ("quang_ngai former:kon_tum", ("kon_tum", "quang_ngai")),
        ("Huế", ("thua_thien_hue",)),
    ],
)
def test_a_unit_of_today_stands_for_all_its_members(value: str, slugs: tuple[str, ...]) -> None:
    assert sorted(parse(f"province:{value}").provinces) == list(slugs)


def test_a_former_unit_stands_for_itself_alone() -> None:
    assert parse("former:quang_ngai").provinces == ("quang_ngai",)


@pytest.mark.parametrize("unit", provinces(), ids=lambda unit: unit.slug)
def test_every_unit_is_found_by_its_names(unit: Province) -> None:
    for name in (unit.slug, unit.name_vi, unit.name_en):
        assert parse(word_for("former", name)).provinces == (unit.slug,)


def test_a_host_is_lower_case_and_may_have_a_port() -> None:
    query = parse("portal:HCC.nghean.gov.vn,localhost:8080 portal:https://Kontum.gov.vn/tin")
    assert query.portals == ("hcc.nghean.gov.vn", "localhost:8080", "kontum.gov.vn")


@pytest.mark.parametrize(
    ("text", "since", "until"),
    [
        ("from:2024", date(2024, 1, 1), None),
        ("to:2024", None, date(2024, 12, 31)),
        ("to:2024-02", None, date(2024, 2, 29)),
        ("from:02/2024 to:2/2024", date(2024, 2, 1), date(2024, 2, 29)),
        ("from:31/05/2024", date(2024, 5, 31), None),
        ("to:1-5-2024", None, date(2024, 5, 1)),
        ('from:"2024-05-31" to:2024-05-31', date(2024, 5, 31), date(2024, 5, 31)),
    ],
)
def test_dates_are_iso_or_day_first_and_the_last_one_counts(
    text: str, since: date | None, until: date | None
) -> None:
    assert parse(text) == Query(since=since, until=until)


def test_sections_and_authors_hold_words_or_are_them() -> None:
    query = parse('section:="Tin tức",su-kien author:"Lê Lan" author:=bbt')
    assert query.sections == (Label(exact("tin tức"), True), Label(folded("su kien"), False))
    assert query.authors == (Label(exact("lê lan"), False), Label(folded("bbt"), True))


VALUES: dict[Operator, str] = {
    "province": "nghe_an",
    "former": "nghe_an",
    "portal": "a.vn",
    "from": "2024",
    "to": "2024",
    "section": '"Tin tức"',
    "author": '"Lê Lan"',
}


@pytest.mark.parametrize(
    ("name", "operator"), [(name, each) for each, names in NAMES.items() for name in names]
)
def test_operators_have_names_in_both_languages(name: str, operator: Operator) -> None:
    wanted = parse(f"{operator}:{VALUES[operator]}")
    plain = unicodedata.normalize("NFD", name.replace("đ", "d"))
    for spelt in (
        name,
        name.upper(),
        unicodedata.normalize("NFD", name),
        name.replace("_", ""),
        "".join(sign for sign in plain if not unicodedata.combining(sign)),
    ):
        assert parse(f"{spelt}:{VALUES[operator]}") == wanted


def test_other_diacritics_make_another_word() -> None:
    assert parse("tú:2024") == Query(wanted=(exact("tú 2024"),))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("province:Nghe", "no province is called 'Nghe'; write province:\"Nghệ An\""),
        (
            "tỉnh:Bình Dương hội",
            "no province is called 'Bình'; write province:\"Bình Dương\"",
        ),
        (
            "former:Bà Rịa - Vũng Tàu",
            "no province is called 'Bà'; write former:\"Bà Rịa - Vũng Tàu\"",
        ),
        (
            "province:@@@",
            "no province is called '@@@'; `portalcrawl provinces` lists them",
        ),
        (
            "from:2024-13",
            (
                "'2024-13' is no date from 1990 to 2100;"
                " write from:2024, from:2024-05, from:2024-05-31"
                " or, the day first, from:31/05/2024"
            ),
        ),
        (
            "đến:05/31/2024",
            (
                "'05/31/2024' is no date from 1990 to 2100;"
                " write to:2024, to:2024-05, to:2024-05-31"
                " or, the day first, to:31/05/2024"
            ),
        ),
        (
            "to:9999",
            (
                "'9999' is no date from 1990 to 2100;"
                " write to:2024, to:2024-05, to:2024-05-31"
                " or, the day first, to:31/05/2024"
            ),
        ),
        ("from:2023 từ:2024", "from: can have one date only; leave all but one out"),
        (
            "from:2025 to:2024",
            "from:2025-01-01 is after to:2024-12-31, so nothing can lie between; swap them",
        ),
        (
            "mục: tin",
            (
                'mục: lacks a value; write it without a blank, as mục:"Tin tức",'
                ' or "mục" in quotes to search for the word'
            ),
        ),
        (
            "province:nghe_an, ha_tinh",
            (
                "province:nghe_an, lacks a value; write it without a blank, as province:nghe_an,"
                ' or "province" in quotes to search for the word'
            ),
        ),
        ("section:***", "'***' has no words; write section:\"Tin tức\""),
        ("portal:https://", "'https://' is no portal; write portal:nghean.gov.vn"),
        (
            "-portal:a.vn",
            (
                "-portal:a.vn has a minus, which only words and phrases can have;"
                " name what is wanted: portal:nghean.gov.vn"
            ),
        ),
        (
            "a" * (MOST_CHARACTERS + 1),
            "the query has more than 2,000 characters; shorten it",
        ),
        (
            " ".join(map(str, range(MOST_TERMS + 1))),
            (
                "the query has more than 32 terms; leave some out, or put words that stand together"
                ' in quotes: "chuyển đổi số"'
            ),
        ),
    ],
)
def test_what_means_nothing_is_said_with_what_to_write(text: str, message: str) -> None:
    with pytest.raises(QueryError) as refused:
        parse(text)
    assert str(refused.value) == message


def test_a_query_may_be_as_long_as_it_may_be() -> None:
    assert len(parse(" ".join(map(str, range(MOST_TERMS)))).wanted) == MOST_TERMS
    assert parse("a" * MOST_CHARACTERS).wanted == (folded("a" * LONGEST_WORD),)


def understood(text: str) -> Query | str:
    try:
        return parse(text)
    except QueryError as error:
        return str(error)


@given(written)
def test_a_query_is_understood_or_refused_in_one_line(text: str) -> None:
    answer = understood(text)
    assert isinstance(answer, Query) or len(answer.splitlines()) == 1


@given(written)
def test_composed_and_decomposed_letters_are_the_same(text: str) -> None:
    composed = unicodedata.normalize("NFC", text)
    assert understood(unicodedata.normalize("NFD", text)) == understood(composed)


@given(st.sampled_from(["section", "author"]), st.text(), st.booleans())
def test_a_value_that_is_written_for_somebody_is_read_as_it_is(
    operator: Operator, value: str, whole: bool
) -> None:
    term = term_of(value)
    assume(term is not None)
    query = parse(word_for(operator, value, whole))
    (label,) = query.sections or query.authors
    assert label == Label(term, whole) if term else False


@given(
    st.from_regex(r"[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:[0-9]{1,5})?", fullmatch=True).filter(
        lambda host: len(host) < 100
    )
)
def test_a_host_that_is_written_for_somebody_is_read_as_it_is(host: str) -> None:
    assert parse(word_for("portal", host)) == Query(portals=(host,))


@given(st.dates(date(1990, 1, 1), date(2100, 12, 31)))
def test_a_day_that_is_written_for_somebody_is_read_as_it_is(day: date) -> None:
    query = parse(f"{word_for('from', str(day))} {word_for('to', str(day))}")
    assert query == Query(since=day, until=day)


def test_filters_can_be_shown_one_by_one() -> None:
    text = 'hội Tỉnh:kon_tum,"Nghệ An" -a section:="Tin tức" from:2024 12:30 to:'
    assert operators(text) == (
        ("province", "kon_tum", "Tỉnh:kon_tum"),
        ("province", "Nghệ An", 'Tỉnh:"Nghệ An"'),
        ("section", "Tin tức", 'section:="Tin tức"'),
        ("from", "2024", "from:2024"),
    )


def test_filters_can_be_taken_away_one_by_one() -> None:
    text = 'hội Tỉnh:kon_tum,"Nghệ An" -a'
    assert without(text, 'Tỉnh:"Nghệ An"') == "hội Tỉnh:kon_tum -a"
    assert without(text, "Tỉnh:kon_tum") == 'hội Tỉnh:"Nghệ An" -a'
    assert without("from:2024 hội", "from:2024") == "hội"
    assert without(text, "from:2024") == text


def test_a_query_is_widened_by_all_values_of_an_operator() -> None:
    assert widened('Tỉnh:x,y a "b c" -d province:z từ:2024', "province") == 'a "b c" -d từ:2024'


EMPTY: dict[Operator, dict[str, Any]] = {
    "portal": {"portals": ()},
    "section": {"sections": ()},
    "author": {"authors": ()},
    "from": {"since": None},
    "to": {"until": None},
}


@given(written, st.sampled_from(list(EMPTY)))
def test_what_is_widened_keeps_all_else(text: str, operator: Operator) -> None:
    try:
        query = parse(text)
    except QueryError:
        assume(False)
    assert parse(widened(text, operator)) == replace(query, **EMPTY[operator])


@given(written)
def test_without_all_its_filters_a_query_has_its_words(text: str) -> None:
    try:
        query = parse(text)
    except QueryError:
        assume(False)
    for _, _, each in operators(text):
        text = without(text, each)
    assert parse(text) == Query(wanted=query.wanted, unwanted=query.unwanted)


@pytest.mark.parametrize(
    ("text", "word", "result"),
    [
        ("", "portal:a.vn", "portal:a.vn"),
        ("hội", "portal:a.vn", "hội portal:a.vn"),
        ('hội "cải cách', "portal:a.vn", 'hội "cải cách" portal:a.vn'),
        ("portal:a.vn hội", "portal:a.vn", "hội portal:a.vn"),
        ("cổng:a.vn,b.vn", "portal:a.vn", "portal:a.vn"),
        ("section:tin", 'section:="Tin tức"', 'section:="Tin tức"'),
        ("province:quang_ngai", "former:kon_tum", "former:kon_tum"),
        ("former:kon_tum", "province:quang_ngai", "former:kon_tum"),
        ("former:kon_tum,nghe_an", "province:quang_ngai", "former:kon_tum"),
        ("hội", "from:2024 to:2024", "hội from:2024 to:2024"),
        ("from:2020", "from:2024 to:2024", "from:2024 to:2024"),
        ("from:2024-05 to:2025", "from:2024 to:2024", "from:2024-05 to:2024"),
    ],
)
def test_a_query_is_narrowed_to_what_a_word_holds_for(text: str, word: str, result: str) -> None:
    assert narrowed(text, word) == result


def test_the_page_about_the_language_names_every_operator() -> None:
    page = (Path(__file__).parents[3] / "docs" / "search.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `(\w+):` \| (.+?) \|", page, re.MULTILINE)
    told = {operator: tuple(re.findall(r"`(.+?):`", others)) for operator, others in rows}
    assert told == {operator: names[1:] for operator, names in NAMES.items()}
