"""Listings behind endpoints: JSON by GET and POST, and HTML in pieces."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portalcrawl.engines.api import JsonListing
from portalcrawl.engines.base import FORM, Ask, Listing
from portalcrawl.engines.generic import Generic
from portalcrawl.items import Link, Page
from portalcrawl.portals import Portal

TQG = "https://www.tuyenquang.gov.vn"
POSTS = JsonListing(
    "/api/posts?page={page}&size=2",
    size=2,
    items="data.items",
    link="/vi/post/{slug}?type=NEWS&id={id}",
    published="publishedAt",
    section="category.name",
)
TUYEN_QUANG = Generic(article=r"/(?:vi|en)/post/(?P<key>[^/?]+)", api=(POSTS,))

VPC = "https://vinhphuc.gov.vn"
LIST = "/ct/cms/tintuc/Lists/ThoiSuChinhTri"
ROWS = JsonListing(
    "/APIVP/api/DSTinTuc/QUERYDATA",
    body="do=QUERYDATA&UrlList=%2Fct%2Fcms&start={page}&length=50",
    content_type=FORM,
    first=0,
    step=50,
    items="data",
    link=f"{LIST}/View_Detail.aspx?ItemID={{ID}}",
    title="Title",
    published="CreatedDate",
)
VINH_PHUC = Generic(article=r"/[a-z/]+/Lists/\w+/View_Detail\.aspx\?ItemID=\d+", api=(ROWS,))

HNI = "https://hanoi.gov.vn"
ZONE = JsonListing(
    "/api/NewsZone/NewsZone", body="PageIndex={page}&Site=x%3D", content_type=FORM, first=0
)
HA_NOI = Generic(article=r"/[^/]+/[^/]+-(?P<key>\d{13,18})\.htm", api=(ZONE,))

JSON_BODY = JsonListing("/api/news", body='{"page": {page}, "filter": {"type": "NEWS"}}')


def read(engine: Generic, answer: object, asked: Ask) -> tuple[tuple[Link, ...], Ask | None]:
    body = answer.encode() if isinstance(answer, str) else json.dumps(answer).encode()
    listing = engine.parse_listing(Page(url=asked.url, body=body), asked)
    return listing.links, listing.next_page


def item(**fields: Any) -> dict[str, Any]:
    return {"slug": "sap-nhap", "id": 148950, "title": "Sáp nhập", **fields}


def links(*items: object) -> tuple[Link, ...]:
    asked = POSTS.ask(TQG, 1)
    return read(TUYEN_QUANG, {"data": {"items": items}}, asked)[0]


def test_an_endpoint_is_a_start_point_before_the_sections() -> None:
    engine = Generic(article="/a", sections=("/tin",), feeds=("/rss",), api=(POSTS, ROWS))
    assert engine.listings(Portal("a.vn", engine)) == (
        Listing("https://a.vn/rss", "feed"),
        Listing("https://a.vn/api/posts?page=1&size=2", "section"),
        Listing(
            "https://a.vn/APIVP/api/DSTinTuc/QUERYDATA",
            "section",
            body=b"do=QUERYDATA&UrlList=%2Fct%2Fcms&start=0&length=50",
            content_type=FORM,
        ),
        Listing("https://a.vn/tin", "section"),
    )


def test_the_body_may_be_json_with_braces_of_its_own() -> None:
    asked = JSON_BODY.ask("https://a.vn", 3)
    assert asked.body == b'{"page": 3, "filter": {"type": "NEWS"}}'
    assert asked.content_type == "application/json"
    assert JSON_BODY.number(asked) == 3


def test_an_item_becomes_a_link() -> None:
    found = links(item(publishedAt="2025-07-01T08:00:00", category={"name": "Thời sự"}))
    assert found == (
        Link(
            url=f"{TQG}/vi/post/sap-nhap?type=NEWS&id=148950",
            title="Sáp nhập",
            published="2025-07-01T08:00:00",
            section="Thời sự",
        ),
    )


@pytest.mark.parametrize(
    ("title", "read_as"),
    [
        ("Gi&aacute; &amp; l&#7915;a", "Giá & lừa"),
        ("  <b>Sáp</b>\n nhập ", "Sáp nhập"),
        ("[Infographic] Sáp nhập", "[Infographic] Sáp nhập"),
        ("[1]", "[1]"),
        ("", None),
        (None, None),
        ({"vi": "x"}, None),
    ],
)
def test_a_title_is_read_as_text(title: object, read_as: str | None) -> None:
    assert links(item(title=title))[0].title == read_as


@pytest.mark.parametrize(
    ("date", "read_as"),
    [
        ("/Date(1720164600000)/", "2024-07-05T14:30:00+07:00"),
        ("/Date(1720164600000+0700)/", "2024-07-05T14:30:00+07:00"),
        (1720164600000, "2024-07-05T14:30:00+07:00"),
        ("1720164600000", "2024-07-05T14:30:00+07:00"),
        (1720164600, "2024-07-05T14:30:00+07:00"),
        (852076800, "1997-01-01T07:00:00+07:00"),
        (4102444799999, "2100-01-01T06:59:59+07:00"),
        (852076799, "852076799"),
        (4102444800000, "4102444800000"),
        (20240131153000, "20240131153000"),
        ("20240131153000", "20240131153000"),
        ("202401311530", "202401311530"),
        ("9" * 5_000, "9" * 5_000),
        ("2025-06-30T19:02:21", "2025-06-30T19:02:21"),
        ("05/07/2024 14:30", "05/07/2024 14:30"),
        ("20240705", "20240705"),
        ("/Date(99999999999999999)/", None),
        ("/Date(-62135596800000)/", None),
        (True, None),
        (None, None),
    ],
)
def test_a_date_that_counts_from_1970_is_told_in_viet_nams_time(
    date: object, read_as: str | None
) -> None:
    assert links(item(publishedAt=date))[0].published == read_as


@pytest.mark.parametrize(
    "broken", [item(slug=None), item(slug=""), item(id=True), {}, None, 7, "x", [item()]]
)
def test_an_item_without_what_its_address_needs_is_left_out(broken: object) -> None:
    assert [link.url for link in links(broken, item())] == [
        f"{TQG}/vi/post/sap-nhap?type=NEWS&id=148950"
    ]


def test_an_address_that_is_no_article_of_the_portal_is_left_out() -> None:
    pages = JsonListing("/api?page={page}", link="{url}")
    engine = Generic(article="/vi/post/", api=(pages,))
    answer = [{"url": "/vi/post/x"}, {"url": "/vi/page/x"}, {"url": "javascript:x"}]
    found, _following = read(engine, answer, pages.ask(TQG, 1))
    assert [link.url for link in found] == [f"{TQG}/vi/post/x"]


def test_json_within_a_text_is_read_too() -> None:
    rows = JsonListing("/api?page={page}", items="d.rows", link="/vi/post/{slug}")
    engine = Generic(article="/vi/post/", api=(rows,))
    answer = {"d": json.dumps({"rows": [item()]})}
    assert len(read(engine, answer, rows.ask(TQG, 1))[0]) == 1


def test_pages_go_on_while_articles_come() -> None:
    asked = ROWS.ask(VPC, 100)
    rows = [{"ID": 13820, "Title": "Họp báo", "CreatedDate": "2025-06-30T19:02:21"}]
    found, following = read(VINH_PHUC, {"data": rows}, asked)
    assert found == (
        Link(
            url=f"{VPC}{LIST}/View_Detail.aspx?ItemID=13820",
            title="Họp báo",
            published="2025-06-30T19:02:21",
        ),
    )
    assert following == ROWS.ask(VPC, 150)
    assert read(VINH_PHUC, {"data": []}, asked) == ((), None)


def test_where_the_size_of_a_page_is_known_one_with_less_is_the_last() -> None:
    full, short = [item(slug="a"), item(slug="b")], [item()]
    asked = POSTS.ask(TQG, 4)
    assert read(TUYEN_QUANG, {"data": {"items": full}}, asked)[1] == POSTS.ask(TQG, 5)
    assert read(TUYEN_QUANG, {"data": {"items": short}}, asked)[1] is None


def test_an_endpoint_without_a_page_number_has_one_page() -> None:
    newest = JsonListing("/api/newest", link="/vi/post/{slug}")
    engine = Generic(article="/vi/post/", api=(newest,))
    found, following = read(engine, [item()], newest.ask(TQG, 1))
    assert (len(found), following) == (1, None)


@pytest.mark.parametrize("wrapped", [False, True])
def test_an_answer_in_html_is_read_as_a_section_is(wrapped: bool) -> None:
    html = (
        '<div class="news-item"><a href="/tin-so-nganh/trien-khai-mo-hinh-4250407154648115.htm">'
        '<h3 class="news-title">Triển khai mô hình</h3></a>'
        '<span class="news-time" title="15:46, 07/04/2025">15:46 07/04/2025</span></div>'
    )
    zone = JsonListing("/zone", body="p={page}", content_type=FORM, items="d" if wrapped else "")
    engine = Generic(article=HA_NOI.article, api=(zone,))
    found, following = read(engine, {"d": html} if wrapped else html, zone.ask(HNI, 6))
    assert found == (
        Link(
            url=f"{HNI}/tin-so-nganh/trien-khai-mo-hinh-4250407154648115.htm",
            title="Triển khai mô hình",
            published="15:46 07/04/2025",
        ),
    )
    assert following == zone.ask(HNI, 7)
    assert read(engine, {"d": ""} if wrapped else "", zone.ask(HNI, 6)) == ((), None)


def test_the_origin_of_a_replica_is_kept() -> None:
    asked = POSTS.ask("http://127.0.0.1:8801", 1)
    answer = {"data": {"items": [item(slug="a"), item(slug="b")]}}
    found, following = read(TUYEN_QUANG, answer, asked)
    assert found[0].url.startswith("http://127.0.0.1:8801/vi/post/a")
    assert following == POSTS.ask("http://127.0.0.1:8801", 2)


def test_a_section_page_of_the_same_portal_is_read_as_html() -> None:
    page = Page(url=f"{TQG}/vi", body=b'<a href="/vi/post/x?id=1">Mot</a>')
    assert [link.url for link in TUYEN_QUANG.parse_listing(page).links] == [f"{TQG}/vi/post/x?id=1"]


@pytest.mark.parametrize(
    "body", [b"", b"null", b"{}", b"[1, 2", b'{"data": 7}', b"[" * 100_000, b"\xff\xfe", b'"x"']
)
def test_an_answer_that_says_nothing_has_no_links_and_no_next_page(body: bytes) -> None:
    listing = TUYEN_QUANG.parse_listing(Page(url=POSTS.ask(TQG, 1).url, body=body))
    assert (listing.links, listing.next_page) == ((), None)


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(("data", "items", "slug", "id", "title", "publishedAt")), inner
        )
    ),
    max_leaves=20,
)


@given(anything)
def test_whatever_is_answered_nothing_raises(answer: object) -> None:
    for body in (answer, {"data": {"items": answer}}, {"data": {"items": [answer]}}):
        read(TUYEN_QUANG, json.dumps(body), POSTS.ask(TQG, 1))


@given(st.text(max_size=40), st.binary(max_size=20) | st.none())
def test_whatever_was_asked_nothing_raises(url: str, posted: bytes | None) -> None:
    for engine in (TUYEN_QUANG, VINH_PHUC):
        engine.parse_listing(Page(url=f"http://a.vn/{url}", body=b"[]"), Ask(url, posted))
