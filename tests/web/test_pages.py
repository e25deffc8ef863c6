"""The pages as HTML, from views made by hand."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from lxml import html

from portalcrawl.web import rendering
from portalcrawl.web.languages import ENGLISH, LANGUAGES, VIETNAMESE, Language
from portalcrawl.web.rendering import Page, chips, folds, render
from tests.web import made

ALL = pytest.mark.parametrize(
    ("page", "path", "query", "view"),
    made.PAGES,
    ids=[f"{page}-{at}" for at, (page, *_) in enumerate(made.PAGES)],
)
EACH_LANGUAGE = pytest.mark.parametrize("language", LANGUAGES, ids=lambda each: each.code)


def drawn(page: Page, view: object, language: Language = VIETNAMESE, **more: Any) -> Any:
    """The document, parsed."""
    return html.document_fromstring(render(page, language, view, **more))


def text_of(page: Page, view: object, language: Language = VIETNAMESE, **more: Any) -> str:
    """All its text, on one line."""
    body = drawn(page, view, language, **more).body
    return " ".join(body.text_content().split())


@ALL
@EACH_LANGUAGE
def test_every_page_says_its_language_and_has_one_headline(
    page: Page, path: str, query: dict[str, str], view: object, language: Language
) -> None:
    document = drawn(page, view, language, path=path, query=query)
    assert document.get("lang") == language.code
    assert len(document.findall(".//h1")) == 1
    assert document.findtext(".//title").strip()


@ALL
@EACH_LANGUAGE
def test_headings_go_down_one_level_at_a_time(
    page: Page, path: str, query: dict[str, str], view: object, language: Language
) -> None:
    document = drawn(page, view, language, path=path, query=query)
    levels = [int(each.tag[1]) for each in document.iter("h1", "h2", "h3", "h4")]
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


@ALL
@EACH_LANGUAGE
def test_nothing_is_asked_of_anybody_else(
    page: Page, path: str, query: dict[str, str], view: object, language: Language
) -> None:
    document = drawn(page, view, language, path=path, query=query)
    asked = document.xpath(
        "//script/@src | //link[not(@rel='canonical' or @rel='alternate')]/@href | //img/@src"
        " | //iframe/@src | //form/@action"
    )
    assert asked
    assert all(each.startswith("/") and not each.startswith("//") for each in asked)


@ALL
@EACH_LANGUAGE
def test_nothing_is_inline_that_the_policy_would_refuse(
    page: Page, path: str, query: dict[str, str], view: object, language: Language
) -> None:
    document = drawn(page, view, language, path=path, query=query)
    assert not document.xpath("//@style | //style | //script[not(@src)]")
    assert not document.xpath("//@*[starts-with(name(), 'on')]")


@ALL
@EACH_LANGUAGE
def test_ids_are_there_once_and_what_refers_to_one_finds_it(
    page: Page, path: str, query: dict[str, str], view: object, language: Language
) -> None:
    document = drawn(page, view, language, path=path, query=query)
    ids = document.xpath("//@id")
    assert len(ids) == len(set(ids))
    named = document.xpath("//@aria-labelledby | //label/@for")
    named += [each[1:] for each in document.xpath("//a/@href[starts-with(., '#')]")]
    assert set(named) <= set(ids)


@ALL
def test_the_other_language_is_the_same_page(
    page: Page, path: str, query: dict[str, str], view: object
) -> None:
    here = drawn(page, view, VIETNAMESE, path=path, query=query)
    there = drawn(page, view, ENGLISH, path=path, query=query)
    (to_english,) = here.xpath("//nav[@class='languages']/a/@href")
    (to_vietnamese,) = there.xpath("//nav[@class='languages']/a/@href")
    assert to_english == "/en" + to_vietnamese


def test_what_portals_wrote_is_text_wherever_it_stands() -> None:
    evil = made.HOSTILE
    version = replace(
        made.VERSION,
        title=evil,
        lead=evil,
        text=evil,
        author=evil,
        source=evil,
        section=evil,
        captions=(evil,),
        url=evil,
        language='"><script>',
    )
    view = replace(
        made.ARTICLE,
        record=replace(made.RECORD, version=version, province_name=evil),
        paragraphs=(evil,),
    )
    document = drawn("article", view)
    assert [each.get("src") for each in document.iter("script")] == [rendering._static("site.js")]
    assert document.xpath("//h1")[0].text == evil


def test_only_addresses_of_the_web_become_links_outside() -> None:
    document = drawn("article", made.ARTICLE)
    assert not document.xpath("//a[starts-with(@href, 'javascript')]")
    assert "Phụ lục.docx" in document.body.text_content()


def test_links_outside_tell_the_portal_nothing() -> None:
    (link,) = drawn("article", made.ARTICLE).xpath("//section[@aria-labelledby='original']//a")
    assert link.get("href") == made.RECORD.canonical_url
    assert {"noopener", "noreferrer", "nofollow"} <= set(link.get("rel").split())


def test_an_article_key_that_is_a_url_leads_back_to_the_article() -> None:
    (link,) = drawn("home", made.HOME).xpath("(//article[@class='hit']//h3/a)[1]")
    assert link.get("href") == (
        "/article/quangngai.gov.vn/https://quangngai.gov.vn/tin%3Fid%3D7%26trang%3D2"
    )


def test_dates_are_written_the_vietnamese_way_in_vietnamese() -> None:
    assert "28/12/2023 21:10" in text_of("article", made.ARTICLE)


def test_dates_are_written_near_to_iso_in_english() -> None:
    assert "2023-12-28 21:10" in text_of("article", made.ARTICLE, ENGLISH)


def test_figures_have_points_in_vietnamese_and_commas_in_english() -> None:
    assert "1.234.567 bài viết" in text_of("home", made.HOME)
    assert "1,234,567 articles" in text_of("home", made.HOME, ENGLISH)


def test_the_text_of_an_article_says_its_own_language() -> None:
    document = drawn("article", made.ARTICLE, ENGLISH)
    assert document.xpath("//div[@class='body']/@lang") == ["vi"]


def test_an_article_shows_what_proves_it() -> None:
    shown = text_of("article", made.ARTICLE)
    version = made.VERSION
    for fact in (
        version.payload_digest,
        version.content_digest,
        version.warc_file,
        version.captured_at,
        version.url,
        made.ARTICLE_ID,
    ):
        assert fact
        assert fact in shown


def test_the_record_of_a_capture_is_offered_only_where_it_is() -> None:
    with_record = drawn("article", made.ARTICLE).xpath("//a[starts-with(@href, '/warc/')]")
    without = drawn("article", replace(made.ARTICLE, has_warc=False))
    assert len(with_record) == 1
    assert not without.xpath("//a[starts-with(@href, '/warc/')]")


def test_an_article_that_is_gone_says_so_first() -> None:
    (notice,) = drawn("article", made.ARTICLE).xpath("//main/p[contains(@class, 'notice')]")
    assert "đã bị gỡ" in notice.text_content()


def test_an_old_version_leads_to_the_current_one() -> None:
    document = drawn("article", made.OLD_ARTICLE)
    (notice,) = document.xpath("//main/p[contains(@class, 'notice')]")
    assert "không phải bản hiện hành" in notice.text_content()
    assert notice.xpath("a/@href")[1].endswith("?before=1&after=2")


def test_an_undated_article_says_that_its_date_is_not_known() -> None:
    assert "không rõ ngày" in text_of("article", made.OLD_ARTICLE)


def test_estimates_say_that_they_are_some() -> None:
    shown = text_of("search", made.SEARCH)
    assert "54.321 bài" in shown
    assert "ước tính" in shown
    assert "≈ 1.200" in shown


def test_what_was_searched_for_is_marked() -> None:
    marks = drawn("search", made.SEARCH).xpath("//mark/text()")
    assert marks == ["chuyển đổi số", "chuyển đổi số"]


def test_each_filter_can_be_taken_away() -> None:
    links = drawn("search", made.SEARCH).xpath("//ul[@class='chips']//a/@href")
    assert links == [
        "/search?q=chuyen+doi+so+from%3A2023&order=newest",
        "/search?q=chuyen+doi+so+province%3Aquang_ngai&order=newest",
    ]


def test_a_filter_shows_the_name_that_the_province_has_today() -> None:
    assert [chip.shown for chip in chips("tỉnh:hue former:kon_tum x")] == ["Huế", "Kon Tum"]


def test_a_filter_that_nothing_knows_is_shown_as_it_was_typed() -> None:
    assert [chip.shown for chip in chips("province:atlantis")] == ["atlantis"]


def test_a_facet_narrows_the_query() -> None:
    links = drawn("search", made.SEARCH).xpath(
        "//aside//ul[@aria-labelledby='facet-former']//@href"
    )
    assert links == ["/search?q=chuyen+doi+so+from%3A2023+former%3Akon_tum&order=newest"]


def test_a_facet_that_no_query_can_ask_for_is_no_link() -> None:
    years = drawn("search", made.SEARCH).xpath("//ul[@aria-labelledby='facet-year']")[0]
    assert len(years.xpath(".//a")) == 1
    assert " ".join(years.xpath("li[2]")[0].text_content().split()) == "không rõ ≈ 3"


def test_results_can_be_taken_along_as_csv_and_json() -> None:
    links = drawn("search", made.SEARCH).xpath("//aside//@href")
    assert any(link.startswith("/search.csv?q=chuyen+doi+so") for link in links)
    assert any(link.startswith("/api/search?q=chuyen+doi+so") for link in links)


def test_pages_lead_to_the_one_before_and_the_next() -> None:
    document = drawn("search", made.SEARCH)
    assert [link.get("href")[-6:] for link in document.xpath("//nav[@class='paging']/a")] == [
        "page=1",
        "page=3",
    ]


def test_the_last_page_says_that_there_is_more_than_can_be_paged_through() -> None:
    last = replace(made.SEARCH, found=replace(made.FOUND, page=50))
    assert "Chỉ xem được 1.000 bài đầu" in text_of("search", last)


def test_an_empty_result_gives_hints() -> None:
    shown = text_of("search", made.NOTHING)
    assert "Không tìm thấy bài nào" in shown
    assert "Bỏ bớt một điều kiện" in shown


def test_a_fault_of_the_query_is_told_in_the_language_of_the_archive() -> None:
    (fault,) = drawn("search", made.FAULTY).xpath("//div[@role='alert']//span")
    assert fault.get("lang") == "en"
    assert made.FAULTY.fault
    assert fault.text == made.FAULTY.fault.english


def test_the_query_stays_in_the_box() -> None:
    assert drawn("search", made.FAULTY).xpath("//input[@name='q']/@value") == ["from:hom-qua"]


def test_long_runs_of_equal_paragraphs_are_folded_but_for_the_one_beside_a_change() -> None:
    shown = [(fold.is_folded, len(fold.rows)) for fold in folds(made.DIFFERENCE.rows)]
    assert shown == [(True, 5), (False, 1), (False, 2)]


def test_folding_loses_no_paragraph() -> None:
    kept = [one for fold in folds(made.DIFFERENCE.rows) for one in fold.rows]
    assert kept == list(made.DIFFERENCE.rows)


def test_a_difference_says_in_words_what_is_removed_and_added() -> None:
    document = drawn("difference", made.DIFFERENCE)
    (removed,) = (each for each in document.xpath("//del") if "1,2" in each.text_content())
    (added,) = (each for each in document.xpath("//ins") if "1,5" in each.text_content())
    assert removed.text_content() == "[bỏ: 1,2]"
    assert added.text_content() == "[thêm: 1,5]"


def test_the_states_of_portals_are_words() -> None:
    shown = text_of("portals", made.HEALTH)
    assert "bị chặn" in shown
    assert "cần người xem" in shown


def test_the_last_nights_are_told_in_words() -> None:
    told = drawn("portals", made.HEALTH).xpath("//*[local-name()='svg'][@role='img']/@aria-label")
    assert " ".join(told[0].split()) == (
        "Các đêm gần nhất, đêm mới nhất trước: bị chặn 6, suy giảm 1, im lặng 2, bình thường 20"
    )


def test_a_province_shows_what_it_was_made_of() -> None:
    document = drawn("province", made.PROVINCE)
    assert [
        " ".join(each.text_content().split())
        for each in document.xpath("//table[contains(@class, 'members')]//th[@scope='row']")
    ] == ["Quảng Ngãi (địa giới cũ)", "Kon Tum"]


def test_a_former_province_leads_to_the_one_of_today() -> None:
    document = drawn("province", made.FORMER_PROVINCE)
    assert "/province/quang_ngai" in document.xpath("//p[@class='whole']/a/@href")


def test_downloads_have_sizes_and_checksums() -> None:
    shown = text_of("downloads", made.DOWNLOADS)
    assert "5,1 GB" in shown
    assert "8f" * 32 in shown


def test_an_archive_without_articles_says_so() -> None:
    assert "chưa có bài viết nào" in text_of("home", made.EMPTY_HOME)


def test_each_query_of_the_help_means_something() -> None:
    from db.search.language import parse

    examples = drawn("help", None).xpath(
        "//dl[@class='examples']//code/text() | //table[contains(@class, 'operators')]//code/text()"
    )
    assert len(examples) > 15
    for example in examples:
        parse(example)


def test_each_statement_of_the_help_stands_in_the_data_model() -> None:
    documented = Path("docs/data-model.md").read_text(encoding="utf-8")
    statements = drawn("help", None).xpath("//section[@aria-labelledby='sql']//pre/code/text()")
    assert len(statements) > 4
    for statement in statements:
        assert statement in re.sub(r"\bsqlite3 -readonly `", "", documented)


def test_each_side_of_a_difference_says_of_which_version_it_is() -> None:
    document = drawn("difference", made.DIFFERENCE)
    for side, version in (("before", made.DIFFERENCE.before), ("after", made.DIFFERENCE.after)):
        for paragraph in document.xpath(f"//p[@class='side {side}']"):
            assert paragraph.text_content().startswith(f"Phiên bản {version.number}: ")


def test_a_citation_is_read_out_in_the_language_that_it_is_in() -> None:
    cited = drawn("downloads", made.DOWNLOADS).xpath("//p[contains(@class, 'reference')]/@lang")
    assert cited
    assert set(cited) == {"en"}
