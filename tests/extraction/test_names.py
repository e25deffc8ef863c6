"""The names of a page, and selectors that are looked up by them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml.cssselect import CSSSelector

from portalcrawl.engines.profiles import PROFILES
from portalcrawl.extraction.document import parse
from portalcrawl.extraction.names import read_names
from portalcrawl.extraction.selectors import Page, select, select_all

MARKUP = """
<body class="page home"><div id="main" class="news detail">
<h1 class="title">Một</h1><div class="box"><p class="lead title">Hai</p><a class="more">Ba</a></div>
<ul class="related"><li class="item"><a class="more">Bốn</a></li><li>Năm</li></ul>
<div class="detail"><p>Sáu</p></div><p class="lead"> </p></div></body>
"""


def page_of(markup: str) -> Page:
    root = parse(markup)
    assert root is not None
    return Page(root, read_names(root))


PLAIN = [
    *(".title", "#main", "div.news", "h1.title", "#main .lead", "div.box > p", "ul.related li"),
    *("li.item a.more", "a.more", "p", "div.detail p", ".news.detail", "body > div", "div .box p"),
]


@pytest.mark.parametrize("selector", PLAIN)
def test_a_plain_selector_gives_what_css_gives(selector: str) -> None:
    page = page_of(MARKUP)
    expected = CSSSelector(selector, translator="html")(page.root)
    assert select_all(page, [selector]) == expected


@given(st.lists(st.sampled_from([*PLAIN, ".absent", "#absent p"]), min_size=1, max_size=3))
def test_steps_in_a_row_give_what_css_gives(selectors: list[str]) -> None:
    page = page_of(MARKUP)
    joined = " ".join(selectors)
    expected = CSSSelector(joined, translator="html")(page.root)
    assert select_all(page, [joined]) == expected


def test_selectors_that_are_not_plain_are_lxmls() -> None:
    page = page_of(MARKUP)
    assert [each.text for each in select_all(page, ["li:last-child", "p[class*=lead]"])] == [
        "Năm",
        "Hai",
        " ",
    ]


def test_the_first_selector_that_matches_with_text_wins() -> None:
    page = page_of(MARKUP)
    assert [each.text for each in select(page, [".absent", "p.lead", ".title"])] == ["Hai"]
    assert select(page, [".lead"], within=page.names.ids["main"][0])[0].text == "Hai"
    assert select(page, [".title"], within=page.root.findall(".//ul")[0]) == []


def test_names_come_in_the_order_of_the_page() -> None:
    page = page_of(MARKUP)
    named = page.names.with_class("title")
    assert [each.tag for each in named] == ["h1", "p"]
    assert page.names.in_order(reversed(named)) == named


@pytest.mark.parametrize("name", sorted(PROFILES))
def test_every_selector_of_a_profile_is_css(name: str) -> None:
    profile, page = PROFILES[name], page_of(MARKUP)
    for selectors in (
        *(profile.container, profile.title, profile.date, profile.lead, profile.body),
        *(profile.author, profile.source, profile.section, profile.drop),
    ):
        select_all(page, selectors)
