"""Every engine family's replica is what its declaration says: pages, paging, feeds, traps."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import combinations
from typing import Any
from urllib.parse import urldefrag, urlencode

import feedparser  # type: ignore[import-untyped]
import pytest
from parsel import Selector
from protego import Protego

from portalcrawl.engines.base import Ask, Listing, ListingPage
from portalcrawl.extraction import extract_page
from portalcrawl.items import Extraction, Page
from portalcrawl.portals import Portal
from portalcrawl.replicas.comparison import differences
from portalcrawl.replicas.families import FAMILIES, Living, articles, family
from portalcrawl.replicas.families.pools import SECTIONS
from portalcrawl.replicas.families.writing import MOST_ARTICLES
from portalcrawl.replicas.markup import slug
from portalcrawl.replicas.server import serve
from portalcrawl.replicas.site import Replica, Response, Trap

Fetch = Callable[..., Any]

ORIGIN = "http://127.0.0.1:8801"
NEWEST = datetime(2026, 11, 20, 9, 12)  # noqa: DTZ001
MADE = articles(150, NEWEST, seed=5)
EXTRACTED = 24
"""So many articles of each family are read."""
NOT_READ_WITHOUT_NAMES = {"drupal": {"published_at"}}
"""Drupal's date stands in a ``<footer>`` above the text; without its name it is one like others."""
every_family = pytest.mark.parametrize("name", FAMILIES)


@cache
def site(name: str, *, disguised: bool = False) -> Replica:
    """The family's replica; where a script draws its pages, as a browser has them then."""
    return family(name).replica(MADE, disguised=disguised, drawn=True)


def portal(name: str) -> Portal:
    return family(name).portal().served_at(ORIGIN)


def asked(name: str, ask: Ask) -> Response:
    target = urldefrag(ask.url).url.removeprefix(ORIGIN)
    return site(name).get(target) if ask.body is None else site(name).post(target, ask.body)


def listing_page(name: str, ask: Ask) -> ListingPage:
    answer = asked(name, ask)
    page = Page(url=ask.url, body=answer.body, content_type=dict(answer.headers)["Content-Type"])
    return portal(name).engine.parse_listing(page, ask)


def walked(name: str, start: Listing) -> Iterator[ListingPage]:
    """The pages of a listing, as the engine finds each on the one before.

    It ends where a page has nothing new: some sites show their last page again, without end.
    """
    ask: Ask | None = start.ask
    seen: set[str] = set()
    while ask is not None and asked(name, ask).status == 200:
        page = listing_page(name, ask)
        keys = {portal(name).article_key(link.url) for link in page.links}
        if keys <= seen:
            return
        yield page
        seen |= keys
        ask = page.next_page


def starts(name: str, kind: str) -> list[Listing]:
    here = portal(name)
    return [each for each in here.engine.listings(here) if each.kind == kind]


def read(name: str, path: str, *, disguised: bool = False) -> Extraction:
    answer = site(name, disguised=disguised).get(path, ORIGIN)
    return extract_page(
        answer.body,
        ORIGIN + path,
        None if disguised else portal(name).engine.profile,
        content_type=dict(answer.headers)["Content-Type"],
        status=answer.status,
        fetched_at=datetime.now(UTC),
    )


def traps(name: str, expect: str) -> list[Trap]:
    return [trap for trap in site(name).traps if trap.expect.startswith(expect)]


# What the newsroom writes.


def test_the_same_news_is_written_for_the_same_seed() -> None:
    assert articles(20, NEWEST, seed=5) == articles(20, NEWEST, seed=5)
    assert articles(20, NEWEST, seed=5) != articles(20, NEWEST, seed=6)


def test_titles_and_texts_are_all_different() -> None:
    made = articles(1000, NEWEST)
    assert len({article.title for article in made}) == 1000
    assert len({slug(article.title, drop_d=True, limit=100) for article in made}) == 1000
    assert len({article.paragraphs for article in made}) == 1000
    assert len({article.id for article in made}) == 1000


def test_no_two_articles_share_most_of_their_paragraphs() -> None:
    for one, other in combinations(MADE[:60], 2):
        shared = set(one.paragraphs) & set(other.paragraphs)
        assert len(shared) < min(len(one.paragraphs), len(other.paragraphs)) / 4


def test_news_is_newest_first_about_four_a_day() -> None:
    times = [datetime.fromisoformat(article.published or "") for article in MADE]
    assert times == sorted(times, reverse=True)
    assert times[0] == NEWEST
    assert timedelta(days=36) < times[0] - times[-1] < timedelta(days=40)


def test_an_article_has_several_paragraphs_of_some_length() -> None:
    for article in MADE:
        prose = [block.text for block in article.blocks if block.kind == "p"]
        assert 4 <= len(prose) <= 7
        assert all(120 < len(text) < 900 for text in prose)


def test_each_section_has_a_fair_share_of_the_news() -> None:
    for section in SECTIONS:
        assert sum(article.section == section for article in MADE) >= len(MADE) / 5


def test_what_is_written_later_continues_what_was_there() -> None:
    later = articles(30, NEWEST + timedelta(days=9), seed=5, after=len(MADE))
    assert min(article.id for article in later) > max(article.id for article in MADE)
    assert not {article.title for article in later} & {article.title for article in MADE}


def test_more_news_than_there_are_headlines_is_refused() -> None:
    with pytest.raises(ValueError, match="there are headlines for"):
        articles(MOST_ARTICLES + 1, NEWEST)


# Articles of every family.


def test_the_families_are_those_that_the_portals_run() -> None:
    assert len(FAMILIES) == 21
    engines = {each.engine.name for each in FAMILIES.values()}
    assert engines == {
        *("liferay", "sharepoint", "vnportal", "publish_upload", "nukeviet", "drupal"),
        *("dotnetnuke", "wordpress", "newspaper", "webforms", "generic"),
    }


@every_family
def test_an_article_is_read_exactly(name: str) -> None:
    for article in site(name).articles[:EXTRACTED]:
        extraction = read(name, site(name).address(article))
        assert extraction.kind == "article", extraction.reasons
        assert differences(article, extraction.article) == {}


@every_family
def test_an_article_is_read_where_the_engine_is_hidden(name: str) -> None:
    for article in site(name).articles[:EXTRACTED]:
        extraction = read(name, site(name).address(article), disguised=True)
        assert extraction.kind == "article", extraction.reasons
        wrong = differences(article, extraction.article).keys() & {
            *("title", "paragraphs", "published_at")
        }
        assert wrong <= NOT_READ_WITHOUT_NAMES.get(name, set()), wrong


@every_family
def test_the_declared_engine_keeps_each_article_under_its_address(name: str) -> None:
    engine = portal(name).engine
    for article in site(name).articles:
        url = ORIGIN + site(name).address(article)
        assert engine.is_article(url), url
        assert (engine.canonical(url), engine.variant(url)) == (url, None)


@every_family
def test_no_two_articles_have_one_key(name: str) -> None:
    urls = [ORIGIN + site(name).address(article) for article in site(name).articles]
    assert len({portal(name).article_key(url) for url in urls}) == len(MADE)


@every_family
def test_robots_txt_allows_every_article_and_forbids_the_notice(name: str) -> None:
    rules = Protego.parse(site(name).get("/robots.txt").body.decode())
    for article in site(name).articles:
        assert rules.can_fetch(ORIGIN + site(name).address(article), "portalcrawl")
    forbidden = [trap for trap in site(name).traps if trap.kind == "robots"]
    assert len(forbidden) == 1
    assert not rules.can_fetch(ORIGIN + forbidden[0].path, "portalcrawl")


def test_a_page_of_a_single_page_application_is_empty_until_its_script_has_run() -> None:
    bare = family("spa").replica(MADE)
    article = bare.articles[0]
    page = Selector(bare.get(bare.address(article)).body.decode())
    assert page.xpath("//div[@id='app']/node()") == []
    assert not page.xpath("//a")
    told = json.loads(bare.get(f"/api/news/{article.id}").body)
    assert article.title == Selector(told["html"]).xpath("string(//h1)").get()


def test_an_article_that_is_not_there_is_a_404_even_before_its_script_runs() -> None:
    assert family("spa").replica(MADE).get("/vi/post/khong-co?id=77&type=NEWS").status == 404


# Listings, feeds and sitemaps.


@every_family
def test_paging_reaches_every_article(name: str) -> None:
    found = {
        portal(name).article_key(link.url)
        for start in starts(name, "section")
        for page in walked(name, start)
        for link in page.links
    }
    wanted = {
        portal(name).article_key(ORIGIN + site(name).address(article))
        for article in site(name).articles
    }
    assert wanted <= found


@every_family
def test_a_listing_page_has_about_ten_articles(name: str) -> None:
    for start in starts(name, "section"):
        pages = list(walked(name, start))
        assert len(pages) > 1
        assert all(len(page.links) <= 120 for page in pages)
        is_endpoint = "/api/" in start.url or "/wp-json/" in start.url
        assert is_endpoint or 5 <= len(pages[0].links) <= 24


@every_family
def test_nothing_but_articles_and_traps_is_linked_as_an_article(name: str) -> None:
    here = portal(name)
    known = {here.article_key(ORIGIN + site(name).address(each)) for each in site(name).articles}
    known |= {here.article_key(trap.url(ORIGIN)) for trap in site(name).traps}
    for start in starts(name, "section"):
        for page in walked(name, start):
            assert {here.article_key(link.url) for link in page.links} <= known


@every_family
def test_a_link_comes_with_the_title_of_its_article(name: str) -> None:
    here = portal(name)
    titles = {
        here.article_key(ORIGIN + site(name).address(each)): each.title
        for each in site(name).articles
    }
    for start in starts(name, "section"):
        for link in listing_page(name, start.ask).links:
            key = here.article_key(link.url)
            assert titles.get(key, link.title) == link.title


@every_family
def test_there_are_at_most_five_start_points_and_all_of_them_answer(name: str) -> None:
    here = portal(name)
    points = here.engine.listings(here)
    assert 1 <= len(points) <= 5
    assert {asked(name, point.ask).status for point in points} == {200}


@every_family
def test_feeds_give_the_newest_and_sitemaps_all(name: str) -> None:
    here = portal(name)
    addresses = {ORIGIN + site(name).address(article) for article in site(name).articles}
    for start in starts(name, "feed"):
        feed = feedparser.parse(asked(name, start.ask).body)
        linked = {here.engine.canonical(entry.link) for entry in feed.entries}
        assert 10 <= len(linked) <= 20
        assert linked <= addresses
    for start in starts(name, "sitemap"):
        assert addresses <= set(sitemap_urls(name, start.url.removeprefix(ORIGIN)))


def sitemap_urls(name: str, path: str) -> Iterator[str]:
    page = Selector(site(name).get(path).body.decode(), type="xml")
    page.remove_namespaces()
    yield from page.xpath("/urlset/url/loc/text()").getall()
    for further in page.xpath("/sitemapindex/sitemap/loc/text()").getall():
        yield from sitemap_urls(name, further.removeprefix(ORIGIN))


@every_family
def test_a_section_has_validators_or_none_as_its_family_does(name: str) -> None:
    tagged = set()
    for section in site(name).sections:
        answer = site(name).get(section.path)
        tagged.add("ETag" in dict(answer.headers))
    without = {"webforms", "vnportal_numbers", "vnportal_slug", "publish_upload_ids", "spa"}
    without |= {each for each in FAMILIES if each.startswith("sharepoint")}
    assert tagged == {name not in without}


# Traps.


@every_family
def test_every_trap_is_linked_where_it_says_and_answers(name: str) -> None:
    for trap in site(name).traps:
        page = Selector(site(name).get(trap.listed_on).body.decode())
        links = {link.removeprefix(ORIGIN) for link in page.xpath("//a/@href").getall()}
        assert trap.path in links, trap
        assert site(name).get(trap.path, ORIGIN).status == 200, trap


@every_family
def test_what_is_no_article_behind_an_address_of_one_is_refused(name: str) -> None:
    assert {trap.expect for trap in traps(name, "refused:")} == {
        *("refused:static", "refused:document", "refused:login", "refused:error")
    }
    for trap in traps(name, "refused:"):
        assert portal(name).engine.is_article(ORIGIN + trap.path), trap
        assert f"refused:{read(name, trap.path).kind}" == trap.expect


@every_family
def test_a_second_form_leads_to_the_article_of_which_it_is_one(name: str) -> None:
    here, held = portal(name), {article.id: article for article in site(name).articles}
    for trap in traps(name, "merged:"):
        assert trap.article is not None
        article, url = held[trap.article], ORIGIN + trap.path
        assert here.article_key(url) == here.article_key(ORIGIN + site(name).address(article))
        if trap.kind != "other category":
            assert here.engine.variant(url) == trap.kind
        wrong = differences(article, read(name, trap.path).article)
        assert not wrong.keys() & {"title", "paragraphs"}, (trap, wrong)


@every_family
def test_what_must_never_be_fetched_is_no_link_to_an_article(name: str) -> None:
    never = {trap.path for trap in traps(name, "never fetched") if trap.kind != "robots"}
    assert len(never) >= 3
    for start in starts(name, "section"):
        for page in walked(name, start):
            assert not {link.url.removeprefix(ORIGIN) for link in page.links} & never


def test_the_language_portlet_puts_one_more_prefix_before_any_address() -> None:
    for name in ("liferay6", "liferay7"):
        path = site(name).address(site(name).articles[3])
        links = Selector(site(name).get(path).body.decode()).xpath("//a/@href").getall()
        assert {f"/vi{path}", f"/en{path}"} <= set(links)
        assert site(name).get(f"/vi/en/vi{path}").status == 200


@pytest.mark.parametrize("name", ["liferay6", "sharepoint_tandan", "drupal"])
def test_behind_the_last_page_some_sites_show_it_again(name: str) -> None:
    start = starts(name, "section")[0]
    last = list(walked(name, start))[-1]
    forms = {
        "liferay6": "?_101_INSTANCE_Zk3uP1mQ8vTa_cur=99",
        "sharepoint_tandan": "?PageIndex=99",
        "drupal": "?page=98",
    }
    beyond = listing_page(name, Ask(start.url + forms[name]))
    assert {link.url for link in beyond.links} == {link.url for link in last.links}


# Postback and posts.


def form_of(name: str, path: str) -> dict[str, str]:
    page = Selector(site(name).get(path).body.decode())
    hidden = page.xpath("//input[@type='hidden']")
    return {each.attrib["name"]: each.attrib["value"] for each in hidden}


def second_page(name: str) -> tuple[str, dict[str, str]]:
    """The path of a section, and what its form posts for the second page."""
    path = site(name).sections[0].path
    page = site(name).get(path).body.decode()
    target, argument = re.findall(r"__doPostBack\(&#39;(.*?)&#39;,&#39;(.*?)&#39;\)", page)[0]
    return path, form_of(name, path) | {"__EVENTTARGET": target, "__EVENTARGUMENT": argument}


@pytest.mark.parametrize("name", ["webforms", "sharepoint_posts"])
def test_a_postback_with_the_view_state_of_its_page_turns_the_page(name: str) -> None:
    path, fields = second_page(name)
    answer = site(name).post(path, urlencode(fields).encode())
    assert answer.status == 200
    assert "ETag" not in dict(answer.headers)
    assert answer.body != site(name).get(path).body


@pytest.mark.parametrize("name", ["webforms", "sharepoint_posts"])
@pytest.mark.parametrize("field", ["__VIEWSTATE", "__EVENTVALIDATION", "__EVENTTARGET"])
def test_a_postback_that_alters_what_the_page_said_is_an_error(name: str, field: str) -> None:
    path, fields = second_page(name)
    for value in ("", f"{fields[field]}x"):
        assert site(name).post(path, urlencode(fields | {field: value}).encode()).status == 500


def test_view_state_of_another_section_is_an_error() -> None:
    path, fields = second_page("webforms")
    other = form_of("webforms", site("webforms").sections[1].path)
    posted = fields | {"__VIEWSTATE": other["__VIEWSTATE"]}
    assert site("webforms").post(path, urlencode(posted).encode()).status == 500


def test_an_event_that_the_pager_does_not_offer_is_an_error() -> None:
    path, fields = second_page("webforms")
    posted = fields | {"__EVENTARGUMENT": "Page$99"}
    assert site("webforms").post(path, urlencode(posted).encode()).status == 500


LOAD = "/DesktopModule/UIArticleInMenu/ArticleInMenuPagination.aspx/LoadArticle"


@pytest.mark.parametrize(
    "posted",
    [
        b"",
        b"article_category_id=54442&site_id=1444&page=2&page_size=10",
        b'{"article_category_id": 99, "site_id": 1444, "page": 2, "page_size": 10}',
        b'{"article_category_id": 54442, "site_id": 7, "page": 2, "page_size": 10}',
        b'{"article_category_id": 54442, "site_id": 1444}',
        b"[]",
    ],
)
def test_what_vnportal_did_not_offer_is_answered_with_an_error(posted: bytes) -> None:
    assert site("vnportal_slug").post(LOAD, posted).status == 500


def test_vnportal_answers_with_html_in_json() -> None:
    asked_for = b'{"article_category_id": 54442, "site_id": 1444, "page": 2, "page_size": 10}'
    answer = json.loads(site("vnportal_slug").post(LOAD, asked_for).body)
    assert len(Selector(answer["d"]).css("h3.article-title a")) == 10


def test_a_post_is_read_by_the_real_server(fetch: Fetch) -> None:
    path, fields = second_page("webforms")
    with serve(site("webforms")) as running:
        first = fetch(running.origin + path).text
        second = fetch(running.origin + path, method="POST", body=urlencode(fields)).text
    links = [Selector(text).css("a.tentin").xpath("@href").getall() for text in (first, second)]
    assert len(links[0]) == len(links[1]) == 10
    assert not set(links[0]) & set(links[1])


def test_families_that_take_no_posts_say_so() -> None:
    for name in FAMILIES:
        takes = name in ("webforms", "sharepoint_posts", "vnportal_slug")
        answer = site(name).post(site(name).sections[0].path, b"a=b")
        assert site(name).takes_posts == takes
        assert takes or (answer.status, dict(answer.headers)["Allow"]) == (405, "GET, HEAD")


# Disguise.

_TELLING = re.compile(
    r"name=.generator|powered|liferay(?!_asset)|nukeviet|drupal|wp-content|wp-includes|dotnetnuke|dnn_"
    r"|sharepoint|tandan|vnportal|epi cms|_layouts/15/(?!auth)|app_themes|/portals/|/publish/",
    re.IGNORECASE,
)


@every_family
def test_a_disguised_site_does_not_name_its_software(name: str) -> None:
    hidden = site(name, disguised=True)
    for path in (hidden.sections[0].path, hidden.address(hidden.articles[5]), "/"):
        answer = hidden.get(path)
        assert answer.status == 200
        assert not _TELLING.findall(answer.body.decode()), path
        assert {header for header, _ in answer.headers} <= {
            *("Content-Type", "ETag", "Last-Modified")
        }


@every_family
def test_a_disguised_site_has_no_class_name_or_id_of_the_plain_one(name: str) -> None:
    path = site(name).address(site(name).articles[5])
    names = [
        {
            each
            for attribute in Selector(answer.body.decode()).xpath("//@class | //@id").getall()
            for each in attribute.split()
        }
        for answer in (site(name).get(path), site(name, disguised=True).get(path))
    ]
    assert len(names[1]) > 15
    assert names[0] & names[1] <= {"MsoNormal"}, "what an editor pasted is no engine's"


@every_family
def test_a_disguise_changes_neither_addresses_nor_what_is_linked(name: str) -> None:
    plain, hidden = site(name), site(name, disguised=True)
    for section in plain.sections:
        links = [
            [
                href
                for href in Selector(each.get(section.path).body.decode())
                .xpath("//a/@href")
                .getall()
                if not href.startswith("#")
            ]
            for each in (plain, hidden)
        ]
        assert links[0] == links[1]


@every_family
def test_pictures_and_files_of_a_disguised_site_are_served(name: str) -> None:
    hidden = site(name, disguised=True)
    article = next(each for each in hidden.articles if each.attachments and each.caption_texts)
    page = Selector(hidden.get(hidden.address(article)).body.decode())
    picture = page.xpath(f"//img[contains(@src, '{article.id}')]/@src").get("")
    file = page.xpath("//a[contains(@href, 'ke-hoach-')]/@href").get("")
    assert hidden.get(picture).body.startswith(b"\x89PNG")
    assert hidden.get(file).body.startswith(b"%PDF")


# A site that changes.


@pytest.fixture
def living() -> Living:
    return Living(family("nukeviet").replica, MADE[:40], seed=5)


def listed_first(living: Living) -> str:
    page = Selector(living.replica.get("/chinh-tri/").body.decode())
    return page.css(".news_column h2 a").xpath("@href").get("")


def test_what_is_published_stands_on_top(living: Living) -> None:
    served, before = living.replica, listed_first(living)
    fresh = living.publish(5)
    assert listed_first(living) != before
    assert [each.id for each in living.now.articles[:5]] == [each.id for each in fresh]
    assert all(served.get(living.now.address(each)).status == 200 for each in fresh)
    assert (fresh[-1].published or "") > (MADE[0].published or "")


def test_what_is_published_has_titles_of_its_own(living: Living) -> None:
    living.publish(5)
    living.publish(5)
    assert len({article.title for article in living.now.articles}) == 50


def test_an_edited_article_has_another_text_under_the_same_address(living: Living) -> None:
    served, old = living.replica, living.now.articles[7]
    [new] = living.edit([old.id])
    page = served.get(living.now.address(old)).body.decode()
    assert living.now.address(new) == living.now.address(old)
    assert new.paragraphs[:-1] == old.paragraphs
    assert new.paragraphs[-1] in page
    [newer] = living.edit([old.id])
    assert newer.paragraphs[:-1] == new.paragraphs


def test_a_deleted_article_is_a_404_and_on_no_listing(living: Living) -> None:
    served, gone = living.replica, living.now.articles[0]
    path = living.now.address(gone)
    assert served.get(path).status == 200
    living.delete([gone.id])
    assert served.get(path).status == 404
    assert path not in served.get("/chinh-tri/").body.decode()
    assert path not in served.get("/sitemap-news.xml").body.decode()


def test_an_edited_page_has_another_tag_and_the_rest_keeps_its_own(living: Living) -> None:
    def tag(path: str) -> str:
        return dict(living.replica.get(path).headers)["ETag"]

    kept, edited = living.now.articles[20], living.now.articles[30]
    paths = [living.now.address(article) for article in (kept, edited)]
    before = [tag(path) for path in paths]
    living.edit([edited.id])
    assert [tag(path) == old for path, old in zip(paths, before, strict=True)] == [True, False]
