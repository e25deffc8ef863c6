"""The publish-upload family, as langson.gov.vn: slugs for keys, cut at 100 characters."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any
from urllib.parse import parse_qs

from portalcrawl.replicas.assets import documents, pictures
from portalcrawl.replicas.content import ReplicaArticle
from portalcrawl.replicas.dates import date_line, published_time
from portalcrawl.replicas.discovery import robots, routes, sitemap
from portalcrawl.replicas.markup import pieces, render, slug
from portalcrawl.replicas.shelf import Item, Shelf, page_number, second_form, trap_items
from portalcrawl.replicas.site import Page, Replica, Section, Trap, Visit
from portalcrawl.replicas.sites.texts import internal_notice, introduction, legal_document

_UPLOAD = "/upload/2005340"
_THUMBNAIL = "/publish/thumbnail/2005340/640x360"
_PAGE_SIZE = 5
SECTIONS = (
    Section("Tin trong tỉnh", "/tin-trong-tinh"),
    Section("Hoạt động của lãnh đạo", "/hoat-dong-cua-lanh-dao"),
    Section("Văn hóa - Xã hội", "/van-hoa-xa-hoi"),
)
_STATIC_PATH = "/gioi-thieu/tong-quan.html"
_DOCUMENT_PATH = "/tin-trong-tinh/quyet-dinh-ban-hanh-quy-che-quan-ly-tai-san-cong.html"
_LOGIN_PATH = "/van-hoa-xa-hoi/tai-lieu-tap-huan-danh-cho-can-bo-co-so.html"
_ERROR_PATH = "/hoat-dong-cua-lanh-dao/lich-lam-viec-tuan.html"
_INTERNAL_PATH = "/noi-bo/thong-bao-lich-truc-co-quan.html"
_NO_NEWS = {
    _STATIC_PATH: introduction(1, "Tổng quan"),
    _DOCUMENT_PATH: legal_document(2),
    _INTERNAL_PATH: internal_notice(3),
}


def address(article: ReplicaArticle) -> str:
    """``/<section>/<slug>.html``, and for every third article ``/<section>/<slug>-c<id>.html``."""
    section = next((each for each in SECTIONS if each.name == article.section), SECTIONS[0])
    ending = "" if article.id % 3 else f"-c{article.id}"
    return f"{section.path}/{slug(article.title, limit=100)}{ending}.html"


def build(articles: tuple[ReplicaArticle, ...]) -> Replica:
    """The replica with these articles."""
    shelf = Shelf(articles, SECTIONS, address)
    site = _LangSon(shelf, _traps(shelf), {address(each): each for each in articles} | _NO_NEWS)
    newest = shelf.modified()
    pages = routes(
        (r"/robots\.txt", robots(("/admin/", "/noi-bo/"), ("/sitemap.xml",))),
        (r"/sitemap\.xml", lambda visit: sitemap(visit, site.locations(), newest)),
        (r"(?:/en)?(?P<path>/[a-z-]+/[^/]+\.html)", site.article),
        (r"(?P<path>/[a-z-]+)", site.listing),
        (r"/", lambda visit: site.listing(visit, SECTIONS[0].path)),
        (rf"(?:{_THUMBNAIL})?{_UPLOAD}/\d{{8}}/[\w-]+\.png", pictures(newest)),
        (rf"{_UPLOAD}/\d{{8}}/(?P<file>[^/]+)", documents(articles, newest)),
    )
    return Replica(
        name="lang_son",
        declared_host="langson.gov.vn",
        articles=articles,
        sections=SECTIONS,
        sitemaps=("/sitemap.xml",),
        traps=site.traps,
        address=address,
        pages=lru_cache(4096)(pages),
        headers=(("X-Frame-Options", "SAMEORIGIN"),),
    )


def _traps(shelf: Shelf) -> tuple[Trap, ...]:
    first, second, third = (section.path for section in SECTIONS)
    return (
        Trap(
            path=_STATIC_PATH,
            kind="static page",
            expect="refused:static",
            listed_on=first,
            title="Tổng quan",
        ),
        Trap(
            path=_DOCUMENT_PATH,
            kind="legal document",
            expect="refused:document",
            listed_on=first,
            title=_NO_NEWS[_DOCUMENT_PATH].title,
        ),
        Trap(
            path=_ERROR_PATH,
            kind="error page with status 200",
            expect="refused:error",
            listed_on=second,
            title="Lịch làm việc tuần",
        ),
        Trap(
            path=_LOGIN_PATH,
            kind="login form under an article address",
            expect="refused:login",
            listed_on=third,
            title="Tài liệu tập huấn dành cho cán bộ cơ sở",
        ),
        Trap(
            path="/dang-nhap",
            kind="login",
            expect="never fetched",
            listed_on=second,
            title="Đăng nhập",
        ),
        Trap(
            path=_INTERNAL_PATH,
            kind="robots",
            expect="never fetched",
            listed_on=first,
            title=_NO_NEWS[_INTERNAL_PATH].title,
        ),
        *_second_forms(shelf),
    )


def _second_forms(shelf: Shelf) -> tuple[Trap, ...]:
    forms = (
        ("{}?utm_source=zalo&utm_medium=oa", "tracking parameters", None),
        ("{}?fbclid=IwAR0kQ2v8d", "tracking parameters", None),
        ("/en{}", "language copy", None),
        ("{}", "other host", "localhost"),
    )
    return tuple(
        second_form(article, shelf, form.format(address(article)), reason, host=host)
        for article, (form, reason, host) in zip(shelf.articles, forms, strict=False)
    )


def _written(then: datetime) -> str:
    return f"{then:%d/%m/%Y %H:%M}"


@dataclass(frozen=True, slots=True)
class _LangSon:
    shelf: Shelf
    traps: tuple[Trap, ...]
    at: dict[str, ReplicaArticle]
    """Every page of the article template by its path."""

    def locations(self) -> tuple[Item, ...]:
        """What the sitemap names: sections and the static page stand among the articles."""
        pages = (*(each.path for each in SECTIONS), _STATIC_PATH)
        news = (self.shelf.item(article) for article in self.shelf.articles)
        return (*(Item(path, None) for path in pages), *news)

    def article(self, visit: Visit, path: str) -> Page | None:
        if path == _LOGIN_PATH:
            return self._plain(visit, "login", "Đăng nhập hệ thống")
        if path == _ERROR_PATH:
            return self._plain(visit, "error", "Thông báo")
        article = self.at.get(path)
        if article is None:
            return None
        then = published_time(article)
        folder = f"{_UPLOAD}/{then:%Y%m%d}"
        return self._page(
            visit,
            "article",
            modified=then,
            article=article,
            english=visit.path.startswith("/en/"),
            pieces=pieces(
                article, lambda n: f"{_THUMBNAIL}{folder}/anh-{article.id}-{n}.png", lazy=True
            ),
            folder=folder,
            date_line=date_line(article, _written),
            address=path,
            others=self.shelf.others(article, 5) if article in self.shelf.articles else (),
        )

    def listing(self, visit: Visit, path: str) -> Page | None:
        section = self.shelf.at(path)
        if section is None:
            kind = {"/dang-nhap": "login", "/thong-bao": "empty"}.get(path)
            return self._plain(visit, kind, "Thông báo") if kind else None
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

    def _plain(self, visit: Visit, kind: str, heading: str) -> Page:
        return self._page(visit, "message", modified=None, kind=kind, heading=heading)

    def _page(
        self, visit: Visit, template: str, *, modified: datetime | None, **context: Any
    ) -> Page:
        text = render(
            f"lang_son/{template}.html",
            origin=visit.origin,
            sections=SECTIONS,
            latest=self.shelf.page(SECTIONS[2], 1, 5),
            thumbnail=f"{_THUMBNAIL}{_UPLOAD}/20240101",
            **context,
        )
        return Page(text, modified=modified)
