"""The "publish-upload" family: ``<section>/<slug>.html``, or ``<slug>-c<id>.html``."""

from __future__ import annotations

import re
from dataclasses import dataclass

from portalcrawl.replicas.content import ReplicaArticle
from portalcrawl.replicas.discovery import Handler
from portalcrawl.replicas.families import datelines
from portalcrawl.replicas.families.grammar import ByQuery, Grammar, path_id, site_of
from portalcrawl.replicas.families.house import House, addresses, never_fetched
from portalcrawl.replicas.families.pools import ECONOMY, POLITICS, SOCIETY
from portalcrawl.replicas.markup import slug
from portalcrawl.replicas.shelf import Shelf, second_form
from portalcrawl.replicas.site import Page, Replica, Section, Trap, Visit


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishUploadSlugs:
    """``/tin-tuc/<section>/<slug>.html``: no id anywhere; everything is served again as ``/en``."""

    sections: tuple[Section, ...] = (
        Section(POLITICS, "/tin-tuc/chinh-tri"),
        Section(ECONOMY, "/tin-tuc/kinh-te"),
        Section(SOCIETY, "/tin-tuc/van-hoa-xa-hoi"),
    )

    def build(self, articles: tuple[ReplicaArticle, ...]) -> Replica:
        """The replica with these articles."""
        own = {section.name: section.path for section in self.sections}

        def address(article: ReplicaArticle) -> str:
            folder = own.get(article.section or "", self.sections[0].path)
            return f"{folder}/{slug(article.title)}.html"

        def traps(shelf: Shelf) -> tuple[Trap, ...]:
            first, second, third = self.sections
            copied = shelf.articles[2]
            return (
                never_fetched("list", "/tin-tuc/trang-302.html", first, "Xem các tin cũ hơn"),
                never_fetched("tag page", "/tu-khoa?tag=nong-thon", second, "nông thôn mới"),
                never_fetched("static page", "/loi-chao-mung", third, "Lời chào mừng"),
                never_fetched("login", "/dang-nhap?returnUrl=%2Ftin-tuc", third, "Đăng nhập"),
                second_form(copied, shelf, f"/en{address(copied)}", "language copy"),
                *_with_more_in_the_query(shelf),
            )

        def copies(house: House) -> tuple[tuple[str, Handler], ...]:
            known = addresses(house.shelf)

            def copy(visit: Visit, rest: str) -> Page | None:
                number = known.get(rest)
                return None if number is None else house.article(visit, number)

            return ((r"/en(?P<rest>/.+\.html)", copy),)

        return site_of(
            Grammar(
                name="publish_upload",
                folder="publish_upload",
                title="Cổng thông tin điện tử tỉnh Bình Sơn",
                sections=self.sections,
                address=address,
                listing=ByQuery(),
                traps=traps,
                plain=(
                    (r"/loi-chao-mung", "contact", "Lời chào mừng"),
                    (r"/dang-nhap", "login", "Đăng nhập"),
                    (r"/tu-khoa", "tag", "Từ khóa"),
                    (r"/tin-tuc/trang-\d+\.html", "empty", "Tin tức"),
                ),
                written=datelines.time_first,
                files="/publish/thumbnail/2005340/768x576fill/upload/2005340",
                sitemap="/sitemap.xml",
                headers=(("Server", "nginx"), ("X-Frame-Options", "SAMEORIGIN")),
                more={"views": True},
                further=copies,
            ),
            articles,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishUploadIds:
    """``<slug>-c<id>.html`` at the root; sections are ``chuyen-muc-<name>-c217-<page>.html``."""

    sections: tuple[Section, ...] = (
        Section(POLITICS, "/chuyen-muc-chinh-tri-c217-1.html"),
        Section(ECONOMY, "/chuyen-muc-kinh-te-c218-1.html"),
        Section(SOCIETY, "/chuyen-muc-van-hoa-xa-hoi-c219-1.html"),
    )

    def build(self, articles: tuple[ReplicaArticle, ...]) -> Replica:
        """The replica with these articles."""

        def address(article: ReplicaArticle) -> str:
            return f"/{slug(article.title)}-c{article.id}.html"

        def traps(shelf: Shelf) -> tuple[Trap, ...]:
            first, second, third = self.sections
            other = "/chuyen-muc-du-lich-c301-1.html"
            return (
                never_fetched("category with an id", other, first, "Du lịch"),
                never_fetched("calendar", "/lich-cong-tac.html?month=5", second, "Lịch tháng 5"),
                never_fetched("list", "/trang-302.html", third, "Các tin đã đưa"),
                *_with_more_in_the_query(shelf),
            )

        return site_of(
            Grammar(
                name="publish_upload_ids",
                folder="publish_upload",
                title="Trang thông tin điện tử Ủy ban nhân dân tỉnh Vĩnh Lâm",
                sections=self.sections,
                address=address,
                read=path_id(r"/(?!chuyen-muc-)[^/]+-c(?P<id>\d+)\.html"),
                listing=by_last_number,
                traps=traps,
                plain=(
                    (r"/chuyen-muc-du-lich-c301-1\.html", "empty", "Du lịch"),
                    (r"/lich-cong-tac\.html", "calendar", "Lịch công tác"),
                    (r"/trang-\d+\.html", "empty", "Các tin đã đưa"),
                ),
                written=datelines.seconds_first,
                files="/upload/2006516/fck",
                validators=False,
                more={"views": False},
            ),
            articles,
        )


_NUMBERED = re.compile(r"(.*(?:-c\d+-|/trang-))1(\.html)")


def by_last_number(visit: Visit, house: House) -> Page | None:
    """Sections whose first page is ``-c217-1.html`` or ``/trang-1.html`` count in their address."""
    for section in house.shelf.sections:
        ends = _NUMBERED.fullmatch(section.path)
        if ends is None:
            continue
        number = re.fullmatch(rf"{re.escape(ends[1])}(\d{{1,6}}){re.escape(ends[2])}", visit.path)
        if number:
            href = f"{ends[1]}{{}}{ends[2]}".format
            return house.listing(visit, section, max(1, int(number[1])), href, paging="numbers")
    return None


def _with_more_in_the_query(shelf: Shelf) -> tuple[Trap, ...]:
    one, two = shelf.articles[:2]
    return (
        second_form(one, shelf, f"{shelf.address(one)}?fbclid=IwAR0aB9xY", "tracking parameters"),
        second_form(two, shelf, f"{shelf.address(two)}?pageindex=0", "view state"),
    )
