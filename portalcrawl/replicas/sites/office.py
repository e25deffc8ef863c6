"""An ASP.NET office whose portal is not known: one form around the page, tables for layout."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any
from urllib.parse import parse_qs

from portalcrawl.replicas.assets import documents, pictures
from portalcrawl.replicas.content import ReplicaArticle
from portalcrawl.replicas.dates import date_line, published_time, weekday
from portalcrawl.replicas.discovery import robots, routes
from portalcrawl.replicas.markup import pieces, render
from portalcrawl.replicas.shelf import Shelf, page_number, second_form, trap_items
from portalcrawl.replicas.site import Page, Replica, Section, Trap, Visit
from portalcrawl.replicas.sites.texts import internal_notice, introduction

_DETAIL = "/Trang/ChiTietTinTuc.aspx"
_LIST = "/Trang/TinTuc.aspx"
_LOGIN = "/Trang/DangNhap.aspx"
_PAGE_SIZE = 6
SECTIONS = (
    Section("Tin tức sự kiện", f"{_LIST}?cid=1"),
    Section("Hoạt động của lãnh đạo", f"{_LIST}?cid=2"),
    Section("Cải cách hành chính", f"{_LIST}?cid=3"),
)
_STATIC = introduction(100001, "Chức năng nhiệm vụ")
_INTERNAL = internal_notice(900001)
_LOGIN_ID, _ERROR_ID, _GONE_ID = 100003, 100004, 100005
_MESSAGES = {
    _LOGIN_ID: ("login", "Đăng nhập"),
    _ERROR_ID: ("error", "Có lỗi xảy ra trong quá trình xử lý"),
    _GONE_ID: ("error", "Không tìm thấy bài viết"),
}


def address(article: ReplicaArticle) -> str:
    """``/Trang/ChiTietTinTuc.aspx?nid=<id>``."""
    return f"{_DETAIL}?nid={article.id}"


def build(articles: tuple[ReplicaArticle, ...]) -> Replica:
    """The replica with these articles."""
    shelf = Shelf(articles, SECTIONS, address)
    site = _Office(shelf, _traps(shelf))
    pages = routes(
        (r"/robots\.txt", robots(("/_layouts/", f"{_DETAIL}?nid=9000"))),
        (r"(?i:/Trang/ChiTietTinTuc\.aspx)", site.article),
        (r"(?i:/Trang/TinTuc\.aspx)", site.listing),
        (r"/(?:Trang/Default\.aspx)?", site.listing),
        (r"/Trang/DangNhap\.aspx", site.login),
        (r"/Trang/ThongBao\.aspx", site.notices),
        (r"/HinhAnhBaiViet/\d+_\d+\.png", pictures(shelf.modified())),
        (r"/Lists/TinTuc/Attachments/\d+/(?P<file>[^/]+)", documents(articles, shelf.modified())),
    )
    return Replica(
        name="office",
        declared_host="office.invalid",
        articles=articles,
        sections=SECTIONS,
        traps=site.traps,
        address=address,
        pages=lru_cache(4096)(pages),
        headers=(("X-Powered-By", "ASP.NET"), ("X-AspNet-Version", "4.0.30319")),
    )


def _traps(shelf: Shelf) -> tuple[Trap, ...]:
    first, second, third = (section.path for section in SECTIONS)

    def refused(number: int, kind: str, expect: str, listed_on: str, title: str) -> Trap:
        path = f"{_DETAIL}?nid={number}"
        return Trap(path=path, kind=kind, expect=expect, listed_on=listed_on, title=title)

    return (
        refused(_STATIC.id, "static page", "refused:static", first, "Chức năng nhiệm vụ"),
        refused(
            _LOGIN_ID,
            "login form under an article address",
            "refused:login",
            second,
            "Tài liệu họp giao ban (đăng nhập để xem)",
        ),
        refused(
            _ERROR_ID,
            "error page with status 200",
            "refused:error",
            first,
            "Hội nghị trực tuyến triển khai nhiệm vụ",
        ),
        refused(
            _GONE_ID,
            "missing article with status 200",
            "refused:error",
            third,
            "Công khai kết quả giải quyết hồ sơ",
        ),
        refused(_INTERNAL.id, "robots", "never fetched", third, _INTERNAL.title or ""),
        Trap(
            path=_LOGIN,
            kind="login",
            expect="never fetched",
            listed_on=first,
            title="Đăng nhập quản trị tin",
        ),
        *_second_forms(shelf),
    )


def _second_forms(shelf: Shelf) -> tuple[Trap, ...]:
    forms = (
        (f"{_DETAIL}?nid={{}}&pageindex=0", "view state"),
        (f"{_DETAIL}?nid={{}}&print=1", "print view"),
        ("/trang/chitiettintuc.aspx?NID={}", "letter case"),
    )
    return tuple(
        second_form(article, shelf, form.format(article.id), reason)
        for article, (form, reason) in zip(shelf.articles, forms, strict=False)
    )


def _written(then: datetime) -> str:
    return f"{weekday(then)}, {then:%d/%m/%Y | %H:%M}"


def _query(visit: Visit) -> dict[str, list[str]]:
    return {name.lower(): values for name, values in parse_qs(visit.query).items()}


@dataclass(frozen=True, slots=True)
class _Office:
    shelf: Shelf
    traps: tuple[Trap, ...]

    def article(self, visit: Visit) -> Page | None:
        query = _query(visit)
        number = page_number(query.get("nid", ["0"]))
        if number in _MESSAGES:
            return self._plain(visit, *_MESSAGES[number])
        article = {_STATIC.id: _STATIC, _INTERNAL.id: _INTERNAL}.get(
            number, self.shelf.by_id(number)
        )
        if article is None:
            return self._plain(visit, *_MESSAGES[_GONE_ID])
        listed = article in self.shelf.articles
        return self._page(
            visit,
            "print" if query.get("print") == ["1"] else "article",
            modified=published_time(article),
            article=article,
            pieces=pieces(article, lambda n: f"/HinhAnhBaiViet/{article.id}_{n}.png"),
            date_line=date_line(article, _written),
            address=address(article),
            others=self.shelf.others(article, 5) if listed else (),
        )

    def listing(self, visit: Visit) -> Page | None:
        query = _query(visit)
        section = self.shelf.at(f"{_LIST}?cid={query.get('cid', ['1'])[0]}")
        if section is None:
            return None
        number = page_number(query.get("page"))
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

    def login(self, visit: Visit) -> Page:
        return self._plain(visit, *_MESSAGES[_LOGIN_ID])

    def notices(self, visit: Visit) -> Page:
        return self._plain(visit, "empty", "Thông báo")

    def _plain(self, visit: Visit, kind: str, heading: str) -> Page:
        return self._page(visit, "message", modified=None, kind=kind, heading=heading)

    def _page(
        self, visit: Visit, template: str, *, modified: datetime | None, **context: Any
    ) -> Page:
        text = render(
            f"office/{template}.html",
            origin=visit.origin,
            target=f"{visit.path.rpartition('/')[2]}?{visit.query}",
            sections=SECTIONS,
            latest=self.shelf.page(SECTIONS[1], 1, 4),
            **context,
        )
        return Page(text, modified=modified)
