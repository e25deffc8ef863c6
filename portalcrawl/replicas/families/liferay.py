"""Liferay 6 with its Asset Publisher, and Liferay 7 with friendly addresses."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import parse_qs, quote

from portalcrawl.replicas.assets import documents, pictures
from portalcrawl.replicas.content import ReplicaArticle
from portalcrawl.replicas.discovery import feed, robots, routes
from portalcrawl.replicas.families import datelines
from portalcrawl.replicas.families.house import (
    FEED_SIZE,
    House,
    addresses,
    forbidden,
    never_fetched,
    traps_in_news_grammar,
)
from portalcrawl.replicas.families.pools import ECONOMY, POLITICS, SOCIETY
from portalcrawl.replicas.markup import slug
from portalcrawl.replicas.shelf import Shelf, page_number, second_form
from portalcrawl.replicas.site import Page, Replica, Section, Trap, Visit

_LANGUAGES = r"(?:/(?:vi|en))*"
"""The language portlet puts one more before each address, without end."""
_TAIL = r"(?P<pop_up>/pop_up)?(?:;jsessionid=[^/]*)?"


@dataclass(frozen=True, slots=True, kw_only=True)
class Liferay6:
    """``/web/<site>/<page>/-/asset_publisher/<instance>/content/<slug>``; the slug identifies."""

    site: str | None = "cong-thong-tin"
    pages: tuple[tuple[str, str], ...] = (
        (POLITICS, "chinh-tri"),
        (ECONOMY, "kinh-te"),
        (SOCIETY, "van-hoa-xa-hoi"),
    )
    """Names of sections and of the pages that list them."""
    instance: str = "Zk3uP1mQ8vTa"
    language: str | None = None
    feeds: bool = False
    detail: str = "chi-tiet-tin"
    """The page that shows articles."""

    def build(self, articles: tuple[ReplicaArticle, ...]) -> Replica:
        """The replica with these articles."""
        language = f"/{self.language}" if self.language else ""
        root = f"{language}/web/{self.site}" if self.site else language
        publisher = f"/-/asset_publisher/{self.instance}"
        content = f"{root}/{self.detail}{publisher}/content/"

        def address(article: ReplicaArticle) -> str:
            return f"{content}{slug(article.title, drop_d=True, limit=100)}"

        sections = tuple(
            Section(name, f"{root}/{page}" if page else root or "/") for name, page in self.pages
        )
        shelf = Shelf(articles, sections, address)
        known = addresses(shelf)
        house = House(
            folder="liferay6",
            title="Cổng thông tin điện tử tỉnh Tân Giang",
            shelf=shelf,
            traps=self._traps(shelf, root, content),
            written=datelines.with_views,
            picture=lambda article, n: f"/image/journal/article?img_id={article.id}{n}",
            document=lambda article, file: f"/documents/10181/{article.id}/{file}",
            home=root or "/",
            more={"instance": self.instance, "detail": f"{root}/{self.detail}", "root": root},
        )
        newest = shelf.modified()

        def article(visit: Visit, before: str, rest: str, pop_up: str | None) -> Page | None:
            doubled = re.sub(r"^.*(?=/-/asset_publisher/)", "", rest.replace("//", "/"))
            number = known.get(f"{root}/{self.detail}{doubled}")
            if number is None or (self.language and before[-3:] != language):
                return None
            return house.article(visit, number, "print" if pop_up else "article")

        def listing(visit: Visit, path: str) -> Page | None:
            query = parse_qs(visit.query)
            if query.get("p_p_id") == ["58"]:
                return house.plain(visit, "login", "Đăng nhập")
            section = shelf.at(path)
            name = f"101_INSTANCE_{self.instance}"
            return house.listing(
                visit,
                section,
                page_number(query.get(f"_{name}_cur")),
                lambda n: (
                    f"{path}?p_p_id={name}&p_p_lifecycle=0&p_p_state=normal&p_p_mode=view"
                    f"&_{name}_delta=10&_{name}_cur={n}"
                ),
            )

        def channel(visit: Visit, path: str) -> Page | None:
            section = shelf.at(path)
            if section is None:
                return None
            items = shelf.latest(section, FEED_SIZE)
            return feed(visit, section.name, items, shelf.modified(section), section.path)

        bare = root.removeprefix(language)
        pages = routes(
            (r"/robots\.txt", robots(("/c/", "/group/", f"{content}thong-bao-noi-bo-"))),
            (r"/image/.*", pictures(newest)),
            (r"/documents/\d+/\d+/(?P<file>[^/]+)", documents(articles, newest)),
            (
                rf"(?P<before>{_LANGUAGES}){re.escape(bare)}/{self.detail}(?P<rest>/.*?){_TAIL}",
                article,
            ),
            (rf"(?P<path>.+){publisher}/rss", channel),
            (rf"{re.escape(root)}/lich-cong-tac", house.always("calendar", "Lịch công tác")),
            (r"(?P<path>.+)", listing),
            (rf"{re.escape(root)}/?|/", house.front),
            (rf"{re.escape(root)}/{self.detail}", house.always("empty", "Chi tiết tin")),
        )
        return Replica(
            name="liferay6",
            declared_host="liferay6.invalid",
            articles=articles,
            sections=sections,
            feeds=tuple(f"{each.path}{publisher}/rss" for each in sections) if self.feeds else (),
            traps=house.traps,
            address=address,
            pages=lru_cache(2048)(pages),
            headers=(
                ("Liferay-Portal", "Liferay Portal Community Edition 6.2 CE GA6"),
                ("Set-Cookie", "GUEST_LANGUAGE_ID=vi_VN; Path=/"),
            ),
        )

    def _traps(self, shelf: Shelf, root: str, content: str) -> tuple[Trap, ...]:
        first, second, third = (shelf.sections * 3)[:3]
        login = f"{root}/{self.detail}?p_p_id=58&p_p_lifecycle=0&saveLastPath=0"
        beyond = f"{third.path}?_101_INSTANCE_{self.instance}_cur=9999"
        return (
            *traps_in_news_grammar(shelf),
            forbidden(shelf),
            never_fetched("login", login, second, "Đăng nhập để xem toàn bộ tin"),
            never_fetched(
                "calendar", f"{root}/lich-cong-tac?month=3", first, "Lịch công tác tháng 3"
            ),
            never_fetched("listing beyond the end", beyond, third, "Trang cuối cùng"),
            *self._second_forms(shelf, content),
        )

    def _second_forms(self, shelf: Shelf, content: str) -> tuple[Trap, ...]:
        traps = []
        for number, article in enumerate(shelf.articles[:7]):
            path = shelf.address(article)
            name = path.removeprefix(content)
            other = quote(shelf.address(shelf.articles[number - 1]), safe="")
            doubled = (
                f"{content.removesuffix('/content/')}/{self.detail}/-/asset_publisher"
                f"//{self.instance}/content/{name}"
            )
            form, reason = (
                (doubled, "doubled path"),
                (f"{path}?redirect={other}", "redirect parameter"),
                (f"{path}/pop_up", "print view"),
                (f"/en{path}", "language copy"),
                (f"/vi/en/vi{path}", "language copy"),
                (f"{path};jsessionid=5C1F0E9A7B3D2846.node1", "session id"),
                (f"{path}?utm_source=zalo&utm_medium=share", "tracking parameters"),
            )[number]
            traps.append(second_form(article, shelf, form, reason))
        return tuple(traps)
