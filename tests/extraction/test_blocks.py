"""Whatever markup an editor leaves behind, the blocks a reader sees come out the same."""

from __future__ import annotations

import pytest
from lxml import html as lxml_html

from portalcrawl.extraction import extract_page
from portalcrawl.extraction.blocks import Block, is_data_table, segment, table_text
from portalcrawl.extraction.document import parse

TITLE = "Hội nghị sơ kết công tác sáu tháng"
FIRST = "Ủy ban nhân dân tỉnh tổ chức hội nghị sơ kết công tác sáu tháng đầu năm ở trung tâm tỉnh."
LAST = "Hội nghị nghe báo cáo và bàn các việc phải làm ngay trong sáu tháng cuối năm của tỉnh."


def blocks(markup: str) -> list[Block]:
    root = parse(f"<div>{markup}</div>")
    assert root is not None
    return segment(root)


def texts(markup: str) -> list[str]:
    return [block.text for block in blocks(markup) if block.kind != "image"]


def paragraphs(body: str) -> tuple[str, ...]:
    """The text of a page with this body."""
    page = f"<title>{TITLE}</title><body><div><h1>{TITLE}</h1><div>{body}</div></div></body>"
    return extract_page(page, "https://tinh.gov.vn/tin/hop.html").article.paragraphs


@pytest.mark.parametrize(
    "markup",
    [
        f"<p>{FIRST}</p><p>{LAST}</p>",
        f"<div>{FIRST}</div><div>{LAST}</div>",
        f"{FIRST}<br>{LAST}",
        f"{FIRST}<br/><br/>&nbsp;<br/>{LAST}",
        f"<div>{FIRST}<p>{LAST}</p></div>",
        f"<p>{FIRST}<p>{LAST}",
        f"<span>{FIRST}</span><br><span>{LAST}</span>",
        f"<table><tr><td>{FIRST}</td></tr><tr><td>{LAST}</td></tr></table>",
        f"<table><tr><td><table><tr><td><p>{FIRST}</p><p>{LAST}</p></td></tr></table></td></tr></table>",
        f"<form><div>{FIRST}</div><div>{LAST}</div></form>",
        f"<blockquote><p>{FIRST}</p></blockquote><p>{LAST}</p>",
        f"<p>&nbsp;</p><p>{FIRST}</p><p> </p><p>{LAST}</p>",
        f"<p class=MsoNormal><span lang=VI>{FIRST}<o:p></o:p></span></p><p class=x>{LAST}</p>",
        f"<p>{FIRST}</p><p><o:p>&nbsp;</o:p></p><p><span style='mso-x:y'>{LAST}</span></p>",
        f"<!--[if gte mso 9]><xml><w:x>Normal</w:x></xml><![endif]--><p>{FIRST}</p><p>{LAST}</p>",
        f"<section><article><p>{FIRST}</p></article></section><center>{LAST}</center>",
    ],
)
def test_every_way_to_set_two_paragraphs_gives_two_paragraphs(markup: str) -> None:
    assert texts(markup) == [FIRST, LAST]
    assert paragraphs(markup) == (FIRST, LAST)


def test_words_that_markup_breaks_are_whole() -> None:
    assert texts("<p><b>H</b>ội <i>ng</i>hị<span> sơ</span> kết</p>") == ["Hội nghị sơ kết"]


def test_a_line_that_br_breaks_in_mid_sentence_is_joined() -> None:
    assert texts("<p>Hội nghị sơ kết<br>công tác sáu tháng<br>đầu năm.<br>Kết luận:</p>") == [
        "Hội nghị sơ kết công tác sáu tháng đầu năm.",
        "Kết luận:",
    ]


def test_a_title_in_two_lines_keeps_the_space_between_them() -> None:
    page = (
        f"<title>x</title><h1>Hội nghị sơ kết<br>công tác sáu tháng</h1><p>{FIRST}</p><p>{LAST}</p>"
    )
    assert extract_page(page).article.title == TITLE


def test_headings_are_told_from_paragraphs() -> None:
    assert [block.kind for block in blocks("<h2>Kết quả</h2><p>Tốt.</p>")] == ["h", "p"]


def test_emphasis_of_the_whole_block_is_noted() -> None:
    bold, mixed, italic = blocks(
        "<p><b>Đậm cả</b></p><p><b>Một</b> phần</p><p><em>Nghiêng</em></p>"
    )
    assert (bold.bold, mixed.bold, italic.italic) == (True, False, True)


def test_the_share_of_links_is_noted() -> None:
    linked, plain = blocks("<p><a href=x>Một liên kết</a></p><p>Không có liên kết nào</p>")
    assert (linked.link_density, plain.link_density) == (1.0, 0.0)


# Lists


def test_items_of_a_list_carry_a_dash() -> None:
    assert paragraphs(f"<p>{FIRST}</p><ul><li>Một việc cần làm ngay.</li><li>Hai.</li></ul>") == (
        FIRST,
        "- Một việc cần làm ngay.",
        "- Hai.",
    )


@pytest.mark.parametrize(
    ("attributes", "numbers"),
    [
        ("", ("1.", "2.")),
        ("start=3", ("3.", "4.")),
        ("type=a", ("a.", "b.")),
        ("type=A start=2", ("B.", "C.")),
        ("type=i", ("i.", "ii.")),
        ("type=I start=4", ("IV.", "V.")),
        ("start=nonsense", ("1.", "2.")),
        ("start=99999999999", ("1.", "2.")),
    ],
)
def test_items_of_a_numbered_list_carry_their_numbers(
    attributes: str, numbers: tuple[str, str]
) -> None:
    body = f"<p>{FIRST}</p><ol {attributes}><li>Việc trước mắt.</li><li>Việc lâu dài.</li></ol>"
    assert paragraphs(body) == (
        FIRST,
        f"{numbers[0]} Việc trước mắt.",
        f"{numbers[1]} Việc lâu dài.",
    )


def test_an_item_may_say_its_own_number() -> None:
    items = "<li>Một việc.</li><li value=5>Năm việc.</li><li>Sáu việc.</li>"
    assert paragraphs(f"<p>{FIRST}</p><ol>{items}</ol>")[1:] == (
        "1. Một việc.",
        "5. Năm việc.",
        "6. Sáu việc.",
    )


@pytest.mark.parametrize(
    "typed", ["- Một việc.", "• Một việc.", "+ Một việc.", "1. Một việc.", "a) Một việc."]
)
def test_a_marker_that_the_editor_typed_is_not_doubled(typed: str) -> None:
    for tag in ("ul", "ol"):
        assert paragraphs(f"<p>{FIRST}</p><{tag}><li>{typed}</li></{tag}>")[1] == typed


def test_an_abbreviation_is_no_typed_marker() -> None:
    assert (
        paragraphs(f"<p>{FIRST}</p><ul><li>TP. Vinh đi đầu.</li></ul>")[1] == "- TP. Vinh đi đầu."
    )


def test_only_the_first_paragraph_of_an_item_carries_the_marker() -> None:
    body = f"<p>{FIRST}</p><ol><li><p>Việc thứ nhất.</p><p>Giải thích thêm.</p></li></ol>"
    assert paragraphs(body)[1:] == ("1. Việc thứ nhất.", "Giải thích thêm.")


def test_a_list_in_a_list_counts_by_itself() -> None:
    inner = "<ol type=a><li>Việc con a.</li><li>Việc con b.</li></ol>"
    body = f"<p>{FIRST}</p><ol><li>Việc một.{inner}</li><li>Việc hai.</li></ol>"
    assert paragraphs(body)[1:] == (
        "1. Việc một.",
        "a. Việc con a.",
        "b. Việc con b.",
        "2. Việc hai.",
    )


# Tables


DATA = "<tr><th>Xã</th><th>Số hộ</th></tr><tr><td>Trà Bồng</td><td>1.204</td></tr>"


def table(rows: str) -> lxml_html.HtmlElement:
    found = lxml_html.fromstring(f"<table>{rows}</table>")
    assert isinstance(found, lxml_html.HtmlElement)
    return found


def test_a_data_table_is_one_paragraph_of_rows() -> None:
    assert paragraphs(f"<p>{FIRST}</p><table>{DATA}</table><p>{LAST}</p>") == (
        FIRST,
        "Xã | Số hộ\nTrà Bồng | 1.204",
        LAST,
    )


def test_the_caption_of_a_table_stands_above_its_rows() -> None:
    assert table_text(table(f"<caption>Bảng 1. Số hộ</caption>{DATA}")) == (
        "Bảng 1. Số hộ\nXã | Số hộ\nTrà Bồng | 1.204"
    )


def test_lines_of_a_cell_are_not_glued() -> None:
    rows = DATA.replace("Trà Bồng", "<p>Trà Bồng</p><p>Trà Tân</p>").replace(
        "1.204", "1<b>.2</b>04"
    )
    assert table_text(table(rows)).endswith("Trà Bồng Trà Tân | 1.204")


def test_an_empty_cell_keeps_its_place() -> None:
    assert table_text(table("<tr><td></td><td>1</td></tr><tr><td></td><td></td></tr>")) == " | 1"


@pytest.mark.parametrize(
    "rows",
    [
        "<tr><td>Một cột</td></tr><tr><td>mà thôi</td></tr>",
        "<tr><td>Một hàng</td><td>mà thôi</td></tr>",
        f"<tr><td>Trái</td><td>{FIRST * 3}</td></tr><tr><td>Trái</td><td>{LAST * 3}</td></tr>",
        "<tr><td><img src=a.jpg></td><td>Ảnh</td></tr><tr><td>Một</td><td>Hai</td></tr>",
        f"<tr><td><table>{DATA}</table></td><td>x</td></tr><tr><td>Một</td><td>Hai</td></tr>",
    ],
    ids=["one column", "one row", "long cells", "a picture", "a table inside"],
)
def test_a_table_that_lays_out_the_page_is_no_data(rows: str) -> None:
    assert not is_data_table(table(rows))


def test_a_data_table_in_a_layout_table_stays_one() -> None:
    layout = f"<table><tr><td><p>{FIRST}</p><table>{DATA}</table><p>{LAST}</p></td></tr></table>"
    assert paragraphs(layout) == (FIRST, "Xã | Số hộ\nTrà Bồng | 1.204", LAST)


# Pictures


@pytest.mark.parametrize("name", ["src", "data-src", "data-original", "data-lazy-src"])
def test_a_picture_that_loads_late_is_found(name: str) -> None:
    image = f'<img src="data:image/gif;base64,R0" {name}="/upload/a.jpg">'
    if name == "src":
        image = '<img src="/upload/a.jpg">'
    assert [block.src for block in blocks(f"<p>{image}</p>")] == ["/upload/a.jpg"]


@pytest.mark.parametrize(
    "image",
    [
        "<img src=/images/icons/pdf.gif>",
        "<img src=/a.jpg width=1 height=1>",
        "<img src=/themes/spacer.gif>",
        "<img src='data:image/png;base64,x'>",
        "<img>",
        "<img src=/themes/logo.png>",
    ],
)
def test_icons_and_spacers_are_no_pictures(image: str) -> None:
    assert blocks(f"<p>{image}</p>") == []


# Headings that look like furniture


@pytest.mark.parametrize("heading", ["Đánh giá", "Bình luận", "Thống kê", "Hôm nay", "Liên kết"])
def test_a_heading_between_paragraphs_is_text_whatever_its_words(heading: str) -> None:
    body = f"<p>{FIRST}</p><p>{LAST}</p><h3>{heading}</h3><p>{FIRST} Hai.</p><p>{LAST} Hai.</p>"
    assert paragraphs(body) == (FIRST, LAST, heading, f"{FIRST} Hai.", f"{LAST} Hai.")


def test_two_boxes_of_related_news_in_the_text_do_not_cut_it() -> None:
    box = "<p><b>Tin liên quan</b></p><p><a href=/1>Tin số một của tỉnh nhà hôm qua</a></p>"
    texts = (FIRST, LAST, f"{FIRST} Hai.", f"{LAST} Hai.", f"{FIRST} Ba.")
    one, two, three, four, five = (f"<p>{each}</p>" for each in texts)
    body = f"{one}{box}{two}{three}{box}{four}{five}"
    assert paragraphs(body) == texts


def test_a_lead_that_the_body_repeats_is_read_once() -> None:
    body = f"<div class=sapo><p>{FIRST}</p></div><div><p>{FIRST}</p><p>{LAST}</p></div>"
    assert paragraphs(body) == (FIRST, LAST)


def test_a_title_that_the_body_repeats_is_read_once() -> None:
    assert paragraphs(f"<p><b>{TITLE.upper()}</b></p><p>{FIRST}</p><p>{LAST}</p>") == (FIRST, LAST)


def test_the_portal_s_own_slips_stay() -> None:
    assert paragraphs(f"<p>{FIRST}</p><p>Đến nay đã có831 hộ dân nhận hỗ trợ./.</p>")[1] == (
        "Đến nay đã có831 hộ dân nhận hỗ trợ./."
    )
