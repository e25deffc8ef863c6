"""Every kind of furniture: lines seen on portals, and the same words as prose."""

from __future__ import annotations

import pytest

from portalcrawl.extraction import extract_page
from portalcrawl.extraction.furniture import CATALOGUE, is_furniture, judge_line

SEEN: dict[str, tuple[str, ...]] = {
    "skip-link": (
        "Truy cập nội dung luôn",
        "Nhảy đến nội dung",
        "Skip Ribbon Commands",
        "Skip to main content",
        "Chuyển đến nội dung chính",
    ),
    "site-banner": (
        "Cổng thông tin điện tử tỉnh Lạng Sơn",
        "CỔNG THÔNG TIN ĐIỆN TỬ TỈNH QUẢNG NGÃI",
        "Trang thông tin điện tử Sở Nội vụ",
        "ỦY BAN NHÂN DÂN TỈNH NGHỆ AN",
        "Văn phòng UBND tỉnh Nghệ An",
        "Chào mừng đến với Cổng thông tin điện tử tỉnh",
        "Quyết tâm thực hiện thắng lợi Nghị quyết Đại hội Đảng bộ tỉnh lần thứ XX",
        "Nhiệt liệt chào mừng 79 năm Quốc khánh nước CHXHCN Việt Nam",
        "Trang chủ",
    ),
    "breadcrumb": (
        "> Tin tức - Sự kiện > Hội nghị sơ kết công tác sáu thá",
        "Trang chủ > Tin tức > Tin trong tỉnh",
        "Trang chủ » Tin tức",
    ),
    "reading-tools": (
        "A- A A+",
        "A-  A  A+",
        "Tăng tương phản",
        "Giảm tương phản",
        "Tăng tương phản Giảm tương phản",
        "Xem với cỡ chữ",
        "Xem cỡ chữ",
        "Xem với cỡ chữ A- A A+",
        "100%",
        "Đọc bài viết",
        "Chế độ ban đêm",
        "In trang",
        "Xuất PDF",
        "In bài này",
        "In trang | Xuất PDF | Gửi email",
        "Gửi email",
        "0:00 / 0:00",
        "• Nam miền Bắc",
        "Nữ miền Bắc • Nam miền Bắc • Nữ miền Nam",
        "Chia sẻ",
        "Chia sẻ qua Facebook",
        "Chia sẻ: Facebook Zalo",
        "Chia sẻ bài viết:",
        "Quay lại",
    ),
    "system-message": (
        "Chú ý: Bài viết này chưa được xuất bản, vui lòng quay lại sau.",
        "Dữ liệu đang được cập nhật...",
        "Phiên làm việc của bạn đã hết hạn do thời gian không sử dụng quá lâu.",
    ),
    "clock": ("Thứ hai, Ngày 17/05/2021 -", "Thứ 5 Ngày 14/5/2020, 10:13:21 AM"),
    "counter": (
        "Lượt xem: 29",
        "Số lượt xem: 1.204",
        "Thống kê truy cập",
        "Thống kê: 601.042",
        "Online: 17",
        "Đang truy cập",
        "Đang truy cập: 12",
        "Hôm nay",
        "Hôm nay: 1.234",
        "Tháng hiện tại",
        "Tổng lượt truy cập: 12.345.678",
        "2450 lượt xem",
    ),
    "rating": (
        "Đánh giá:",
        "lượt đánh giá: , trung bình:",
        "0 lượt đánh giá: 0, trung bình: 0",
        "Click để đánh giá bài viết",
        "Tổng số điểm của bài viết là: 0 trong 0 đánh giá",
        "Xếp hạng: 5 - 1 phiếu bầu",
    ),
    "comments": (
        "Bình luận",
        "Bình luận (0)",
        "Ý kiến bạn đọc",
        "Mã xác thực không đúng.",
        "Mã an toàn",
        "Gửi bình luận",
        "Họ và tên (*)",
        "Bạn cần đăng nhập để gửi bình luận",
    ),
    "related": (
        "Tin liên quan",
        "Tin liên quan:",
        "Những tin mới hơn",
        "Những tin cũ hơn",
        "Tin cùng chuyên mục",
        "Tin khác",
        "Các tin khác",
        "Các bài viết khác",
        "Tin đã đưa",
        "Xem thêm",
    ),
    "print-footer": (
        "Bản in từ http://hcc.nghean.gov.vn/tin-tong-hop/hop-6760.html",
        "URL của bản tin này::https://tinh.gov.vn/news/hop-6760.html",
    ),
    "tags": ("Từ khóa: chuyển đổi số, hành chính công", "Tags: chuyển đổi số", "Tags"),
    "attachments-label": ("Tệp đính kèm:", "File đính kèm", "Tài liệu kèm theo:", "Tải về"),
    "link-box": ("Liên kết website", "Liên kết", "Website liên kết"),
    "copyright": (
        "© Bản quyền thuộc về Báo Đồng Nai",
        "Bản quyền thuộc Cổng thông tin điện tử tỉnh",
        "Ghi rõ nguồn 'Cổng thông tin điện tử tỉnh' khi phát hành lại thông tin",
        "Giấy phép số 260/GP-BTTTT ngày 30/8/2017",
        "Chịu trách nhiệm nội dung: Chánh Văn phòng UBND tỉnh",
    ),
}

PROSE: dict[str, tuple[str, ...]] = {
    "skip-link": ("Ban tổ chức chuyển đến nội dung chính của chương trình lúc 9 giờ.",),
    "site-banner": (
        "Cổng thông tin điện tử tỉnh Lạng Sơn vừa khai trương giao diện mới.",
        "Ủy ban nhân dân tỉnh họp phiên thường kỳ tháng 7",
        "Ủy ban nhân dân tỉnh Nghệ An yêu cầu các sở, ngành báo cáo.",
        "Trang chủ của cổng được thiết kế lại.",
    ),
    "breadcrumb": ("Trang chủ có thêm mục tra cứu hồ sơ.",),
    "reading-tools": (
        "In bài này ra giấy là thói quen của nhiều bạn đọc lớn tuổi.",
        "Chia sẻ với bà con vùng lũ, tỉnh trích 5 tỷ đồng.",
        "Gửi email về hộp thư của Sở để được trả lời.",
        "100% hộ dân được dùng nước sạch.",
        "Quay lại trường sau Tết",
        "Nghe bài học từ Quảng Ninh",
    ),
    "clock": ("Thứ hai, ngày 17/05/2021, tỉnh tổ chức lễ phát động.",),
    "counter": (
        "Hôm nay, học sinh toàn tỉnh tựu trường.",
        "Lượt xem các bài về dịch vụ công tăng gấp đôi.",
        "Thống kê truy cập cho thấy bạn đọc đến từ nhiều nước.",
    ),
    "rating": (
        "Đánh giá: tỉnh đã hoàn thành 12/15 chỉ tiêu.",
        "Đánh giá kết quả sáu tháng đầu năm",
    ),
    "comments": (
        "Bình luận về kết quả này, ông Nam cho rằng tỉnh còn dư địa.",
        "Ý kiến bạn đọc gửi về được tổng hợp mỗi quý.",
        "Nội dung: tuyên truyền, vận động nhân dân.",
    ),
    "related": (
        "Tin liên quan đến dịch bệnh được cập nhật mỗi ngày.",
        "Tin khác với lời đồn, cầu vẫn an toàn.",
        "Xem thêm phụ lục kèm theo công văn này.",
    ),
    "system-message": ("Dữ liệu đang được cập nhật lên hệ thống của tỉnh từng giờ.",),
    "print-footer": ("Bà con nộp hồ sơ tại https://dichvucong.gov.vn trước ngày 5/7.",),
    "tags": ("Từ khóa được nhắc nhiều nhất là chuyển đổi số.",),
    "attachments-label": ("Tải về ứng dụng, bà con đăng ký tài khoản bằng số điện thoại.",),
    "link-box": ("Liên kết bốn nhà giúp nông sản có đầu ra.", "Liên kết vùng"),
    "copyright": (
        "Bản quyền phần mềm được các cơ quan chú trọng.",
        "Giấy phép xây dựng được cấp trong 10 ngày.",
        "Chịu trách nhiệm chính trong vụ việc là chủ đầu tư.",
    ),
}


def test_every_kind_of_the_catalogue_is_tested_here() -> None:
    kinds = {each.kind for each in CATALOGUE}
    assert kinds == SEEN.keys() == PROSE.keys()


@pytest.mark.parametrize(
    ("kind", "line"), [(k, line) for k, lines in SEEN.items() for line in lines]
)
def test_a_line_seen_on_portals_is_furniture(kind: str, line: str) -> None:
    assert is_furniture(line)
    assert is_furniture(line, kind)


@pytest.mark.parametrize("line", [line for lines in PROSE.values() for line in lines])
def test_the_same_words_in_a_sentence_are_prose(line: str) -> None:
    assert judge_line(line) is None


@pytest.mark.parametrize("line", [".", ";", "|", "- - -", "***", "…", "•"])
def test_stray_punctuation_is_furniture(line: str) -> None:
    verdict = judge_line(line)
    assert verdict is not None
    assert verdict.kind == "stray-punctuation"


@pytest.mark.parametrize(
    "line",
    [
        "M.L",
        "BGP",
        "Tác giả: Kim Oanh",
        "Nguồn: TTXVN",
        "Nguồn tin: nghean.gov.vn",
        "Tin, ảnh: A Lăng",
    ],
)
def test_a_sign_off_is_no_furniture(line: str) -> None:
    assert judge_line(line) is None


@pytest.mark.parametrize("kind", ["rating", "comments", "related", "link-box", "copyright"])
def test_what_follows_these_kinds_is_never_the_article(kind: str) -> None:
    verdict = judge_line(SEEN[kind][0])
    assert verdict is not None
    assert verdict.ends_article


def test_an_unknown_kind_is_an_error() -> None:
    with pytest.raises(KeyError):
        is_furniture("Tin khác", "no such kind")


def test_a_line_is_furniture_whatever_its_case_and_form() -> None:
    assert is_furniture("TIN LIÊN QUAN")
    assert is_furniture("  Tin\u00a0liên  quan ")
    assert is_furniture("Tin liên quan")


# In a page

PARAGRAPH = (
    "Ủy ban nhân dân tỉnh tổ chức hội nghị sơ kết công tác sáu tháng đầu năm ở trung tâm tỉnh."
)


def text_of(body: str) -> tuple[str, ...]:
    title = "Hội nghị sơ kết công tác sáu tháng"
    html = f"<title>{title}</title><body><div><h1>{title}</h1>{body}</div></body>"
    return extract_page(html).article.paragraphs


@pytest.mark.parametrize("kind", list(SEEN))
def test_furniture_around_the_text_leaves_no_trace(kind: str) -> None:
    for line in SEEN[kind]:
        above = f"<div>{line}</div><p>{PARAGRAPH}</p><p>{PARAGRAPH} Lần hai.</p>"
        below = f"<p>{PARAGRAPH}</p><p>{PARAGRAPH} Lần hai.</p><div>{line}</div>"
        assert text_of(below) == (PARAGRAPH, f"{PARAGRAPH} Lần hai."), line
        if kind not in ("rating", "comments", "related", "link-box", "copyright"):
            assert text_of(above) == (PARAGRAPH, f"{PARAGRAPH} Lần hai."), line


def test_a_list_of_related_news_goes_with_its_heading() -> None:
    links = "".join(f"<li><a href=/{n}>Tin số {n} của tỉnh nhà hôm qua</a></li>" for n in range(5))
    body = f"<p>{PARAGRAPH}</p><p>{PARAGRAPH} Lần hai.</p><h3>Tin liên quan</h3><ul>{links}</ul>"
    assert text_of(body) == (PARAGRAPH, f"{PARAGRAPH} Lần hai.")


def test_text_goes_on_behind_a_box_of_links_that_stands_in_it() -> None:
    box = "<div>Tin liên quan</div><div><a href=/1>Tin số một của tỉnh nhà hôm qua</a></div>"
    body = f"<p>{PARAGRAPH}</p>{box}<p>{PARAGRAPH} Lần hai.</p><p>{PARAGRAPH} Lần ba.</p>"
    assert text_of(body) == (PARAGRAPH, f"{PARAGRAPH} Lần hai.", f"{PARAGRAPH} Lần ba.")


@pytest.mark.parametrize("css", ["breadcrumb", "rating", "related", "social-connect", "tags"])
def test_furniture_is_cut_by_its_class(css: str) -> None:
    body = f"<div class={css}>Những dòng chữ không thuộc về bài viết này.</div><p>{PARAGRAPH}</p>"
    assert text_of(f"<p>{PARAGRAPH}</p>{body.replace(PARAGRAPH, PARAGRAPH + ' Lần hai.')}") == (
        PARAGRAPH,
        f"{PARAGRAPH} Lần hai.",
    )


def test_a_class_name_that_misleads_cuts_no_article() -> None:
    assert text_of(f"<div class=related><p>{PARAGRAPH}</p><p>{PARAGRAPH} Hai.</p></div>") == (
        PARAGRAPH,
        f"{PARAGRAPH} Hai.",
    )


def test_hidden_text_is_not_read() -> None:
    hidden = '<p style="display: none">Bản sao ẩn của một dòng chữ trong bài viết này.</p>'
    assert text_of(f"<p>{PARAGRAPH}</p>{hidden}<p>{PARAGRAPH} Hai.</p>") == (
        PARAGRAPH,
        f"{PARAGRAPH} Hai.",
    )
