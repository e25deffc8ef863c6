"""SharePoint in the four templates that Vietnamese vendors made of it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from urllib.parse import parse_qsl

from portalcrawl.replicas.content import ReplicaArticle
from portalcrawl.replicas.dates import published_time
from portalcrawl.replicas.families import datelines
from portalcrawl.replicas.families.grammar import (
    ByQuery,
    Grammar,
    query_id,
    section_at,
    site_of,
)
from portalcrawl.replicas.families.house import PAGE_SIZE, Address, House, never_fetched
from portalcrawl.replicas.families.pools import ECONOMY, POLITICS, SOCIETY
from portalcrawl.replicas.families.postback import Postback
from portalcrawl.replicas.markup import slug
from portalcrawl.replicas.shelf import Shelf, second_form
from portalcrawl.replicas.site import Page, Replica, Section, Trap, Visit

_HEADERS = (
    ("MicrosoftSharePointTeamServices", "15.0.0.4569"),
    ("X-SharePointHealthScore", "0"),
    ("Server", "Microsoft-IIS/8.5"),
)
_FILES = "/SiteAssets/tinbai"


@dataclass(frozen=True, slots=True, kw_only=True)
class SharePointTandan:
    """``/portal/Pages/<Y-M-D>/<slug><hash>.aspx``; a section is paged by ``?PageIndex=2``."""

    sections: tuple[Section, ...] = (
        Section(POLITICS, "/portal/Pages/Chinh-tri.aspx"),
        Section(ECONOMY, "/portal/Pages/Kinh-te.aspx"),
        Section(SOCIETY, "/portal/Pages/Van-hoa-xa-hoi.aspx"),
    )
    later: bool = False
    """The later grammar: ``/bai-viet/<slug><hash>``."""
    site: str = "/portal"

    def build(self, articles: tuple[ReplicaArticle, ...]) -> Replica:
        """The replica with these articles."""

        def address(article: ReplicaArticle) -> str:
            then = published_time(article)
            glued = f"{slug(article.title, limit=50)}{_hash(article.id)}"
            if self.later:
                return f"/bai-viet/{glued}"
            return f"{self.site}/Pages/{then.year}-{then.month}-{then.day}/{glued}.aspx"

        def traps(shelf: Shelf) -> tuple[Trap, ...]:
            one, two, three = shelf.articles[:3]
            first, second, third = (shelf.sections * 3)[:3]
            return (
                never_fetched(
                    "login",
                    "/_layouts/15/Authenticate.aspx?Source=%2Fportal",
                    first,
                    "Đăng nhập",
                ),
                never_fetched("static page", "/danh-ba-dien-thoai.html", second, "Danh bạ"),
                never_fetched("calendar", "/portal/Pages/Lich.aspx?month=2", third, "Lịch"),
                second_form(one, shelf, f"{address(one)}?pageindex=0", "view state"),
                second_form(two, shelf, f"{address(two)}?utm_source=zalo", "tracking parameters"),
                second_form(three, shelf, f"{address(three)}?print=1", "print view"),
            )

        return site_of(
            _grammar(
                "sharepoint_tandan",
                "tandan",
                "Cổng thông tin điện tử tỉnh Thanh Lĩnh",
                self.sections,
                address,
                traps,
                plain=(
                    (r"/_layouts/15/Authenticate\.aspx", "login", "Đăng nhập"),
                    (r"/danh-ba-dien-thoai\.html", "contact", "Danh bạ điện thoại"),
                    (r"(?i)/portal/Pages/Lich\.aspx", "calendar", "Lịch công tác"),
                ),
                listing=ByQuery(name="PageIndex", style="none"),
                written=datelines.day_alone,
                days_alone=True,
            ),
            articles,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class SharePointTrang:
    """``/Trang/ChiTietTinTuc.aspx?nid=N``; sections are ``?Cat=82``, paged by ``&page=2``."""

    sections: tuple[Section, ...] = (
        Section(POLITICS, "/Trang/Tin-tuc-su-kien.aspx?Cat=82"),
        Section(ECONOMY, "/Trang/Tin-tuc-su-kien.aspx?Cat=83"),
        Section(SOCIETY, "/Trang/Tin-tuc-su-kien.aspx?Cat=84"),
    )
    detail: str = "/Trang/ChiTietTinTuc.aspx"
    parameter: str = "nid"
    tail: str = ""
    """What the address has besides the id."""

    def build(self, articles: tuple[ReplicaArticle, ...]) -> Replica:
        """The replica with these articles."""

        def address(article: ReplicaArticle) -> str:
            return f"{self.detail}?{self.parameter}={article.id}{self.tail}"

        def traps(shelf: Shelf) -> tuple[Trap, ...]:
            one, two, three = shelf.articles[:3]
            first, second, third = (shelf.sections * 3)[:3]
            return (
                never_fetched(
                    "introduction by an id",
                    "/Trang/ChiTietBVGioiThieu.aspx?bvid=73",
                    first,
                    "Giới thiệu tỉnh",
                ),
                never_fetched("calendar", "/Trang/LichCongTac.aspx?month=2", second, "Lịch"),
                never_fetched("press digest", "/Trang/DiemBao.aspx", third, "Điểm báo trong ngày"),
                second_form(
                    one,
                    shelf,
                    f"{self.detail.lower()}?{address(one).partition('?')[2]}",
                    "letter case",
                ),
                second_form(two, shelf, f"{address(two)}&print=1", "print view"),
                second_form(three, shelf, f"{address(three)}&returnUrl=%2F", "redirect parameter"),
            )

        return site_of(
            _grammar(
                "sharepoint_trang",
                "trang",
                "Cổng thông tin điện tử tỉnh Quảng Bình Minh",
                self.sections,
                address,
                traps,
                plain=(
                    (r"/Trang/ChiTietBVGioiThieu\.aspx", "contact", "Giới thiệu"),
                    (r"/Trang/LichCongTac\.aspx", "calendar", "Lịch công tác"),
                    (r"/Trang/DiemBao\.aspx", "empty", "Điểm báo"),
                ),
                read=query_id(self.detail, self.parameter),
                listing=ByQuery(style="numbers"),
                internal=f"/noibo{self.detail}?{self.parameter}=9900103{self.tail}",
            ),
            articles,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class SharePointLists:
    """``<site>/Lists/<List>/View_Detail.aspx?ItemID=N``; SharePoint's own paging of a list."""

    site: str = "/ct/cms/tintuc"
    lists: tuple[tuple[str, str], ...] = (
        (POLITICS, "ThoiSuChinhTri"),
        (ECONOMY, "KinhTe"),
        (SOCIETY, "VanHoaXaHoi"),
    )
    """Names of sections and of their lists."""
    page: str = "View_Detail.aspx"
    parameter: str = "ItemID"

    def build(self, articles: tuple[ReplicaArticle, ...]) -> Replica:
        """The replica with these articles."""
        names = dict(self.lists)

        def address(article: ReplicaArticle) -> str:
            name = names.get(article.section or "", self.lists[0][1])
            return f"{self.site}/Lists/{name}/{self.page}?{self.parameter}={article.id}"

        def traps(shelf: Shelf) -> tuple[Trap, ...]:
            one, two = shelf.articles[:2]
            first, second, third = (shelf.sections * 3)[:3]
            swapped = address(one).replace(self.page, self.page.swapcase())
            return (
                never_fetched(
                    "document list", "/ct/cms/vanban/Lists/VanBan/AllItems.aspx", first, "Văn bản"
                ),
                never_fetched("login", "/_layouts/15/Authenticate.aspx", second, "Đăng nhập"),
                never_fetched("calendar", "/ct/cms/lich/Lists/Lich?month=2", third, "Lịch"),
                second_form(one, shelf, swapped, "letter case"),
                second_form(two, shelf, f"{address(two)}&fbclid=IwAR3", "tracking parameters"),
            )

        sections = tuple(Section(name, f"{self.site}/Lists/{each}") for name, each in self.lists)
        return site_of(
            _grammar(
                "sharepoint_lists",
                "trang",
                "Cổng thông tin - giao tiếp điện tử tỉnh Vĩnh Hưng",
                sections,
                address,
                traps,
                plain=(
                    (r"/_layouts/15/Authenticate\.aspx", "login", "Đăng nhập"),
                    (r"/ct/cms/vanban/.*", "empty", "Văn bản"),
                    (r"/ct/cms/lich/.*", "calendar", "Lịch công tác"),
                ),
                read=query_id(rf"{self.site}/Lists/[^/]+/{self.page}", self.parameter),
                listing=_paged_rows,
                written=datelines.seconds_and_half_day,
                internal=f"{self.site}/Lists/NoiBo/{self.page}?{self.parameter}=9900103",
            ),
            articles,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class SharePointPosts:
    """``/Lists/Posts/Post.aspx?ID=N``: a blog; its categories are paged by postback."""

    sections: tuple[Section, ...] = (
        Section(POLITICS, "/Lists/Posts/Category.aspx?CategoryId=1&Name=Chinh-tri"),
        Section(ECONOMY, "/Lists/Posts/Category.aspx?CategoryId=2&Name=Kinh-te"),
        Section(SOCIETY, "/Lists/Posts/Category.aspx?CategoryId=3&Name=Van-hoa-xa-hoi"),
    )
    detail: str = "/Lists/Posts/Post.aspx"
    parameter: str = "ID"

    def build(self, articles: tuple[ReplicaArticle, ...]) -> Replica:
        """The replica with these articles."""

        def address(article: ReplicaArticle) -> str:
            return f"{self.detail}?{self.parameter}={article.id}"

        def traps(shelf: Shelf) -> tuple[Trap, ...]:
            one, two = shelf.articles[:2]
            first, second, third = (shelf.sections * 3)[:3]
            return (
                never_fetched("archive", "/Lists/Posts/Date.aspx?StartDate=2026", first, "2026"),
                never_fetched("list", "/Lists/Posts/AllPosts.aspx", second, "Tất cả bài viết"),
                never_fetched("comments", f"/Lists/Comments/All.aspx?ID={two.id}", third, "Ý kiến"),
                second_form(one, shelf, f"{address(one)}&fbclid=IwAR4", "tracking parameters"),
                second_form(two, shelf, f"{address(two)}&pageindex=0", "view state"),
            )

        return site_of(
            _grammar(
                "sharepoint_posts",
                "posts",
                "Trang thông tin Văn phòng Ủy ban nhân dân tỉnh Lâm An",
                self.sections,
                address,
                traps,
                plain=(
                    (r"/Lists/Posts/(?:Date|AllPosts)\.aspx", "empty", "Lưu trữ"),
                    (r"/Lists/Comments/.*", "empty", "Ý kiến"),
                ),
                read=query_id(self.detail, self.parameter),
                listing=Postback(style="pager", control="ctl00$m$g_3f$ctl00$pager"),
                written=datelines.time_and_comma,
                internal=f"/noibo{self.detail}?{self.parameter}=9900103",
                takes_posts=True,
            ),
            articles,
        )


def _grammar(
    name: str,
    folder: str,
    title: str,
    sections: tuple[Section, ...],
    address: Address,
    traps: Callable[[Shelf], tuple[Trap, ...]],
    **more: object,
) -> Grammar:
    plain = Grammar(
        name=name,
        folder="sharepoint",
        title=title,
        sections=sections,
        address=address,
        traps=traps,
        listing=lambda _visit, _house: None,
        files=_FILES,
        disallowed=("/_layouts/", "/_vti_bin/"),
        validators=False,
        headers=_HEADERS,
        more={"layout": folder},
    )
    return replace(plain, **more)  # type: ignore[arg-type]


def _paged_rows(visit: Visit, house: House) -> Page | None:
    """``?Paged=TRUE&p_ID=1204531&PageFirstRow=11``: the rows behind the item of that id."""
    section = section_at(visit, house.shelf.sections)
    row = dict(parse_qsl(visit.query)).get("PageFirstRow", "1")
    if section is None or not (row.isdecimal() and len(row) < 8):
        return None
    own = house.shelf.of(section)

    def href(number: int) -> str:
        before = own[: (number - 1) * PAGE_SIZE][-1:]
        last = before[0].id if before else 0
        first_row = (number - 1) * PAGE_SIZE + 1
        return f"{section.path}?Paged=TRUE&p_SortBehavior=0&p_ID={last}&PageFirstRow={first_row}"

    return house.listing(visit, section, (int(row) - 1) // PAGE_SIZE + 1, href, paging="rows")


def _hash(number: int) -> str:
    """Six letters and figures, as they are glued to a slug."""
    return hashlib.blake2b(str(number).encode(), digest_size=8).hexdigest()[:6]
