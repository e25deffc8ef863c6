"""What a probe finds out about replicas, from their pages alone."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime

import pytest

from portalcrawl.declaration import portal_as_data, portal_of_data, read_finding
from portalcrawl.engines.generic import Generic
from portalcrawl.engines.webforms import WebForms
from portalcrawl.engines.wordpress import WordPress
from portalcrawl.errors import Fault
from portalcrawl.probing.inquiry import BUDGET
from portalcrawl.replicas import NAMES, Replica, replica
from portalcrawl.replicas.families import FAMILIES, articles, family
from portalcrawl.replicas.site import Page, Visit
from tests.probing.conftest import ORIGIN, Probe

NEWEST = datetime(2026, 11, 20, 9, 12)  # noqa: DTZ001 - local, as the articles' own times
MADE = articles(60, NEWEST)

#: What the five portals of the demo run on.
ENGINES = {
    "quang_ngai": "Liferay",
    "office": "SharePoint",
    "nghe_an": "NukeViet",
    "lang_son": "PublishUpload",
    "dong_nai": "Newspaper",
}
#: Families whose pages show something without JavaScript.
SHOWN = [name for name in FAMILIES if not family(name).portal().browser]
each_family = pytest.mark.parametrize("name", FAMILIES)


@pytest.mark.parametrize("name", NAMES)
def test_the_engine_of_each_replica_is_told_with_its_evidence(probe: Probe, name: str) -> None:
    finding = probe(replica(name)).finding
    family_found = type(finding.portal.engine).__name__
    assert family_found == ENGINES[name]
    assert any(each.family == family_found for each in finding.evidence)


@pytest.mark.parametrize("name", NAMES)
def test_every_section_feed_and_sitemap_is_found(probe: Probe, name: str) -> None:
    site = replica(name)
    finding = probe(site).finding
    assert {each.path for each in site.sections} <= {each.path for each in finding.sections}
    assert set(site.sitemaps) == set(finding.sitemaps)
    assert bool(site.feeds) == bool(finding.feeds)


@each_family
def test_every_article_of_a_family_that_hides_itself_is_taken_once(probe: Probe, name: str) -> None:
    site = family(name).replica(MADE, disguised=True)
    engine = probe(site).finding.portal.engine
    addresses = [ORIGIN + site.address(article) for article in site.articles]
    assert [url for url in addresses if not engine.is_article(url)] == []
    assert len({engine.article_key(url) for url in addresses}) == len(addresses)
    assert [url for url in addresses if engine.canonical(url) != url] == []


@pytest.mark.parametrize("name", SHOWN)
def test_every_section_of_a_family_that_hides_itself_is_a_start_point(
    probe: Probe, name: str
) -> None:
    site = family(name).replica(MADE, disguised=True)
    portal = probe(site).finding.portal
    starts = {listing.url.rstrip("/") for listing in portal.engine.listings(portal)}
    sections = {_spelt(each.path) for each in site.sections}
    assert sections <= {_spelt(url.removeprefix(ORIGIN)) for url in starts}


def test_where_javascript_draws_the_pages_the_endpoint_of_all_news_is_the_start_point(
    probe: Probe,
) -> None:
    finding = probe(family("spa").replica(MADE, disguised=True)).finding
    assert finding.portal.browser
    assert [each.url for each in finding.portal.engine.listings(finding.portal)] == [
        f"{ORIGIN}/api/news?page=1&size=10&category="
    ]
    assert any("need a browser" in each for each in finding.unknown)


def _spelt(path: str) -> str:
    """The order of a query's parameters says nothing."""
    before, mark, query = path.rstrip("/").partition("?")
    return before + mark + "&".join(sorted(query.split("&")))


@each_family
def test_no_section_is_an_article(probe: Probe, name: str) -> None:
    site = family(name).replica(MADE, disguised=True)
    engine = probe(site).finding.portal.engine
    assert [each.path for each in site.sections if engine.is_article(ORIGIN + each.path)] == []


@each_family
def test_it_asks_no_more_than_it_may(probe: Probe, name: str) -> None:
    probed = probe(family(name).replica(MADE, disguised=True))
    assert len(probed.asked) == len(set(probed.asked)) == probed.finding.requests <= BUDGET


def test_nothing_is_asked_twice_that_is_not_there(probe: Probe) -> None:
    asked = probe(replica("lang_son")).asked
    assert sum(path.startswith("/muc-") for path in asked) <= 4


@pytest.mark.parametrize("name", ["office", "lang_son"])
def test_a_section_or_an_article_tells_as_much_as_the_home_page(probe: Probe, name: str) -> None:
    site = replica(name)
    home = probe(site).finding.portal
    for path in (site.sections[0].path, site.address(site.articles[0])):
        portal = probe(site, path).finding.portal
        assert type(portal.engine) is type(home.engine)
        assert set(portal.engine.listings(portal)) == set(home.engine.listings(home))


def test_a_grammar_of_nobody_is_learnt(probe: Probe) -> None:
    finding = probe(family("generic").replica(MADE, disguised=True)).finding
    engine = finding.portal.engine
    assert isinstance(engine, Generic)
    assert r"(?P<key>" in engine.article
    assert finding.reason.startswith("the pattern is learnt")


def test_where_javascript_draws_the_pages_the_endpoints_are_named_as_the_reason(
    probe: Probe,
) -> None:
    reason = probe(family("spa").replica(MADE, disguised=True)).finding.reason
    assert "its pages are drawn by JavaScript; the endpoints behind them were found" in reason
    assert "no family" not in reason


def test_one_article_is_shown_with_its_date_line(probe: Probe) -> None:
    finding = probe(replica("lang_son")).finding
    assert finding.article.published_from == "visible"
    assert finding.date_line == "10/11/2025 13:30"


def test_what_was_not_found_is_said(probe: Probe) -> None:
    assert "no feed was found" in probe(replica("lang_son")).finding.unknown


def test_nobody_has_looked_so_the_portal_has_low_confidence(probe: Probe) -> None:
    assert probe(replica("nghe_an")).finding.portal.confidence == "low"


@each_family
def test_a_finding_is_read_back_as_it_was(probe: Probe, name: str) -> None:
    finding = probe(family(name).replica(MADE)).finding
    portal, _moment = read_finding(finding.as_json())
    assert portal == finding.portal


@each_family
def test_a_declared_portal_is_written_and_read_as_well(name: str) -> None:
    portal = family(name).portal()
    assert portal_of_data(portal_as_data(portal)) == portal


@pytest.mark.parametrize(
    "text", ["{}", "[]", '{"format": 1}', '{"format": 99}', '{"format": 1, "probed_at": "x"}']
)
def test_what_is_no_finding_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"finding|Invalid isoformat"):
        read_finding(text)


def test_a_page_that_shows_no_articles_is_said_in_one_line(probe: Probe) -> None:
    site = replica("office", ())
    with pytest.raises(Fault, match=r"^no articles found on 127\.0\.0\.1:8801: \d+ pages"):
        probe(site)


def test_a_page_that_is_no_html_is_said_in_one_line(probe: Probe) -> None:
    with pytest.raises(Fault, match="is no HTML page"):
        probe(replica("lang_son"), "/sitemap.xml")


def altered(site: Replica, name: str, pages: dict[str, Page | None]) -> Replica:
    """The replica under another name, with other pages at some paths; None is not found."""

    def page(visit: Visit) -> Page | None:
        return pages[visit.path] if visit.path in pages else site.pages(visit)

    return replace(site, name=name, pages=page)


def sitemap(kind: str, *addresses: str) -> Page:
    listed = "".join(f"<{kind}><loc>{each}</loc></{kind}>" for each in addresses)
    root = "sitemapindex" if kind == "sitemap" else "urlset"
    head = '<?xml version="1.0" encoding="UTF-8"?>'
    schema = "http://www.sitemaps.org/schemas/sitemap/0.9"
    return Page(f'{head}<{root} xmlns="{schema}">{listed}</{root}>', "application/xml")


def test_of_a_sitemap_index_only_addresses_of_the_portal_are_asked_for(probe: Probe) -> None:
    index = sitemap("sitemap", "https://other.example/a.xml", "http://[/b.xml", "bai-viet.xml")
    articles_map = sitemap("url", "https://other.example/tin/1.htm", "http://[/", "/tin/2.htm")
    pages: dict[str, Page | None] = {"/sitemap.xml": index, "/bai-viet.xml": articles_map}
    site = altered(family("generic").replica(MADE), "odd index", pages)
    asked = probe(site).asked
    assert "/bai-viet.xml" in asked
    assert [each for each in asked if not each.startswith("/")] == []


def test_a_home_page_without_links_and_a_sitemap_of_other_hosts_are_told_in_one_line(
    probe: Probe,
) -> None:
    splash = Page("<title>Cổng thông tin</title><p>Chào mừng bạn đọc.</p>")
    foreign = sitemap("url", *(f"https://other.example/tin-{each}.htm" for each in range(9)))
    pages: dict[str, Page | None] = {"/": splash, "/rss.xml": None, "/sitemap.xml": foreign}
    with pytest.raises(Fault, match=r"^no articles found on"):
        probe(altered(family("generic").replica(MADE), "foreign map", pages))


def test_a_sitemap_that_robots_txt_names_by_its_path_is_read_and_what_is_no_address_passed_over(
    probe: Probe,
) -> None:
    site = family("generic").replica(MADE)
    rules = Page("Sitemap: http://[/x\nSitemap: /ban-do.xml\n", "text/plain")
    moved = site.get("/sitemap.xml", ORIGIN).body
    pages: dict[str, Page | None] = {
        "/robots.txt": rules,
        "/sitemap.xml": None,
        "/ban-do.xml": Page(moved, "application/xml"),
    }
    assert probe(altered(site, "odd robots", pages)).finding.sitemaps == ("/ban-do.xml",)


@pytest.mark.parametrize("is_open", [True, False])
def test_the_rest_api_of_a_wordpress_is_read_unless_it_is_closed(
    probe: Probe, is_open: bool
) -> None:
    site = family("wordpress").replica(MADE)
    closed = altered(site, "closed api", {"/wp-json/wp/v2/posts": None})
    engine = probe(site if is_open else closed).finding.portal.engine
    assert isinstance(engine, WordPress)
    assert engine.rest is is_open


def test_a_family_that_fits_and_cannot_turn_the_lists_is_named_in_the_reason(probe: Probe) -> None:
    site = family("nukeviet").replica(MADE)
    pager = (
        '<form method="post"><input type="hidden" name="__VIEWSTATE" value="x"><div><span>1</span>'
        " <a href=\"javascript:__doPostBack('pager','2')\">2</a></div></form>"
    )

    def posted(visit: Visit) -> Page | None:
        page = site.pages(visit)
        if page is None or isinstance(page.content, bytes):
            return page
        body = re.sub(r'(?s)<ul class="pagination">.*?</ul>', pager, page.content)
        return replace(page, content=body)

    finding = probe(replace(site, name="posted nukeviet", pages=posted)).finding
    assert isinstance(finding.portal.engine, WebForms)
    assert "NukeViet's grammar fits, but its lists have no next page that it can read" in (
        finding.reason
    )
