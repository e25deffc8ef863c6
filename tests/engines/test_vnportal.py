"""vnPortal: its three grammars over the registry, and the pages that are posted for."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path
from urllib.parse import parse_qs, urldefrag

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portalcrawl.engines.base import Ask, Listing
from portalcrawl.engines.vnportal import VnPortal
from portalcrawl.items import Page
from portalcrawl.portals import Portal

REGISTRY = Path(__file__).parents[3] / "shared" / "registry" / "portals.csv"

NESTED = VnPortal()
FLAT = VnPortal(flat=True, sections=("tin-tuc-73053", "chinh-tri"))
BY_QUERY = VnPortal(
    sections=("mDefault.aspx?catid=57715", "Default.aspx?sname=ubnd&sid=4&pageid=468")
)

ARTICLES: list[tuple[VnPortal, str, str]] = [
    (
        NESTED,
        "https://nghean.gov.vn/tin-tuc-su-kien-73053/khai-mac-le-hoi-du-lich-bien-723384",
        "723384",
    ),
    (
        NESTED,
        "https://ninhbinh.gov.vn/tin-noi-bat/cac-hoat-dong-tai-le-hoi-hoa-lu-nam-2024-336351",
        "336351",
    ),
    (NESTED, "https://sonla.gov.vn/4/469/61708/630360/cac-huyen-thanh-pho/moc-chau", "630360"),
    (
        NESTED,
        "https://sotuphap.soctrang.gov.vn/snnptnt/1282/30591/53960/371205/Thong-tin/THONG-BAO",
        "371205",
    ),
    (
        NESTED,
        "https://travinh.gov.vn/Default.aspx?catid=71012&id=693472&pageid=6591&sid=1444",
        "693472",
    ),
    (FLAT, "https://caobang.gov.vn/le-hoi-nang-hai-993412", "993412"),
    (FLAT, "https://caobang.gov.vn/van-hoaxa-hoi/le-hoi-nang-hai-993412", "993412"),
    (BY_QUERY, "https://soctrang.gov.vn/Default.aspx?catid=57715&id=12", "12"),
]

NOT_ARTICLES: list[tuple[VnPortal, str]] = [
    (NESTED, "https://nghean.gov.vn/tin-tuc-su-kien-73053"),
    (NESTED, "https://nghean.gov.vn/tin-tuc-su-kien-73053?page=2"),
    (NESTED, "https://sonla.gov.vn/4/469/61708"),
    (NESTED, "https://hdndtuyenquang.gov.vn/tin-hoat-dong/tin-tuc-chung/trang-302.html"),
    (NESTED, "https://soctrang.gov.vn/mDefault.aspx?catid=57715"),
    (NESTED, "https://www.laocai.gov.vn/Default.aspx?dvid=1231&pageid=95227&sid=1365"),
    (NESTED, "https://ninhbinh.gov.vn/Default.aspx?sname=ubnd-ninhbinh&sid=4&pageid=27172"),
    (FLAT, "https://caobang.gov.vn/tin-tuc-73053"),
    (FLAT, "https://caobang.gov.vn/tin-tuc-73053/"),
    (FLAT, "https://caobang.gov.vn/tin-tuc-73053?page=2"),
    (FLAT, "https://caobang.gov.vn/Tin-Tuc-73053"),
    (BY_QUERY, "https://soctrang.gov.vn/mDefault.aspx?catid=57715"),
    (BY_QUERY, "https://soctrang.gov.vn/Default.aspx?pageid=468&sid=4&sname=ubnd"),
]


@pytest.mark.parametrize(("engine", "url", "key"), ARTICLES)
def test_an_article_is_kept_under_its_address_and_id(engine: VnPortal, url: str, key: str) -> None:
    assert engine.is_article(url)
    assert (engine.canonical(url), engine.article_key(url)) == (url, key)
    assert engine.variant(url) is None


@pytest.mark.parametrize(("engine", "url"), NOT_ARTICLES)
def test_a_listing_is_no_article(engine: VnPortal, url: str) -> None:
    assert not engine.is_article(url)


def test_sections_may_have_a_query() -> None:
    portal = Portal("soctrang.gov.vn", BY_QUERY)
    assert BY_QUERY.listings(portal) == (
        Listing("https://soctrang.gov.vn/mDefault.aspx?catid=57715", "section"),
        Listing("https://soctrang.gov.vn/Default.aspx?sname=ubnd&sid=4&pageid=468", "section"),
    )


@pytest.mark.parametrize("engine", [NESTED, FLAT, BY_QUERY], ids=["nested", "flat", "by query"])
@given(
    path=st.text(max_size=40),
    end=st.sampled_from(["", "-12345", "/1/2/3/4/a/b", "Default.aspx?id=3&catid=4"]),
)
def test_no_address_breaks_the_engine(engine: VnPortal, path: str, end: str) -> None:
    url = f"http://a.vn/{path}{end}"
    if engine.is_article(url):
        canonical = engine.canonical(url)
        assert engine.is_article(canonical)
        assert engine.canonical(canonical) == canonical
        assert engine.article_key(canonical) == engine.article_key(url)
    engine.variant(url)


@pytest.mark.skipif(not REGISTRY.exists(), reason="the registry of portals is not at hand")
def test_every_article_of_the_registry_is_one() -> None:
    engine = VnPortal(flat=True)
    assert [url for url in _registry("article_urls") if not engine.is_article(url)] == []


@pytest.mark.skipif(not REGISTRY.exists(), reason="the registry of portals is not at hand")
def test_no_listing_of_the_registry_is_an_article() -> None:
    assert [url for url in _registry("listing_urls") if VnPortal().is_article(url)] == []


def _registry(column: str) -> list[str]:
    with REGISTRY.open(encoding="utf-8", newline="") as file:
        return [
            url.rstrip(")")
            for row in csv.DictReader(file)
            if row["engine"] == "vnpt"
            for url in re.findall(r"https?://\S+", row[column])
        ]


HERE = "https://ninhbinh.gov.vn/kinh-te"
ENDPOINT = (
    "https://ninhbinh.gov.vn/DesktopModule/UIArticleInMenu/ArticleInMenuPagination.aspx/LoadArticle"
)
ITEMS = (
    '<ul class="ArticleList"><li class="row"><h2 class="Title"><a href="/kinh-te/{slug}">Khai mạc'
    '</a></h2><div class="Ngaydang">16/01/2025</div></li></ul>'
)
SCRIPT = """
<script>
  var maxPage = parseInt({last});
  $.ajax({{ type: "POST",
    url: "/DesktopModule/UIArticleInMenu/ArticleInMenuPagination.aspx/LoadArticle",
    data: {{ article_category_id: 54442, categoryIds: "54442,54443", site_id: 4, page: page,
      page_size: 10, keyword: $("#k").val(), show_no: 'False', no: -10, articlelang: "vi-VN" }},
    success: function (html) {{ $(".ArticleList").html(html); }} }});
</script>
"""


def section_page(extra: str) -> Page:
    return Page(url=HERE, body=(ITEMS.format(slug="mot-336351") + extra).encode())


def fields(ask: Ask | None) -> dict[str, str]:
    assert ask is not None
    said = parse_qs((ask.body or b"").decode(), keep_blank_values=True)
    return {name: values[0] for name, values in said.items()}


def test_the_second_page_is_posted_for_with_what_the_script_says() -> None:
    ask = NESTED.parse_listing(section_page(SCRIPT.format(last=14)), Ask(HERE)).next_page
    said = fields(ask)
    assert ask is not None
    assert urldefrag(ask.url).url == ENDPOINT
    assert ask.content_type == "application/x-www-form-urlencoded"
    assert said["page"] == "2"
    assert (said["article_category_id"], said["categoryIds"]) == ("54442", "54442,54443")
    assert (said["site_id"], said["page_size"], said["no"]) == ("4", "10", "-10")
    assert (said["keyword"], said["show_post_date"]) == ("", "True")


@pytest.mark.parametrize(
    "told",
    [
        '<script>var article_category_id = "54442"; var site_id = "4";</script>',
        "<script>load({'article_category_id': 54442, 'site_id': 4})</script>",
        (
            '<input type="hidden" id="ctrl_7_article_category_id" value="54442">'
            '<input type="hidden" name="site_id" value="4">'
        ),
        '<div data-article-category-id="54442" data-site-id="4"></div>',
    ],
)
def test_the_ids_may_stand_in_several_places(told: str) -> None:
    said = fields(NESTED.parse_listing(section_page(told)).next_page)
    assert (said["article_category_id"], said["site_id"], said["page"]) == ("54442", "4", "2")


@pytest.mark.parametrize(
    "extra",
    [
        "",
        SCRIPT.format(last=1),
        "<script>var article_category_id = 54442;</script>",
        "<script>var article_category_id = category, site_id = 4;</script>",
        SCRIPT.format(last=14).replace('url: "', 'url: "https://elsewhere.vn'),
    ],
)
def test_without_ids_or_further_pages_nothing_is_posted(extra: str) -> None:
    assert NESTED.parse_listing(section_page(extra)).next_page is None


def test_a_link_to_the_next_page_comes_first() -> None:
    page = section_page('<a href="?page=2">2</a>' + SCRIPT.format(last=14))
    assert NESTED.parse_listing(page).next_page == Ask(f"{HERE}?page=2")


def test_a_section_without_articles_is_not_posted_for() -> None:
    page = Page(url=HERE, body=SCRIPT.format(last=14).encode())
    assert NESTED.parse_listing(page).next_page is None


def answered(ask: Ask, body: str) -> tuple[list[str], Ask | None]:
    page = Page(url=urldefrag(ask.url).url, body=body.encode(), content_type="text/html")
    listing = NESTED.parse_listing(page, ask)
    return [link.url for link in listing.links], listing.next_page


@pytest.mark.parametrize(
    "wrapped",
    [
        lambda html: html,
        lambda html: json.dumps({"d": html}),
        lambda html: json.dumps({"d": {"Html": html, "Total": 3}}),
        lambda html: json.dumps({"d": [html]}),
    ],
    ids=["a piece of html", "d", "an object", "a list"],
)
def test_the_answer_has_the_articles_and_its_page_has_a_next_one(wrapped: object) -> None:
    assert callable(wrapped)
    ask = NESTED.parse_listing(section_page(SCRIPT.format(last=14))).next_page
    assert ask is not None
    urls, following = answered(ask, wrapped(ITEMS.format(slug="hai-336352")))
    assert urls == ["https://ninhbinh.gov.vn/kinh-te/hai-336352"]
    assert fields(following) == fields(ask) | {"page": "3"}


def test_the_listing_ends_with_the_last_page_that_was_told() -> None:
    ask = NESTED.parse_listing(section_page(SCRIPT.format(last=3))).next_page
    pages = 1
    while ask:
        _urls, ask = answered(ask, ITEMS.format(slug="bai-336352"))
        pages += 1
    assert pages == 3


@pytest.mark.parametrize("body", ["", '{"d": ""}', '{"d": null}', "{", "[" * 100_000, "<p>Hết</p>"])
def test_the_listing_ends_with_an_answer_without_articles(body: str) -> None:
    ask = NESTED.parse_listing(section_page(SCRIPT.format(last=14))).next_page
    assert ask is not None
    assert answered(ask, body) == ([], None)


def test_json_is_posted_where_the_script_does() -> None:
    script = SCRIPT.format(last=14).replace(
        'type: "POST"', 'type: "POST", contentType: "application/json; charset=utf-8"'
    )
    ask = NESTED.parse_listing(section_page(script)).next_page
    assert ask is not None
    assert ask.content_type == "application/json; charset=utf-8"
    said = json.loads(ask.body or b"")
    assert (said["article_category_id"], said["site_id"], said["page"]) == (54442, 4, 2)
    _urls, following = answered(ask, json.dumps({"d": ITEMS.format(slug="hai-336352")}))
    assert following is not None
    assert json.loads(following.body or b"") == said | {"page": 3}


@given(st.text(max_size=200), st.binary(max_size=60))
def test_no_page_and_no_answer_breaks_the_engine(text: str, body: bytes) -> None:
    extra = (
        '<script>url: "/ArticleInMenuPagination.aspx/LoadArticle", data: JSON.stringify({'
        f"article_category_id: 1, site_id: 2, page_size: '{text}'</script>{text}"
    )
    page = Page(url=HERE, body=(ITEMS.format(slug="mot-336351") + extra).encode("utf-8", "replace"))
    NESTED.parse_listing(page)
    for content_type in ("application/x-www-form-urlencoded", "application/json"):
        for ask in (Ask(ENDPOINT, body, content_type), Ask(f"{ENDPOINT}#{text}", b"page=2")):
            NESTED.parse_listing(page, ask)
            NESTED.parse_listing(
                Page(url=ENDPOINT, body=body + text.encode("utf-8", "replace")), ask
            )
