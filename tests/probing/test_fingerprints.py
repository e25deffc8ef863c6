"""What software writes into headers, markup and links, found and named."""

from __future__ import annotations

import pytest

from portalcrawl.items import Page
from portalcrawl.probing.fingerprints import fingerprints, weights
from portalcrawl.probing.sight import Sight

URL = "https://example.gov.vn/"


def seen(markup: str, *headers: tuple[str, str]) -> Sight:
    page = Page(url=URL, body=markup.encode(), content_type="text/html; charset=utf-8")
    return Sight(page, headers)


@pytest.mark.parametrize(
    ("markup", "headers", "family", "source", "found"),
    [
        (
            '<meta name="generator" content="NukeViet v4.5">',
            (),
            "NukeViet",
            "generator",
            "NukeViet v4.5",
        ),
        (
            "",
            (("liferay-portal", "Liferay Portal 6.2"),),
            "Liferay",
            "header",
            "Liferay Portal 6.2",
        ),
        ("", (("microsoftsharepointteamservices", "15.0"),), "SharePoint", "header", "15.0"),
        ("", (("x-generator", "Drupal 9"),), "Drupal", "header", "Drupal 9"),
        ("", (("set-cookie", "nv4c_Abc_ctr=1"),), "NukeViet", "cookie", "nv4c_Abc_ctr="),
        ('<img src="/publish/thumbnail/2005340/a.png">', (), "PublishUpload", "markup", "2005340"),
        ('<script src="/wp-includes/js/a.js"></script>', (), "WordPress", "markup", "wp-includes"),
        ('<a href="/x/-/asset_publisher/a/content/b">x</a>', (), "Liferay", "link", "asset_publ"),
        ('<a href="/Default.aspx?sid=4&pageid=468">x</a>', (), "VnPortal", "link", "Default.aspx"),
        ('<a href="/a/tid/b/newsid/c/cid/d">x</a>', (), "DotNetNuke", "link", "/tid/b/newsid/"),
    ],
)
def test_a_sign_is_named_with_what_was_found(
    markup: str, headers: tuple[tuple[str, str], ...], family: str, source: str, found: str
) -> None:
    signs = fingerprints([seen(markup, *headers)])
    assert {(each.family, each.source, each.url) for each in signs} == {(family, source, URL)}
    assert found.lower() in signs[0].found.lower()


def test_a_page_of_nothing_in_particular_says_nothing() -> None:
    assert fingerprints([seen('<p>Tin tức</p><a href="/tin-tuc">Tin tức</a>')]) == ()


def test_a_sign_counts_once_however_many_pages_have_it() -> None:
    page = seen('<meta name="generator" content="Drupal 9">')
    assert weights(fingerprints([page, page])) == {"Drupal": 3}
