"""What stands around the text: date lines among tools, credits set apart, files, breadcrumbs."""

from __future__ import annotations

import pytest

from portalcrawl.extraction import extract_page
from portalcrawl.items import Article

TITLE = "Khởi công tuyến đường ven sông dài 12 km"
TEXT = "".join(
    f"<p>Đoạn {number}: sáng nay, đơn vị thi công đã đưa máy đến công trường, bắt đầu đào móng.</p>"
    for number in range(1, 5)
)


def read(above: str = "", behind: str = "", *, before: str = "") -> Article:
    """The article of a page with this around the text."""
    html = (
        f"<html><head><title>{TITLE}</title></head><body><div>{before}<h1>{TITLE}</h1>{above}"
        f"<div class=t>{TEXT}</div>{behind}</div></body></html>"
    )
    article = extract_page(html, "https://tinh.example/tin/bai-1.html").article
    assert len(set(article.paragraphs)) == 4, article.paragraphs
    return article


@pytest.mark.parametrize(
    "line",
    [
        "<div><b>28/12/2023 21:10</b><i>5683</i><a>A-</a><a>A+</a><a>In bài viết</a></div>",
        "<div><b>Thứ năm - 28/12/2023 21:10</b><i>2699 lượt xem</i><b>Nghe bài viết</b></div>",
        "<div>Được đăng bởi bbt vào T5, 28/12/2023 - 21:10</div>",
        "<div>Như Tâm - 21:10, 28/12/2023</div>",
        "<div><span>28 thg 12, 2023 · 21:10</span><span>7 phút đọc</span></div>",
        "<p>Posted on <time datetime='2023-12-28T21:10+07:00'>28 Tháng Mười Hai, 2023</time></p>",
        "<p>Đăng ngày 28 - 12 - 2023<b> 21:10</b><a>A-</a><a>A+</a><a>Giọng nữ miền Bắc</a></p>",
        "<div>Thứ năm, 28/12/2023<span></span>21:10</div>",
        "<div class=social-right><span class=post-date>28/12/2023 21:10</span> | Đã xem 12</div>",
    ],
)
def test_a_date_line_among_tools_counters_and_names(line: str) -> None:
    assert read(line).published_at == "2023-12-28T21:10+07:00"


def test_a_date_line_behind_the_text_counts_where_it_is_named_so() -> None:
    behind = (
        "<h2>Tin liên quan</h2><div class=asset-metadata>28/12/2023 | 21:10 Bởi admin admin</div>"
    )
    assert read(behind=behind).published_at == "2023-12-28T21:10+07:00"
    assert read(behind=behind.replace("asset-metadata", "x")).published_at is None


def test_the_hour_of_a_blogs_last_line_makes_the_day_finer() -> None:
    footer = "<div>lúc 10:21 SA bởi Nguyễn Văn Bằng | Thể loại: Tin địa phương</div>"
    article = read("<h3>Thứ ba, 18/08/2015</h3>", footer)
    assert (article.published_at, article.author) == ("2015-08-18T10:21+07:00", "Nguyễn Văn Bằng")


@pytest.mark.parametrize(
    ("behind", "author", "source"),
    [
        ("<p style='text-align:right'><b>Thu Hà</b></p>", "Thu Hà", None),
        ("<p style='text-align:right'><b>Chi bộ Thanh tra Sở</b></p>", "Chi bộ Thanh tra Sở", None),
        ("<p><i>Theo Hội Chữ thập đỏ tỉnh</i></p>", None, "Hội Chữ thập đỏ tỉnh"),
        ("<div>Tác giả:</div><div>Hoài Thương</div>", "Hoài Thương", None),
        ("<div class=post-writer>Rơ Châm Huyền</div>", "Rơ Châm Huyền", None),
        ("<p style='text-align:right'><i>Ảnh: Trần Đại</i></p>", "Trần Đại", None),
        ("<p style='text-align:right'><b>Thu Hiền (tổng hợp)</b></p>", "Thu Hiền", None),
        (
            "<p style='text-align:right'><b>Thanh Nhã (Cổng TTĐT tỉnh)</b></p>",
            "Thanh Nhã (Cổng TTĐT tỉnh)",
            None,
        ),
        ("<div class=author>admin</div>", None, None),
    ],
)
def test_a_sign_off_is_told_by_its_label_its_place_or_its_name(
    behind: str, author: str | None, source: str | None
) -> None:
    article = read("<div>12/03/2024 08:30</div>", behind)
    assert (article.author, article.source) == (author, source)


def test_files_in_a_box_behind_the_text_are_attachments() -> None:
    box = "<div><b>Tệp đính kèm:</b> <a href=/download/12>ke-hoach-12.pdf</a></div>"
    found = read(behind=f"<div>Lượt xem: 12</div>{box}").attachments
    assert [(each.url, each.name) for each in found] == [
        ("https://tinh.example/download/12", "ke-hoach-12.pdf")
    ]


@pytest.mark.parametrize(
    "trail",
    [
        "<div class=site-path><a>Trang chủ Vĩnh An</a> / <a>Kinh tế</a></div>",
        "<div><a>Trang chủ</a><span>/</span><a>Kinh tế</a></div>",
        "<ol class=breadcrumb><li>Trang nhất</li><li>Kinh tế</li></ol>",
        f"<div class=crumbs><a>Trang chủ</a> › <a>Kinh tế</a> › {TITLE[:22]}...</div>",
    ],
)
def test_the_section_is_the_last_step_that_is_neither_home_nor_title(trail: str) -> None:
    assert read(before=trail).section == "Kinh tế"


def test_pictures_in_a_row_have_the_captions_of_the_row_below() -> None:
    row = (
        "<table><tr><td><img src=/1.jpg></td><td><img src=/2.jpg></td></tr>"
        "<tr><td>Chợ đêm</td><td>Bến tàu</td></tr></table>"
    )
    images = read(behind=f"{row}{TEXT}").images
    assert [(each.url[-5:], each.caption) for each in images] == [
        ("1.jpg", "Chợ đêm"),
        ("2.jpg", "Bến tàu"),
    ]


def test_a_long_sentence_below_a_picture_in_a_layout_table_is_no_caption() -> None:
    sentence = "Chủ đề lớn của năm nay là sắc màu của biển, với 60 hoạt động trải khắp thành phố."
    html = (
        f"<html><head><title>{TITLE}</title></head><body><h1>{TITLE}</h1><table><tr><td>"
        f"<p style='text-align:center'><img src=/1.jpg></p><p>{sentence}</p>"
        "<p style='text-align:center'><img src=/2.jpg></p><p><i>Chợ đêm</i></p>"
        "</td></tr></table></body></html>"
    )
    article = extract_page(html, "https://tinh.example/tin/bai-1.html").article
    assert (article.paragraphs, article.captions) == ((sentence,), ("Chợ đêm",))
