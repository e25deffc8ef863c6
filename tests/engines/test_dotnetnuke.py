"""DotNetNuke: links of news modules, in any letter case and with Vietnamese page names."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portalcrawl.engines.base import Ask
from portalcrawl.engines.dotnetnuke import DotNetNuke
from portalcrawl.items import Page
from portalcrawl.portals import Portal

ENGINE = DotNetNuke(sections=("/vi-vn/Tin-tuc",), feeds=("/rss/tintuc.rss",))

HUE = (
    "https://thuathienhue.gov.vn/vi-vn/Th%C3%B4ng-tin-K%E1%BA%BFt-n%E1%BB%91i-B%C3%A1o-ch%C3%AD-"
    "v%E1%BB%9Bi-ch%C3%ADnh-quy%E1%BB%81n/tid/Thong-cao-bao-chi-tuan-292020-Tu-ngay-1172020-den-"
    "ngay-1772020/newsid/C4E82A4F-6AD3-4F2B-A1D5-ABFB01064AC7/cid/"
    "94C0EBC4-0DD8-4B86-9947-A9150104E98B"
)
VINH_PHUC = (
    "http://vinhphuctv.vn/Qu%E1%BA%A3n-tr%E1%BB%8B/Tin-t%E1%BB%A9c-chung/ID/297393/"
    "Nhi%E1%BB%87m%20k%E1%BB%B3%20m%E1%BB%9Bi%20k%E1%BB%B3%20v%E1%BB%8Dng%20m%E1%BB%9Bi"
)
VENTRIAN = "http://a.gov.vn/tabid/96/articleType/ArticleView/articleId/123/Default.aspx"

#: canonical URL, key, second forms by reason.
ARTICLES: list[tuple[str, str, dict[str, str]]] = [
    (
        HUE,
        "c4e82a4f-6ad3-4f2b-a1d5-abfb01064ac7",
        {
            HUE.replace("/newsid/C4E82A4F", "/NewsId/c4e82a4f"): "letter case",
            HUE.replace("/vi-vn/", "/vi-VN/"): "letter case",
            f"{HUE}?PageIndex=2": "view state",
            f"{HUE}?language=vi-VN&skinsrc=x": "view state",
            f"{HUE}?utm_source=zalo": "tracking parameters",
        },
    ),
    (
        VINH_PHUC,
        "297393",
        {
            "http://vinhphuctv.vn/Quản-trị/Tin-tức-chung/ID/297393/Nhiệm kỳ mới kỳ vọng mới?a=1": (
                "view state"
            ),
        },
    ),
    (VENTRIAN, "123", {}),
]

NOT_ARTICLES = [
    "http://skhdt.longan.gov.vn/tabid/36/default.aspx",
    "http://a.gov.vn/tabid/36/id/5/default.aspx",
    "https://vinhlong.gov.vn/LinkClick.aspx?fileticket=abc&mid=12&portalid=0&tabid=63",
    "https://vinhlong.gov.vn/rss/tintuc.rss",
    "https://vinhlong.gov.vn/Portals/0/van-ban.pdf",
    "https://a.gov.vn/vi-vn/Tin-tuc",
    "https://a.gov.vn/vi-vn/Tin-tuc/cid/94C0EBC4-0DD8-4B86-9947-A9150104E98B",
    "https://a.gov.vn/vi-vn/Tin-tuc/newsid/x",
    "https://a.gov.vn/Tin-tuc/ID/297393",
    "",
    "mailto:a@b.vn",
    "http://[",
    "/x",
]


@pytest.mark.parametrize(("url", "key", "forms"), ARTICLES)
def test_an_article_is_kept_under_its_address_and_id(
    url: str, key: str, forms: dict[str, str]
) -> None:
    assert ENGINE.is_article(url)
    assert (ENGINE.canonical(url), ENGINE.article_key(url)) == (url, key)
    assert ENGINE.variant(url) is None


@pytest.mark.parametrize(
    ("url", "form", "reason"),
    [(url, form, why) for url, _, forms in ARTICLES for form, why in forms.items()],
)
def test_a_second_form_is_the_same_article(url: str, form: str, reason: str) -> None:
    assert ENGINE.is_article(form)
    assert ENGINE.canonical(form) == url
    assert ENGINE.article_key(form) == ENGINE.article_key(url)
    assert ENGINE.variant(form) == reason


def test_an_article_on_two_pages_is_one() -> None:
    elsewhere = HUE.replace("/vi-vn/", "/vi-vn/Trang-chu/").replace("94C0EBC4", "00000000")
    assert ENGINE.article_key(elsewhere) == ENGINE.article_key(HUE)


@pytest.mark.parametrize("url", NOT_ARTICLES)
def test_a_page_a_file_or_a_feed_is_no_article(url: str) -> None:
    assert not ENGINE.is_article(url)


@pytest.mark.parametrize(
    ("current", "href"),
    [
        ("http://a.vn/Tin-tuc", "/Tin-tuc/currentpage/2"),
        ("http://a.vn/Tin-tuc", "/Tin-tuc?currentpage=2"),
        ("http://a.vn/Tin-tuc/currentpage/2/Default.aspx", "/Tin-tuc/currentpage/3/Default.aspx"),
    ],
)
def test_the_next_page_is_found_in_path_and_query(current: str, href: str) -> None:
    number = href.partition("currentpage")[2][1]
    page = Page(url=current, body=f'<a href="{href}">{number}</a>'.encode())
    assert ENGINE.parse_listing(page).next_page == Ask(f"http://a.vn{href}")


def test_discovery_begins_at_what_is_declared() -> None:
    listings = ENGINE.listings(Portal("vinhlong.gov.vn", ENGINE))
    assert [(each.kind, each.url) for each in listings] == [
        ("feed", "https://vinhlong.gov.vn/rss/tintuc.rss"),
        ("section", "https://vinhlong.gov.vn/vi-vn/Tin-tuc"),
    ]


@given(
    path=st.text(max_size=60)
    | st.from_regex(r"(vi-VN/)?[A-Za-zả-ỹ/ ]{0,9}/(I|i)d/[0-9]{1,4}/[^/]{0,9}/?")
)
def test_no_address_breaks_the_engine(path: str) -> None:
    url = f"http://a.vn/{path}"
    if ENGINE.is_article(url):
        canonical = ENGINE.canonical(url)
        assert ENGINE.is_article(canonical)
        assert ENGINE.variant(canonical) is None
        assert ENGINE.canonical(canonical) == canonical
        assert ENGINE.article_key(canonical) == ENGINE.article_key(url)
    ENGINE.variant(url)


def test_the_profile_is_named_after_the_family() -> None:
    assert ENGINE.profile.name == ENGINE.name == "dotnetnuke"
