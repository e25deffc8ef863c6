"""A profile sharpens the rules for one family, for the time in which its layout was served."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from portalcrawl.extraction import Profile, extract_page
from portalcrawl.items import Article

TITLE = "Khởi công tuyến đường ven sông dài 12 km"
TEXT = "Sáng nay, đơn vị thi công đã đưa máy móc đến công trường, bắt đầu đào móng cầu thứ nhất."
PROFILE = Profile(
    name="family",
    title=("h2.name",),
    date=("div.when",),
    body=("div.text",),
    lines=(r"Bản tin số \d+",),
    valid_from="2024-01-01",
    valid_until="2025-06-30",
)
PAGE = f"""<html><head><title>Cổng thông tin điện tử tỉnh</title></head><body><div class=all>
<h2 class=name>{TITLE}</h2><div class=when>12/03/2024 08:30</div>
<div class=text><p>{TEXT}</p><p>Bản tin số 12</p><p>{TEXT} Hai.</p></div></div>
<div class=list><div class=when>01/01/2020 07:00</div></div></body></html>"""


def read(profile: Profile, day: str = "2024-07-01", page: str = PAGE) -> Article:
    fetched_at = datetime.fromisoformat(day).replace(tzinfo=UTC)
    return extract_page(page, "https://tinh.example/a", profile, fetched_at=fetched_at).article


def test_its_selectors_and_lines_are_used() -> None:
    article = read(PROFILE)
    assert article.extraction_method == "profile:family"
    assert (article.title, article.published_at) == (TITLE, "2024-03-12T08:30+07:00")
    assert article.paragraphs == (TEXT, f"{TEXT} Hai.")


@pytest.mark.parametrize("day", ["2023-12-31", "2025-07-01"])
def test_pages_of_another_time_are_read_generically(day: str) -> None:
    assert read(PROFILE, day).extraction_method == "generic"


def test_the_day_is_that_of_viet_nam() -> None:
    evening = replace(PROFILE, valid_from="2024-07-02")
    late = datetime(2024, 7, 1, 20, 0, tzinfo=UTC)
    article = extract_page(PAGE, None, evening, fetched_at=late).article
    assert article.extraction_method == "profile:family"


def test_a_day_that_is_not_known_excludes_nothing() -> None:
    assert PROFILE.serves(None)
    assert PROFILE.serves(date(2025, 6, 30))
    assert not PROFILE.serves(date(2025, 7, 1))


def test_without_its_body_the_generic_rules_serve_and_say_so() -> None:
    changed = PAGE.replace("class=text", "class=noi-dung")
    article = read(PROFILE, page=changed)
    assert article.extraction_method == "generic"
    assert article.paragraphs[0] == TEXT


def test_a_box_of_that_name_beside_a_larger_text_is_not_taken_for_it() -> None:
    body = "".join(f"<p>{TEXT} Câu số {number}.</p>" for number in range(12))
    changed = PAGE.replace("class=text", "class=noi-dung").replace(TEXT, body)
    beside = changed.replace("<div class=list>", "<div class=text>Lịch tiếp dân</div><div>")
    assert read(PROFILE, page=beside).extraction_method == "generic"
