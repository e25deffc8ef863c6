"""Who wrote an article and where it came from, by the lines that sign it off."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portalcrawl.extraction import extract_page
from portalcrawl.extraction.byline import Credit, person, read_bare, read_labelled, strip_dateline
from portalcrawl.items import Article

TITLE = "Hội nghị sơ kết công tác sáu tháng"
PARAGRAPHS = (
    "Ủy ban nhân dân tỉnh tổ chức hội nghị sơ kết công tác sáu tháng đầu năm ở trung tâm tỉnh.",
    "Hội nghị nghe báo cáo và bàn các việc phải làm ngay trong sáu tháng cuối năm của tỉnh.",
)


def signed(*lines: str) -> Article:
    """A page whose text ends with the lines."""
    body = "".join(f"<p>{each}</p>" for each in (*PARAGRAPHS, *lines))
    html = f"<title>{TITLE}</title><body><div><h1>{TITLE}</h1>{body}</div></body>"
    return extract_page(html, "https://tinh.gov.vn/hop.html").article


@pytest.mark.parametrize(
    ("line", "author"),
    [
        ("Tác giả: Kim Oanh", "Kim Oanh"),
        ("Tác giả bài viết: Kim Oanh", "Kim Oanh"),
        ("Tin, ảnh: A Lăng Thị Mai", "A Lăng Thị Mai"),
        ("Tin, bài, ảnh: Kim Oanh", "Kim Oanh"),
        ("Tin và ảnh: Kim Oanh", "Kim Oanh"),
        ("Bài, ảnh: MINH THU", "MINH THU"),
        ("Bài và ảnh: Minh Thu", "Minh Thu"),
        ("Thực hiện: Minh Thu - Hoàng Nam", "Minh Thu - Hoàng Nam"),
        ("Tin: Văn phòng UBND tỉnh", "Văn phòng UBND tỉnh"),
        ("(Tin, ảnh: Kim Oanh)", "Kim Oanh"),
        ("PV: Kim Oanh.", "Kim Oanh"),
    ],
)
def test_a_labelled_author_is_read(line: str, author: str) -> None:
    assert read_labelled(line) == Credit(author=author)


@pytest.mark.parametrize(
    ("line", "source"),
    [
        ("Nguồn: TTXVN", "TTXVN"),
        ("Nguồn tin: nghean.gov.vn", "nghean.gov.vn"),
        ("Nguồn: https://baochinhphu.vn/tin-1.htm", "https://baochinhphu.vn/tin-1.htm"),
        ("Theo TTXVN", "TTXVN"),
        ("Theo Báo Nhân Dân", "Báo Nhân Dân"),
        ("Theo baochinhphu.vn", "baochinhphu.vn"),
        ("Theo VGP", "VGP"),
        ("(Theo TTXVN)", "TTXVN"),
        ("Theo Cổng TTĐT Chính phủ", "Cổng TTĐT Chính phủ"),
        ("(Nguồn: Báo Nghệ An)", "Báo Nghệ An"),
    ],
)
def test_a_source_credit_is_read(line: str, source: str) -> None:
    assert read_labelled(line) == Credit(source=source)


@pytest.mark.parametrize("line", ["Tác giả: admin", "Tác giả: admin admin", "Ảnh: Kim Oanh"])
def test_a_credit_may_name_nobody_who_wrote_the_article(line: str) -> None:
    credit = read_labelled(line)
    assert credit is not None
    assert (credit.author, credit.source) == (None, None)


@pytest.mark.parametrize(
    "line",
    [
        "Theo Sở Y tế, toàn tỉnh có 12 ca mắc mới.",
        "Theo Báo cáo của Sở Y tế, toàn tỉnh có 12 ca mắc",
        "Theo ông Nam, việc này cần làm ngay.",
        "Theo kế hoạch, công trình hoàn thành trong năm",
        "Theo Cổng TTĐT tỉnh, lượng hồ sơ trực tuyến tăng 20%.",
        "Nguồn: ngân sách tỉnh 5 tỷ đồng, vốn xã hội hóa 2 tỷ đồng.",
        "Nguồn: Ngân sách tỉnh cấp hai phần ba, các huyện cân đối phần còn lại.",
        "Thực hiện: các sở, ngành báo cáo kết quả trước ngày 5/7.",
        "Tin vui: bà con đã có nước sạch.",
        "Bài toán: vốn ở đâu?",
        "Bài học: phải gần dân.",
        "Nguồn nước: đủ cho vụ hè thu.",
    ],
)
def test_a_sentence_that_begins_like_a_credit_is_prose(line: str) -> None:
    assert read_labelled(line) is None
    article = signed(line)
    assert article.paragraphs == (*PARAGRAPHS, line)
    assert (article.author, article.source) == (None, None)


@pytest.mark.parametrize(
    "line",
    [
        "Kim Oanh",
        "KIM OANH",
        "M.L",
        "BGP",
        "K.O",
        "Minh Thu - Hoàng Nam",
        "A Lăng Thị Mai",
        "(Kim Oanh)",
    ],
)
def test_a_name_or_initials_alone_on_the_last_line_sign_the_article(line: str) -> None:
    article = signed(line)
    assert article.author == line.strip("()")
    assert article.paragraphs == PARAGRAPHS


@pytest.mark.parametrize(
    "line",
    [
        "Kính mời quý bạn đọc đón xem.",
        "Trân trọng thông báo!",
        "HẾT",
        "Sở Nội vụ",
        "Ban Biên tập",
        "Việt Nam",
        "Huyện Bình Sơn",
        "Ông Nam nói: chưa muộn",
        "Hội nghị kết thúc lúc 17 giờ",
        "2024",
    ],
)
def test_a_short_last_line_that_names_nobody_stays_in_the_text(line: str) -> None:
    article = signed(line)
    assert article.author is None
    assert article.paragraphs[-1] == line


def test_a_list_of_names_is_no_sign_off() -> None:
    article = signed("Danh sách đoạt giải:", "Nguyễn Văn An", "Trần Thị Bình", "Lê Văn Cường")
    assert article.author is None
    assert article.paragraphs[-3:] == ("Nguyễn Văn An", "Trần Thị Bình", "Lê Văn Cường")


def test_author_and_source_are_both_taken_off_the_end() -> None:
    article = signed("Tác giả: Kim Oanh", "Nguồn tin: nghean.gov.vn")
    assert (article.author, article.source) == ("Kim Oanh", "nghean.gov.vn")
    assert article.paragraphs == PARAGRAPHS


def test_the_address_of_the_page_itself_is_no_source() -> None:
    article = signed("Nguồn: https://tinh.gov.vn/hop.html")
    assert article.source is None
    assert article.paragraphs == PARAGRAPHS


def test_a_one_line_notice_is_not_taken_for_its_author() -> None:
    html = f"<title>{TITLE}</title><div><h1>{TITLE}</h1><p>Nguyễn Văn An</p></div>"
    assert extract_page(html).article.author is None


@pytest.mark.parametrize(
    "name", ["admin admin", "Administrator", "Quản trị viên", "a@b.vn", "user1", "", None]
)
def test_an_account_is_no_person(name: str | None) -> None:
    assert person(name) is None


@pytest.mark.parametrize(
    ("lead", "freed"),
    [
        ("(ĐN)- Sáng 5/7, thành phố ra quân.", "Sáng 5/7, thành phố ra quân."),
        ("(ĐN) - Sáng 5/7, thành phố ra quân.", "Sáng 5/7, thành phố ra quân."),
        ("(Baonghean.vn) - Sáng 5/7, tỉnh ra quân.", "Sáng 5/7, tỉnh ra quân."),
        ("YênBái - YBĐT - Sáng 5/7, tỉnh ra quân.", "Sáng 5/7, tỉnh ra quân."),
        ("(BTĐKT)-Sáng 31/8/2015, tại Hà Nội.", "Sáng 31/8/2015, tại Hà Nội."),
        ("BTĐKT - Sáng 31/8/2015, tại Hà Nội.", "Sáng 31/8/2015, tại Hà Nội."),
    ],
)
def test_a_paper_s_sign_is_taken_off_the_lead(lead: str, freed: str) -> None:
    assert strip_dateline(lead) == freed


@pytest.mark.parametrize(
    "lead",
    [
        "HĐND - UBND huyện họp liên tịch.",
        "OCOP - cơ hội cho nông sản miền núi.",
        "UBND tỉnh ban hành kế hoạch.",
        "(Tiếp theo kỳ trước) Mùa lúa chín.",
        "Hà Nội - Huế - Sài Gòn nối lại đường bay.",
        "",
    ],
)
def test_other_abbreviations_open_the_sentence(lead: str) -> None:
    assert strip_dateline(lead) == lead


@given(text=st.text(max_size=100))
def test_any_line_is_read_without_complaint(text: str) -> None:
    read_labelled(text)
    read_bare(text)
    person(text)
    strip_dateline(text)
