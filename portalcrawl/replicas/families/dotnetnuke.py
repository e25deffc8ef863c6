"""DotNetNuke: ``/<culture>/<tab>/tid/<slug>/newsid/<guid>/cid/<guid>``."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import quote

from portalcrawl.replicas.content import ReplicaArticle
from portalcrawl.replicas.families import datelines
from portalcrawl.replicas.families.grammar import ByPath, Grammar, path_id, site_of
from portalcrawl.replicas.families.house import never_fetched
from portalcrawl.replicas.families.pools import ECONOMY, POLITICS, SOCIETY
from portalcrawl.replicas.markup import slug
from portalcrawl.replicas.shelf import Shelf, second_form
from portalcrawl.replicas.site import Replica, Section, Trap, Visit

_TAB = quote("/vi-vn/Thông-tin-Kết-nối")
_CATEGORY = "94C0EBC4-0DD8-4B86-9947-A9150104E98B"


@dataclass(frozen=True, slots=True, kw_only=True)
class DotNetNukeNews:
    """A GUID for each article; sections are tabs, paged by ``/currentpage/2/default.aspx``."""

    sections: tuple[Section, ...] = (
        Section(POLITICS, quote("/vi-vn/Chính-trị")),
        Section(ECONOMY, quote("/vi-vn/Kinh-tế")),
        Section(SOCIETY, quote("/vi-vn/Văn-hóa-xã-hội")),
    )
    feeds: tuple[str, ...] = ("/rss/tintuc.rss",)
    sitemap: str | None = "/SiteMap.aspx"

    def build(self, articles: tuple[ReplicaArticle, ...]) -> Replica:
        """The replica with these articles."""

        def address(article: ReplicaArticle) -> str:
            words = slug(article.title).capitalize()
            return f"{_TAB}/tid/{words}/newsid/{_guid(article.id)}/cid/{_CATEGORY}"

        def traps(shelf: Shelf) -> tuple[Trap, ...]:
            one, two, three = shelf.articles[:3]
            first, second, third = (shelf.sections * 3)[:3]
            return (
                never_fetched("file", "/LinkClick.aspx?fileticket=x&tabid=63", first, "Tải về"),
                never_fetched("page", "/vi-vn/tabid/36/default.aspx", second, "Sơ đồ trang"),
                never_fetched("login", "/Login.aspx?returnurl=%2Fvi-vn%2FHome", third, "Đăng nhập"),
                never_fetched("calendar", "/vi-vn/Lich.aspx?month=4", first, "Lịch làm việc"),
                second_form(one, shelf, _lowered(address(one)), "letter case"),
                second_form(two, shelf, f"{address(two)}?returnurl=%2F", "redirect parameter"),
                second_form(three, shelf, f"{address(three)}?gclid=x", "tracking parameters"),
            )

        read: Callable[[Visit], int | None] = path_id(
            r"(?:/[^/]+)*?(?:/tid/[^/]+)?/newsid/(?P<id>[0-9a-f]{8})(?:-[0-9a-f]+){4}(?:/cid/.*)?",
            16,
        )
        return site_of(
            Grammar(
                name="dotnetnuke",
                folder="dotnetnuke",
                title="Cổng thông tin điện tử tỉnh Thừa Giang",
                sections=self.sections,
                address=address,
                read=read,
                listing=ByPath(form="/currentpage/{}/default.aspx"),
                traps=traps,
                plain=(
                    (r"/LinkClick\.aspx", "empty", "Tải về"),
                    (r"/vi-vn/tabid/36/default\.aspx", "contact", "Sơ đồ trang"),
                    (r"/Login\.aspx", "login", "Đăng nhập"),
                    (r"/vi-vn/Lich\.aspx", "calendar", "Lịch làm việc"),
                ),
                written=datelines.bullet,
                files="/Portals/0/tinbai",
                feeds=dict.fromkeys(self.feeds),
                sitemap=self.sitemap,
                internal=f"/vi-vn/Noi-bo/newsid/{_guid(9_900_103)}",
                headers=(
                    ("DNNOutputCache", "false"),
                    ("Set-Cookie", "dnn_IsMobile=False; path=/; HttpOnly"),
                    ("X-AspNet-Version", "4.0.30319"),
                ),
            ),
            articles,
        )


def _guid(number: int) -> str:
    return f"{number:08X}-6AD3-4F2B-A1D5-ABFB01064AC7"


def _lowered(path: str) -> str:
    before, word, after = path.partition("/newsid/")
    return before + word + after.lower()
