"""Section pages that are broken, or written to break whoever reads them: their articles come."""

from __future__ import annotations

from html import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portalcrawl.engines.api import JsonListing
from portalcrawl.engines.base import Ask, Engine, ListingPage
from portalcrawl.engines.dotnetnuke import DotNetNuke
from portalcrawl.engines.drupal import Drupal
from portalcrawl.engines.generic import Generic
from portalcrawl.engines.liferay import Liferay
from portalcrawl.engines.newspaper import Newspaper
from portalcrawl.engines.nukeviet import NukeViet
from portalcrawl.engines.publish_upload import PublishUpload
from portalcrawl.engines.sharepoint import SharePoint
from portalcrawl.engines.vnportal import VnPortal
from portalcrawl.engines.webforms import WebForms
from portalcrawl.engines.wordpress import WordPress
from portalcrawl.items import Page

HERE = "https://a.gov.vn/tin-tuc"
ENDPOINT = JsonListing("/api/news?page={page}", link="{slug}", published="date", section="section")

#: engine, the path of an article.
ENGINES: list[tuple[Engine, str]] = [
    (DotNetNuke(), "/tin/ID/7/mot-cua"),
    (Drupal(), "/vi/node/7"),
    (Drupal(nodes=False), "/vi/mot-cua-hien-dai"),
    (Generic(article=r"/bai/(?P<key>\d+)$", api=(ENDPOINT,)), "/bai/7"),
    (Liferay(), "/web/guest/-/asset_publisher/aBc1/content/mot-cua"),
    (Newspaper(), "/xa-hoi/202401/mot-cua-123abcd/"),
    (NukeViet(sections=("tin-tuc",)), "/tin-tuc/mot-cua-7.html"),
    (PublishUpload(bare_slugs=True), "/tin-tuc/mot-cua-c7.html"),
    (SharePoint(counted="so"), "/Trang/ChiTietTinTuc.aspx?nid=7"),
    (VnPortal(), "/tin-tuc/mot-cua-12345"),
    (WebForms(article=r"/bai/(?P<key>\d+)$"), "/bai/7"),
    (WordPress(), "/2024/01/31/mot-cua-hien-dai/"),
]
every_engine = pytest.mark.parametrize(("engine", "path"), ENGINES)

LONG = 20_000
HOSTILE = {
    "no host": "http://[",
    "no host behind a path": "/tin-tuc/http://[",
    "no port": "http://a.gov.vn:x/",
    "a port beyond all": "http://a.gov.vn:99999999/",
    "a host that changes when it is composed": "http://a.gov.vn\u2100/",
    "control characters": "".join(map(chr, range(0x20))) + "\x7f\x85\u2028\ufeff",
    "a zero byte": "/bai/\x007",
    "half an escape": "/tin-tuc/%",
    "no UTF-8": "/tin-tuc/%ff%fe?%ff=%fe",
    "no page that a number holds": "?page=" + "9" * LONG,
    "no folder that a number holds": "/tin-tuc/page-" + "9" * LONG,
    "no row that a number holds": "?Paged=TRUE&PageFirstRow=" + "9" * LONG,
    "no id that a number holds": "/bai/" + "9" * LONG,
    "digits of another script": "?page=\u0665",
    "letters": "a" * LONG,
    "next and next": "_next" * (LONG // 5),
    "next and next and a dash": "_next" * (LONG // 5) + "-",
    "next in many parts": "$next_" * (LONG // 6) + "!",
    "dashes": "/tin-tuc/" + "a-" * (LONG // 2),
    "digits and dashes": "/tin-tuc/" + "1-" * (LONG // 2) + "x",
    "dashes before a folder": "/-/" + "a-" * (LONG // 2) + "/x",
    "a month and dashes": "/x/202401/" + "a-" * (LONG // 2),
    "slashes": "/" * LONG,
    "folders": "/a" * (LONG // 2),
    "publishers": "/-/asset_publisher/" * (LONG // 19),
    "publishers behind slashes": "/-/asset_publisher" + "/" * LONG,
    "question marks": "?" * LONG,
    "parameters": "?" + "a=1&" * 500,
    "one long parameter": "?nid=" + "a" * LONG,
    "one long fragment": "#" + "a" * LONG,
    "paged and paged": "?Paged=TRUE" * (LONG // 11),
    "postbacks": "__doPostBack('" * (LONG // 14),
    "a postback of blanks": "__doPostBack('a'" + " " * LONG,
    "blanks": " " * LONG + "x",
    "tags": "<a" * (LONG // 2),
    "entities": "&#" + "9" * 4_400 + ";",
}
hostile_values = pytest.mark.parametrize("value", HOSTILE.values(), ids=HOSTILE)


def page_with(path: str, value: str) -> Page:
    """A section page whose every attribute that an engine reads has the value."""
    said = escape(value)
    body = f"""
        <form method="post" action="{said}" id="{said}" name="{said}">
        <input type="hidden" name="__VIEWSTATE" value="{said}">
        <input type="hidden" name="{said}" id="site_id" value="{said}">
        <ul><li><h3><a href="{escape(path)}">Một cửa</a></h3></li></ul>
        <a href="{said}" id="{said}" name="{said}" onclick="{said}" title="{said}" rel="next">1</a>
        <a class="next" href="{said}">2</a> <a href="{said}">Trang sau</a>
        <article about="{said}" id="node-{said}"><h2 id="{said}">{said}</h2></article>
        <article about="{said}" data-history-node-id="{said}"><a href="{said}">{said}</a></article>
        <a href="javascript:__doPostBack('{said}','{said}')" id="{said}">{said}</a>
        <span onclick="__doPostBack('ctl00$a','{said}')" class="{said}" id="{said}">{said}</span>
        <a href="javascript:__doPostBack('ctl00$b','')" name="{said}" title="{said}">…</a>
        <input type="submit" name="{said}" id="{said}" value="{said}" onclick="{said}">
        <input type="image" name="{said}" id="{said}" src="{said}" alt="{said}">
        <time datetime="{said}">{said}</time>
        <script>site_id: "{value}", article_category_id: "{value}", maxPage = "{value}"
        '{value}p_p_resource_id=loadPage{value}' "{value}ArticleInMenuPagination.aspx/LoadArticle"
        </script></form>
    """
    return Page(url=HERE, body=body.encode("utf-8", "replace"))


def urls(listing: ListingPage) -> list[str]:
    return [link.url for link in listing.links]


@every_engine
@hostile_values
def test_an_article_is_found_whatever_the_attributes_beside_it_are(
    engine: Engine, path: str, value: str
) -> None:
    listing = engine.parse_listing(page_with(path, value), Ask(HERE))
    assert f"https://a.gov.vn{path}" in urls(listing)


@every_engine
@given(value=st.text(max_size=60) | st.text("/?&=[]:%$_-.#@0129axnet", max_size=40))
def test_no_attribute_breaks_an_engine(engine: Engine, path: str, value: str) -> None:
    engine.parse_listing(page_with(path, value), Ask(HERE))
    engine.parse_listing(page_with(path, value), Ask(f"{HERE}#trang-2-0", b"x"))


@every_engine
@pytest.mark.parametrize("base", ["http://[", "http://a.gov.vn:x/", "\x00", "[" * LONG])
def test_a_base_that_is_no_address_is_left_aside(engine: Engine, path: str, base: str) -> None:
    body = f'<head><base href="{base}"></head><h3><a href="https://a.gov.vn{path}">Một cửa</a></h3>'
    listing = engine.parse_listing(Page(url=HERE, body=body.encode()), Ask(HERE))
    assert urls(listing) == [f"https://a.gov.vn{path}"]


@hostile_values
def test_no_value_of_an_endpoints_answer_hides_the_article_beside_it(value: str) -> None:
    engine = next(each for each, _path in ENGINES if isinstance(each, Generic))
    text = (
        value.encode("unicode_escape").decode().replace("\\x", "\\u00").replace('"', "'")
        if value.isprintable()
        else "".join(f"\\u{ord(each):04x}" for each in value)
    )
    row = f'{{"slug": "/bai/7", "title": "{text}", "date": "{text}", "section": "{text}"}}'
    other = row.replace("/bai/7", text)
    page = Page(url="https://a.gov.vn/api/news?page=1", body=f"[{other}, {row}]".encode())
    listing = engine.parse_listing(page, Ask(page.url))
    assert "https://a.gov.vn/bai/7" in urls(listing)
    assert listing.next_page == Ask("https://a.gov.vn/api/news?page=2")


@pytest.mark.parametrize("name", ["_next" * 4_000 + "-", "next_" * 4_000, "$" * LONG + "next-"])
def test_a_hundred_controls_with_endless_names_are_read(name: str) -> None:
    controls = f'<input type="submit" name="{name}" id="{name}" value="Tìm">' * 100
    body = f'<form method="post"><a href="/bai/7">Một cửa</a>{controls}</form>'
    engine = WebForms(article=r"/bai/(?P<key>\d+)$")
    listing = engine.parse_listing(Page(url=HERE, body=body.encode()), Ask(HERE))
    assert urls(listing) == ["https://a.gov.vn/bai/7"]


def test_an_article_that_is_linked_two_thousand_times_is_one_link() -> None:
    links = '<a href="/bai/7">Một cửa</a>' * 2_000
    body = f"<div>{links}</div>"
    engine = WebForms(article=r"/bai/(?P<key>\d+)$")
    listing = engine.parse_listing(Page(url=HERE, body=body.encode()), Ask(HERE))
    assert urls(listing) == ["https://a.gov.vn/bai/7"]
