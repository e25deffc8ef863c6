"""What feeds and sitemaps say, on real bytes."""

from __future__ import annotations

import gzip
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portalcrawl.items import Link
from spiders.discovery import Window, feed_sightings, listing_day, read_sitemap, unpacked

RSS = """<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel>
<item><title><![CDATA[Một cửa  hiện đại]]></title><link>http://a.vn/tin/mot-1.html</link>
<category>Tin tổng hợp</category><pubDate>Fri, 30 Oct 2020 18:25:00 GMT</pubDate></item>
<item><title>Không có liên kết</title></item></channel></rss>"""

SITEMAP = """<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
<url><loc> http://a.vn/tin/mot-1.html </loc><lastmod>2024-05-03T08:30:00+07:00</lastmod></url>
<url><loc>http://a.vn/tin/hai-2.html</loc></url></urlset>"""

INDEX = """<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
<sitemap><loc>http://a.vn/news/sitemap.xml</loc><lastmod>2024-05-03</lastmod></sitemap>
</sitemapindex>"""


def test_a_feed_gives_links_with_title_date_and_section() -> None:
    (found,) = feed_sightings(RSS.encode(), "http://a.vn/rss/", "application/rss+xml")
    assert found.link == Link(
        url="http://a.vn/tin/mot-1.html",
        title="Một cửa hiện đại",
        published="Fri, 30 Oct 2020 18:25:00 GMT",
        section="Tin tổng hợp",
    )
    assert found.day == date(2020, 10, 31), "18:25 in Greenwich is the next day in Viet Nam"


@pytest.mark.parametrize("body", [b"", b"<html>", b"/etc/hostname", b"http://127.0.0.1:9/"])
def test_what_is_no_feed_has_no_links(body: bytes) -> None:
    assert feed_sightings(body, "http://a.vn/rss/", None) == ()


def test_a_sitemap_gives_links_and_the_day_of_their_last_change() -> None:
    sitemap = read_sitemap(SITEMAP.encode())
    assert not sitemap.is_index
    assert [(each.link.url, each.day) for each in sitemap.sightings] == [
        ("http://a.vn/tin/mot-1.html", date(2024, 5, 3)),
        ("http://a.vn/tin/hai-2.html", None),
    ]


def test_the_day_of_a_sitemap_is_no_publication_date() -> None:
    assert read_sitemap(SITEMAP.encode()).sightings[0].link.published is None


def test_an_index_names_further_sitemaps() -> None:
    sitemap = read_sitemap(INDEX.encode())
    assert sitemap.is_index
    assert [each.link.url for each in sitemap.sightings] == ["http://a.vn/news/sitemap.xml"]


@settings(deadline=None)
@given(st.binary(max_size=200))
def test_whatever_a_portal_sends_discovery_goes_on(body: bytes) -> None:
    read_sitemap(body)
    feed_sightings(body, "http://a.vn/", None)
    unpacked(body, 1000)


def test_a_packed_sitemap_is_unpacked_within_its_limit() -> None:
    packed = gzip.compress(b"x" * 5000)
    assert unpacked(packed, 5000) == b"x" * 5000
    assert unpacked(packed, 4999) == b""
    assert unpacked(b"<urlset/>", 1) == b"<urlset/>"


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("05/07/2024", date(2024, 7, 5)),
        ("Thứ bảy - 07/10/2017 23:21", date(2017, 10, 7)),
        ("21:40, 18/06/2019", date(2019, 6, 18)),
        ("11 - 11 - 2023", date(2023, 11, 11)),
        ("16.1.2025", date(2025, 1, 16)),
        ("ngày 05 tháng 02 năm 2018", date(2018, 2, 5)),
        ("2024-05-03", date(2024, 5, 3)),
        ("2024-05-03 08:30 đăng", date(2024, 5, 3)),
        ("2023-12-31T20:00:00Z", date(2024, 1, 1)),
        ("Sat, 21 Aug 2021 22:05:00 +0700", date(2021, 8, 21)),
        ("31/02/2024", None),
        ("0001-01-01T00:00:00+07:00", None),
        ("9999-12-31T23:59:59-10:00", date(9999, 12, 31)),
        ("hôm nay", None),
        ("", None),
        (None, None),
    ],
)
def test_the_day_of_a_listing_is_read_day_first(text: str | None, day: date | None) -> None:
    assert listing_day(text) == day


def test_a_window_holds_both_its_ends_and_what_has_no_day() -> None:
    window = Window(date(2024, 1, 1), date(2024, 1, 31))
    wanted = (date(2024, 1, 1), date(2024, 1, 31), None)
    assert all(window.covers(day) for day in wanted)
    assert not window.covers(date(2023, 12, 31))
    assert not window.covers(date(2024, 2, 1))
