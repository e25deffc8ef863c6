"""What becomes of a page that was read: an article, or a refusal that may deny one."""

from __future__ import annotations

import pytest

from pipelines.judging import article_or_refusal
from portalcrawl.extraction import extract_page
from portalcrawl.items import Refusal

URL = "https://a.vn/tin/bai-1.html"


def judged(text: str) -> Refusal:
    page = f"<html><body><div class='content'><p>{text}</p></div></body></html>"
    found = article_or_refusal(extract_page(page.encode(), URL))
    assert isinstance(found, Refusal)
    return found


@pytest.mark.parametrize(
    "text",
    [
        "Không tìm thấy bài viết bạn yêu cầu.",
        "Bài viết đã bị xóa hoặc không tồn tại",
        "404 Not Found",
        "Trang bạn tìm không tồn tại",
    ],
)
def test_a_page_that_says_that_there_is_no_such_article_denies_it(text: str) -> None:
    refusal = judged(text)
    assert (refusal.kind, refusal.denies) == ("error", True)


@pytest.mark.parametrize(
    "text", ["Hệ thống đang bảo trì, mời bạn quay lại sau", "Có lỗi xảy ra trong quá trình xử lý"]
)
def test_a_moments_trouble_denies_nothing(text: str) -> None:
    refusal = judged(text)
    assert (refusal.kind, refusal.denies) == ("error", False)
