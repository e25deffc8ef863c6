"""Provincial newspapers: month folders and hexadecimal ids, or flat addresses."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from portalcrawl.replicas.content import ReplicaArticle
from portalcrawl.replicas.dates import published_time
from portalcrawl.replicas.discovery import Handler
from portalcrawl.replicas.families import datelines
from portalcrawl.replicas.families.grammar import ByQuery, Grammar, path_id, site_of
from portalcrawl.replicas.families.house import INTERNAL, Address, House, never_fetched
from portalcrawl.replicas.families.pools import ECONOMY, POLITICS, SOCIETY
from portalcrawl.replicas.markup import slug
from portalcrawl.replicas.shelf import Shelf, second_form
from portalcrawl.replicas.site import Page, Replica, Section, Trap, Visit

_Written = Callable[[ReplicaArticle, datetime], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class NewspaperFolders:
    """``/<category>/<YYYYMM>/<slug>-<7 hexadecimal figures>/``."""

    categories: tuple[tuple[str, str], ...] = ((POLITICS, "chinh-tri"), (ECONOMY, "kinh-te"))
    """Names and aliases; what belongs to none stands in the first."""
    feed: str | None = "/rss/{section}.rss"
    sitemap: str | None = "/sitemap.xml"

    def build(self, articles: tuple[ReplicaArticle, ...]) -> Replica:
        """The replica with these articles."""
        own = dict(self.categories)

        def address(article: ReplicaArticle) -> str:
            category = own.get(article.section or "", self.categories[0][1]) or "tin-tuc"
            month = f"{published_time(article):%Y%m}"
            return f"/{category}/{month}/{slug(article.title)}-{article.id:07x}/"

        def traps(shelf: Shelf) -> tuple[Trap, ...]:
            one, two, three = shelf.articles[:3]
            return (
                *_beside(shelf),
                second_form(one, shelf, f"/print/{one.id:07x}/", "print view"),
                second_form(two, shelf, address(two).rstrip("/"), "missing slash"),
                second_form(three, shelf, f"{address(three)}?utm_source=fb", "tracking parameters"),
            )

        def printed(house: House) -> tuple[tuple[str, Handler], ...]:
            def page(visit: Visit, number: str) -> Page | None:
                return house.article(visit, int(number, 16), "print")

            return ((r"/print/(?P<number>[0-9a-f]{7})/", page),)

        sections = _sections(self.categories)
        return site_of(
            _grammar(
                "newspaper",
                sections,
                address,
                traps,
                read=path_id(r"(?:/[^/]+)+/\d{6}/[^/]*-(?P<id>[0-9a-f]{7})/?", 16),
                feeds=_feeds(self.feed, self.categories, sections),
                sitemap=self.sitemap,
                written=datelines.with_zone,
                further=printed,
            ),
            articles,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class NewspaperFlat:
    """``/<slug>-<7 figures>.html`` at the root."""

    categories: tuple[tuple[str, str], ...] = (
        (POLITICS, "chinh-tri"),
        (ECONOMY, "kinh-te"),
        (SOCIETY, "van-hoa-xa-hoi"),
    )
    feed: str | None = None
    sitemap: str | None = "/sitemap.xml"
    mark: str = ""
    """Before the id: ``post`` in ``-post123456.html``."""

    def build(self, articles: tuple[ReplicaArticle, ...]) -> Replica:
        """The replica with these articles."""

        def address(article: ReplicaArticle) -> str:
            return f"/{slug(article.title)}-{self.mark}{article.id}.html"

        def traps(shelf: Shelf) -> tuple[Trap, ...]:
            one, two = shelf.articles[:2]
            return (
                *_beside(shelf),
                second_form(one, shelf, f"{address(one)}?zarsrc=31", "tracking parameters"),
                second_form(two, shelf, f"{address(two)}?print=1", "print view"),
            )

        sections = _sections(self.categories)
        return site_of(
            _grammar(
                "newspaper_flat",
                sections,
                address,
                traps,
                read=path_id(rf"/[^/]+-{self.mark}(?P<id>\d{{5,8}})\.html"),
                feeds=_feeds(self.feed, self.categories, sections),
                sitemap=self.sitemap,
                written=datelines.updated_with_zone,
                further=lambda _house: (),
            ),
            articles,
        )


def _sections(categories: tuple[tuple[str, str], ...]) -> tuple[Section, ...]:
    return tuple(Section(name, f"/{alias}/" if alias else "/") for name, alias in categories)


def _feeds(
    form: str | None, categories: tuple[tuple[str, str], ...], sections: tuple[Section, ...]
) -> dict[str, Section | None]:
    if form is None:
        return {}
    pairs = zip(categories, sections, strict=True)
    return {form.format(section=alias): section for (_, alias), section in pairs if alias}


def _beside(shelf: Shelf) -> tuple[Trap, ...]:
    first, second, third = (shelf.sections * 3)[:3]
    return (
        never_fetched("press digest", "/diem-bao/", first, "Điểm báo trong ngày"),
        never_fetched("list", "/thoi-su/trang-302.html", second, "Các tin đã đưa"),
        never_fetched("podcast", "/podcast/202401/ban-tin-sang-00a0b02/", third, "Bản tin sáng"),
        never_fetched("static page", "/lien-he/", third, "Liên hệ tòa soạn"),
        never_fetched("tag page", "/tu-khoa/nong-thon-moi/", first, "nông thôn mới"),
    )


def _grammar(
    name: str,
    sections: tuple[Section, ...],
    address: Address,
    traps: Callable[[Shelf], tuple[Trap, ...]],
    *,
    read: Callable[[Visit], int | None],
    feeds: dict[str, Section | None],
    sitemap: str | None,
    written: _Written,
    further: Callable[[House], tuple[tuple[str, Handler], ...]],
) -> Grammar:
    return Grammar(
        name=name,
        folder="newspaper",
        title="Báo Miền Đông điện tử",
        sections=sections,
        address=address,
        read=read,
        listing=ByQuery(),
        traps=traps,
        plain=(
            (r"/diem-bao/", "empty", "Điểm báo"),
            (r"/thoi-su/trang-302\.html", "empty", "Các tin đã đưa"),
            (r"/podcast/.*", "empty", "Bản tin sáng"),
            (r"/lien-he/", "contact", "Liên hệ"),
            (r"/tu-khoa/.*", "tag", "Từ khóa"),
        ),
        written=written,
        files="/file/8f2c51d07b9e/dataimages",
        feeds=feeds,
        sitemap=sitemap,
        internal=f"/noi-bo{address(INTERNAL)}" if name == "newspaper" else None,
        headers=(("Server-Timing", "epi;dur=3"),),
        further=further,
    )
