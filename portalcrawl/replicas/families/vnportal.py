"""VNPT's vnPortal in its three grammars, the last with paging by POST."""

from __future__ import annotations

import json
from dataclasses import dataclass

from portalcrawl.replicas.content import ReplicaArticle
from portalcrawl.replicas.families import datelines
from portalcrawl.replicas.families.grammar import (
    ByQuery,
    Grammar,
    path_id,
    query_id,
    section_at,
    site_of,
)
from portalcrawl.replicas.families.house import PAGE_SIZE, House, never_fetched
from portalcrawl.replicas.families.pools import ECONOMY, POLITICS, SOCIETY
from portalcrawl.replicas.markup import render, slug
from portalcrawl.replicas.shelf import Shelf, second_form
from portalcrawl.replicas.site import Page, Replica, Section, Trap, Visit

_HEADERS = (("Server", "Microsoft-IIS/8.5"), ("X-AspNet-Version", "4.0.30319"))
_LOAD = "/DesktopModule/UIArticleInMenu/ArticleInMenuPagination.aspx/LoadArticle"
_SITE_ID = 1444


@dataclass(frozen=True, slots=True, kw_only=True)
class VnPortalQuery:
    """``Default.aspx?sid=&pageid=&catid=&id=``, decorated with names of category and article."""

    sections: tuple[Section, ...] = (
        Section(POLITICS, "/Default.aspx?sid=1444&pageid=6591&catid=71012"),
        Section(ECONOMY, "/Default.aspx?sid=1444&pageid=6591&catid=71013"),
        Section(SOCIETY, "/Default.aspx?sid=1444&pageid=6591&catid=71014"),
    )

    def build(self, articles: tuple[ReplicaArticle, ...]) -> Replica:
        """The replica with these articles."""
        own = {section.name: section for section in self.sections}

        def category(article: ReplicaArticle) -> str:
            path = own.get(article.section or "", self.sections[0]).path
            return path.partition("catid=")[2] or "71012"

        def linked(article: ReplicaArticle) -> str:
            return (
                f"/Default.aspx?sid={_SITE_ID}&pageid=6592&catid={category(article)}"
                f"&id={article.id}&catname=tin-tuc&title={slug(article.title)}"
            )

        def kept(article: ReplicaArticle) -> str:
            where = f"catid={category(article)}&id={article.id}"
            return f"/Default.aspx?{where}&pageid=6592&sid={_SITE_ID}"

        def traps(shelf: Shelf) -> tuple[Trap, ...]:
            one, two, three = shelf.articles[:3]
            first, second, third = (shelf.sections * 3)[:3]
            other = "/Default.aspx?sid=1444&pageid=6600&catid=80001"
            return (
                never_fetched("category with an id", other, first, "Văn bản mới"),
                never_fetched(
                    "login", "/Login.aspx?returnurl=%2FDefault.aspx", second, "Đăng nhập"
                ),
                never_fetched("calendar", "/LichCongTac.aspx?month=7", third, "Lịch công tác"),
                second_form(one, shelf, linked(one).replace("/D", "/mD", 1), "mobile view"),
                second_form(two, shelf, f"{linked(two)}&fbclid=IwAR1", "tracking parameters"),
                second_form(three, shelf, f"{linked(three)}&print=1", "print view"),
            )

        return site_of(
            Grammar(
                name="vnportal_query",
                folder="vnportal",
                title="Cổng thông tin điện tử tỉnh Trường Giang",
                sections=self.sections,
                address=linked,
                kept=kept,
                read=query_id(r"/m?default\.aspx", "id"),
                listing=ByQuery(style="numbers"),
                traps=traps,
                plain=(
                    (r"(?i)/Login\.aspx", "login", "Đăng nhập"),
                    (r"(?i)/LichCongTac\.aspx", "calendar", "Lịch công tác"),
                    (r"(?i)/m?Default\.aspx", "empty", "Văn bản mới"),
                ),
                written=datelines.updated_with_tools,
                files="/SiteFolders/ubnd/files",
                internal="/noibo/Default.aspx?sid=1444&pageid=6592&catid=71012&id=9900103",
                headers=_HEADERS,
                more={"later": False},
            ),
            articles,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class VnPortalNumbers:
    """``/<n>/<n>/<n>/<id>/<category>/<slug>``."""

    sections: tuple[Section, ...] = (
        Section(POLITICS, "/tin-chinh-tri"),
        Section(ECONOMY, "/tin-kinh-te"),
        Section(SOCIETY, "/tin-van-hoa-xa-hoi"),
    )
    prefix: str = "/4/469"

    def build(self, articles: tuple[ReplicaArticle, ...]) -> Replica:
        """The replica with these articles."""
        places = {section.name: place for place, section in enumerate(self.sections)}

        def address(article: ReplicaArticle) -> str:
            place = places.get(article.section or "", 0)
            category = slug(self.sections[place].name)
            number = 61708 + place
            return f"{self.prefix}/{number}/{article.id}/{category}/{slug(article.title)}"

        def traps(shelf: Shelf) -> tuple[Trap, ...]:
            one, two = shelf.articles[:2]
            first, second, third = (shelf.sections * 3)[:3]
            return (
                never_fetched("category with an id", "/thong-bao-61999", first, "Thông báo"),
                never_fetched(
                    "old address of a section", "/Default.aspx?sid=4&pageid=469", second, "Tin cũ"
                ),
                never_fetched("calendar", "/lich-lam-viec?month=9", third, "Lịch làm việc"),
                second_form(one, shelf, f"{address(one)}?utm_source=zalo", "tracking parameters"),
                second_form(two, shelf, f"{address(two)}?pageindex=0", "view state"),
            )

        return site_of(
            Grammar(
                name="vnportal_numbers",
                folder="vnportal",
                title="Cổng thông tin điện tử tỉnh Sơn Hà",
                sections=self.sections,
                address=address,
                read=path_id(r"(?:/[a-z][\w-]*)?/\d+/\d+/\d+/(?P<id>\d+)/[^/]+/[^/]+"),
                listing=ByQuery(),
                traps=traps,
                plain=(
                    (r"/thong-bao-\d+", "empty", "Thông báo"),
                    (r"(?i)/Default\.aspx", "empty", "Tin cũ"),
                    (r"/lich-lam-viec", "calendar", "Lịch làm việc"),
                ),
                written=datelines.posted_with_seconds,
                files="/UploadFolder/sonha",
                validators=False,
                headers=_HEADERS,
                more={"later": False},
            ),
            articles,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class VnPortalSlug:
    """``/<category>/<slug>-<id>``; the pages of a category but the first are asked for by POST."""

    sections: tuple[Section, ...] = (
        Section(POLITICS, "/chinh-tri-73053"),
        Section(ECONOMY, "/kinh-te-73054"),
        Section(SOCIETY, "/van-hoa-xa-hoi-73055"),
    )
    flat: bool = False
    """Whether articles stand at the root: ``/<slug>-<id>``."""
    posted: bool = True
    """Whether pages are asked for by POST; else they are linked by ``?page=2``."""

    def build(self, articles: tuple[ReplicaArticle, ...]) -> Replica:
        """The replica with these articles."""
        own = {section.name: section.path for section in self.sections}

        def address(article: ReplicaArticle) -> str:
            path = own.get(article.section or "", self.sections[0].path).partition("?")[0]
            folder = "" if self.flat else path.rstrip("/") or "/tin-tuc"
            return f"{folder}/{slug(article.title)}-{article.id}"

        def traps(shelf: Shelf) -> tuple[Trap, ...]:
            one, two = shelf.articles[:2]
            first, second, third = (shelf.sections * 3)[:3]
            return (
                never_fetched("list", "/tin-tuc/trang-302", first, "Các tin đã đưa"),
                never_fetched("tag page", "/tim-kiem?tag=nong-thon", second, "nông thôn"),
                never_fetched("calendar", "/lich-lam-viec?month=9", third, "Lịch làm việc"),
                second_form(one, shelf, f"{address(one)}?fbclid=IwAR2", "tracking parameters"),
                second_form(two, shelf, f"{address(two)}?returnUrl=%2F", "redirect parameter"),
            )

        numbers = {section.path: 54442 + place for place, section in enumerate(self.sections)}
        return site_of(
            Grammar(
                name="vnportal_slug",
                folder="vnportal",
                title="Cổng thông tin điện tử thành phố Cửu Long",
                sections=self.sections,
                address=address,
                read=path_id(r"(?:/[^/]+)*/[^/]+-(?P<id>\d{4,9})"),
                listing=_LoadArticle(numbers) if self.posted else ByQuery(style="numbers"),
                traps=traps,
                plain=(
                    (r"/tin-tuc/trang-\d+", "empty", "Các tin đã đưa"),
                    (r"/tim-kiem", "tag", "Tìm kiếm"),
                    (r"/lich-lam-viec", "calendar", "Lịch làm việc"),
                ),
                written=datelines.seconds_first,
                files="/DataFiles/cuulong",
                validators=not self.posted,
                headers=_HEADERS,
                takes_posts=self.posted,
                more={"later": True, "load": _LOAD, "site_id": _SITE_ID, "numbers": numbers},
            ),
            articles,
        )


@dataclass(frozen=True, slots=True)
class _LoadArticle:
    """The first page by its address; the others from ``LoadArticle``, JSON both ways.

    What is posted must name the site and one of its categories, else there is an error: ASP.NET
    answers with status 500 and JSON.
    """

    numbers: dict[str, int]

    def __call__(self, visit: Visit, house: House) -> Page | None:
        if visit.posted is None:
            section = section_at(visit, house.shelf.sections)
            return house.listing(visit, section, 1, lambda _n: "#", paging="posted")
        return self._answer(visit.posted, house) if visit.path == _LOAD else None

    def _answer(self, posted: bytes, house: House) -> Page:
        try:
            said = json.loads(posted)
            category, number = int(said["article_category_id"]), int(said["page"])
            size = int(said["page_size"])
            known = int(said["site_id"]) == _SITE_ID and number > 0 and size == PAGE_SIZE
        except (ValueError, KeyError, TypeError):
            known, category, number = False, 0, 0
        sections = house.shelf.sections
        section = next((each for each in sections if self.numbers[each.path] == category), None)
        if section is None or not known:
            body = {"Message": "Invalid web service call.", "ExceptionType": "System.Exception"}
            return Page(json.dumps(body), "application/json; charset=utf-8", status=500)
        html = render(
            "families/vnportal/items.html", items=house.shelf.page(section, number, PAGE_SIZE)
        )
        return Page(json.dumps({"d": html}), "application/json; charset=utf-8")
