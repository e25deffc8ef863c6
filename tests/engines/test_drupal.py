"""Drupal: sections and articles in one flat grammar, nodes beside their aliases."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portalcrawl.engines.base import Ask
from portalcrawl.engines.drupal import Drupal
from portalcrawl.items import Page
from portalcrawl.portals import Portal

AN_GIANG = Drupal(
    sections=("/vi/dau-tu-cong", "/vi/hoat-dong-cua-lanh-dao"), feeds=("/vi/rss.xml",)
)
LANG_SON = Drupal(folder="/ubnd", languages=("",), aliases=False)
NGOAI_VU = Drupal(languages=("vi",), nodes=False)
PHU_THO = Drupal()
ENGINES = (AN_GIANG, LANG_SON, NGOAI_VU, PHU_THO)

AGG = "https://angiang.gov.vn"
ARTICLE = f"{AGG}/vi/nu-nong-dan-xuat-sac-vung-bay-nui-an-giang"
OLD = "http://www.langson.gov.vn/ubnd"
SONGV = (
    "http://songv.langson.gov.vn/vi/doan-dai-bieu-tinh-lang-son-hoi-dam-voi-doan-dai-bieu-khu-tu-"
    "tri-dan-toc-choang-quang-tay-trung"
)
DEEP = "https://phutho.gov.vn/vi/kinh-te/xuat-khau-quy-mot-tang-cao"

#: engine, canonical URL, key, second forms by reason.
ARTICLES: list[tuple[Drupal, str, str, dict[str, str]]] = [
    (
        AN_GIANG,
        ARTICLE,
        ARTICLE,
        {
            f"{ARTICLE}/": "trailing slash",
            f"{ARTICLE}?page=1": "view state",
            f"{ARTICLE}?fbclid=IwAR": "tracking parameters",
            f"{AGG}/?q=vi/nu-nong-dan-xuat-sac-vung-bay-nui-an-giang": "front controller",
            f"{AGG}/index.php?q=vi/nu-nong-dan-xuat-sac-vung-bay-nui-an-giang": "front controller",
        },
    ),
    (AN_GIANG, f"{AGG}/en/outstanding-farmers-of-the-region", "", {}),
    (AN_GIANG, f"{AGG}/vi/le-hoi-ba-chua-xu.html", "", {}),
    (
        AN_GIANG,
        f"{AGG}/vi/node/117",
        "117",
        {f"{AGG}/vi/print/117": "print view", f"{AGG}/vi/node/117/print": "print view"},
    ),
    (AN_GIANG, f"{AGG}/node/117", "117", {}),
    (AN_GIANG, f"{AGG}/en/node/117", "en:117", {}),
    (
        LANG_SON,
        f"{OLD}/node/117",
        "117",
        {
            f"{OLD}/?q=node/117": "front controller",
            f"{OLD}/printpdf/117": "print view",
            f"{OLD}/node/117?destination=node/118": "view state",
        },
    ),
    (NGOAI_VU, SONGV, SONGV, {}),
    (PHU_THO, DEEP, DEEP, {f"{DEEP}?page=2": "view state"}),
]

NOT_ARTICLES: list[tuple[Drupal, str]] = [
    (AN_GIANG, f"{AGG}/"),
    (AN_GIANG, f"{AGG}/vi"),
    (AN_GIANG, f"{AGG}/vi/dau-tu-cong"),
    (AN_GIANG, f"{AGG}/vi/lien-he"),
    (AN_GIANG, f"{AGG}/vi/hoat-dong-cua-lanh-dao"),
    (AN_GIANG, f"{AGG}/vi/hoat-dong-cua-lanh-dao?page=3"),
    (AN_GIANG, f"{AGG}/?q=vi/hoat-dong-cua-lanh-dao"),
    (AN_GIANG, f"{AGG}/nu-nong-dan-xuat-sac-vung-bay-nui"),
    (AN_GIANG, f"{AGG}/vi/comment/117"),
    (AN_GIANG, f"{AGG}/comment/reply/117/mot-hai-ba-bon-nam"),
    (AN_GIANG, f"{AGG}/vi/taxonomy/term/12"),
    (AN_GIANG, f"{AGG}/vi/taxonomy/mot-hai-ba-bon-nam"),
    (AN_GIANG, f"{AGG}/vi/user/login"),
    (AN_GIANG, f"{AGG}/vi/search/node?keys=x"),
    (AN_GIANG, f"{AGG}/admin/content/mot-hai-ba-bon-nam"),
    (AN_GIANG, f"{AGG}/vi/rss.xml"),
    (AN_GIANG, f"{AGG}/sitemap.xml"),
    (AN_GIANG, f"{AGG}/sites/default/files/inline-images/mot-hai-ba-bon-nam"),
    (AN_GIANG, f"{AGG}/vi/bao-cao-quy-mot-nam-nay.pdf"),
    (LANG_SON, f"{OLD}/node"),
    (LANG_SON, f"{OLD}/comment/117"),
    (LANG_SON, f"{OLD}/mot-hai-ba-bon-nam"),
    (LANG_SON, "http://www.langson.gov.vn/node/117"),
    (NGOAI_VU, "http://songv.langson.gov.vn/vi/node/5"),
    (PHU_THO, "https://phutho.gov.vn/vi/thanhpholehoi/cac-le-hoi?page=1"),
    *((engine, url) for engine in ENGINES for url in ("", "mailto:a@b.vn", "http://[", "/x")),
]


@pytest.mark.parametrize(("engine", "url", "key", "forms"), ARTICLES)
def test_an_article_is_kept_under_its_address_and_node(
    engine: Drupal, url: str, key: str, forms: dict[str, str]
) -> None:
    assert engine.is_article(url)
    assert (engine.canonical(url), engine.article_key(url)) == (url, key or url)
    assert engine.variant(url) is None


@pytest.mark.parametrize(
    ("engine", "url", "form", "reason"),
    [(engine, url, form, why) for engine, url, _, forms in ARTICLES for form, why in forms.items()],
)
def test_a_second_form_is_the_same_article(
    engine: Drupal, url: str, form: str, reason: str
) -> None:
    assert engine.is_article(form)
    assert engine.canonical(form) == url
    assert engine.article_key(form) == engine.article_key(url)
    assert engine.variant(form) == reason


@pytest.mark.parametrize(("engine", "url"), NOT_ARTICLES)
def test_a_section_or_anything_else_is_no_article(engine: Drupal, url: str) -> None:
    assert not engine.is_article(url)


@pytest.mark.parametrize(
    "teaser",
    [
        (
            '<article data-history-node-id="117" about="/vi/{0}"><a href="/vi/node/117">{1}</a>'
            '<a href="/vi/{0}">Xem thêm</a></article>'
        ),
        '<div id="node-117" class="node" about="/vi/{0}"><a href="/node/117">{1}</a></div>',
    ],
    ids=["Drupal 8 to 10", "Drupal 7"],
)
def test_a_node_that_is_shown_with_its_alias_is_the_article_of_the_alias(teaser: str) -> None:
    body = teaser.format("nu-nong-dan-xuat-sac", "Nữ nông dân xuất sắc")
    listing = AN_GIANG.parse_listing(Page(url=f"{AGG}/vi/dau-tu-cong", body=body.encode()))
    assert [(link.url, link.title) for link in listing.links] == [
        (f"{AGG}/vi/nu-nong-dan-xuat-sac", "Nữ nông dân xuất sắc")
    ]


@pytest.mark.parametrize(
    ("current", "pager", "following"),
    [
        ("", '<li class="pager-next"><a href="?page=1">sau ›</a></li>', "?page=1"),
        (
            "",
            (
                '<li class="pager__item pager__item--next"><a href="?page=1">x</a></li>'
                '<li class="pager__item--last"><a href="?page=9">»</a></li>'
            ),
            "?page=1",
        ),
        ("", '<b>1</b><a href="?page=1">2</a><a href="?page=2">3</a>', "?page=1"),
        ("?page=1", '<a href="?page=0">1</a><b>2</b><a href="?page=2">3</a>', "?page=2"),
        ("?page=2", '<a href="?page=0">1</a><a href="?page=1">2</a><b>3</b>', None),
    ],
)
def test_the_second_page_is_number_one(current: str, pager: str, following: str | None) -> None:
    here = "https://phutho.gov.vn/vi/thanhpholehoi/cac-le-hoi"
    listing = PHU_THO.parse_listing(Page(url=here + current, body=pager.encode()))
    assert listing.next_page == (Ask(here + following) if following else None)


def test_discovery_begins_at_what_is_declared() -> None:
    listings = AN_GIANG.listings(Portal("angiang.gov.vn", AN_GIANG))
    assert [(each.kind, each.url.removeprefix(AGG)) for each in listings] == [
        ("feed", "/vi/rss.xml"),
        ("section", "/vi/dau-tu-cong"),
        ("section", "/vi/hoat-dong-cua-lanh-dao"),
    ]


@pytest.mark.parametrize("engine", ENGINES)
@given(path=st.text(max_size=60) | st.from_regex(r"(ubnd/)?(vi/)?(\?q=)?(node/)?[a-z-]{0,20}/?"))
def test_no_address_breaks_the_engine(engine: Drupal, path: str) -> None:
    url = f"http://a.vn/{path}"
    if engine.is_article(url):
        canonical = engine.canonical(url)
        assert engine.is_article(canonical)
        assert engine.variant(canonical) is None
        assert engine.canonical(canonical) == canonical
        assert engine.article_key(canonical) == engine.article_key(url)
    engine.variant(url)


def test_the_profile_is_named_after_the_family() -> None:
    assert AN_GIANG.profile.name == AN_GIANG.name == "drupal"
