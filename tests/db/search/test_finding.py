"""What a search finds, in which order, and what it counts: the same on both databases."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from db import dialects
from db.archive import Archive
from db.search.finding import find, hits
from db.search.query import Order, QueryError
from db.search.results import Found, Marked
from portalcrawl.engines.nukeviet import NukeViet
from portalcrawl.items import Article
from portalcrawl.portals import Portal

Make = Callable[..., Article]
Find = Callable[..., Found]

PORTALS = {
    "www.quangngai.gov.vn": "quang_ngai",
    "www.kontum.gov.vn": "kon_tum",
    "hcc.nghean.gov.vn": "nghe_an",
}


@pytest.fixture
def search(archive: Archive) -> Find:
    def search(text: str, **options: Any) -> Found:
        with dialects.reading(archive.engine) as connection:
            return find(connection, text, **options)

    return search


@pytest.fixture
def keys(search: Find) -> Callable[..., list[str]]:
    """The keys of the articles that are found, in their order."""

    def keys(text: str, **options: Any) -> list[str]:
        return [hit.article_id.partition("/")[2] for hit in search(text, **options).hits]

    return keys


@pytest.fixture
def piece(article: Make) -> Make:
    """An article whose text has none of the words that are searched for."""

    def piece(key: str, title: str, text: str = "Trời đẹp.") -> Article:
        return article(key, title=title, lead=None, text=text)

    return piece


Keys = Callable[..., list[str]]


@pytest.fixture
def declared(archive: Archive) -> None:
    """The portals belong to provinces."""
    for host, province in PORTALS.items():
        archive.register_portals(province, [Portal(host, NukeViet(), confidence="high")])


def told(marked: Marked) -> list[str]:
    return [text for text, is_marked in marked if is_marked]


def test_words_with_diacritics_are_found_exactly_and_others_without(
    archive: Archive, piece: Make, keys: Keys
) -> None:
    archive.record([piece("1", "Chuyển đổi số"), piece("2", "Chuyện đôi sơ"), piece("3", "Tin")])
    assert keys("chuyển đổi số") == ["1"]
    assert keys("chuyen doi so") == ["2", "1"]
    assert keys("Chuyển doi so") == ["1"]


def test_every_word_has_to_be_there_and_no_unwanted_one(
    archive: Archive, piece: Make, keys: Keys
) -> None:
    archive.record(
        [
            piece("1", "Lúa chín sớm"),
            piece("2", "Lúa chín"),
            piece("3", "Chín điều"),
        ]
    )
    assert keys("lúa chín") == ["2", "1"]
    assert keys("lúa chín -sớm") == ["2"]
    assert keys("-lúa") == ["3"]
    assert keys('chín -"lúa chín"') == ["3"]


def test_a_phrase_stands_one_word_after_the_other(
    archive: Archive, piece: Make, keys: Keys
) -> None:
    archive.record([piece("1", "Hội nghị tỉnh"), piece("2", "Nghị quyết của hội tỉnh")])
    assert keys("hội nghị") == ["2", "1"]
    assert keys('"hội nghị"') == ["1"]
    assert keys('"hoi nghi"') == ["1"]


def test_the_latest_published_come_first_and_undated_ones_last(
    archive: Archive, article: Make, keys: Keys
) -> None:
    days = {"1": "2024-05-01", "2": None, "3": "2025-01-01", "4": "2023-01-01"}
    archive.record(
        [
            article(key, published_at=day, published_precision=day and "day", published_from=day)
            for key, day in days.items()
        ]
    )
    assert keys("khai mạc") == ["3", "1", "4", "2"]


def test_the_best_have_the_words_in_their_headline(
    archive: Archive, piece: Make, keys: Keys
) -> None:
    archive.record(
        [
            piece("in text", "Tin", "Lúa xanh, mùa tới chín."),
            piece("phrase in text", "Tin", "Đồng lúa chín vàng."),
            piece("in title", "Chín vụ lúa"),
            piece("phrase in title", "Mùa lúa chín"),
            piece("elsewhere", "Khác"),
        ]
    )
    assert keys("lúa chín", order="best") == [
        "phrase in title",
        "in title",
        "phrase in text",
        "in text",
    ]


def test_best_first_goes_on_on_the_next_page(archive: Archive, piece: Make, keys: Keys) -> None:
    archive.record([piece(str(key), "Lúa" if key % 2 else "Ngô", "Lúa.") for key in range(10)])
    pages = [keys("lúa", order="best", page=page, size=3) for page in (1, 2, 3, 4)]
    assert pages == [["9", "7", "5"], ["3", "1", "8"], ["6", "4", "2"], ["0"]]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("from:2024-05-02", ["3", "2"]),
        ("to:2024-05-01", ["1"]),
        ("from:2024 to:2024-05", ["2", "1"]),
        ("from:2024-05-02 to:02/05/2024", ["2"]),
        ("from:1999 to:2000", []),
        ("to:2099", ["3", "2", "1"]),
    ],
)
def test_days_of_publication_are_inclusive_and_leave_undated_ones_out(
    archive: Archive, article: Make, keys: Keys, query: str, found: list[str]
) -> None:
    archive.record(
        [
            article("1", published_at="2024-05-01T23:59+07:00"),
            article("2", published_at="2024-05-02T00:00+07:00"),
            article("3", published_at="2025-01-31", published_precision="day"),
            article("4", published_at=None, published_precision=None, published_from=None),
        ]
    )
    assert keys(query) == found


@pytest.mark.usefixtures("declared")
@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("province:quang_ngai", ["2", "1"]),
        ('province:"Quảng Ngãi"', ["2", "1"]),
        ("former:quang_ngai", ["1"]),
        ("province:kon_tum", ["2"]),
        ("province:kon_tum,nghe_an", ["3", "2"]),
        ("portal:www.kontum.gov.vn", ["2"]),
        ("province:nghe_an portal:www.kontum.gov.vn", []),
        ("province:ca_mau", []),
    ],
)
def test_places_are_units_of_today_or_former_ones_or_portals(
    archive: Archive, article: Make, keys: Keys, query: str, found: list[str]
) -> None:
    archive.record(
        [article(str(number), portal=host) for number, host in enumerate(PORTALS, start=1)]
    )
    assert keys(query) == found
    assert keys(f"khai mạc {query}") == found


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ('section:"tin tuc"', ["2", "1"]),
        ('section:"tin tức"', ["2", "1"]),
        ('section:="tin tức"', ["1"]),
        ("section:sự-kiện", ["2"]),
        ("author:huong", ["2", "1"]),
        ("author:hương", ["1"]),
        ("tin", []),
    ],
)
def test_sections_and_bylines_are_searched_by_themselves(
    archive: Archive, article: Make, keys: Keys, query: str, found: list[str]
) -> None:
    archive.record(
        [
            article("1", section="Tin tức", author="Thu Hương"),
            article("2", section="Tin tức - Sự kiện", author="Mai Hường"),
            article("3", section="Xã hội", author=None),
        ]
    )
    assert keys(query) == found


def test_an_edit_is_found_by_its_new_words_alone(
    archive: Archive, article: Make, keys: Keys
) -> None:
    archive.record([article(hours=0, section="Cũ", title="Khai mạc")])
    archive.record([article(hours=1, section="Mới", title="Bế mạc", published_at="2024-02-01")])
    assert keys('"bế mạc" section:mới from:2024') == ["101"]
    assert keys("section:cũ") == keys("from:2023 to:2023") == []


def test_words_are_marked_in_the_original_text(
    archive: Archive, article: Make, search: Find
) -> None:
    archive.record([article(title="CHUYỂN ĐỔI SỐ ở xã", text="Về chuyển  đổi\nsố: họp.")])
    [hit] = search('"chuyen doi so"').hits
    assert told(hit.title) == ["CHUYỂN ĐỔI SỐ"]
    assert "".join(text for text, _ in hit.title) == "CHUYỂN ĐỔI SỐ ở xã"
    assert [" ".join(text.split()) for text in told(hit.snippet)] == ["chuyển đổi số"]


def test_where_the_text_has_no_mark_a_caption_is_shown(
    archive: Archive, article: Make, search: Find
) -> None:
    captions = ("Toàn cảnh.", "Ông Ba bên ruộng\nlúa chín", "Lúa")
    archive.record([article("1", text="Trời đẹp.", captions=captions)])
    [hit] = search("lúa").hits
    assert hit.snippet == (("Ông Ba bên ruộng ", False), ("lúa", True), (" chín", False))
    [hit] = search("đẹp lúa").hits
    assert told(hit.snippet) == ["đẹp"]
    [hit] = search("khai mạc").hits
    assert hit.snippet == search("").hits[0].snippet == (("Trời đẹp.", False),)


def test_a_phrase_lies_in_the_title_or_the_text_or_one_caption(
    archive: Archive, article: Make, keys: Keys
) -> None:
    archive.record(
        [article("1", title="Lúa chín", text="Ngô non.\n\nKhoai lang", captions=("Sắn", "Đậu"))]
    )
    for phrase in ("lúa chín", "ngô non khoai lang", "Sắn"):
        assert keys(f'"{phrase}"') == ["1"]
    for phrase in ("chín ngô", "chin ngo", "lang sắn", "sắn đậu"):
        assert keys(f'"{phrase}"') == []


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("50/2025/QĐ-UBND", ["1"]),
        ('"Quyết định số 50/2025/QĐ-UBND"', ["1"]),
        ("50/2025/qd-ubnd", ["2", "1"]),
        ("QĐ-UBND", ["1"]),
        ("50/2025", ["2", "1"]),
        ("1.000", ["3", "1"]),
        ('"1 000"', ["3", "1"]),
        ("1000", []),
        ("1.000.000", ["3"]),
        ("COVID-19", ["3", "1"]),
        ("covid–19", ["3", "1"]),
        ("covid", ["3", "1"]),
        ("a1e5x-12e3ab", ["2"]),
        ("12e3", []),
        ("-12e3ab", ["3", "1"]),
        ("ubnd@nghean.gov.vn", ["2"]),
        ("nghean.gov", ["2"]),
    ],
)
def test_numbers_and_names_with_signs_inside_are_phrases_of_their_parts(
    archive: Archive, piece: Make, keys: Keys, query: str, found: list[str]
) -> None:
    archive.record(
        [
            piece("1", "Quyết định số 50/2025/QĐ-UBND", "Cấp 1.000 liều cho 21.000 ca COVID-19."),
            piece("2", "50/2025/QD–UBND", "Mã A1E5X-12e3ab, gửi ubnd@nghean.gov.vn."),
            piece("3", "Covid 19", "1.000.000 đồng"),
        ]
    )
    assert keys(query) == found


@pytest.mark.usefixtures("declared")
def test_facets_count_what_was_found(archive: Archive, article: Make, search: Find) -> None:
    archive.record(
        [
            article("1", portal="www.quangngai.gov.vn", published_at="2024-01-31"),
            article("2", portal="www.quangngai.gov.vn", section="Xã hội"),
            article("3", portal="www.kontum.gov.vn", published_at=None, published_precision=None),
            article("4", portal="hcc.nghean.gov.vn", title="Khác", text="Không."),
        ]
    )
    facets = search("khai mạc").facets
    counted = {
        name: [(each.value, each.count) for each in values] for name, values in facets.items()
    }
    assert counted == {
        "province": [("quang_ngai", 3)],
        "former": [("quang_ngai", 2), ("kon_tum", 1)],
        "portal": [("www.quangngai.gov.vn", 2), ("www.kontum.gov.vn", 1)],
        "year": [("2024", 1), ("2023", 1), ("0", 1)],
        "section": [("Tin tổng hợp", 2), ("Xã hội", 1)],
    }


@pytest.mark.usefixtures("declared")
def test_the_word_of_a_facet_narrows_the_query_to_its_count(
    archive: Archive, article: Make, search: Find
) -> None:
    sections = ["Tin tức", "Tin tức - Sự kiện", 'Mục "hỏi, đáp"', "a:b", "-x", "…", None]
    sections += ["TIN TỨC", "Tin tuc", "Tin tức sự kiện", "Hòa Bình", "Hoà Bình", "!"]
    archive.record(
        [
            article(
                f"{number}-{section}",
                portal=host,
                section=section,
                published_at=f"{2020 + number}-05",
                published_precision="month",
            )
            for number, host in enumerate(PORTALS)
            for section in sections
        ]
    )
    for values in search("").facets.values():
        for value in values:
            if value.word:
                assert search(value.word).total == value.count, value


def estimates(search: Find, text: str, order: Order = "newest", **options: Any) -> Found:
    return search(text, order=order, **{"counted": 20, "sampled": 20} | options)


@pytest.fixture
def crowded(archive: Archive, article: Make) -> None:
    """240 articles over two years; all are about rice, every sixth about corn, too."""
    archive.record(
        [
            article(
                str(number),
                title="Lúa ngô" if number % 6 == 0 else "Lúa",
                published_at=f"{2023 + number % 2}-{number % 12 + 1:02d}-{number % 28 + 1:02d}",
                published_precision="day",
            )
            for number in range(240)
        ]
    )


@pytest.mark.usefixtures("crowded")
def test_of_very_many_the_counts_are_estimates_and_say_so(search: Find) -> None:
    found = estimates(search, "lúa", sampled=60)
    assert found.facets_are_estimated
    years = {year.value: year.count for year in found.facets["year"]}
    assert years == {"2024": pytest.approx(120, abs=30), "2023": pytest.approx(120, abs=30)}


@pytest.mark.usefixtures("crowded")
def test_how_many_were_found_is_exact_also_where_facets_are_estimates(search: Find) -> None:
    assert estimates(search, "lúa").total == 240
    query = "lúa -ngô from:2023-02-10"
    assert estimates(search, query).total == search(query).total


@pytest.mark.usefixtures("crowded")
def test_articles_stored_in_one_go_are_estimated_as_well_as_others(
    search: Find, archive: Archive, article: Make
) -> None:
    archive.record(
        [article(str(number), portal="www.kontum.gov.vn", title="Lúa") for number in range(80)]
    )
    found = estimates(search, "lúa", sampled=80)
    portals = {portal.value: portal.count for portal in found.facets["portal"]}
    assert portals["www.kontum.gov.vn"] == pytest.approx(80, abs=25)


@pytest.mark.usefixtures("crowded")
@pytest.mark.parametrize("query", ["lúa", "lúa from:2023-03 to:2023-11", "ngô", "lúa -ngô"])
@pytest.mark.parametrize("order", ["newest", "best"])
def test_of_very_many_the_hits_are_the_same_as_if_all_were_counted(
    search: Find, query: str, order: Order
) -> None:
    for page in (1, 2):
        exact = search(query, order=order, page=page)
        assert not exact.facets_are_estimated
        assert estimates(search, query, order, page=page).hits == exact.hits


@pytest.mark.usefixtures("crowded")
@pytest.mark.parametrize("order", ["newest", "best"])
def test_all_hits_come_one_after_the_other(archive: Archive, search: Find, order: Order) -> None:
    paged = [hit for page in (1, 2) for hit in search("ngô", order=order, page=page).hits]
    with dialects.reading(archive.engine) as connection:
        assert list(hits(connection, "ngô", order=order, at_most=1_000)) == paged
        assert list(hits(connection, "ngô", order=order, at_most=3)) == paged[:3]


def test_a_portal_that_is_not_there_is_named_with_the_nearest(
    archive: Archive, article: Make, search: Find
) -> None:
    archive.record([article()])
    with pytest.raises(QueryError, match=r"no portal 'hcc\.nghan\.gov\.vn'; did you mean hcc\.ng"):
        search("portal:hcc.nghan.gov.vn")


@pytest.mark.parametrize("page", [0, -1, 51])
def test_pages_are_bounded(search: Find, page: int) -> None:
    with pytest.raises(QueryError, match="ask for 1 to 50"):
        search("", page=page)


def test_an_empty_archive_is_searched(search: Find) -> None:
    assert (search("tin").total, search("").hits) == (0, ())
