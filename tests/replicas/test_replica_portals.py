"""What a crawler meets on each replica: listings, feeds, sitemaps, validators, articles."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from typing import Any
from urllib.parse import urljoin

import feedparser  # type: ignore[import-untyped]
import pytest
from parsel import Selector

from portalcrawl.replicas import NAMES, Block, ReplicaArticle, RunningReplica, replica, serve

Fetch = Callable[..., Any]

ITEMS = {
    "quang_ngai": ".asset-abstract h3 a",
    "office": "a.tieude-ds",
    "nghe_an": ".news_column h2 a",
    "lang_son": "#module-listing h2 a",
    "dong_nai": ".listnews a.title3",
}
NEXT = "a.next, a.next-pages, a.trang-sau, .pagination a[rel=next]"


def folded(text: str) -> str:
    return " ".join(text.split())


def listed(running: RunningReplica, fetch: Fetch, path: str) -> list[str]:
    """The links of a section's list, page after page."""
    links: list[str] = []
    url, following = running.origin + path, path
    while following:
        page = Selector(fetch(url).text)
        links += page.css(ITEMS[running.replica.name]).xpath("@href").getall()
        following = page.css(NEXT).xpath("@href").get("")
        url = urljoin(url, following)
    return links


def test_robots_txt_forbids_something(served: RunningReplica, fetch: Fetch) -> None:
    answer = fetch(f"{served.origin}/robots.txt")
    assert answer.status == 200
    assert "Disallow: /" in answer.text


def test_paging_reaches_every_article_exactly_once(served: RunningReplica, fetch: Fetch) -> None:
    shipped = served.replica
    links = Counter(
        link for section in shipped.sections for link in listed(served, fetch, section.path)
    )
    addresses = [shipped.address(article) for article in shipped.articles]
    assert [links[address] for address in addresses] == [1] * len(addresses)


def test_some_sections_have_more_than_one_page(served: RunningReplica, fetch: Fetch) -> None:
    firsts = [fetch(served.origin + each.path).text for each in served.replica.sections]
    assert any(Selector(first).css(NEXT) for first in firsts)


def test_a_listing_is_newest_first(served: RunningReplica, fetch: Fetch) -> None:
    shipped = served.replica
    published = {shipped.address(article): article.published or "" for article in shipped.articles}
    for section in shipped.sections:
        dates = [
            published[link] for link in listed(served, fetch, section.path) if link in published
        ]
        assert dates == sorted(dates, reverse=True)


def test_a_feed_gives_the_newest_ten(served: RunningReplica, fetch: Fetch) -> None:
    shipped = served.replica
    addresses = {served.origin + shipped.address(article) for article in shipped.articles}
    for path in shipped.feeds:
        feed = feedparser.parse(fetch(served.origin + path).body)
        assert not feed.bozo
        assert feed.version == "rss20"
        assert 0 < len(feed.entries) <= 10
        assert {entry.link for entry in feed.entries} <= addresses


def test_the_sitemaps_name_every_article(served: RunningReplica, fetch: Fetch) -> None:
    shipped = served.replica
    found: set[str] = set()
    waiting = [served.origin + path for path in shipped.sitemaps]
    while waiting:
        page = Selector(fetch(waiting.pop()).text, type="xml")
        page.remove_namespaces()
        waiting += page.xpath("/sitemapindex/sitemap/loc/text()").getall()
        found.update(page.xpath("/urlset/url/loc/text()").getall())
    wanted = {served.origin + shipped.address(article) for article in shipped.articles}
    assert wanted <= found or not shipped.sitemaps


def pages_with_validators(running: RunningReplica) -> list[str]:
    shipped = running.replica
    article = shipped.address(shipped.articles[0])
    return [shipped.sections[0].path, article, *shipped.feeds, *shipped.sitemaps]


def test_an_unchanged_page_is_answered_with_304(served: RunningReplica, fetch: Fetch) -> None:
    for path in pages_with_validators(served):
        first = fetch(served.origin + path)
        by_tag = fetch(served.origin + path, If_None_Match=first.headers["ETag"])
        by_date = fetch(served.origin + path, If_Modified_Since=first.headers["Last-Modified"])
        assert (first.status, by_tag.status, by_date.status) == (200, 304, 304)
        assert by_tag.body == by_date.body == b""
        assert by_tag.headers["ETag"] == first.headers["ETag"]


def test_a_changed_page_is_sent_again(served: RunningReplica, fetch: Fetch) -> None:
    for path in pages_with_validators(served):
        old_date = "Mon, 01 Jan 2001 00:00:00 GMT"
        assert fetch(served.origin + path, If_None_Match='W/"0"').status == 200
        assert fetch(served.origin + path, If_Modified_Since=old_date).status == 200
        assert fetch(served.origin + path, If_Modified_Since="yesterday").status == 200


def test_the_tag_decides_where_both_conditions_are_sent(
    served: RunningReplica, fetch: Fetch
) -> None:
    url = served.origin + served.replica.sections[0].path
    late = "Fri, 01 Jan 2100 00:00:00 GMT"
    assert fetch(url, If_None_Match='"other"', If_Modified_Since=late).status == 200


def test_counters_turn_at_every_request_and_the_tag_stays(
    served: RunningReplica, fetch: Fetch
) -> None:
    for path in pages_with_validators(served)[:2]:
        first, second = fetch(served.origin + path), fetch(served.origin + path)
        assert first.body != second.body
        assert first.headers["ETag"] == second.headers["ETag"]


def test_no_mark_of_a_counter_is_left_in_a_page(served: RunningReplica, fetch: Fetch) -> None:
    for article in served.replica.articles:
        assert not re.search(
            "[\ue000\ue001]", fetch(served.origin + served.replica.address(article)).text
        )


def test_head_sends_the_headers_of_get_and_no_body(served: RunningReplica, fetch: Fetch) -> None:
    url = served.origin + served.replica.address(served.replica.articles[0])
    head, whole = fetch(url, method="HEAD"), fetch(url)
    assert head.status == 200
    assert head.body == b""
    assert head.headers["ETag"] == whole.headers["ETag"]
    assert (
        head.headers["Content-Type"] == whole.headers["Content-Type"] == "text/html; charset=UTF-8"
    )


def test_what_is_not_there_is_a_404(served: RunningReplica, fetch: Fetch) -> None:
    assert fetch(f"{served.origin}/khong/co/gi-o-day").status == 404


def shown_in_order(text: str, parts: list[str]) -> list[str]:
    """The parts that are not found behind the one before."""
    missing, place = [], 0
    for part in parts:
        at = text.find(folded(part), place)
        if at < 0:
            missing.append(part)
        else:
            place = at + len(folded(part))
    return missing


def parts_of(article: ReplicaArticle) -> list[str]:
    parts = [article.title or "", article.lead or ""]
    for block in article.blocks:
        parts += [cell for row in block.rows for cell in row] or [block.text]
    if article.author:
        parts.append(article.author)
    return [part for part in parts if part]


def test_an_article_page_shows_every_part_in_order_and_unaltered(
    tried: RunningReplica, fetch: Fetch
) -> None:
    for article in tried.replica.articles:
        page = Selector(fetch(tried.origin + tried.replica.address(article)).text)
        text = folded(page.xpath("string(//body)").get(""))
        assert shown_in_order(text, parts_of(article)) == []


def test_the_shipped_articles_show_every_part_too(served: RunningReplica, fetch: Fetch) -> None:
    for article in served.replica.articles:
        page = Selector(fetch(served.origin + served.replica.address(article)).text)
        text = folded(page.xpath("string(//body)").get(""))
        assert shown_in_order(text, parts_of(article)) == []


def test_pictures_and_attachments_are_really_served(tried: RunningReplica, fetch: Fetch) -> None:
    article = tried.replica.articles[0]
    page = Selector(fetch(tried.origin + tried.replica.address(article)).text)
    sources = page.xpath("//img/@data-src | //img[not(@data-src)]/@src").getall()
    pictures = [path for path in sources if str(article.id) in path or f"{article.id:07x}" in path]
    files = page.xpath("//a[contains(@href, 'ke-hoach-')]/@href").getall()
    assert len(set(pictures)) == 2
    assert len(files) == 1
    assert all(fetch(tried.origin + path).body.startswith(b"\x89PNG") for path in pictures)
    assert fetch(tried.origin + files[0]).body.startswith(b"%PDF-1.4")


def test_every_second_picture_is_loaded_late_on_some_portals(
    every_habit: tuple[ReplicaArticle, ...], fetch: Fetch
) -> None:
    with serve(replica("lang_son", every_habit)) as running:
        text = fetch(running.origin + running.replica.address(every_habit[0])).text
    assert re.search(r'class="lazyload" data-src="/publish/thumbnail/2005340/640x360/upload/', text)


DATE_LINES = {
    "quang_ngai": "28/12/2023 21:10\u00a0\u00a0\u00a0\u00a0245",
    "office": "Thứ năm, 28/12/2023 | 21:10",
    "nghe_an": "Thứ năm - 28/12/2023 21:10",
    "lang_son": "28/12/2023 21:10",
    "dong_nai": "Cập nhật lúc 21:10, Thứ Năm, 28/12/2023 (GMT+7)",
}


def page_of(name: str, article: ReplicaArticle, fetch: Fetch) -> str:
    with serve(replica(name, [article])) as running:
        answer = fetch(running.origin + running.replica.address(article))
        assert answer.status == 200
        return str(answer.text)


def an_article(**changes: Any) -> ReplicaArticle:
    fields: dict[str, Any] = {
        "id": 12345678,
        "title": "Hội nghị",
        "published": "2023-12-28T21:10",
        "blocks": (Block("p", "Một đoạn."),),
        "views": 2450,
    }
    return ReplicaArticle(**(fields | changes))


@pytest.mark.parametrize("name", NAMES)
def test_the_date_line_is_written_as_the_portal_writes_it(name: str, fetch: Fetch) -> None:
    assert DATE_LINES[name] in page_of(name, an_article(), fetch)


@pytest.mark.parametrize("name", NAMES)
def test_a_date_line_of_its_own_stands_instead(name: str, fetch: Fetch) -> None:
    text = page_of(name, an_article(date_line="04/02/2015 | 12:00 AM"), fetch)
    assert "04/02/2015 | 12:00 AM" in text
    assert "28/12/2023" not in text
    assert "2023-12-28" not in text


@pytest.mark.parametrize("name", NAMES)
def test_an_empty_date_line_leaves_no_date_anywhere(name: str, fetch: Fetch) -> None:
    article = an_article(date_line="")
    with serve(replica(name, [article])) as running:
        shipped = running.replica
        paths = (shipped.address(article), shipped.sections[0].path, *shipped.feeds)
        texts = [fetch(running.origin + path).text for path in (*paths, *shipped.sitemaps)]
    dates = re.compile(r"28/12/2023|2023-12-28T21:10:00\+07:00</lastmod>\n<changefreq|<pubDate>")
    assert not [match[0] for text in texts for match in [dates.search(text)] if match]


@pytest.mark.parametrize("name", sorted(set(NAMES) - {"quang_ngai"}))
def test_an_article_without_a_title_has_no_heading(name: str, fetch: Fetch) -> None:
    page = Selector(page_of(name, an_article(title=None), fetch))
    assert not page.xpath("//h1")
    assert "Hội nghị" not in page.xpath("string(//title)").get("")


def test_liferay_without_a_title_shows_only_the_portlets(fetch: Fetch) -> None:
    page = Selector(page_of("quang_ngai", an_article(title=None), fetch))
    assert [folded(each) for each in page.xpath("//h1//text()").getall()] == ["Xem chi tiết"]


def test_nukeviet_has_the_right_date_hidden_and_a_broken_one_in_its_meta(fetch: Fetch) -> None:
    page = Selector(page_of("nghe_an", an_article(), fetch))
    broken = page.xpath("//meta[@property='article:published_time']/@content").getall()
    hidden = page.xpath("//span[@itemprop='datePublished']/text()").getall()
    assert broken == ["2023-12-28+0721:10:00"]
    assert hidden == ["2023-12-28T21:10:00+07:00"]
    assert page.css("em.show::text").get() == "Thứ năm - 28/12/2023 21:10"


def test_nukeviet_shows_another_theme_to_telephones(fetch: Fetch) -> None:
    article = an_article(id=1202)
    with serve(replica("nghe_an", [article])) as running:
        url = running.origin + running.replica.address(article)
        telephone = fetch(url, User_Agent="Mozilla/5.0 (iPhone; Mobile)")
        crawler = fetch(url, User_Agent="portalcrawl")
    assert "news-bodyhtml" in crawler.text
    assert "news-bodyhtml" not in telephone.text
    assert telephone.headers["Vary"] == "User-Agent"


def test_nukeviet_doubles_a_caption_in_a_hidden_copy(
    every_habit: tuple[ReplicaArticle, ...], fetch: Fetch
) -> None:
    article = next(each for each in every_habit if each.captions == "doubled")
    page = Selector(page_of("nghe_an", article, fetch))
    hidden = page.xpath("//div[@style='display:none']//figcaption/text()").getall()
    assert tuple(hidden) == article.caption_texts


def test_the_clock_of_the_office_is_no_date_of_an_article(fetch: Fetch) -> None:
    first = page_of("office", an_article(id=120000), fetch)
    assert re.search(r"Thứ 5 Ngày 14/5/2020, 10:13:2\d AM", first)


def test_the_newspaper_puts_its_sign_before_the_lead(fetch: Fetch) -> None:
    text = page_of("dong_nai", an_article(id=1, lead="Sáng 15-1, trời mưa."), fetch)
    assert "<strong>(ĐN)- Sáng 15-1, trời mưa.</strong>" in text


def test_a_newspaper_url_carries_month_and_seven_hex_digits() -> None:
    newspaper = replica("dong_nai", [])
    address = newspaper.address(an_article(id=0xEA65435, title="Người trẻ", section="Xã hội"))
    assert address == "/xa-hoi/202312/nguoi-tre-ea65435/"


def test_liferay_drops_the_letter_that_it_cannot_fold() -> None:
    portal = replica("quang_ngai", [])
    address = portal.address(
        an_article(id=12150284, title="Đoàn công tác chỉ đạo, đôn đốc (đợt 1)")
    )
    assert address.endswith("/-/asset_publisher/Content/oan-cong-tac-chi-ao-on-oc-ot-1-?12150284")


def test_publish_upload_cuts_slugs_and_gives_every_third_an_id() -> None:
    portal = replica("lang_son", [])
    long_title = "Thành phố ra quân tổng vệ sinh môi trường " * 4
    cut = portal.address(an_article(id=20002, title=long_title))
    numbered = portal.address(an_article(id=20001, title="Ra quân"))
    assert len(cut.rpartition("/")[2].removesuffix(".html")) == 100
    assert numbered == "/tin-trong-tinh/ra-quan-c20001.html"


def test_a_replica_of_no_articles_still_answers(fetch: Fetch) -> None:
    for name in NAMES:
        with serve(replica(name, [])) as running:
            assert fetch(running.origin + running.replica.sections[0].path).status == 200
