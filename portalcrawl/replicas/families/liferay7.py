"""Liferay 7 with friendly addresses: ``/vi/w/<slug>``."""

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

_PORTLET = "com_liferay_asset_publisher_web_portlet_AssetPublisherPortlet_INSTANCE_kqzv"


@dataclass(frozen=True, slots=True, kw_only=True)
class Liferay7:
    """Articles under ``/w/``; the language portlet puts ``/vi`` and ``/en`` before any address."""

    language: str | None = "vi"
    """The prefix of addresses; every other one is a copy."""
    site: str | None = None
    """In ``/web/<site>/w/``."""
    pages: tuple[tuple[str, str], ...] = (
        (POLITICS, "chinh-tri"),
        (ECONOMY, "kinh-te"),
        (SOCIETY, "van-hoa-xa-hoi"),
    )
    """Names of sections and of the pages that list them."""
    form: str = "/w/{slug}"
    """Of an address, behind language and site: with ``{slug}`` and ``{id}``."""

    def build(self, articles: tuple[ReplicaArticle, ...]) -> Replica:
        """The replica with these articles."""
        language = f"/{self.language}" if self.language else ""
        root = f"{language}/web/{self.site}" if self.site else language

        def address(article: ReplicaArticle) -> str:
            words = slug(article.title, drop_d=True, limit=100)
            return root + self.form.format(slug=words, id=article.id)

        def traps(shelf: Shelf) -> tuple[Trap, ...]:
            one, two, three, four = (address(article) for article in shelf.articles[:4])
            first, second, third = (shelf.sections * 3)[:3]
            made = shelf.articles
            return (
                never_fetched("login", f"{root}/c/portal/login?p_l_id=12", first, "Đăng nhập"),
                never_fetched("calendar", f"{root}/lich-cong-tac?month=3", second, "Lịch"),
                never_fetched("tag page", f"{root}/tim-kiem?tag=nong-thon", third, "nông thôn"),
                second_form(made[0], shelf, f"/en{one.removeprefix(language)}", "language copy"),
                second_form(made[1], shelf, f"/vi/en{two.removeprefix(language)}", "language copy"),
                second_form(made[2], shelf, f"{three}?redirect=%2Fvi", "redirect parameter"),
                second_form(made[3], shelf, f"{four}?utm_source=zalo", "tracking parameters"),
            )

        def copies(house: House) -> tuple[tuple[str, Handler], ...]:
            known = addresses(house.shelf)

            def copy(visit: Visit, rest: str) -> Page | None:
                number = known.get(f"{language}{rest}")
                return None if number is None else house.article(visit, number)

            return ((r"(?:/(?:vi|en))+(?P<rest>/.+)", copy),)

        return site_of(
            Grammar(
                name="liferay7",
                folder="liferay7",
                title="Cổng thông tin điện tử thành phố Sông Hàn",
                sections=tuple(
                    Section(name, f"{root}/{page}" if page else root or "/")
                    for name, page in self.pages
                ),
                address=address,
                listing=ByQuery(
                    name=f"_{_PORTLET}_cur",
                    fixed=(
                        ("p_p_id", _PORTLET),
                        ("p_p_lifecycle", "0"),
                        (f"_{_PORTLET}_delta", "10"),
                    ),
                ),
                traps=traps,
                plain=(
                    (r".*/c/portal/login", "login", "Đăng nhập"),
                    (rf"{re.escape(root)}/lich-cong-tac", "calendar", "Lịch công tác"),
                    (rf"{re.escape(root)}/tim-kiem", "tag", "Tìm kiếm"),
                ),
                written=datelines.half_day,
                files="/documents/35762",
                disallowed=("/c/", "/group/"),
                headers=(
                    ("Liferay-Portal", "Liferay Digital Experience Platform"),
                    ("Set-Cookie", "COOKIE_SUPPORT=true; Path=/"),
                ),
                home=root or "/",
                further=copies,
            ),
            articles,
        )
