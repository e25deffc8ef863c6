"""Liferay 6, as www.quangngai.gov.vn was until 2025: asset publishers, ids as a bare query."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any
from urllib.parse import parse_qs, quote

from portalcrawl.replicas.assets import documents, pictures
from portalcrawl.replicas.content import ReplicaArticle
from portalcrawl.replicas.dates import date_line, published_time
from portalcrawl.replicas.discovery import feed, robots, routes
from portalcrawl.replicas.markup import pieces, render, slug
from portalcrawl.replicas.shelf import Shelf, page_number, second_form, trap_items
from portalcrawl.replicas.site import Page, Replica, Section, Trap, Visit
from portalcrawl.replicas.sites.texts import internal_notice, introduction
from portalcrawl.replicas.turning import turning

_SITE = "/web/portal-qni"
_CONTENT = f"{_SITE}/xem-chi-tiet/-/asset_publisher/Content/"
_DOUBLED = (
    f"{_SITE}/xem-chi-tiet/-/asset_publisher/Content/xem-chi-tiet/-/asset_publisher//Content/"
)
_INSTANCE = "101_INSTANCE_QNiTinTuc"
_PAGE_SIZE = 5
_FEED_SIZE = 10
SECTIONS = (
    Section("Tin nổi bật", f"{_SITE}/tin-noi-bat"),
    Section("Tin tức - Sự kiện", f"{_SITE}/tin-tuc-su-kien"),
    Section("Chỉ đạo điều hành", f"{_SITE}/chi-ao-ieu-hanh"),
)
_STATIC = introduction(12000001, "Giới thiệu chung")
_INTERNAL = internal_notice(12000009)
_LOGIN_ID, _ERROR_ID = 12000003, 12000004


def address(article: ReplicaArticle) -> str:
    """``/web/portal-qni/xem-chi-tiet/-/asset_publisher/Content/<slug>?<id>``."""
    return f"{_CONTENT}{slug(article.title, drop_d=True, limit=100)}?{article.id}"


def build(articles: tuple[ReplicaArticle, ...]) -> Replica:
    """The replica with these articles."""
    shelf = Shelf(articles, SECTIONS, address)
    site = _QuangNgai(shelf, _traps(shelf))
    pages = routes(
        (r"/robots\.txt", robots(("/c/", "/group/", f"{_CONTENT}noi-bo-"))),
        (rf"(?P<language>/vi|/en)?{_SITE}/xem-chi-tiet(?P<rest>/.+)", site.article),
        (rf"{_SITE}/(?P<name>[a-z-]+)/-/asset_publisher/QNiTinTuc/rss", site.feed),
        (rf"{_SITE}/(?P<name>[a-z-]+)", site.listing),
        (r"/", site.front),
        (r"/image/journal/article", pictures(shelf.modified())),
        (r"/documents/10181/\d+/(?P<file>[^/]+)", documents(articles, shelf.modified())),
    )
    return Replica(
        name="quang_ngai",
        declared_host="www.quangngai.gov.vn",
        articles=articles,
        sections=SECTIONS,
        feeds=tuple(f"{each.path}/-/asset_publisher/QNiTinTuc/rss" for each in SECTIONS),
        traps=site.traps,
        address=address,
        pages=lru_cache(4096)(pages),
        headers=(("Liferay-Portal", "Liferay Portal Community Edition 6.1.1 CE GA2"),),
    )


def _traps(shelf: Shelf) -> tuple[Trap, ...]:
    first, second, third = (section.path for section in SECTIONS)
    login = (
        f"{_SITE}/xem-chi-tiet?p_p_id=58&p_p_lifecycle=0&_58_struts_action=%2Flogin%2Flogin"
        "&saveLastPath=0"
    )
    refused = (
        Trap(
            path=f"{_CONTENT}gioi-thieu-chung?{_STATIC.id}",
            kind="static page",
            expect="refused:static",
            listed_on=first,
            title=_STATIC.title,
        ),
        Trap(
            path=f"{_CONTENT}tai-lieu-phuc-vu-ky-hop?{_LOGIN_ID}",
            kind="login form under an article address",
            expect="refused:login",
            listed_on=second,
            title="Tài liệu phục vụ kỳ họp (dành cho đại biểu)",
        ),
        Trap(
            path=f"{_CONTENT}ke-hoach-to-chuc-hoi-nghi?{_ERROR_ID}",
            kind="error page with status 200",
            expect="refused:error",
            listed_on=third,
            title="Kế hoạch tổ chức hội nghị",
        ),
        Trap(
            path=login,
            kind="login",
            expect="never fetched",
            listed_on=second,
            title="Đăng nhập để xem toàn bộ tin",
        ),
        Trap(
            path=f"{_CONTENT}noi-bo-lich-truc-co-quan?{_INTERNAL.id}",
            kind="robots",
            expect="never fetched",
            listed_on=first,
            title=_INTERNAL.title,
        ),
    )
    return refused + _second_forms(shelf)


def _second_forms(shelf: Shelf) -> tuple[Trap, ...]:
    traps: list[Trap] = []
    for number, article in enumerate(shelf.articles[:7]):
        path, _, query = address(article).partition("?")
        name = path.removeprefix(_CONTENT)
        other = quote(address(shelf.articles[number - 1]), safe="")
        form, reason = (
            (f"{_DOUBLED}{name}?{query}", "doubled path"),
            (f"{path}?{query}&redirect={other}", "redirect parameter"),
            (f"{path}/pop_up?{query}", "print view"),
            (f"/vi{path}?{query}", "language copy"),
            (f"/en{path}?{query}", "language copy"),
            (f"{path};jsessionid=5C1F0E9A7B3D2846.node1?{query}", "session id"),
            (f"{path}?{query}&utm_source=zalo&utm_medium=share", "tracking parameters"),
        )[number]
        traps.append(second_form(article, shelf, form, reason))
    return tuple(traps)


def _written(then: datetime) -> str:
    return f"{then:%d/%m/%Y %H:%M}"


@dataclass(frozen=True, slots=True)
class _QuangNgai:
    shelf: Shelf
    traps: tuple[Trap, ...]

    def article(self, visit: Visit, language: str | None, rest: str) -> Page | None:
        if "/Content/" not in rest:
            return None
        number = int(match[0]) if (match := re.match(r"\d+", visit.query)) else 0
        if number == _LOGIN_ID:
            return self._plain(visit, "login", "Đăng nhập")
        if number == _ERROR_ID:
            return self._plain(visit, "error", "Trạng thái")
        article = {_STATIC.id: _STATIC, _INTERNAL.id: _INTERNAL}.get(
            number, self.shelf.by_id(number)
        )
        if article is None:
            return None
        popup = rest.endswith("/pop_up")
        return self._article(visit, article, popup=popup, language=(language or "/vi")[1:])

    def _article(
        self, visit: Visit, article: ReplicaArticle, *, popup: bool, language: str
    ) -> Page:
        listed = article in self.shelf.articles
        then = published_time(article)
        line = date_line(article, _written)
        if line and article.date_line is None:
            line = f"{line}\u00a0\u00a0\u00a0\u00a0{turning('views', article.views)}"
        return self._page(
            visit,
            "popup" if popup else "article",
            modified=then,
            article=article,
            language=language,
            pieces=pieces(article, lambda n: f"/image/journal/article?img_id={article.id}{n}"),
            date_line=line,
            address=address(article),
            others=self.shelf.others(article, 6) if listed else (),
        )

    def listing(self, visit: Visit, name: str) -> Page | None:
        query = parse_qs(visit.query)
        if name == "xem-chi-tiet" and query.get("p_p_id") == ["58"]:
            return self._plain(visit, "login", "Đăng nhập")
        section = self.shelf.at(f"{_SITE}/{name}")
        if section is None:
            return self._plain(visit, "empty", "Thông báo") if name == "thong-bao" else None
        number = page_number(query.get(f"_{_INSTANCE}_cur"))
        last = self.shelf.pages(section, _PAGE_SIZE)
        return self._page(
            visit,
            "listing",
            modified=self.shelf.modified(section),
            section=section,
            items=self.shelf.page(section, number, _PAGE_SIZE),
            traps=trap_items(self.traps, section, visit.origin) if number == 1 else (),
            number=number,
            last=last,
            paging=f"{section.path}?p_p_id={_INSTANCE}&p_p_lifecycle=0&p_p_state=normal"
            f"&p_p_mode=view&_{_INSTANCE}_delta={_PAGE_SIZE}&_{_INSTANCE}_cur=",
        )

    def front(self, visit: Visit) -> Page | None:
        return self.listing(visit, SECTIONS[0].path.rpartition("/")[2])

    def feed(self, visit: Visit, name: str) -> Page | None:
        section = self.shelf.at(f"{_SITE}/{name}")
        if section is None:
            return None
        items = self.shelf.latest(section, _FEED_SIZE)
        return feed(visit, section.name, items, self.shelf.modified(section), section.path)

    def _plain(self, visit: Visit, kind: str, heading: str) -> Page:
        return self._page(visit, "message", modified=None, kind=kind, heading=heading)

    def _page(
        self, visit: Visit, template: str, *, modified: datetime | None, **context: Any
    ) -> Page:
        text = render(
            f"quang_ngai/{template}.html",
            origin=visit.origin,
            sections=SECTIONS,
            latest=self.shelf.page(SECTIONS[0], 1, 5),
            **context,
        )
        return Page(text, modified=modified)
