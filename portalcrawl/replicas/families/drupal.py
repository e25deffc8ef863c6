"""Drupal: ``/node/<n>`` beside its alias, pages counted from nought."""

from __future__ import annotations

import re
from dataclasses import dataclass

from portalcrawl.replicas.content import ReplicaArticle
from portalcrawl.replicas.discovery import Handler
from portalcrawl.replicas.families import datelines
from portalcrawl.replicas.families.grammar import ByQuery, Grammar, site_of
from portalcrawl.replicas.families.house import House, addresses, never_fetched
from portalcrawl.replicas.families.pools import ECONOMY, POLITICS, SOCIETY
from portalcrawl.replicas.markup import slug
from portalcrawl.replicas.shelf import Shelf, second_form
from portalcrawl.replicas.site import Page, Replica, Section, Trap, Visit


@dataclass(frozen=True, slots=True, kw_only=True)
class DrupalNodes:
    """Aliases ``<folder>/<language>/<slug>`` in the grammar of the sections; ``/comment/<n>``."""

    sections: tuple[Section, ...] = (
        Section(POLITICS, "/vi/chinh-tri"),
        Section(ECONOMY, "/vi/kinh-te"),
        Section(SOCIETY, "/vi/van-hoa-xa-hoi"),
    )
    root: str = "/vi"
    """Before the aliases: folder and language."""
    aliases: bool = True
    """Whether articles have one; else they stand under ``/node/<n>`` alone."""
    feeds: tuple[str, ...] = ("/vi/rss.xml",)
    sitemap: str | None = "/sitemap.xml"

    def build(self, articles: tuple[ReplicaArticle, ...]) -> Replica:
        """The replica with these articles."""

        def address(article: ReplicaArticle) -> str:
            if not self.aliases:
                return f"{self.root}/node/{article.id}"
            return f"{self.root}/{slug(article.title, limit=100)}"

        def traps(shelf: Shelf) -> tuple[Trap, ...]:
            one, two, three = shelf.articles[:3]
            first, second, third = (shelf.sections * 3)[:3]
            beside = (
                never_fetched(
                    "node beside its alias",
                    f"{self.root}/node/{three.id}",
                    shelf.section_of(three),
                    str(three.title),
                )
                if self.aliases
                else never_fetched("user page", "/user/7", third, "Ban biên tập")
            )
            return (
                beside,
                never_fetched("comment", f"/comment/{two.id % 9973}", first, "Bình luận mới"),
                never_fetched("tag page", f"{self.root}/taxonomy/term/41", second, "nông thôn mới"),
                never_fetched("login", "/user/login?destination=node", third, "Đăng nhập"),
                never_fetched("calendar", f"{self.root}/calendar?month=5", first, "Lịch tháng 5"),
                second_form(one, shelf, f"{address(one)}/", "trailing slash"),
                second_form(two, shelf, f"{address(two)}?fbclid=IwAR6", "tracking parameters"),
            )

        def copies(house: House) -> tuple[tuple[str, Handler], ...]:
            known = addresses(house.shelf)

            def node(visit: Visit, number: str) -> Page | None:
                return house.article(visit, int(number))

            def comment(visit: Visit, number: str) -> Page | None:
                shown = (each for each in articles if each.id % 9973 == int(number))
                article = next(shown, None)
                return house.article(visit, article.id) if article else None

            def slashed(visit: Visit, path: str) -> Page | None:
                number = known.get(path)
                return None if number is None else house.article(visit, number)

            return (
                (r"(?:/[a-z]+)*/node/(?P<number>\d{1,9})/?", node),
                (r"/comment/(?P<number>\d{1,6})", comment),
                (r"(?P<path>/.+)/", slashed),
            )

        root = re.escape(self.root)
        return site_of(
            Grammar(
                name="drupal",
                folder="drupal",
                title="Cổng thông tin điện tử tỉnh An Phước",
                sections=self.sections,
                address=address,
                listing=ByQuery(first=0),
                traps=traps,
                plain=(
                    (rf"{root}/taxonomy/term/\d+", "tag", "Chủ đề"),
                    (r"/user/\d+", "contact", "Ban biên tập"),
                    (r"/user/login", "login", "Đăng nhập"),
                    (rf"{root}/calendar", "calendar", "Lịch"),
                ),
                written=datelines.short_weekday,
                files="/sites/default/files/inline-images",
                feeds=dict.fromkeys(self.feeds),
                sitemap=self.sitemap,
                disallowed=("/core/", "/profiles/", "/admin/", "/user/"),
                internal=f"{self.root}/noi-bo/thong-bao-noi-bo-ve-lich-truc",
                headers=(("X-Generator", "Drupal 10 (https://www.drupal.org)"),),
                home=self.root or "/",
                further=copies,
            ),
            articles,
        )
