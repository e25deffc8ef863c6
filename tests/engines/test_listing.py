"""Section pages: their articles with title and date, and the page after them."""

from __future__ import annotations

import pytest

from portalcrawl.engines.base import Ask
from portalcrawl.engines.newspaper import Newspaper
from portalcrawl.engines.nukeviet import NukeViet
from portalcrawl.engines.paging import page_number
from portalcrawl.engines.vnportal import VnPortal
from portalcrawl.items import Link, Page

ENGINE = NukeViet(sections=("tin-tong-hop",))
HERE = "https://hcc.nghean.gov.vn/tin-tong-hop/"
ONE = "https://hcc.nghean.gov.vn/tin-tong-hop/mot-cua-1.html"
TWO = "https://hcc.nghean.gov.vn/tin-tong-hop/hai-cap-2.html"


def links(body: str, url: str = HERE) -> tuple[Link, ...]:
    return ENGINE.parse_listing(Page(url=url, body=body.encode())).links


def next_url(body: str, url: str = HERE) -> str | None:
    following = ENGINE.parse_listing(Page(url=url, body=body.encode())).next_page
    return following.url if following else None


def test_articles_come_in_the_order_of_the_page_each_once() -> None:
    found = links(
        '<a href="hai-cap-2.html"><img src="x.png"></a>'
        '<h3><a href="hai-cap-2.html">Hai cấp</a></h3>'
        '<h3><a href="/tin-tong-hop/mot-cua-1.html#binh-luan">Một cửa</a></h3>'
        '<a href="/">Trang chủ</a>'
    )
    assert [(link.url, link.title) for link in found] == [(TWO, "Hai cấp"), (ONE, "Một cửa")]


def test_a_second_form_is_given_too_so_that_it_can_be_counted() -> None:
    found = links(
        '<h3><a href="/tin-tong-hop/mot-cua-1.html">Một cửa</a></h3>'
        '<a href="/print/tin-tong-hop/mot-cua-1.html">Bản in</a>'
    )
    assert [link.title for link in found] == ["Một cửa", "Một cửa"]


@pytest.mark.parametrize(
    "item",
    [
        '<a href="mot-cua-1.html">Một cửa...</a><a href="mot-cua-1.html">Một cửa hiện đại</a>',
        '<a href="mot-cua-1.html" title="Một cửa hiện đại">Một cửa…</a>',
        '<a href="mot-cua-1.html"><h4>Một cửa\n hiện đại</h4><p>Sáng nay mở cửa.</p></a>',
        (
            '<h2><a href="mot-cua-1.html">Một cửa hiện đại</a></h2>'
            '<a href="mot-cua-1.html">Đọc thêm về Một cửa hiện đại »</a>'
        ),
        (
            '<a href="mot-cua-1.html"><img alt="Ảnh trao quà"></a>'
            '<a href="mot-cua-1.html">Một cửa hiện đại</a>'
            '<a href="mot-cua-1.html">Xem chi tiết</a>'
        ),
        '<a href="mot-cua-1.html"><img alt="Một cửa hiện đại"></a><a href="mot-cua-1.html">...</a>',
    ],
)
def test_the_best_title_of_an_article_is_taken(item: str) -> None:
    assert [link.title for link in links(item)] == ["Một cửa hiện đại"]


@pytest.mark.parametrize(
    ("beside", "date"),
    [
        ("<span>03/04/2024 21:55</span>", "03/04/2024 21:55"),
        ("<p>Thứ bảy - 07/10/2017 23:21</p>", "Thứ bảy - 07/10/2017 23:21"),
        ("<em>(12-5-2021)</em>", "(12-5-2021)"),
        ("<i>Ngày đăng: 5 tháng 2, 2018</i>", "Ngày đăng: 5 tháng 2, 2018"),
        ('<time datetime="2024-05-03T08:30">hôm nay</time>', "2024-05-03T08:30"),
        ("<p>Ngày 12/3/2021, trung tâm mở cửa.</p>", None),
        ("<p>26/7</p>", None),
    ],
)
def test_the_date_beside_a_title_is_taken_as_it_stands(beside: str, date: str | None) -> None:
    item = f'<li><div><a href="mot-cua-1.html">Họp ngày 1/1/2020</a></div>{beside}</li>'
    other = '<li><a href="hai-cap-2.html">Hai cấp</a><span>01/01/1999</span></li>'
    assert links(f"<ul>{item}{other}</ul>")[0].published == date


def test_the_clock_of_the_page_is_no_date_of_its_only_article() -> None:
    body = (
        "<body><div>Thứ hai, Ngày 17/05/2021</div><form><main><div><div><ul><li>"
        '<a href="mot-cua-1.html">Một cửa</a></li></ul></div></div></main></form></body>'
    )
    assert links(body)[0].published is None


def test_menus_sidebars_and_footers_are_left_out() -> None:
    body = (
        '<nav><a href="hai-cap-2.html">Hai</a></nav><aside><a href="hai-cap-2.html">Hai</a></aside>'
        '<div class="col sidebar"><a href="hai-cap-2.html">Hai</a></div>'
        '<main><a href="mot-cua-1.html">Một cửa</a></main>'
        '<footer><a href="hai-cap-2.html">Hai</a></footer>'
    )
    assert [link.url for link in links(body)] == [ONE]


def test_where_all_stands_in_a_sidebar_it_is_the_listing() -> None:
    assert [link.url for link in links('<aside><a href="mot-cua-1.html">Một</a></aside>')] == [ONE]


@pytest.mark.parametrize(
    "body",
    [b"", b"\x00\x01", b"<?xml version='1.0'?><rss/>", b"%PDF-1.4", b"<a href='http://['>x</a>"],
)
def test_what_is_no_listing_has_no_links(body: bytes) -> None:
    listing = ENGINE.parse_listing(Page(url=HERE, body=body))
    assert (listing.links, listing.next_page) == ((), None)


def test_an_old_code_page_is_read_as_declared() -> None:
    body = '<a href="/xa-hoi/202401/a-ea65435/">Xã hội à</a>'.encode("windows-1258", "ignore")
    page = Page(url="http://b.vn/x/", body=body, content_type="text/html; charset=windows-1258")
    assert Newspaper().parse_listing(page).links[0].title == "Xã hội à".encode(
        "windows-1258", "ignore"
    ).decode("windows-1258")


@pytest.mark.parametrize(
    ("pager", "expected"),
    [
        ('<link rel="next" href="page-2/">', "page-2/"),
        ('<a rel="next" href="page-2/">x</a>', "page-2/"),
        ('<a class="btn next-pages" href="?page=2"></a>', "?page=2"),
        ('<li class="next"><a href="page-2/">x</a></li>', "page-2/"),
        ('<a href="page-2/">Trang sau</a>', "page-2/"),
        ('<a href="page-2/">Tiếp theo</a>', "page-2/"),
        ('<a href="page-2/"> » </a>', "page-2/"),
        ('<a href="page-2/">&gt;</a>', "page-2/"),
        ('<a href="page-2/" title="Trang tiếp"><i></i></a>', "page-2/"),
        ('<a href="page-2/">Tiếp ›</a>', "page-2/"),
        ('<a href="page-2/">sau ›</a>', "page-2/"),
        ('<a href="page-2/" title="Đến trang kế"><i></i></a>', "page-2/"),
        ('<li class="pager-next"><a href="?page=1"><i></i></a></li>', "?page=1"),
        ('<li class="pager__item pager__item--next"><a href="?page=1"></a></li>', "?page=1"),
        ('<b>1</b><a href="?page=1">2</a><a href="?page=2">3</a>', "?page=1"),
        ('<b>1</b><a href="?cur=2">2</a><a href="?cur=3">3</a>', "?cur=2"),
        (
            '<b>1</b><a href="?page=2">2</a><a href="?page=3">3</a><a href="?page=9">»</a>',
            "?page=2",
        ),
        ('<a href="?p_p_id=101&_101_INSTANCE_x_delta=5&_101_INSTANCE_x_cur=2">2</a>', None),
        ('<a href="trang-2.html">2</a>', "trang-2.html"),
        ('<a href="javascript:void(0)">Tiếp</a><a href="#">»</a>', None),
        ('<a href="/tin-khac/page-2/">2</a>', None),
        ('<a href="https://khac.vn/tin-tong-hop/page-2/">»</a>', None),
        ('<a href="page-1/">«</a><b>1</b>', None),
    ],
)
def test_the_next_page_is_found(pager: str, expected: str | None) -> None:
    if expected is None and "cur=2" in pager:
        expected = "?p_p_id=101&_101_INSTANCE_x_delta=5&_101_INSTANCE_x_cur=2"
    assert next_url(pager) == (expected and HERE + expected)


@pytest.mark.parametrize(
    "pager",
    [
        '<a href="../page-1/">1</a><a href="../page-2/">2</a><b>3</b>',
        '<a rel="next" href="../page-3/">»</a>',
        '<a class="next" href="../page-1/">»</a>',
        '<a href="../">Tiếp</a>',
    ],
)
def test_paging_ends_at_the_last_page_and_never_goes_back(pager: str) -> None:
    assert next_url(pager, f"{HERE}page-3/") is None


def test_pages_of_another_category_of_the_same_address_are_not_taken() -> None:
    here = "http://office.invalid/Trang/TinTuc.aspx?cid=1"
    pager = '<a href="?cid=2&page=2">2</a><a href="?cid=1&page=2">2</a>'
    assert next_url(pager, here) == "http://office.invalid/Trang/TinTuc.aspx?cid=1&page=2"


def test_drupals_pages_begin_at_nought() -> None:
    page = Page(
        url="http://a.vn/t", body=b'<a rel="next" href="?page=1">2</a><a href="?page=2">3</a>'
    )
    assert VnPortal().parse_listing(page).next_page == Ask("http://a.vn/t?page=1")


@pytest.mark.parametrize(
    ("url", "number"),
    [
        ("http://a.vn/t/page-12/", 12),
        ("http://a.vn/t/page/3", 3),
        ("http://a.vn/t/trang-302.html", 302),
        ("http://a.vn/chuyen-muc-tin-chung-c217-4.html", 4),
        ("http://a.vn/t?PageIndex=7", 7),
        ("http://a.vn/t?_101_INSTANCE_x_cur=2&_101_INSTANCE_x_delta=5", 2),
        ("http://a.vn/t?p_p_id=x&_com_liferay_asset_AssetPublisherPortlet_INSTANCE_x_cur=3", 3),
        ("http://a.vn/t?p_p_id=101&p_p_lifecycle=0&cur=2", 2),
        ("http://a.vn/t/currentpage/2/Default.aspx", 2),
        ("http://a.vn/t/pageindex/4", 4),
        ("http://a.vn/tin-trong-tinh/page/35", 35),
        ("http://a.vn/t-21.html?page=452", 452),
        ("http://a.vn/t?page=x", None),
        ("http://a.vn/tin-tuc-73053", None),
    ],
)
def test_the_number_of_a_page_is_read_from_its_address(url: str, number: int | None) -> None:
    assert page_number(url) == number
