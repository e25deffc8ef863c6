"""Pages that are nearly of another kind: a short notice is no error, and an error is no notice."""

from __future__ import annotations

import pytest

from portalcrawl.extraction import extract_page, extract_text
from portalcrawl.items import Extraction, Link

PROSE = "Ủy ban nhân dân tỉnh tổ chức hội nghị sơ kết công tác sáu tháng đầu năm ở trung tâm tỉnh."
LOGIN_BOX = (
    "<div class=login><label>Tên đăng nhập</label><input name=u><label>Mật khẩu</label>"
    "<input type=password><button>Đăng nhập</button></div>"
)
URL = "https://tinh.gov.vn/tin/thong-bao-1.html"


def page(
    title: str, body: str, date: str = "12/03/2024 08:30", link: Link | None = None
) -> Extraction:
    html = (
        f"<title>{title}</title><body>{LOGIN_BOX}<div class=main><h1>{title}</h1>"
        f"<div>{date}</div>{body}</div></body>"
    )
    return extract_page(html, URL, link=link)


@pytest.mark.parametrize(
    ("title", "text"),
    [
        (
            "Thông báo hệ thống một cửa bảo trì",
            "Hệ thống bảo trì từ 22 giờ ngày 15/3, mong bà con thông cảm.",
        ),
        ("Cảnh báo tấn công DDoS vào cổng dịch vụ công", "Sở đề nghị các đơn vị trực 24/24 giờ."),
        (
            "Khuyến cáo đổi mật khẩu",
            "Bà con đổi mật khẩu tài khoản dịch vụ công sau khi đăng nhập lần đầu.",
        ),
        ("Thông báo nghỉ lễ", "Cơ quan nghỉ từ ngày 30/4 đến hết ngày 3/5."),
    ],
)
def test_a_short_dated_notice_about_such_things_is_an_article(title: str, text: str) -> None:
    extraction = page(title, f"<p>{text}</p>")
    assert extraction.kind == "article", extraction.reasons
    assert extraction.article.text == text


def test_a_notice_that_is_a_title_a_date_and_a_file_is_an_article() -> None:
    extraction = page(
        "Thông báo kết quả thi tuyển công chức", "<p><a href=/tb.pdf>Tải về: tb.pdf</a></p>"
    )
    assert extraction.kind == "article", extraction.reasons
    assert [each.name for each in extraction.article.attachments] == ["tb.pdf"]
    assert extraction.article.published_at == "2024-03-12T08:30+07:00"
    assert extraction.article.text == ""


def test_a_short_notice_above_many_links_to_other_news_is_no_listing() -> None:
    links = "".join(
        f"<p><a href=/{n}.html>Tin số {n} của tỉnh nhà hôm qua</a></p>" for n in range(9)
    )
    extraction = page("Thông báo nghỉ lễ của cơ quan", f"<p>{PROSE}</p>{links}")
    assert extraction.kind == "article", extraction.reasons


def test_a_list_of_linked_headlines_is_no_article() -> None:
    links = "".join(
        f"<div><a href=/{n}.html>Tin số {n} của tỉnh nhà hôm qua</a> <i>0{n}/03/2024</i></div>"
        for n in range(1, 9)
    )
    extraction = page("Tin trong tỉnh hằng ngày", links, date="")
    assert (extraction.kind == "article", bool(extraction.reasons)) == (False, True)


def test_an_undated_article_about_an_introduction_is_no_static_page() -> None:
    body = f"<p>{PROSE}</p><p>{PROSE} Hai.</p><p>{PROSE} Ba.</p>"
    assert page("Giới thiệu sách mới ở thư viện", body, date="").kind == "article"
    assert page("Giới thiệu chung", body, date="").kind == "static"


def test_a_date_in_the_listing_makes_no_article_of_an_error_page() -> None:
    link = Link(url=URL, title="Bài đã gỡ", published="12/03/2024")
    extraction = page("Thông báo", "<p>Không tìm thấy bài viết.</p>", date="", link=link)
    assert extraction.kind in ("error", "login")


# Flattened text


def test_a_heading_in_flattened_text_that_is_worded_like_furniture_does_not_cut_it() -> None:
    behind = f"{PROSE} Phần sau của bài viết vẫn còn nguyên vẹn ở đây."
    article = extract_text(f"Tin trong tỉnh\n12/03/2024 08:30\n{PROSE}\nĐánh giá\n{behind}\n")
    assert article.paragraphs == (PROSE, "Đánh giá", behind)


def test_the_same_words_behind_the_text_end_it() -> None:
    article = extract_text(
        f"Tin trong tỉnh\n12/03/2024 08:30\n{PROSE}\n{PROSE} Hai.\nĐánh giá\nHọ tên\n"
    )
    assert article.paragraphs == (PROSE, f"{PROSE} Hai.")


LIFERAY = """
Truy cập nội dung luôn
Thứ hai, Ngày 17/05/2021 -
Trang chủ > Tin tức > Xã ra quân làm đ
Xã ra quân làm đường
16/05/2021 07:05
Lượt xem: 12
{first}
{last}
M.L
Đánh giá:
Tin khác
"""
VNPORTAL = """
CỔNG THÔNG TIN ĐIỆN TỬ TỈNH LẠNG SƠN
A- A A+
Xã ra quân làm đường
17:23:45 | 07/08/2018
{first}
{last}
Nguồn: langson.gov.vn
Tin liên quan
Tin khác hẳn về một việc khác hẳn.
"""
NUKEVIET = """
Xã ra quân làm đường
Thứ năm - 24/06/2021 15:51 1.320 0
{first}
{last}
Tác giả: Kim Oanh
Nguồn tin: nghean.gov.vn
Tổng số điểm của bài viết là: 0 trong 0 đánh giá
Ý kiến bạn đọc
Mã an toàn
Những tin mới hơn
"""
NEWSPAPER = """
Xã ra quân làm đường
Cập nhật lúc 18:31, Thứ Tư, 15/01/2020 (GMT+7)
(ĐN)- {first}
{last}
Chia sẻ
In bài này
© Bản quyền thuộc về Báo
"""


@pytest.mark.parametrize(
    ("text", "published", "author", "source"),
    [
        (LIFERAY, "2021-05-16T07:05+07:00", "M.L", None),
        (VNPORTAL, "2018-08-07T17:23+07:00", None, "langson.gov.vn"),
        (NUKEVIET, "2021-06-24T15:51+07:00", "Kim Oanh", "nghean.gov.vn"),
        (NEWSPAPER, "2020-01-15T18:31+07:00", None, None),
    ],
    ids=["liferay", "vnportal", "nukeviet", "newspaper"],
)
def test_a_flattened_page_keeps_its_text_and_nothing_else(
    text: str, published: str, author: str | None, source: str | None
) -> None:
    article = extract_text(text.format(first=PROSE, last=f"{PROSE} Hai."))
    assert article.paragraphs == (PROSE, f"{PROSE} Hai.")
    assert (article.title, article.published_at) == ("Xã ra quân làm đường", published)
    assert (article.author, article.source) == (author, source)
