"""Whatever an editor types comes back from the markup as he typed it, under every habit."""

from __future__ import annotations

from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from parsel import Selector

from portalcrawl.replicas import NAMES, Block, ReplicaArticle, replica
from portalcrawl.replicas.content import Body, CaptionStyle
from portalcrawl.replicas.markup import cut, slug

WRITING = st.characters(categories=("L", "M", "N", "P", "S", "Zs"))
TEXTS = st.text(WRITING, min_size=1, max_size=200).map(lambda text: " ".join(text.split()))
LINES = TEXTS.filter(bool)


def shown(name: str, article: ReplicaArticle) -> str:
    """The text of the article's page, white space folded."""
    portal = replica(name, [article])
    answer = portal.get(portal.address(article))
    assert answer.status == 200
    return " ".join(Selector(answer.body.decode()).xpath("string(//body)").get("").split())


@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=40, deadline=None)
@given(
    title=LINES,
    lead=LINES,
    text=LINES,
    caption=LINES,
    body=st.sampled_from(get_args(Body)),
    captions=st.sampled_from(get_args(CaptionStyle)),
    number=st.integers(1000, 1005),
)
def test_no_text_is_altered_by_the_markup(
    name: str,
    title: str,
    lead: str,
    text: str,
    caption: str,
    body: Body,
    captions: CaptionStyle,
    number: int,
) -> None:
    blocks = (Block("p", text), Block("caption", caption), Block("li", text), Block("h", text))
    article = ReplicaArticle(
        id=number, title=title, lead=lead, blocks=blocks, body=body, captions=captions
    )
    page = shown(name, article)
    place = page.index(title)
    for part in (lead, text, caption, text, text):
        place = page.index(part, place) + len(part)


def test_a_slug_is_folded_and_joined_by_hyphens() -> None:
    assert slug("Đề án 06: chuyển đổi số") == "de-an-06-chuyen-doi-so"


def test_a_liferay_slug_may_begin_and_end_with_a_hyphen() -> None:
    assert slug("(Đắk Lắk) công bố quy hoạch!", drop_d=True) == "-ak-lak-cong-bo-quy-hoach-"


def test_a_slug_is_cut_in_mid_word() -> None:
    assert slug("bảo vệ môi trường", limit=14) == "bao-ve-moi-tru"


def test_an_article_without_a_title_has_a_slug_all_the_same() -> None:
    assert slug(None) == slug("…!") == "bai-viet"


def test_a_breadcrumb_cuts_a_title_in_mid_word() -> None:
    assert cut("Tiếp tục nâng cao", 12) == "Tiếp tục nân..."
    assert cut("Ngắn", 12) == "Ngắn"
