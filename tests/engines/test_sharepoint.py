"""SharePoint: each template's addresses, what identifies an article in it, and its listings."""

from __future__ import annotations

import csv
import re
from dataclasses import replace
from pathlib import Path
from typing import get_args
from urllib.parse import urldefrag

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portalcrawl.engines.base import Ask, Listing
from portalcrawl.engines.profiles import PROFILES
from portalcrawl.engines.sharepoint import SharePoint
from portalcrawl.engines.sharepoint_grammars import GrammarName
from portalcrawl.items import Page
from portalcrawl.portals import Portal

REGISTRY = Path(__file__).parents[3] / "shared" / "registry" / "portals.csv"

EVERY = SharePoint(grammars=get_args(GrammarName))
BY_DEFAULT = SharePoint()

QUANG_NINH = "https://www.quangninh.gov.vn"
VINH_PHUC = "https://vinhphuc.gov.vn/ct/cms/tintuc/Lists"
BAC_LIEU = "http://baclieu.gov.vn"
THANH_HOA = "https://thanhhoa.gov.vn/portal/Pages"
DIEN_BIEN = "https://dienbien.gov.vn"
YEN_BAI = "https://hoilhpn.yenbai.gov.vn/noidung/tintuc/Pages/chi-tiet-tin-tuc.aspx"
DPI = "http://dpidongnai.gov.vn/Pages"
DOST = "https://dost-dongnai.gov.vn"

#: Grammar, canonical URL, key, second forms by reason.
ARTICLES: list[tuple[GrammarName, str, str, dict[str, str]]] = [
    (
        "tandan",
        f"{THANH_HOA}/2023-11-11/Thu-tuong-Chinh-phu-Pham-Minh-Chinh-tham-va-lam-vi5x3u4r.aspx",
        "2023-11-11/thu-tuong-chinh-phu-pham-minh-chinh-tham-va-lam-vi5x3u4r",
        {
            f"{THANH_HOA}/2023-11-11/Thu-tuong-Chinh-phu-Pham-Minh-Chinh-tham-va-lam-vi5x3u4r.aspx"
            "?utm_source=zalo": "tracking parameters",
        },
    ),
    (
        "tandan",
        "https://dbndthanhhoa.gov.vn/portal/Pages/2017-12-18/Hoi-nghi-lay-phieu78intt71k25q.aspx",
        "2017-12-18/hoi-nghi-lay-phieu78intt71k25q",
        {},
    ),
    (
        "tandan",
        "https://btctdbp.svhttdl.dienbien.gov.vn/portal/Pages/2015/Trung-bay-chuyen-de.aspx",
        "2015/trung-bay-chuyen-de",
        {},
    ),
    (
        "tandan",
        "https://thanhhoa.gov.vn/so-y-te/Pages/2021-5-7/Tiem-chung-mo-rongabc123.aspx",
        "so-y-te/2021-5-7/tiem-chung-mo-rongabc123",
        {},
    ),
    (
        "tandan",
        f"{DIEN_BIEN}/en/bai-viet/A-Pa-Chai-Long-Phu-border-gatebf8rlf",
        "a-pa-chai-long-phu-border-gatebf8rlf",
        {
            f"{DIEN_BIEN}/en/bai-viet/A-Pa-Chai-Long-Phu-border-gatebf8rlf?fbclid=x": (
                "tracking parameters"
            )
        },
    ),
    (
        "nid",
        f"{QUANG_NINH}/Trang/ChiTietTinTuc.aspx?nid=113139",
        "113139",
        {
            f"{QUANG_NINH}/trang/chitiettintuc.aspx?NID=113139": "letter case",
            f"{QUANG_NINH}/Trang/ChiTietTinTuc.aspx?nid=113139&print=1": "print view",
            f"{QUANG_NINH}/Trang/ChiTietTinTuc.aspx?nid=113139&pageindex=0": "view state",
        },
    ),
    (
        "nid",
        f"{QUANG_NINH}/so/soxaydung/Trang/ChiTietTinTuc.aspx?nid=113139",
        "so/soxaydung/113139",
        {f"{QUANG_NINH}/So/SoXayDung/trang/ChitietTintuc.aspx?nid=113139": "letter case"},
    ),
    (
        "nid",
        "https://haiduong.gov.vn/Trang/ChiTietSuKien.aspx?nid=7",
        "chitietsukien/7",
        {
            "https://haiduong.gov.vn/Trang/ChiTietSuKien.aspx?nid=7&returnurl=%2F": (
                "redirect parameter"
            )
        },
    ),
    (
        "lists",
        f"{VINH_PHUC}/ThoiSuChinhTri/View_Detail.aspx?ItemID=13820",
        "ct/cms/tintuc/lists/thoisuchinhtri/13820",
        {f"{VINH_PHUC}/ThoiSuChinhTri/view_detail.aspx?itemid=13820": "letter case"},
    ),
    (
        "posts",
        f"{BAC_LIEU}/gioithieu/lists/posts/post.aspx?ItemID=12",
        "gioithieu/lists/posts/12",
        {
            f"{BAC_LIEU}/gioithieu/lists/posts/post.aspx?ItemID=12&Source=%2f&sessionid=1": (
                "session id"
            )
        },
    ),
    ("posts", "https://a.gov.vn/Lists/Posts/Post.aspx?ID=7", "lists/posts/7", {}),
    (
        "newsid",
        f"{DPI}/newsdetail.aspx?CatId=51&NewsId=1553",
        "1553",
        {f"{DPI}/NewsDetail.aspx?NewsId=1553&CatId=51": "letter case"},
    ),
    (
        "newsid",
        "https://sub.dost-dongnai.gov.vn/daiphuoc/Pages/noi-dung-tin-ntm_e.aspx?NewsID=68",
        "daiphuoc/noi-dung-tin-ntm_e/68",
        {},
    ),
    (
        "topics",
        f"{DOST}/english/Pages/AboutUs.aspx?IDGioiThieu=22&IDTopic=21",
        "english/idgioithieu/22",
        {},
    ),
    (
        "details",
        f"{YEN_BAI}?ItemID=904&l=Tinhoatdong&lv=4",
        "noidung/tintuc/tinhoatdong/904",
        {f"{YEN_BAI}?l=Tinhoatdong+&lv=4&ItemID=904&pageindex=1": "view state"},
    ),
    (
        "pages",
        "http://www.lamdong.gov.vn/vi-VN/a/thanhtra/tintuc/tiepdan/Pages/TCDThang42017.aspx",
        "vi-vn/a/thanhtra/tintuc/tiepdan/pages/tcdthang42017",
        {},
    ),
    (
        "pages",
        "https://lamdong.gov.vn/HOME/news/hotnews/SitePages/Khai-mac-Festival-hoa.aspx",
        "home/news/hotnews/sitepages/khai-mac-festival-hoa",
        {},
    ),
]

NOT_ARTICLES = [
    f"{THANH_HOA}/Hoat-dong-lanh-dao-UBND-tinh.aspx",
    f"{THANH_HOA}/default.aspx",
    f"{THANH_HOA}/2023/default.aspx",
    f"{THANH_HOA}/print.aspx",
    f"{DIEN_BIEN}/bai-viet/",
    f"{DIEN_BIEN}/danh-ba-dien-thoai.html",
    f"{QUANG_NINH}/Trang/ChiTietTinTuc.aspx",
    f"{QUANG_NINH}/Trang/ChiTietTinTuc.aspx?nid=moi",
    f"{QUANG_NINH}/Trang/ChiTietBVGioiThieu.aspx?bvid=12",
    f"{QUANG_NINH}/Trang/ChiTietBVGioiThieu.aspx?nid=12",
    f"{QUANG_NINH}/Trang/ChiTietVanBan.aspx?nid=12",
    f"{VINH_PHUC}/ThoiSuChinhTri/AllItems.aspx?Paged=TRUE&p_ID=30&PageFirstRow=31",
    f"{VINH_PHUC}/ThoiSuChinhTri/View_Detail.aspx",
    f"{BAC_LIEU}/gioithieu/lists/posts/post.aspx?Source=%2fgioithieu&Category=3",
    f"{BAC_LIEU}/Lists/Posts/Category.aspx?ID=3",
    f"{DPI}/news.aspx?CatId=153",
    f"{DOST}/Pages/Topics.aspx?IDTopic=21",
    f"{YEN_BAI}?l=Tinhoatdong+&lv=4&page=11",
    "https://lamdong.gov.vn/HOME/news/hotnews/SitePages/Home.aspx",
    "https://www.lamdong.gov.vn/vi-VN/a/Pages/DEFAULT.aspx",
    "https://lamdong.gov.vn/HOME/news/hotnews/SitePages/TimKiem.aspx",
    "https://a.gov.vn/_layouts/15/listfeed.aspx?List=%7BA%7D",
    "https://a.gov.vn/_layouts/Authenticate.aspx?Source=%2F",
    "https://a.gov.vn/Shared%20Documents/a.pdf",
    "",
    "mailto:a@b.vn",
    "http://[",
]


@pytest.mark.parametrize(("grammar", "url", "key", "forms"), ARTICLES)
def test_an_article_is_kept_under_its_address_and_id(
    grammar: GrammarName, url: str, key: str, forms: dict[str, str]
) -> None:
    engine = SharePoint(grammars=(grammar,))
    assert engine.is_article(url)
    assert (engine.canonical(url), engine.article_key(url)) == (url, key)
    assert engine.variant(url) is None


@pytest.mark.parametrize(
    ("grammar", "url", "form", "reason"),
    [(name, url, form, why) for name, url, _, forms in ARTICLES for form, why in forms.items()],
)
def test_a_second_form_is_the_same_article(
    grammar: GrammarName, url: str, form: str, reason: str
) -> None:
    engine = SharePoint(grammars=(grammar,))
    assert engine.canonical(form) == url
    assert engine.article_key(form) == engine.article_key(url)
    assert engine.variant(form) == reason


@pytest.mark.parametrize(("grammar", "url", "key", "forms"), ARTICLES)
def test_a_grammar_is_one_of_those_declared(
    grammar: GrammarName, url: str, key: str, forms: dict[str, str]
) -> None:
    others = tuple(name for name in get_args(GrammarName) if name != grammar)
    assert not SharePoint(grammars=others).is_article(url)
    assert BY_DEFAULT.is_article(url) == (grammar != "pages")


@pytest.mark.parametrize("url", NOT_ARTICLES)
def test_a_listing_or_anything_else_is_no_article(url: str) -> None:
    assert not EVERY.is_article(url)


def test_an_id_is_told_from_the_same_id_of_another_list_or_site() -> None:
    addresses = (
        f"{VINH_PHUC}/ThoiSuChinhTri/View_Detail.aspx?ItemID=7",
        f"{VINH_PHUC}/KinhTe/View_Detail.aspx?ItemID=7",
        f"{BAC_LIEU}/gioithieu/lists/posts/post.aspx?ItemID=7",
        f"{BAC_LIEU}/tintuc/lists/posts/post.aspx?ItemID=7",
        f"{QUANG_NINH}/Trang/ChiTietTinTuc.aspx?nid=7",
        f"{QUANG_NINH}/donvi/campha/Trang/ChiTietTinTuc.aspx?nid=7",
        f"{YEN_BAI}?l=Tinhoatdong&ItemID=7",
        f"{YEN_BAI}?l=Tintrongtinh&ItemID=7",
        f"{THANH_HOA}/print.aspx?p=7",
    )
    assert len({EVERY.article_key(url) for url in addresses}) == len(addresses)


def test_the_print_view_of_tan_dan_names_no_other_address() -> None:
    url = "https://bandantoc.ninhthuan.gov.vn/portal/pages/print.aspx?p=27996"
    assert EVERY.is_article(url)
    assert EVERY.variant(EVERY.canonical(url)) == "print view"


@pytest.mark.parametrize(
    "form",
    ["/home/news/tin/SitePages/tin-moi.aspx?page=2", "/HOME/news/TIN/sitepages/tin-moi.aspx"],
)
def test_a_declared_section_is_no_article_whatever_its_form(form: str) -> None:
    declared = SharePoint(grammars=("pages",), sections=("/HOME/news/tin/SitePages/tin-moi.aspx",))
    assert not declared.is_article(f"https://lamdong.gov.vn{form}")
    assert declared.is_article("https://lamdong.gov.vn/HOME/news/tin/SitePages/tin-khac.aspx")


@given(
    folder=st.sampled_from(
        ["", "/portal/Pages/2024-4-25", "/Trang", "/Lists/x", "/bai-viet", "/a/b/Pages"]
    ),
    page=st.text(max_size=30),
    query=st.sampled_from(["", "?nid=1", "?ItemID=2&l=Tin%20m%E1", "?ID=3", "?NewsId=4&CatId=é"]),
)
def test_no_address_breaks_the_engine(folder: str, page: str, query: str) -> None:
    for url in (f"http://a.vn{folder}/{page}{query}", f"http://a.vn{folder}/{page}.aspx{query}"):
        if EVERY.is_article(url):
            canonical = EVERY.canonical(url)
            assert EVERY.is_article(canonical)
            assert EVERY.canonical(canonical) == canonical
            assert EVERY.article_key(canonical) == EVERY.article_key(url)
        EVERY.variant(url)


@given(
    template=st.sampled_from([url for _grammar, url, _key, _forms in ARTICLES]),
    upper=st.lists(st.booleans(), min_size=200, max_size=200),
)
def test_letter_case_makes_no_other_article(template: str, upper: list[bool]) -> None:
    origin, path = template[: template.index("/", 8)], template[template.index("/", 8) :]
    form = "".join(a.upper() if b else a.lower() for a, b in zip(path, upper, strict=False))
    assert EVERY.article_key(origin + form) == EVERY.article_key(template)


@pytest.mark.skipif(not REGISTRY.exists(), reason="the registry of portals is not at hand")
def test_every_article_of_the_registry_is_one() -> None:
    engine = SharePoint(grammars=get_args(GrammarName))
    assert [url for url in _registry("article_urls") if not engine.is_article(url)] == []


@pytest.mark.skipif(not REGISTRY.exists(), reason="the registry of portals is not at hand")
def test_no_listing_of_the_registry_is_an_article() -> None:
    assert [url for url in _registry("listing_urls") if EVERY.is_article(url)] == []


def _registry(column: str) -> list[str]:
    with REGISTRY.open(encoding="utf-8", newline="") as file:
        return [
            url.rstrip(")")
            for row in csv.DictReader(file)
            if row["engine"] == "sharepoint"
            for url in re.findall(r"https?://\S+", row[column])
        ]


HERE = f"{QUANG_NINH}/Trang/Tin-tuc-su-kien.aspx?Cat=82"
ITEM = '<li><h3><a href="/Trang/ChiTietTinTuc.aspx?nid=7">Họp báo</a></h3></li>'


def next_page(pager: str, url: str = HERE, engine: SharePoint = BY_DEFAULT) -> Ask | None:
    body = f'<form method="post" action=""><ul>{ITEM}</ul>{pager}</form>'
    ask = engine.parse_listing(Page(url=url, body=body.encode()), Ask(url)).next_page
    return ask and replace(ask, url=urldefrag(ask.url).url)


def test_sections_and_feeds_are_where_discovery_begins() -> None:
    feed = "/_layouts/15/listfeed.aspx?List=%7BA%7D"
    portal = Portal(
        "a.gov.vn", SharePoint(sections=("/Trang/Tin.aspx?Cat=8",), feeds=(feed,)), scheme="http"
    )
    assert portal.engine.listings(portal) == (
        Listing(f"http://a.gov.vn{feed}", "feed"),
        Listing("http://a.gov.vn/Trang/Tin.aspx?Cat=8", "section"),
    )


def test_the_next_page_may_be_a_link() -> None:
    assert next_page('<a href="?Cat=82&PageIndex=2">2</a>') == Ask(f"{HERE}&PageIndex=2")


@pytest.mark.parametrize(
    "pager",
    [
        '<a href="?Paged=TRUE&p_ID=30&PageFirstRow=31&View=%7BA%7D">Next</a>',
        (
            """<a href="javascript:" onclick='RefreshPageTo(event, "?Paged=TRUE\\u0026p_ID=30"""
            """\\u0026PageFirstRow=31\\u0026View=%7BA%7D");'><img alt="Next"></a>"""
        ),
        (
            '<a href="?Paged=TRUE&PagedPrev=TRUE&p_ID=31&PageFirstRow=1&View=%7BA%7D">Previous</a>'
            '<a href="?Paged=TRUE&p_ID=30&PageFirstRow=31&View=%7BA%7D">Next</a>'
            '<a href="?Paged=TRUE&p_ID=60&PageFirstRow=61&View=%7BA%7D">Last</a>'
        ),
    ],
)
def test_the_rows_of_a_list_are_turned(pager: str) -> None:
    here = "https://a.gov.vn/Lists/TinTuc/AllItems.aspx"
    expected = Ask(f"{here}?Paged=TRUE&p_ID=30&PageFirstRow=31&View=%7BA%7D")
    assert next_page(pager, here) == expected


def test_the_rows_of_a_list_are_never_turned_back() -> None:
    here = "https://a.gov.vn/Lists/TinTuc/AllItems.aspx?Paged=TRUE&p_ID=60&PageFirstRow=61"
    pager = (
        '<a href="?Paged=TRUE&PagedPrev=TRUE&p_ID=61&PageFirstRow=31">Previous</a>'
        '<a href="https://b.vn/Lists/X/AllItems.aspx?Paged=TRUE&PageFirstRow=91">Next</a>'
    )
    assert next_page(pager, here) is None


def test_a_page_may_be_posted_for() -> None:
    pager = """<b>1</b><a href="javascript:__doPostBack('ctl00$g_1$pager','2')">2</a>"""
    following = next_page(pager)
    assert following is not None
    assert following.body == b"__EVENTTARGET=ctl00%24g_1%24pager&__EVENTARGUMENT=2"


def test_pages_without_a_pager_are_counted_where_that_is_declared() -> None:
    counted = SharePoint(counted="PageIndex")
    assert next_page("") is None
    assert next_page("", engine=counted) == Ask(f"{HERE}&PageIndex=2")
    assert next_page("", f"{HERE}&PageIndex=2", counted) == Ask(f"{HERE}&PageIndex=3")


@pytest.mark.parametrize(
    ("said", "following"),
    [("", 2), ("&so=2", 3), ("&so=19", 20), ("&so=x", 2), ("&so=", 2), ("&so=" + "9" * 5_000, 2)],
)
def test_counted_is_the_declared_parameter_and_no_other(said: str, following: int) -> None:
    counted, here = SharePoint(counted="so"), f"{HERE}&p=7{said}"
    expected = f"{HERE}&p=7&so={following}"
    assert next_page("", here, counted) == Ask(expected)


def test_counting_ends_at_a_page_without_articles() -> None:
    page = Page(url=f"{HERE}&PageIndex=9", body="<p>Không có dữ liệu</p>".encode())
    assert SharePoint(counted="PageIndex").parse_listing(page).next_page is None


def test_counting_ends_where_the_same_articles_come_again() -> None:
    engine, pages = SharePoint(counted="PageIndex"), 0
    asked: Ask | None = Ask(HERE)
    while asked:
        pages += 1
        page = Page(
            url=urldefrag(asked.url).url, body=ITEM.replace("7", str(min(pages, 4))).encode()
        )
        asked = engine.parse_listing(page, asked).next_page
    assert pages == 5


def test_its_profile_is_known_by_name() -> None:
    assert PROFILES[BY_DEFAULT.name] is BY_DEFAULT.profile
