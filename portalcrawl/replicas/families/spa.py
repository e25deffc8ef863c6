"""A site that JavaScript draws: an empty page, a script, and the endpoints that it asks."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from urllib.parse import parse_qsl

from portalcrawl.replicas.content import ReplicaArticle
from portalcrawl.replicas.dates import published_time
from portalcrawl.replicas.discovery import Handler
from portalcrawl.replicas.families import datelines
from portalcrawl.replicas.families.grammar import ByQuery, Grammar, query_id, section_at, site_of
from portalcrawl.replicas.families.house import (
    DOCUMENT,
    ERROR,
    LOGIN,
    STATIC,
    House,
    never_fetched,
)
from portalcrawl.replicas.families.pools import ECONOMY, POLITICS, SOCIETY
from portalcrawl.replicas.markup import slug
from portalcrawl.replicas.shelf import Shelf, page_number, second_form
from portalcrawl.replicas.site import LOCAL_TIME, Page, Replica, Section, Trap, Visit

_JSON = "application/json; charset=utf-8"
_READ = query_id(r"/vi/post/[^/]+", "id")
_BESIDE = (STATIC, DOCUMENT, LOGIN, ERROR)


@dataclass(frozen=True, slots=True, kw_only=True)
class SinglePage:
    """``/vi/post/<slug>?type=NEWS&id=N``: every page is empty until its script has run.

    ``drawn`` gives the pages as a browser has them then: for who has no browser.
    """

    sections: tuple[Section, ...] = (
        Section(POLITICS, "/vi/chuyen-muc/chinh-tri"),
        Section(ECONOMY, "/vi/chuyen-muc/kinh-te"),
        Section(SOCIETY, "/vi/chuyen-muc/van-hoa-xa-hoi"),
    )
    drawn: bool = False

    def build(self, articles: tuple[ReplicaArticle, ...]) -> Replica:
        """The replica with these articles."""

        def linked(article: ReplicaArticle) -> str:
            return f"/vi/post/{slug(article.title)}?type=NEWS&id={article.id}"

        def kept(article: ReplicaArticle) -> str:
            return f"/vi/post/{slug(article.title)}?id={article.id}&type=NEWS"

        def traps(shelf: Shelf) -> tuple[Trap, ...]:
            one = shelf.articles[0]
            first, second, third = (shelf.sections * 3)[:3]
            return (
                never_fetched("video", "/vi/video/ban-tin-sang?id=77", first, "Bản tin sáng"),
                never_fetched("calendar", "/vi/lich?month=4", second, "Lịch công tác"),
                never_fetched("login", "/vi/dang-nhap", third, "Đăng nhập"),
                second_form(one, shelf, f"{linked(one)}&fbclid=x", "tracking parameters"),
            )

        def routes(house: House) -> tuple[tuple[str, Handler], ...]:
            script = _Script(house, replace(house, base="piece"))
            return script.endpoints if self.drawn else (*script.endpoints, script.pages)

        return site_of(
            Grammar(
                name="spa",
                folder="spa",
                title="Cổng thông tin điện tử tỉnh Tuyên Giang",
                sections=self.sections,
                address=linked,
                kept=kept,
                read=_READ,
                listing=ByQuery(),
                traps=traps,
                plain=(
                    (r"/vi/video/.*", "empty", "Bản tin sáng"),
                    (r"/vi/lich", "calendar", "Lịch công tác"),
                    (r"/vi/dang-nhap", "login", "Đăng nhập"),
                ),
                written=datelines.time_first,
                files="/static/media",
                internal="/vi/post/noi-bo/thong-bao-lich-truc?id=9900103&type=NEWS",
                validators=False,
                headers=(("X-Powered-By", "Express"),),
                further=routes,
                more={"drawn": self.drawn},
            ),
            articles,
        )


@dataclass(frozen=True, slots=True)
class _Script:
    """The empty page, and what its script asks for."""

    house: House
    pieces: House
    """The same without what is around the pages."""

    @property
    def endpoints(self) -> tuple[tuple[str, Handler], ...]:
        return (
            (r"/api/frame", self.frame),
            (r"/api/news", lambda visit: _news(visit, self.house.shelf)),
            (r"/api/news/(?P<number>\d{1,9})", self.article),
        )

    @property
    def pages(self) -> tuple[str, Handler]:
        return r"/(?:vi/.*)?", self.shell

    def frame(self, visit: Visit) -> Page:
        return _html(self.house.page(visit, "frame", modified=None, inner=""))

    def article(self, visit: Visit, number: str) -> Page | None:
        page = self.pieces.article(visit, int(number))
        return _html(page) if page else None

    def shell(self, visit: Visit) -> Page | None:
        """Empty; an article that is not there is a 404 all the same."""
        number = _READ(visit)
        if number is not None:
            known = self.pieces.article(visit, number) is not None
        elif visit.path == "/" or section_at(visit, self.house.shelf.sections):
            known = True
        else:
            return None
        empty = self.house.page(visit, "shell", modified=None)
        return empty if known else replace(empty, status=404)


def _html(page: Page) -> Page:
    text = json.dumps({"html": page.content}, ensure_ascii=False)
    return replace(page, content=text, content_type=_JSON)


def _news(visit: Visit, shelf: Shelf) -> Page:
    """A page of news, of a category or of all; on the first one what is no news stands too."""
    query = dict(parse_qsl(visit.query))
    size = min(50, page_number([query.get("size", "10")]))
    number = page_number([query.get("page", "1")])
    path = f"/vi/chuyen-muc/{query.get('category', '')}"
    section = next((each for each in shelf.sections if each.path == path), None)
    chosen = shelf.articles if section is None else shelf.of(section)
    shown = chosen[(number - 1) * size : number * size]
    beside = _BESIDE if number == 1 and section in (None, shelf.sections[0]) else ()
    items = [_item(article) for article in (*shown, *beside)]
    data = {"items": items, "page": number, "totalPages": -(-len(chosen) // size)}
    return Page(json.dumps({"code": 200, "data": data}, ensure_ascii=False), _JSON)


def _item(article: ReplicaArticle) -> dict[str, object]:
    then = published_time(article).replace(tzinfo=LOCAL_TIME)
    milliseconds = int((then - datetime(1970, 1, 1, tzinfo=UTC)).total_seconds() * 1000)
    return {
        "id": article.id,
        "slug": slug(article.title),
        "title": article.title,
        "sapo": article.lead or "",
        "publishedAt": f"/Date({milliseconds})/" if article.published else None,
        "day": f"{then:%d/%m/%Y}" if article.published else "",
    }
