"""A portal of no known family, described by the pattern of its addresses alone."""

from __future__ import annotations

from dataclasses import dataclass

from portalcrawl.replicas.content import ReplicaArticle
from portalcrawl.replicas.families import datelines
from portalcrawl.replicas.families.grammar import ByPath, Grammar, path_id, site_of
from portalcrawl.replicas.families.house import never_fetched
from portalcrawl.replicas.families.pools import ECONOMY, POLITICS, SOCIETY
from portalcrawl.replicas.markup import slug
from portalcrawl.replicas.shelf import Shelf, second_form
from portalcrawl.replicas.site import Replica, Section, Trap


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnPattern:
    """``/<category>/<slug>-a<id>.htm``; categories are paged by ``/trang-2.htm``."""

    sections: tuple[Section, ...] = (
        Section(POLITICS, "/chinh-tri"),
        Section(ECONOMY, "/kinh-te"),
        Section(SOCIETY, "/van-hoa-xa-hoi"),
    )

    def build(self, articles: tuple[ReplicaArticle, ...]) -> Replica:
        """The replica with these articles."""
        own = {section.name: section.path for section in self.sections}

        def address(article: ReplicaArticle) -> str:
            path = own.get(article.section or "", self.sections[0].path)
            return f"{path}/{slug(article.title)}-a{article.id}.htm"

        def traps(shelf: Shelf) -> tuple[Trap, ...]:
            one, two = shelf.articles[:2]
            first, second, third = (shelf.sections * 3)[:3]
            return (
                never_fetched("list", "/tin-cu/trang-302.htm", first, "Các tin đã đưa"),
                never_fetched("calendar", "/lich?month=4", second, "Lịch công tác tháng 4"),
                never_fetched("tag page", "/tag/nong-thon", third, "nông thôn mới"),
                never_fetched("login", "/dang-nhap", second, "Đăng nhập"),
                second_form(one, shelf, f"{address(one)}?fbclid=x", "tracking parameters"),
                second_form(two, shelf, f"{address(two)}?print=1", "print view"),
            )

        return site_of(
            Grammar(
                name="generic",
                folder="plain",
                title="Cổng thông tin điện tử tỉnh Phú Lộc",
                sections=self.sections,
                address=address,
                read=path_id(r"/[^/]+/[^/]+-a(?P<id>\d{1,9})\.htm"),
                listing=ByPath(form="/trang-{}.htm"),
                traps=traps,
                plain=(
                    (r"/tin-cu/trang-\d+\.htm", "empty", "Các tin đã đưa"),
                    (r"/lich", "calendar", "Lịch công tác"),
                    (r"/tag/.*", "tag", "Thẻ"),
                    (r"/dang-nhap", "login", "Đăng nhập"),
                ),
                written=datelines.in_words,
                files="/static/tin",
                feeds={"/rss.xml": None},
                sitemap="/sitemap.xml",
            ),
            articles,
        )
