"""WordPress: permalinks as the site declares them, and the REST API beside feeds and sections."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portalcrawl.engines.base import Ask
from portalcrawl.engines.wordpress import WordPress
from portalcrawl.items import Link, Page
from portalcrawl.portals import Portal

ANY = WordPress(sections=("/", "/tin-tuc/trong-tinh/", "/hoat-dong-cua-hoi-nong-dan/"))
SON_LA = WordPress(permalinks=("/%year%/%monthnum%/%postname%.html",), rest=False)
BY_NUMBER = WordPress(permalinks=("/archives/%post_id%",))
IN_CATEGORY = WordPress(permalinks=("/%category%/%postname%/",))
ENGINES = (ANY, SON_LA, BY_NUMBER, IN_CATEGORY)

HND = "https://hoinongdan.bacgiang.gov.vn"
ARTICLE = f"{HND}/nong-dan-luc-ngan-duoc-mua-vai/"
DAY = f"{HND}/2024/05/12/duoc-mua-vai/"
SNV = (
    "http://sonoivu.sonla.gov.vn/2014/01/ve-viec-phe-duyet-ke-hoach-cai-cach-hanh-chinh-nha-nuoc-"
    "tren-dia-ban-tinh-son-la-nam-2014.html"
)
DEEP = f"{HND}/tin-tuc/trong-tinh/nong-dan-luc-ngan-duoc-mua-vai/"
API = f"{HND}/wp-json/wp/v2/posts?per_page=100&page={{}}&_fields=link,title,date"

#: engine, canonical URL, key, second forms by reason.
ARTICLES: list[tuple[WordPress, str, str, dict[str, str]]] = [
    (
        ANY,
        ARTICLE,
        ARTICLE,
        {
            ARTICLE.rstrip("/"): "missing slash",
            f"{ARTICLE}amp/": "AMP view",
            f"{ARTICLE}?amp=1": "AMP view",
            f"{ARTICLE}comment-page-2/": "page of comments",
            f"{ARTICLE}?replytocom=5": "page of comments",
            f"{ARTICLE}embed/": "embedded view",
            f"{ARTICLE}trackback/": "trackback address",
            f"{ARTICLE}?utm_source=zalo": "tracking parameters",
            f"{ARTICLE}?share=facebook": "view state",
        },
    ),
    (ANY, DAY, DAY, {DAY.rstrip("/"): "missing slash"}),
    (ANY, f"{HND}/2024/05/duoc-mua/", f"{HND}/2024/05/duoc-mua/", {}),
    (ANY, SNV, SNV, {f"{SNV}/": "trailing slash", f"{SNV}/amp": "AMP view"}),
    (ANY, f"{HND}/?p=4711", "4711", {f"{HND}/?p=4711&preview=true": "view state"}),
    (SON_LA, SNV, SNV, {f"{SNV}?replytocom=7": "page of comments"}),
    (BY_NUMBER, f"{HND}/archives/4711", "4711", {f"{HND}/archives/4711/": "trailing slash"}),
    (IN_CATEGORY, DEEP, DEEP, {}),
]

NOT_ARTICLES: list[tuple[WordPress, str]] = [
    (ANY, f"{HND}/"),
    (ANY, f"{HND}/tin-tuc/trong-tinh/page/35"),
    (ANY, f"{HND}/hoat-dong-cua-hoi-nong-dan/"),
    (ANY, f"{HND}/hoat-dong-cua-hoi-nong-dan"),
    (ANY, f"{HND}/page/2/"),
    (ANY, f"{HND}/lien-he/"),
    (ANY, f"{HND}/2024/"),
    (ANY, f"{HND}/2024/05/"),
    (ANY, f"{HND}/2024/05/12/"),
    (ANY, f"{HND}/2024/05/page/2/"),
    (ANY, f"{HND}/date/2024/05/"),
    (ANY, f"{HND}/author/nguyen-van-a-b/"),
    (ANY, f"{HND}/tag/nong-dan-luc-ngan-duoc-mua/"),
    (ANY, f"{HND}/category/mot-hai-ba-bon/"),
    (ANY, f"{HND}/feed/"),
    (ANY, f"{HND}/tin-tuc/feed/"),
    (ANY, f"{ARTICLE}feed/"),
    (ANY, f"{HND}/comments/feed/"),
    (ANY, f"{HND}/wp-content/uploads/2024/05/mot-hai-ba-bon.jpg"),
    (ANY, f"{HND}/wp-json/wp/v2/posts?per_page=100&page=1"),
    (ANY, f"{HND}/wp-sitemap.xml"),
    (ANY, f"{HND}/wp-login.php?redirect_to=x"),
    (ANY, f"{HND}/?page_id=2"),
    (ANY, f"{HND}/?s=mot"),
    (SON_LA, ARTICLE),
    (IN_CATEGORY, f"{HND}/tin-tuc/trong-tinh/"),
    *((engine, url) for engine in ENGINES for url in ("", "mailto:a@b.vn", "http://[", "/x")),
]


@pytest.mark.parametrize(("engine", "url", "key", "forms"), ARTICLES)
def test_an_article_is_kept_under_its_permalink_or_number(
    engine: WordPress, url: str, key: str, forms: dict[str, str]
) -> None:
    assert engine.is_article(url)
    assert (engine.canonical(url), engine.article_key(url)) == (url, key)
    assert engine.variant(url) is None


@pytest.mark.parametrize(
    ("engine", "url", "form", "reason"),
    [(engine, url, form, why) for engine, url, _, forms in ARTICLES for form, why in forms.items()],
)
def test_a_second_form_is_the_same_article(
    engine: WordPress, url: str, form: str, reason: str
) -> None:
    assert engine.is_article(form)
    assert engine.canonical(form) == url
    assert engine.article_key(form) == engine.article_key(url)
    assert engine.variant(form) == reason


@pytest.mark.parametrize(("engine", "url"), NOT_ARTICLES)
def test_an_archive_or_anything_else_is_no_article(engine: WordPress, url: str) -> None:
    assert not engine.is_article(url)


def test_discovery_asks_feeds_the_rest_api_and_sections() -> None:
    portal = Portal("hoinongdan.bacgiang.gov.vn", ANY)
    assert [(each.kind, each.url.removeprefix(HND)) for each in ANY.listings(portal)] == [
        ("feed", "/feed/"),
        ("section", API.format(1).removeprefix(HND)),
        ("section", "/"),
        ("section", "/tin-tuc/trong-tinh/"),
        ("section", "/hoat-dong-cua-hoi-nong-dan/"),
    ]


def test_a_site_without_the_rest_api_is_not_asked_for_it() -> None:
    assert [each.url for each in SON_LA.listings(Portal("a.vn", SON_LA))] == ["https://a.vn/feed/"]


def test_posts_of_the_rest_api_are_read_with_title_and_date() -> None:
    posts = [
        {
            "link": ARTICLE,
            "title": {"rendered": "Được mùa &#8211; <em>vải</em>"},
            "date": "2024-05",
        },
        {"link": f"{HND}/lien-he/", "title": {"rendered": "Liên hệ"}, "date": "2020-01-01"},
    ]
    page = Page(url=API.format(1), body=json.dumps(posts).encode(), content_type="application/json")
    listing = ANY.parse_listing(page)
    assert listing.links == (Link(url=ARTICLE, title="Được mùa – vải", published="2024-05"),)
    assert listing.next_page is None


@pytest.mark.parametrize(("posts", "following"), [(100, 4), (99, None), (0, None)])
def test_behind_a_full_page_of_posts_comes_another(posts: int, following: int | None) -> None:
    body = json.dumps([{"link": f"{HND}/?p={n}", "title": {}} for n in range(posts)])
    listing = ANY.parse_listing(Page(url=API.format(3), body=body.encode()))
    assert len(listing.links) == posts
    assert listing.next_page == (Ask(API.format(following)) if following else None)


def test_a_section_is_read_as_html_and_paged_by_folders() -> None:
    body = f'<h2><a href="{ARTICLE}">Được mùa vải</a></h2><a class="next" href="page/2/">»</a>'
    here = f"{HND}/tin-tuc/trong-tinh/"
    listing = ANY.parse_listing(Page(url=here, body=body.encode()))
    assert [link.url for link in listing.links] == [ARTICLE]
    assert listing.next_page == Ask(f"{here}page/2/")


@pytest.mark.parametrize("engine", ENGINES)
@given(
    path=st.text(max_size=60)
    | st.from_regex(r"(2024/05/|archives/)?[a-z0-9-]{0,20}(\.html)?/?(amp|feed|\?p=[0-9]{1,3})?/?")
)
def test_no_address_breaks_the_engine(engine: WordPress, path: str) -> None:
    url = f"http://a.vn/{path}"
    if engine.is_article(url):
        canonical = engine.canonical(url)
        assert engine.is_article(canonical)
        assert engine.variant(canonical) is None
        assert engine.canonical(canonical) == canonical
        assert engine.article_key(canonical) == engine.article_key(url)
    engine.variant(url)


def test_the_profile_is_named_after_the_family() -> None:
    assert ANY.profile.name == ANY.name == "wordpress"
