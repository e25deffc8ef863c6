"""Flattened text beyond the seeds: other furniture, other habits, invented articles."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portalcrawl.extraction import extract_text
from portalcrawl.items import Article

FETCHED = datetime(2026, 1, 1, tzinfo=UTC)
OPENING = (
    "Chiều 26/7, lãnh đạo phường Hòa An đến thăm, tặng quà các gia đình chính sách tiêu biểu trên"
    " địa bàn, nhân kỷ niệm ngày Thương binh - Liệt sĩ."
)
SECOND = (
    "Tại mỗi nơi đến thăm, đoàn ân cần hỏi han sức khỏe, động viên các gia đình giữ gìn truyền"
    " thống, tiếp tục là tấm gương cho con cháu noi theo."
)
LAST = "Dịp này, toàn phường trao 215 suất quà, tổng trị giá hơn 160 triệu đồng."


def read(*lines: str) -> Article:
    return extract_text("\n\n".join(lines), FETCHED)


def test_a_page_with_tools_above_and_counters_below() -> None:
    article = read(
        "Skip Ribbon Commands Skip to main content",
        "Trang chủ > Tin tức > Lao động - Xã hội > Phường Hòa An thăm, tặng quà gia đ",
        "Phường Hòa An thăm, tặng quà gia đình chính sách",
        "Cập nhật: 27/07/2025 08:15:00",
        "Xem cỡ chữ",
        OPENING,
        "Đoàn công tác tặng quà gia đình ông Phạm Văn Sáu",
        SECOND,
        LAST,
        "Bài, ảnh: Ngọc Lan",
        "Lượt xem: 29",
        "Tin cùng chuyên mục",
        "Phường Hòa An ra mắt tổ công nghệ số cộng đồng",
        "Copyright © 2025",
    )
    assert article.title == "Phường Hòa An thăm, tặng quà gia đình chính sách"
    assert article.published_at == "2025-07-27T08:15+07:00"
    assert article.paragraphs == (OPENING, SECOND, LAST)
    assert article.captions == ("Đoàn công tác tặng quà gia đình ông Phạm Văn Sáu",)
    assert article.author == "Ngọc Lan"


def test_a_date_line_glued_to_the_headline() -> None:
    article = read(
        "Phường Hòa An tặng quà gia đình chính sách Update 27-07-2025 09:00", OPENING, LAST
    )
    assert article.title == "Phường Hòa An tặng quà gia đình chính sách"
    assert article.published_at == "2025-07-27T09:00+07:00"


def test_a_source_credit_and_no_author() -> None:
    article = read("Tiêu đề của một bài viết", OPENING, SECOND, "Nguồn: Báo Hòa An")
    assert (article.author, article.source) == (None, "Báo Hòa An")
    assert article.paragraphs == (OPENING, SECOND)


def test_initials_on_the_last_line_are_the_author() -> None:
    assert read("Tiêu đề của một bài viết", OPENING, SECOND, "M.L").author == "M.L"


def test_a_short_last_sentence_stays_in_the_text() -> None:
    article = read("Tiêu đề của một bài viết", OPENING, SECOND, "Lễ bế mạc diễn ra tối nay.")
    assert article.paragraphs[-1] == "Lễ bế mạc diễn ra tối nay."
    assert article.author is None


def test_a_year_less_day_is_no_date() -> None:
    article = read("Tiêu đề của một bài viết", OPENING, SECOND)
    assert (article.published_at, article.published_precision, article.published_from) == (
        None,
        None,
        None,
    )


def test_a_day_in_the_future_is_no_date() -> None:
    assert read("Tiêu đề của một bài", "05/03/2031 10:00", OPENING, SECOND).published_at is None


def test_what_stands_behind_the_comments_is_not_read() -> None:
    article = read("Tiêu đề của một bài viết", OPENING, "Ý kiến bạn đọc", SECOND)
    assert article.paragraphs == (OPENING,)


def test_the_flattened_page_of_the_readme_is_read_whole() -> None:
    text = (Path(__file__).parent.parent / "pages" / "flattened.txt").read_text(encoding="utf-8")
    article = extract_text(text, FETCHED)
    assert article.title == "Xã Tân Hòa ra quân làm thủy lợi nội đồng"
    assert article.author == "Minh Châu"
    assert len(article.paragraphs) == 3


@pytest.mark.parametrize("text", ["", "\n\n\n", ".", "Lượt xem: 3", "\0"])
def test_text_without_an_article_gives_an_empty_one(text: str) -> None:
    article = extract_text(text, FETCHED)
    assert (article.text, article.title) == ("", None)


@given(st.text(max_size=2000))
def test_any_text_is_read_without_a_crash(text: str) -> None:
    extract_text(text, FETCHED)
