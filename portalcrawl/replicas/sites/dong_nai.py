"""A provincial newspaper, as baodongnai.com.vn: month folders, seven hex digits for an id."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any
from urllib.parse import parse_qs

from portalcrawl.replicas.assets import documents, pictures
from portalcrawl.replicas.content import ReplicaArticle
from portalcrawl.replicas.dates import date_line, published_time, weekday
from portalcrawl.replicas.discovery import feed, robots, routes, sitemap, sitemap_index
from portalcrawl.replicas.markup import pieces, render, slug
from portalcrawl.replicas.shelf import Shelf, page_number, second_form, trap_items
from portalcrawl.replicas.site import Page, Replica, Section, Trap, Visit
from portalcrawl.replicas.sites.texts import internal_notice

_FILES = "/file/8f2c51d07b9e4a63b1d0c7a95e3f6284"
_PAGE_SIZE = 6
_FEED_SIZE = 10
SECTIONS = (
    Section("Chính trị", "/chinh-tri/"),
    Section("Kinh tế", "/kinh-te/"),
    Section("Xã hội", "/xa-hoi/"),
)
_INTERNAL = internal_notice(0x00A0B01)
_INTERNAL_PATH = f"/ban-nhap/202402/thong-bao-lich-truc-{_INTERNAL.id:07x}/"
_VIDEO_PATH = "/video/202405/ban-tin-thoi-su-00a0b02/"
_ERROR_PATH = "/kinh-te/202403/gia-nong-san-hom-nay-00a0b03/"


def address(article: ReplicaArticle) -> str:
    """``/<category>/<YYYYMM>/<slug>-<seven hex digits>/``."""
    section = next((each for each in SECTIONS if each.name == article.section), SECTIONS[0])
    month = f"{published_time(article):%Y%m}"
    return f"{section.path}{month}/{slug(article.title)}-{article.id:07x}/"


def build(articles: tuple[ReplicaArticle, ...]) -> Replica:
    """The replica with these articles."""
    shelf = Shelf(articles, SECTIONS, address)
    site = _DongNai(shelf, _traps(shelf))
    newest = shelf.modified()
    pages = routes(
        (r"/robots\.txt", robots(("/ban-nhap/", "/quan-tri/"), ("/sitemap.xml",))),
        (r"/sitemap\.xml", lambda visit: sitemap_index(visit, site.sitemaps(), newest)),
        (r"/sitemaps/(?P<year>\d{4})\.xml", site.sitemap),
        (r"/rss/(?P<name>[a-z-]+)\.rss", site.feed),
        (r"/(?:video|[a-z-]+)/\d{6}/[a-z0-9-]*-(?P<number>[0-9a-f]{7})/?", site.article),
        (r"/(?P<form>print)/(?P<number>[0-9a-f]{7})/?", site.article),
        (r"/", lambda visit: site.listing(visit, "/chinh-tri/")),
        (r"(?P<path>/[a-z-]+/)", site.listing),
        (rf"{_FILES}/\d{{6}}/[\w-]+\.png", pictures(newest)),
        (rf"{_FILES}/\d{{6}}/(?P<file>[^/]+)", documents(articles, newest)),
    )
    return Replica(
        name="dong_nai",
        declared_host="baodongnai.com.vn",
        articles=articles,
        sections=SECTIONS,
        feeds=tuple(f"/rss/{each.path.strip('/')}.rss" for each in SECTIONS),
        sitemaps=("/sitemap.xml",),
        traps=site.traps,
        address=address,
        pages=lru_cache(4096)(pages),
        headers=(("Server-Timing", "cms;dur=3"),),
    )


def _traps(shelf: Shelf) -> tuple[Trap, ...]:
    first, second, third = (section.path for section in SECTIONS)
    return (
        Trap(
            path=_VIDEO_PATH,
            kind="video list in article-like grammar",
            expect="refused:listing",
            listed_on=third,
            title="Bản tin thời sự",
        ),
        Trap(
            path=_ERROR_PATH,
            kind="error page with status 200",
            expect="refused:error",
            listed_on=second,
            title="Giá nông sản hôm nay",
        ),
        Trap(
            path=_INTERNAL_PATH,
            kind="robots",
            expect="never fetched",
            listed_on=first,
            title=_INTERNAL.title,
        ),
        Trap(
            path="/diem-bao/",
            kind="press digest",
            expect="never fetched",
            listed_on=first,
            title="Điểm báo trong ngày",
        ),
        Trap(
            path="/lien-he/",
            kind="static page",
            expect="never fetched",
            listed_on=third,
            title="Liên hệ tòa soạn",
        ),
        *_second_forms(shelf),
    )


def _second_forms(shelf: Shelf) -> tuple[Trap, ...]:
    """One of each kind. The print view names no slug, so it is listed beside its article."""
    traps: list[Trap] = []
    for number, article in enumerate(shelf.articles[:4]):
        path = address(article)
        form, reason, host = (
            (f"/print/{article.id:07x}/", "print view", None),
            (path, "other host", "localhost"),
            (path.rstrip("/"), "missing slash", None),
            (f"{path}?utm_source=facebook&utm_campaign=fanpage", "tracking parameters", None),
        )[number]
        traps.append(second_form(article, shelf, form, reason, host=host))
    return tuple(traps)


def _written(then: datetime) -> str:
    return f"Cập nhật lúc {then:%H:%M}, {weekday(then).title()}, {then:%d/%m/%Y} (GMT+7)"


@dataclass(frozen=True, slots=True)
class _DongNai:
    shelf: Shelf
    traps: tuple[Trap, ...]

    def article(self, visit: Visit, number: str, form: str | None = None) -> Page | None:
        if visit.path == _ERROR_PATH:
            return self._plain(visit, "error", "Thông báo")
        if visit.path == _VIDEO_PATH:
            items = tuple(item for each in SECTIONS for item in self.shelf.latest(each, 4))
            return self._page(visit, "video", modified=self.shelf.modified(), items=items)
        article = (
            _INTERNAL if visit.path == _INTERNAL_PATH else self.shelf.by_id(int(number, base=16))
        )
        if article is None:
            return None
        then = published_time(article)
        folder = f"{_FILES}/{then:%m%Y}"
        return self._page(
            visit,
            "print" if form else "article",
            modified=then,
            article=article,
            section=self.shelf.section_of(article),
            pieces=pieces(article, lambda n: f"{folder}/anh_{article.id:07x}_{n}.png", lazy=True),
            folder=folder,
            date_line=date_line(article, _written),
            address=address(article),
            others=self.shelf.others(article, 6) if article in self.shelf.articles else (),
        )

    def listing(self, visit: Visit, path: str) -> Page | None:
        section = self.shelf.at(path)
        if section is None:
            return self._beside(visit, path)
        number = page_number(parse_qs(visit.query).get("page"))
        return self._page(
            visit,
            "listing",
            modified=self.shelf.modified(section),
            section=section,
            items=self.shelf.page(section, number, _PAGE_SIZE),
            traps=trap_items(self.traps, section, visit.origin) if number == 1 else (),
            number=number,
            last=self.shelf.pages(section, _PAGE_SIZE),
        )

    def feed(self, visit: Visit, name: str) -> Page | None:
        section = self.shelf.at(f"/{name}/")
        if section is None:
            return None
        items = self.shelf.latest(section, _FEED_SIZE)
        return feed(visit, section.name, items, self.shelf.modified(section), section.path)

    def sitemaps(self) -> tuple[str, ...]:
        """The sitemap of each year that has articles, newest first."""
        years = {published_time(article).year for article in self.shelf.articles}
        return tuple(f"/sitemaps/{year}.xml" for year in sorted(years, reverse=True))

    def sitemap(self, visit: Visit, year: str) -> Page | None:
        chosen = [
            article for article in self.shelf.articles if published_time(article).year == int(year)
        ]
        if not chosen:
            return None
        return sitemap(visit, map(self.shelf.item, chosen), published_time(chosen[0]))

    def _beside(self, visit: Visit, path: str) -> Page | None:
        """The pages that stand where sections do, and are none."""
        titles = {"/diem-bao/": "Điểm báo", "/lien-he/": "Liên hệ", "/ban-doc/": "Bạn đọc"}
        if path not in titles:
            return None
        return self._plain(visit, path.strip("/"), titles[path])

    def _plain(self, visit: Visit, kind: str, heading: str) -> Page:
        return self._page(visit, "message", modified=None, kind=kind, heading=heading)

    def _page(
        self, visit: Visit, template: str, *, modified: datetime | None, **context: Any
    ) -> Page:
        text = render(
            f"dong_nai/{template}.html",
            origin=visit.origin,
            sections=SECTIONS,
            latest=self.shelf.page(SECTIONS[2], 1, 6),
            files=_FILES,
            **context,
        )
        return Page(text, modified=modified)
