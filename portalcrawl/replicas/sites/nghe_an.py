"""NukeViet 4.5, as hcc.nghean.gov.vn is: the id at the end of the slug, feeds, a news sitemap."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from typing import Any

from portalcrawl.replicas.assets import documents, pictures
from portalcrawl.replicas.content import ReplicaArticle
from portalcrawl.replicas.dates import date_line, published_time, shown_time, weekday
from portalcrawl.replicas.discovery import feed, robots, routes, sitemap, sitemap_index
from portalcrawl.replicas.markup import pieces, render, slug
from portalcrawl.replicas.shelf import Shelf, second_form, trap_items
from portalcrawl.replicas.site import Page, Replica, Section, Trap, Visit
from portalcrawl.replicas.sites.texts import internal_notice

_PAGE_SIZE = 5
_FEED_SIZE = 10
SECTIONS = (
    Section("Tin tổng hợp", "/tin-tong-hop/"),
    Section("Tin hoạt động", "/tin-hoat-dong/"),
    Section("Cải cách hành chính", "/cai-cach-hanh-chinh/"),
)
_INTERNAL = internal_notice(9001)
_ERROR_ID = 9004
_ARTICLE = r"/(?P<category>[a-z0-9-]+)/[a-z0-9-]*-(?P<number>\d{1,9})\.html"


def address(article: ReplicaArticle) -> str:
    """``/<category>/<slug>-<id>.html``."""
    return f"{_category(article).path}{slug(article.title)}-{article.id}.html"


def _category(article: ReplicaArticle) -> Section:
    return next((each for each in SECTIONS if each.name == article.section), SECTIONS[0])


def build(articles: tuple[ReplicaArticle, ...]) -> Replica:
    """The replica with these articles."""
    shelf = Shelf(articles, SECTIONS, address)
    site = _NgheAn(shelf, _traps(shelf))
    newest = shelf.modified()
    category = "/(?P<name>[a-z-]+)/"
    pages = routes(
        (r"/robots\.txt", robots(("/admin/", "/noi-bo/", "/users/"), ("/sitemap.xml",))),
        (r"/sitemap\.xml", lambda visit: sitemap_index(visit, ("/news/sitemap.xml",), newest)),
        (r"/news/sitemap\.xml", lambda visit: sitemap(visit, map(shelf.item, articles), newest)),
        (rf"/rss{category}", site.feed),
        (rf"(?:/index\.php)?{_ARTICLE}", site.article),
        (rf"/(?P<form>savefile|print){_ARTICLE}", site.article),
        (r"/(?:index\.php)?", lambda visit: site.listing(visit, "tin-tong-hop")),
        (rf"{category}(?:page-(?P<number>\d{{1,6}})/)?", site.listing),
        (r"/tag/(?P<word>[^/]+)/(?:page-\d+/)?", site.tag),
        (r"/about/gioi-thieu\.html", lambda visit: site.plain(visit, "about")),
        (r"/users/login/", lambda visit: site.plain(visit, "login")),
        (r"/(?:uploads|assets)/news/\d{4}_\d\d/[\w-]+\.png", pictures(newest)),
        (r"/uploads/news/\d{4}_\d\d/(?P<file>[^/]+)", documents(articles, newest)),
    )
    return Replica(
        name="nghe_an",
        declared_host="hcc.nghean.gov.vn",
        articles=articles,
        sections=SECTIONS,
        feeds=tuple(f"/rss{each.path}" for each in SECTIONS),
        sitemaps=("/sitemap.xml",),
        traps=site.traps,
        address=address,
        pages=lru_cache(4096)(pages),
        headers=(("X-Powered-By", "NukeViet v4.5"), ("Vary", "User-Agent")),
    )


def _traps(shelf: Shelf) -> tuple[Trap, ...]:
    first, second, third = (section.path for section in SECTIONS)
    return (
        Trap(
            path=f"{third}thong-bao-ket-qua-khao-sat-{_ERROR_ID}.html",
            kind="error page with status 200",
            expect="refused:error",
            listed_on=third,
            title="Thông báo kết quả khảo sát",
        ),
        Trap(
            path=f"/noi-bo/thong-bao-lich-truc-{_INTERNAL.id}.html",
            kind="robots",
            expect="never fetched",
            listed_on=second,
            title=_INTERNAL.title,
        ),
        Trap(
            path="/tag/chuyen-doi-so/page-2/",
            kind="tag list",
            expect="never fetched",
            listed_on=first,
            title="chuyển đổi số",
        ),
        Trap(
            path="/about/gioi-thieu.html",
            kind="static page",
            expect="never fetched",
            listed_on=second,
            title="Giới thiệu Trung tâm",
        ),
        Trap(
            path="/users/login/",
            kind="login",
            expect="never fetched",
            listed_on=third,
            title="Đăng nhập để nhận tin",
        ),
        *_second_forms(shelf),
    )


def _second_forms(shelf: Shelf) -> tuple[Trap, ...]:
    traps: list[Trap] = []
    for number, article in enumerate(shelf.articles[:5]):
        path = address(article)
        place = SECTIONS.index(_category(article)) + 1
        elsewhere = SECTIONS[place % len(SECTIONS)].path + path.rpartition("/")[2]
        form, reason = (
            (f"/savefile{path}", "saved file"),
            (f"/print{path}", "print view"),
            (f"{path}?download=1", "saved file"),
            (f"/index.php{path}", "front controller"),
            (elsewhere, "other category"),
        )[number]
        traps.append(second_form(article, shelf, form, reason))
    return tuple(traps)


def _written(then: datetime) -> str:
    return f"{weekday(then)} - {then:%d/%m/%Y %H:%M}"


@dataclass(frozen=True, slots=True)
class _NgheAn:
    shelf: Shelf
    traps: tuple[Trap, ...]

    def article(
        self, visit: Visit, category: str, number: str, form: str | None = None
    ) -> Page | None:
        if int(number) == _ERROR_ID:
            return self.plain(visit, "error")
        is_internal = int(number) == _INTERNAL.id and category == "noi-bo"
        article = _INTERNAL if is_internal else self.shelf.by_id(int(number))
        if article is None:
            return None
        page = self._article(visit, article, form)
        if form == "savefile" or "download=1" in visit.query:
            name = f'attachment; filename="{slug(article.title)}.html"'
            return replace(page, headers=(("Content-Disposition", name),))
        return page

    def _article(self, visit: Visit, article: ReplicaArticle, form: str | None) -> Page:
        then = published_time(article)
        folder = f"{then:%Y_%m}"
        listed = article in self.shelf.articles
        template = "mobile" if visit.mobile else "article"
        return self._page(
            visit,
            "print" if form or "download=1" in visit.query else template,
            modified=then,
            article=article,
            category=self.shelf.section_of(article),
            pieces=pieces(article, lambda n: f"/uploads/news/{folder}/anh-{article.id}-{n}.png"),
            folder=folder,
            date_line=date_line(article, _written),
            time=shown_time(article),
            address=address(article),
            newer=self.shelf.newer(article, 3) if listed else (),
            older=self.shelf.older(article, 5) if listed else (),
        )

    def listing(self, visit: Visit, name: str, number: str | None = None) -> Page | None:
        section = self.shelf.at(f"/{name}/")
        current = int(number or 1)
        if section is None:
            return None
        last = self.shelf.pages(section, _PAGE_SIZE)
        if not 1 <= current <= last:
            return None
        return self._page(
            visit,
            "listing",
            modified=self.shelf.modified(section),
            section=section,
            items=self.shelf.page(section, current, _PAGE_SIZE),
            traps=trap_items(self.traps, section, visit.origin) if current == 1 else (),
            number=current,
            last=last,
        )

    def feed(self, visit: Visit, name: str) -> Page | None:
        section = self.shelf.at(f"/{name}/")
        if section is None:
            return None
        items = self.shelf.latest(section, _FEED_SIZE)
        return feed(visit, section.name, items, self.shelf.modified(section), section.path)

    def tag(self, visit: Visit, word: str) -> Page:
        items = self.shelf.page(SECTIONS[1], 1, _PAGE_SIZE)
        return self._page(visit, "tag", modified=self.shelf.modified(), word=word, items=items)

    def plain(self, visit: Visit, kind: str) -> Page:
        return self._page(visit, "message", modified=None, kind=kind)

    def _page(
        self, visit: Visit, template: str, *, modified: datetime | None, **context: Any
    ) -> Page:
        text = render(
            f"nghe_an/{template}.html",
            origin=visit.origin,
            sections=SECTIONS,
            latest=self.shelf.page(SECTIONS[0], 1, 5),
            **context,
        )
        return Page(text, modified=modified)
