"""Captions: told from headings and prose by structure in HTML, by wording in flattened text."""

from __future__ import annotations

import pytest

from portalcrawl.extraction import extract_page
from portalcrawl.extraction.captions import reads_as_caption, without_repeats
from portalcrawl.items import Article

TITLE = "Hội nghị sơ kết công tác sáu tháng"
FIRST = "Ủy ban nhân dân tỉnh tổ chức hội nghị sơ kết công tác sáu tháng đầu năm ở trung tâm tỉnh."
LAST = "Hội nghị nghe báo cáo và bàn các việc phải làm ngay trong sáu tháng cuối năm của tỉnh."
CAPTION = "Quang cảnh hội nghị ở trung tâm tỉnh"
IMG = '<img src="/a.jpg" alt="">'


def article(between: str) -> Article:
    html = (
        f"<title>{TITLE}</title><body><div><h1>{TITLE}</h1>"
        f"<p>{FIRST}</p>{between}<p>{LAST}</p></div></body>"
    )
    return extract_page(html, "https://tinh.gov.vn/tin/hop.html").article


@pytest.mark.parametrize(
    "markup",
    [
        f"<figure>{IMG}<figcaption>{CAPTION}</figcaption></figure>",
        f"<figure>{IMG}<figcaption>{CAPTION}</figcaption></figure><p hidden>{CAPTION}</p>",
        f"<table><tr><td>{IMG}</td></tr><tr><td>{CAPTION}</td></tr></table>",
        f"<table><tr><td>{IMG}<br>{CAPTION}</td></tr></table>",
        f"<p align=center>{IMG}</p><p style='text-align:center'><em>{CAPTION}</em></p>",
        f"<p>{IMG}</p><p><i>{CAPTION}</i></p>",
        f"<p align=center>{IMG}<br>{CAPTION}</p>",
        f"<center>{IMG}<br><i>{CAPTION}</i></center>",
        f"<div class=wp-caption>{IMG}<p class=wp-caption-text>{CAPTION}</p></div>",
        f"<p><img src=/a.jpg alt='{CAPTION}'></p><p>{CAPTION}</p>",
        f"<p>{IMG}</p><p>{CAPTION}</p>",
        f"<figure>{IMG}<figcaption>{CAPTION}</figcaption></figure><p><i>{CAPTION}</i></p>",
    ],
)
def test_a_caption_is_kept_once_and_out_of_the_text(markup: str) -> None:
    got = article(markup)
    assert got.captions == (CAPTION,)
    assert got.paragraphs == (FIRST, LAST)
    assert [(each.url, each.caption) for each in got.images] == [
        ("https://tinh.gov.vn/a.jpg", CAPTION)
    ]


def test_captions_stay_in_the_order_of_the_page() -> None:
    figures = "".join(
        f"<figure><img src=/{n}.jpg><figcaption>Cảnh thứ {n}</figcaption></figure>"
        for n in range(3)
    )
    assert article(figures).captions == ("Cảnh thứ 0", "Cảnh thứ 1", "Cảnh thứ 2")


def test_an_alt_text_alone_is_no_caption() -> None:
    got = article(f"<p><img src=/a.jpg alt='{CAPTION}'></p>")
    assert got.captions == ()
    assert [each.caption for each in got.images] == [None]


@pytest.mark.parametrize(
    "heading",
    [
        "<p><b>Một số kết quả nổi bật</b></p>",
        "<p><strong>Người dân là trung tâm</strong></p>",
        "<h3>Trao quyền cho cơ sở</h3>",
        "<p style='text-align:center'><b>Cán bộ phải gần dân</b></p>",
        "<h2>Ảnh hưởng của bão số 3</h2>",
    ],
)
def test_a_heading_under_a_picture_stays_in_the_text(heading: str) -> None:
    got = article(f"<p>{IMG}</p>{heading}<p>{LAST.replace('Hội nghị', 'Đại biểu')}</p>")
    assert got.captions == ()
    assert len(got.paragraphs) == 4


def test_prose_under_a_picture_stays_in_the_text() -> None:
    got = article(f"<p>{IMG}</p>")
    assert got.captions == ()
    assert got.paragraphs == (FIRST, LAST)


def test_a_notice_in_a_layout_table_with_a_picture_keeps_its_first_paragraph() -> None:
    rows = "".join(
        f"<tr><td>{text}</td></tr>" for text in (IMG, FIRST, LAST, FIRST + " Hai.", LAST + " Hai.")
    )
    html = f"<title>{TITLE}</title><body><h1>{TITLE}</h1><table>{rows}</table></body>"
    assert extract_page(html).article.paragraphs == (FIRST, LAST, FIRST + " Hai.", LAST + " Hai.")


# In flattened text


@pytest.mark.parametrize(
    "line",
    [
        "Quang cảnh hội nghị",
        "Đồng chí Nguyễn Văn An, Bí thư Tỉnh ủy phát biểu tại hội nghị",
        "Chủ tịch UBND tỉnh Nguyễn Văn An trao Bằng khen cho các tập thể",
        "Các đại biểu dự hội nghị",
        "Một góc thành phố về đêm (Ảnh: Kim Oanh)",
        "Người dân thu hoạch cà phê. Ảnh: Kim Oanh",
    ],
)
def test_a_line_that_names_a_scene_or_a_person_reads_as_caption(line: str) -> None:
    assert reads_as_caption(line)


@pytest.mark.parametrize(
    "line",
    [
        FIRST,
        "Đồng chí Nguyễn Văn An phát biểu tại hội nghị.",
        "Kết quả nổi bật",
        "Chủ tịch nước",
        "Nhiệm vụ trọng tâm sáu tháng cuối năm",
        "",
        "Người dân " * 61,
    ],
)
def test_prose_and_headings_do_not(line: str) -> None:
    assert not reads_as_caption(line)


def test_repeats_are_dropped_and_the_order_kept() -> None:
    assert without_repeats(["b", "a", "b"]) == ("b", "a")
