"""Endpoints behind a page that JavaScript draws, read from what its scripts say."""

from __future__ import annotations

import json

import pytest

from portalcrawl.engines.api import JsonListing
from portalcrawl.probing.endpoints import endpoints, served

ITEMS = [
    {
        "id": 7000 + number,
        "slug": f"tin-so-{number}",
        "title": f"Khai mạc lễ hội lần thứ {number}",
        "publishedAt": 1720164600000 + number,
    }
    for number in range(5)
]


@pytest.mark.parametrize(
    ("script", "paths"),
    [
        ('fetch("/api/news?page=" + number + "&size=10")', ("/api/news?page={page}&size=10",)),
        ("axios.get(`/api/tin?trang=${n}&loai=${kind}`)", ("/api/tin?trang={page}&loai=",)),
        ('$.post("/services/News.asmx/Load", {})', ("/services/News.asmx/Load",)),
        ('fetch("/api/menu"); fetch("/api/news/list")', ("/api/news/list", "/api/menu")),
        ('fetch("/api/news/" + id)', ()),
        ('link.href = "/tin-tuc/" + item.slug', ()),
    ],
)
def test_a_script_names_its_endpoints_lists_of_news_first(
    script: str, paths: tuple[str, ...]
) -> None:
    assert endpoints(script) == paths


def test_a_list_of_articles_is_described_by_its_fields_and_the_links_that_are_made_of_them() -> (
    None
):
    body = json.dumps({"data": {"menu": [1, 2, 3], "items": ITEMS}}).encode()
    script = 'a.href = "/vi/post/" + item.slug + "?type=NEWS&id=" + item.id;'
    found = served("/api/news?page={page}", body, script)
    assert found == JsonListing(
        path="/api/news?page={page}",
        items="data.items",
        link="/vi/post/{slug}?type=NEWS&id={id}",
        title="title",
        published="publishedAt",
    )


def test_a_field_that_is_an_address_is_the_link() -> None:
    items = [{**item, "url": f"/tin/{item['slug']}.html"} for item in ITEMS]
    found = served("/api/news", json.dumps(items).encode(), "")
    assert found is not None
    assert found.link == "{url}"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("imageUrl", "/files/{}"),
        ("thumbnail_link", "https://example.gov.vn/files/{}"),
        ("anhUrl", "/anh/{}"),
        ("url", "/upload/{}.JPG?w=200"),
    ],
)
def test_the_picture_of_an_article_is_not_its_link(name: str, value: str) -> None:
    items = [{name: value.format(number), **item} for number, item in enumerate(ITEMS)]
    found = served("/api/news", json.dumps(items).encode(), 'go("/tin/" + item.slug)')
    assert found is not None
    assert found.link == "/tin/{slug}"


@pytest.mark.parametrize(
    "body",
    [
        b"<html>",
        b"null",
        b"[]",
        json.dumps({"items": [{"name": "Tin"}, {"name": "Bai"}, {"name": "Khac"}]}).encode(),
        json.dumps(ITEMS).encode(),  # titles, and nothing that says where they lead
    ],
)
def test_what_lists_no_articles_is_none(body: bytes) -> None:
    assert served("/api/x", body, "") is None
