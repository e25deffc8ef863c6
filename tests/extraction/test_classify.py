"""What kind of page it is: only an article is archived as one, and no article is thrown away."""

from __future__ import annotations

import pytest

from portalcrawl.extraction import extract_page
from portalcrawl.items import Extraction

PROSE = (
    "<p>Sáng nay, tại hội trường xã, hơn 200 đại biểu dự hội nghị tổng kết phong trào thi đua. Báo"
    " cáo tại hội nghị nêu rõ những kết quả nổi bật của năm qua trên các lĩnh vực.</p>"
    "<p>Năm qua, xã hoàn thành 15 trên 17 chỉ tiêu, thu ngân sách vượt 12% dự toán, tỷ lệ hộ nghèo"
    " giảm còn 1,8%. Các đại biểu đã thảo luận nhiều giải pháp cho năm tới.</p>"
)


def page(
    title: str, body: str, *, date: str = "12/03/2024 08:30", heading: bool = True
) -> Extraction:
    shown = f"<h1>{title}</h1>" if heading else ""
    return extract_page(
        f"<html><head><title>{title} - Cổng thông tin điện tử tỉnh</title></head>"
        f"<body><div class='main'>{shown}<div class='date'>{date}</div>{body}</div></body></html>"
    )


def test_an_article() -> None:
    extraction = page("Xã tổng kết phong trào thi đua", PROSE)
    assert (extraction.kind, extraction.reasons) == ("article", ())


@pytest.mark.parametrize(
    "title",
    [
        "Khắc phục lỗi hệ thống trên Cổng dịch vụ công",
        "Giới thiệu sách mới tại thư viện tỉnh",
        "Hướng dẫn đăng nhập dịch vụ công trực tuyến",
        "Liên hệ chặt chẽ với nhân dân, giải quyết kịp thời kiến nghị",
    ],
)
def test_an_article_about_such_things_stays_one(title: str) -> None:
    assert page(title, PROSE).kind == "article"


def test_an_article_beside_a_login_form_in_the_header_stays_one() -> None:
    form = "<form><input name='u'><input type='password' name='p'></form>"
    assert page("Xã tổng kết phong trào thi đua", form + PROSE).kind == "article"


def test_a_short_notice_stays_an_article() -> None:
    notice = "<p>Trung tâm nghỉ tiếp dân ngày 15/3.</p><p>Mong nhân dân thông cảm.</p>"
    assert page("Thông báo nghỉ tiếp dân", notice).kind == "article"


def test_a_login_form() -> None:
    form = (
        "<form><label>Tên đăng nhập</label><input><label>Mật khẩu</label>"
        "<input type='password'><p>Bạn cần đăng nhập để xem nội dung này.</p></form>"
    )
    extraction = page("Đăng nhập", form, date="")
    assert extraction.kind == "login"
    assert extraction.reasons == ("a password field and no article",)


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("Thông báo lỗi", "Có lỗi xảy ra trong quá trình xử lý. Vui lòng thử lại sau."),
        ("Không tìm thấy trang", "Trang bạn yêu cầu không tồn tại hoặc đã bị xóa."),
        ("Server Error", "Server Error in '/' Application."),
    ],
)
def test_an_error_page_with_status_200(title: str, text: str) -> None:
    assert page(title, f"<p>{text}</p>", date="").kind == "error"


def test_an_error_status() -> None:
    extraction = extract_page(f"<h1>Xã tổng kết</h1>{PROSE}", status=503)
    assert (extraction.kind, extraction.reasons) == ("error", ("HTTP status 503",))


@pytest.mark.parametrize(
    "text", ["Access Denied. Support ID: 8812", "Checking your browser before accessing the site."]
)
def test_a_block_page(text: str) -> None:
    assert page("Just a moment", f"<p>{text}</p>", date="").kind == "blocked"


def test_an_article_that_is_a_table_alone_stays_one() -> None:
    rows = "<tr><th>Mặt hàng</th><th>Giá</th></tr><tr><td>Lúa OM 18</td><td>8.200</td></tr>"
    table = f"<table>{rows}</table>"
    extraction = page("Giá nông sản ngày 12 tháng 3", table)
    assert extraction.kind == "article"
    assert extraction.article.text == "Mặt hàng | Giá\nLúa OM 18 | 8.200"


def test_a_static_page() -> None:
    extraction = page("Chức năng, nhiệm vụ của Văn phòng", PROSE, date="")
    assert extraction.kind == "static"
    assert "Chức năng, nhiệm vụ" in extraction.reasons[0]


def test_a_page_named_like_a_static_one_but_dated_is_an_article() -> None:
    assert page("Giới thiệu mô hình trồng dưa lưới", PROSE).kind == "article"


def test_a_legal_document() -> None:
    table = (
        "<table><tr><td>Số ký hiệu</td><td>118/KH-UBND</td></tr>"
        "<tr><td>Ngày ban hành</td><td>12/03/2024</td></tr>"
        "<tr><td>Trích yếu</td><td>Về việc phòng, chống thiên tai năm 2024</td></tr></table>"
    )
    assert page("Kế hoạch 118/KH-UBND", table, date="").kind == "document"


def test_a_listing() -> None:
    items = "".join(
        f"<li><a href='/bai-{number}.html'>Tin số {number} về hoạt động của các xã</a></li>"
        for number in range(12)
    )
    assert page("Tin trong tỉnh", f"<ul>{items}</ul>", date="").kind in ("listing", "empty")


@pytest.mark.parametrize(
    "markup", ["", "<html></html>", "<html><body><nav>Trang chủ</nav></body></html>"]
)
def test_nothing_to_read(markup: str) -> None:
    assert extract_page(markup).kind == "empty"
