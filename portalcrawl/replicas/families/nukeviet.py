"""NukeViet: the id at the end of the slug; feeds and a sitemap of the news module."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from portalcrawl.replicas.assets import documents, pictures
from portalcrawl.replicas.content import ReplicaArticle
from portalcrawl.replicas.discovery import feed, robots, routes, sitemap, sitemap_index
from portalcrawl.replicas.families import datelines
from portalcrawl.replicas.families.house import (
    FEED_SIZE,
    House,
    forbidden,
    never_fetched,
    traps_in_news_grammar,
)
from portalcrawl.replicas.families.pools import ECONOMY, POLITICS
from portalcrawl.replicas.markup import slug
from portalcrawl.replicas.shelf import Shelf, second_form
from portalcrawl.replicas.site import Page, Replica, Section, Trap, Visit

_INTERNAL = "noi-bo"


@dataclass(frozen=True, slots=True, kw_only=True)
class NukeVietNews:
    """``[/<language>/<module>]/<category>/<slug>-<id>.html``."""

    categories: tuple[tuple[str, str], ...] = ((POLITICS, "chinh-tri"), (ECONOMY, "kinh-te"))
    """Names and aliases; what belongs to none stands in the first."""
    language: str | None = None
    module: str = "news"
    feeds: bool = True
    sitemap: str | None = "/sitemap.xml"
    counted: bool = False
    """Whether views and comments are glued to the date line."""

    def build(self, articles: tuple[ReplicaArticle, ...]) -> Replica:
        """The replica with these articles."""
        base = f"/{self.language}/{self.module}" if self.language else ""
        sections = tuple(Section(name, f"{base}/{alias}/") for name, alias in self.categories)
        folders = {section.name: section.path for section in sections}

        def address(article: ReplicaArticle) -> str:
            folder = folders.get(article.section or "", sections[0].path)
            return f"{folder}{slug(article.title)}-{article.id}.html"

        shelf = Shelf(articles, sections, address)
        newest = shelf.modified()
        house = House(
            folder="nukeviet",
            title="Trang thông tin điện tử huyện Thanh Lộc",
            shelf=shelf,
            traps=self._traps(shelf, base),
            written=(
                datelines.with_weekday_and_counters if self.counted else datelines.with_weekday
            ),
            picture=lambda article, n: f"/uploads/news/2026_01/anh-{article.id}-{n}.jpg",
            document=lambda article, file: f"/uploads/news/{article.id}/{file}",
            home=f"/{self.language}/" if self.language else "/",
            more={"base_path": base, "feeds": self.feeds, "language": self.language or "vi"},
        )

        def article(visit: Visit, number: str, action: str | None = None) -> Page | None:
            return house.article(visit, int(number), "print" if action else "article")

        def listing(visit: Visit, alias: str, number: str | None = None) -> Page | None:
            path = f"{base}/{alias}/"
            return house.listing(
                visit,
                shelf.at(path),
                int(number or 1),
                lambda n: f"{path}page-{n}/" if n > 1 else path,
            )

        def channel(visit: Visit, alias: str) -> Page | None:
            section = shelf.at(f"{base}/{alias}/")
            if section is None:
                return None
            items = shelf.latest(section, FEED_SIZE)
            return feed(visit, section.name, items, shelf.modified(section), section.path)

        own = f"{base}/sitemap-news.xml"
        category = r"[A-Za-z0-9-]+"
        tail = r"/[^/]+-(?P<number>\d{1,9})\.html"
        at = re.escape(base)
        pages = routes(
            (
                r"/robots\.txt",
                robots(
                    ("/admin/", "/users/", f"{base}/{_INTERNAL}/"),
                    (self.sitemap,) if self.sitemap else (),
                ),
            ),
            (
                re.escape(self.sitemap or "/sitemap.xml"),
                lambda visit: sitemap_index(visit, (own,), newest),
            ),
            (re.escape(own), lambda visit: sitemap(visit, map(shelf.item, articles), newest)),
            (rf"{at}/rss/(?P<alias>{category})/", channel),
            (r"/uploads/.*\.jpg", pictures(newest)),
            (r"/uploads/news/\d+/(?P<file>[^/]+)", documents(articles, newest)),
            (rf"(?:/index\.php)?{at}/{category}{tail}", article),
            (rf"{at}/(?P<action>savefile|print)/{category}{tail}", article),
            (rf"{at}/(?P<alias>{category})/(?:page-(?P<number>\d{{1,6}})/)?", listing),
            (r"/|/vi/", house.front),
            (rf"{at}/tag/[^/]+/", house.always("tag", "Từ khóa")),
            (r".*/users/login/", house.always("login", "Đăng nhập")),
            (r".*/about/gioi-thieu\.html", house.always("contact", "Giới thiệu")),
            (r".*/archive/", house.always("calendar", "Lưu trữ")),
        )
        return Replica(
            name="nukeviet",
            declared_host="nukeviet.invalid",
            articles=articles,
            sections=sections,
            feeds=tuple(f"{base}/rss/{alias}/" for _, alias in self.categories)
            if self.feeds
            else (),
            sitemaps=(self.sitemap,) if self.sitemap else (),
            traps=house.traps,
            address=address,
            pages=lru_cache(2048)(pages),
            headers=(
                ("X-Powered-By", "NukeViet v4.5"),
                ("Set-Cookie", "nv4_cltz=420.420.420; Path=/"),
            ),
        )

    def _traps(self, shelf: Shelf, base: str) -> tuple[Trap, ...]:
        first, second = (shelf.sections * 2)[:2]
        head = f"/{self.language}" if self.language else ""
        internal = f"{base}/{_INTERNAL}/thong-bao-noi-bo-ve-lich-truc-9900103.html"
        return (
            *traps_in_news_grammar(shelf),
            forbidden(shelf, internal),
            never_fetched("login", f"{head}/users/login/", second, "Đăng nhập thành viên"),
            never_fetched("tag page", f"{base}/tag/nong-thon-moi/", first, "nông thôn mới"),
            never_fetched(
                "static page", f"{head}/about/gioi-thieu.html", second, "Giới thiệu huyện"
            ),
            never_fetched("calendar", f"{base}/archive/?month=4", first, "Lưu trữ tháng 4"),
            *self._second_forms(shelf, base),
        )

    def _second_forms(self, shelf: Shelf, base: str) -> tuple[Trap, ...]:
        traps = []
        for number, article in enumerate(shelf.articles[:5]):
            path = shelf.address(article)
            rest = path.removeprefix(base)
            form, reason = (
                (f"{base}/savefile{rest}", "saved file"),
                (f"{base}/print{rest}", "print view"),
                (f"/index.php{path}", "front controller"),
                (f"{path}?download=1", "saved file"),
                (f"{base}/tin-noi-bat/{rest.rpartition('/')[2]}", "other category"),
            )[number]
            traps.append(second_form(article, shelf, form, reason))
        return tuple(traps)
