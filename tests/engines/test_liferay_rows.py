"""Bắc Ninh's section pages: their rows come by script, as JSON."""

from __future__ import annotations

import json

import pytest

from portalcrawl.engines.base import Ask
from portalcrawl.engines.liferay import Liferay
from portalcrawl.items import Link, Page

ENGINE = Liferay()
SECTION = "https://bacninh.gov.vn/chinh-tri"
LOADER = f"{SECTION}?p_p_id=newsbycategory_WAR_x&p_p_lifecycle=2&p_p_resource_id=loadPage"
ROW = {
    "id": 93458101,
    "title": "Khai mạc lễ hội &amp; hội chợ",
    "urlDetail": "/news/-/details/37632/khai-mac-le-hoi-93458101",
    "createdDate": "14/02/2024 08:00",
}


def rows(number: int) -> Ask:
    return Ask(f"{LOADER}&keyword=&pageNum={number}&recordPerPage=50")


@pytest.mark.parametrize(
    "script",
    [
        f"var loadPageURL = '{LOADER}';",
        f'{{loadPageURL: "{LOADER.replace("&", "&amp;")}"}}',
        f'"{LOADER.replace("/", chr(92) + "/")}"',
        f"'{LOADER.removeprefix('https://bacninh.gov.vn')}'",
    ],
)
def test_a_section_leads_to_the_rows_that_its_script_loads(script: str) -> None:
    page = Page(url=SECTION, body=f"<main></main><script>{script}</script>".encode())
    assert ENGINE.parse_listing(page).next_page == rows(1)


def test_rows_of_another_host_are_not_asked_for() -> None:
    body = f"<script>'{LOADER.replace('bacninh', 'khac')}' 'http://[{LOADER}'</script>"
    assert ENGINE.parse_listing(Page(url=SECTION, body=body.encode())).next_page is None


def test_a_pager_of_links_comes_before_the_script() -> None:
    body = f"<a href='?cur=2'>2</a><script>'{LOADER}'</script>"
    assert ENGINE.parse_listing(Page(url=SECTION, body=body.encode())).next_page == Ask(
        f"{SECTION}?cur=2"
    )


def test_a_row_is_an_article() -> None:
    page = Page(url=rows(1).url, body=json.dumps({"items": [ROW]}).encode())
    listing = ENGINE.parse_listing(page, rows(1))
    assert listing.links == (
        Link(
            url="https://bacninh.gov.vn/news/-/details/37632/khai-mac-le-hoi-93458101",
            title="Khai mạc lễ hội & hội chợ",
            published="14/02/2024 08:00",
        ),
    )
    assert listing.next_page is None


def test_a_full_page_of_rows_has_another_behind_it() -> None:
    page = Page(url=rows(4).url, body=json.dumps({"items": [ROW] * 50}).encode())
    assert ENGINE.parse_listing(page, rows(4)).next_page == rows(5)
