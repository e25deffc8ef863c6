"""The article is the prose that stands together, close behind its heading."""

from __future__ import annotations

import pytest

from portalcrawl.extraction import extract_page

TITLE = "Khởi công tuyến đường ven sông dài 12 km"
PARAGRAPHS = tuple(
    f"Đoạn {number}: sáng nay, đơn vị thi công đã đưa máy móc đến công trường, bắt đầu đào móng."
    for number in range(1, 7)
)
TEXT = "".join(f"<p>{each}</p>" for each in PARAGRAPHS)
OTHER = "Một tin khác của tỉnh nhà được tóm tắt ở đây bằng một câu dài hơn mười hai tiếng để thử."


def text_of(body: str) -> tuple[str, ...]:
    html = f"<html><head><title>{TITLE}</title></head><body>{body}</body></html>"
    return extract_page(html).article.paragraphs


def article(text: str = TEXT) -> str:
    return f"<h1>{TITLE}</h1><div class=x><div>12/03/2024 08:30</div><div>{text}</div></div>"


def summaries(count: int) -> str:
    return "".join(
        f"<div><h4><a href=/{n}>Tin số {n} của tỉnh nhà hôm qua</a></h4><p>{OTHER}</p></div>"
        for n in range(count)
    )


@pytest.mark.parametrize(
    "page",
    [
        f"<div class=c>{article()}</div><div class=r>{summaries(12)}</div>",
        f"<div class=c><div>{summaries(9)}</div>{article()}</div>",
        f"<div class=c>{article()}<div>{summaries(12)}</div></div>",
        f"<table><tr><td>{summaries(5)}</td><td>{article()}</td></tr></table>",
    ],
    ids=["in another column", "above it", "right behind it", "in the cell beside"],
)
def test_summaries_of_other_news_are_left_out(page: str) -> None:
    assert text_of(page) == PARAGRAPHS


def test_the_lead_between_title_and_text_belongs_to_it() -> None:
    lead = "Tuyến đường nối hai huyện, rút ngắn quãng đường của bà con hai bên sông gần một giờ."
    text = "".join(f"<p>{each}</p>" for each in PARAGRAPHS)
    page = f"<h1>{TITLE}</h1><div class=a>{lead}</div><div class=b>Chia sẻ</div><div>{text}</div>"
    assert text_of(page) == (lead, *PARAGRAPHS)


@pytest.mark.parametrize("wrap", ["<div>{}</div>", "<p>{}</p>", "<section><p>{}</p></section>"])
def test_each_paragraph_may_have_an_element_of_its_own(wrap: str) -> None:
    assert text_of(article("".join(wrap.format(each) for each in PARAGRAPHS))) == PARAGRAPHS


def test_a_text_that_a_stray_end_tag_cuts_in_two_stays_one() -> None:
    first, second = PARAGRAPHS[:3], PARAGRAPHS[3:]
    text = "".join(f"<p>{each}</p>" for each in first)
    rest = "".join(f"<p>{each}</p>" for each in second)
    page = f"<h1>{TITLE}</h1><div class=c><div class=t><div>{text}</div></div>{rest}</div>"
    assert text_of(page) == PARAGRAPHS


def test_a_short_notice_is_not_given_up_for_prose_in_a_footer() -> None:
    notice = (
        "Sở nghỉ tiếp công dân ngày 15/3, tiếp lại vào sáng 18/3 tại trụ sở mới của Sở ở Tân An."
    )
    contact = f"<div class=z><p>{OTHER}</p><p>{OTHER}</p></div>"
    assert text_of(f"<div>{article(f'<p>{notice}</p>')}</div>{contact}") == (notice,)


def test_a_heading_above_related_links_ends_nothing_while_the_text_goes_on() -> None:
    middle = "<p><b>Đánh giá</b></p>"
    text = "".join(f"<p>{each}</p>" for each in PARAGRAPHS)
    cut = text.index("<p>Đoạn 4")
    assert text_of(article(text[:cut] + middle + text[cut:])) == (
        *PARAGRAPHS[:3],
        "Đánh giá",
        *PARAGRAPHS[3:],
    )
