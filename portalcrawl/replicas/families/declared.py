"""A site for a declared portal: what its declaration asks for is there, and is articles."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import UTC
from typing import Any
from urllib.parse import parse_qsl, unquote

from portalcrawl.engines.api import JsonListing
from portalcrawl.engines.drupal import Drupal
from portalcrawl.engines.liferay import Liferay
from portalcrawl.engines.nukeviet import NukeViet
from portalcrawl.engines.sharepoint import SharePoint
from portalcrawl.engines.wordpress import WordPress
from portalcrawl.portals import Portal
from portalcrawl.replicas.content import ReplicaArticle
from portalcrawl.replicas.dates import published_time
from portalcrawl.replicas.discovery import Handler
from portalcrawl.replicas.families import datelines
from portalcrawl.replicas.families.addressing import addressing
from portalcrawl.replicas.families.grammar import (
    ByPath,
    ByQuery,
    Grammar,
    Listing,
    site_of,
)
from portalcrawl.replicas.families.house import BESIDE, PAGE_SIZE, Address, House
from portalcrawl.replicas.families.postback import Postback
from portalcrawl.replicas.families.publish_upload import by_last_number
from portalcrawl.replicas.families.wordpress import rest_posts
from portalcrawl.replicas.shelf import Shelf, second_form
from portalcrawl.replicas.site import Page, Replica, Section, Trap, Visit

_NAMES = (
    *("Chính trị", "Kinh tế", "Văn hóa - Xã hội", "Quốc phòng - An ninh", "Tin địa phương"),
    *("Giáo dục - Y tế", "Nông nghiệp", "Cải cách hành chính", "Tin trong nước", "Khoa học"),
)
_FOLDERS = {
    "liferay": "liferay6",
    "sharepoint": "sharepoint",
    "vnportal": "vnportal",
    "publish_upload": "publish_upload",
    "nukeviet": "nukeviet",
    "drupal": "drupal",
    "dotnetnuke": "dotnetnuke",
    "wordpress": "wordpress",
    "newspaper": "newspaper",
    "webforms": "webforms",
}
_JSON = "application/json; charset=utf-8"


def replica_for(portal: Portal, articles: Iterable[ReplicaArticle]) -> Replica:
    """A site that answers what the declaration asks: its sections, feeds, sitemaps, endpoints.

    The articles, newest first, are dealt to the declared sections; their addresses are such as the
    declaration takes. A declaration that takes none gets a site without articles.
    """
    points = [
        (each.kind, each.url.removeprefix(portal.origin) or "/")
        for each in portal.engine.listings(portal)
        if each.body is None and not _is_endpoint(portal, each.url)
    ]
    paths = list(dict.fromkeys(path for kind, path in points if kind == "section")) or ["/"]
    sections = tuple(
        Section(_NAMES[place % len(_NAMES)] + " " * (place // len(_NAMES)), path)
        for place, path in enumerate(paths)
    )
    by_name = {section.name: section for section in sections}
    address = addressing(portal, lambda article: by_name.get(article.section or "", sections[0]))
    dealt = tuple(
        replace(each, section=sections[each.id % len(sections)].name) for each in articles
    )
    feeds = dict.fromkeys(path for kind, path in points if kind == "feed")
    sitemaps = [path for kind, path in points if kind == "sitemap"]
    grammar = _grammar(portal, sections, address or (lambda _article: "/khong-co"))
    built = site_of(
        replace(
            grammar,
            feeds=feeds,
            sitemap=sitemaps[0] if sitemaps else None,
            read=_by_target(grammar.address, dealt),
        ),
        dealt if address else (),
    )
    return replace(built, name=portal.host, declared_host=portal.host)


def _grammar(portal: Portal, sections: tuple[Section, ...], address: Address) -> Grammar:
    engine = portal.engine
    endpoints: tuple[JsonListing, ...] = getattr(engine, "api", ())
    is_tandan = isinstance(engine, SharePoint) and engine.grammars[0] == "tandan"
    layout = {"tandan": "tandan", "posts": "posts"}.get(
        engine.grammars[0] if isinstance(engine, SharePoint) else "", "trang"
    )

    def traps(shelf: Shelf) -> tuple[Trap, ...]:
        if not shelf.articles:
            return ()
        one = shelf.articles[0]
        mark = "&" if "?" in address(one) else "?"
        return (second_form(one, shelf, f"{address(one)}{mark}fbclid=x", "tracking parameters"),)

    def further(house: House) -> tuple[tuple[str, Handler], ...]:
        if isinstance(engine, WordPress) and engine.rest:
            return ((r"/wp-json/wp/v2/posts", lambda visit: rest_posts(visit, house.shelf)),)
        return ((r".*", _Endpoints(endpoints, house)),) if endpoints else ()

    return Grammar(
        name=portal.host,
        folder=_FOLDERS.get(engine.name, "plain"),
        title="Cổng thông tin điện tử tỉnh Phú Lộc",
        sections=sections,
        address=address,
        listing=_listing(portal),
        traps=traps,
        written=datelines.day_alone if is_tandan else datelines.plain,
        days_alone=is_tandan,
        files="/tep-tin/anh",
        disallowed=("/quan-tri/",),
        internal="/quan-tri/thong-bao-noi-bo",
        validators=len(portal.host) % 2 == 0,
        takes_posts=bool(endpoints) or engine.name == "webforms",
        home="/",
        further=further,
        more={
            "layout": layout,
            "later": True,
            "views": True,
            "instance": "Zk3uP1mQ8vTa",
            "detail": "/chi-tiet-tin",
            "root": "",
            "base_path": "",
            "feeds": False,
            "language": "vi",
        },
    )


def _listing(portal: Portal) -> Listing:
    engine = portal.engine
    if engine.name == "webforms":
        return Postback()
    if isinstance(engine, NukeViet):
        return ByPath(form="page-{}/")
    if isinstance(engine, WordPress):
        return ByPath(form="page/{}/")
    if isinstance(engine, Drupal):
        return ByQuery(first=0)
    if isinstance(engine, SharePoint) and engine.counted:
        return ByQuery(name=engine.counted, style="none")
    if isinstance(engine, Liferay):
        return ByQuery(name="_101_INSTANCE_Zk3uP1mQ8vTa_cur")
    return _by_number


def _by_number(visit: Visit, house: House) -> Page | None:
    return by_last_number(visit, house) or ByQuery(style="numbers")(visit, house)


def _by_target(
    address: Address, articles: Iterable[ReplicaArticle]
) -> Callable[[Visit], int | None]:
    """A reader of ids by the whole address, whatever stands beside it in the query."""
    known: dict[str, list[tuple[frozenset[tuple[str, str]], int]]] = {}
    for article in (*articles, *BESIDE):
        path, _, query = address(article).partition("?")
        wanted = frozenset(parse_qsl(query, keep_blank_values=True))
        known.setdefault(unquote(path).lower(), []).append((wanted, article.id))

    def read(visit: Visit) -> int | None:
        given = frozenset(parse_qsl(visit.query, keep_blank_values=True))
        held = known.get(visit.path.lower(), ())
        return next((number for wanted, number in held if wanted <= given), None)

    return read


def _is_endpoint(portal: Portal, url: str) -> bool:
    if isinstance(portal.engine, WordPress):
        return "/wp-json/" in url
    endpoints: tuple[JsonListing, ...] = getattr(portal.engine, "api", ())
    return any(
        url == portal.origin + each.path.replace("{page}", str(each.first)) for each in endpoints
    )


@dataclass(frozen=True, slots=True)
class _Endpoints:
    """The declared endpoints: each answers with the articles of one section, JSON."""

    endpoints: tuple[JsonListing, ...]
    house: House

    def __call__(self, visit: Visit) -> Page | None:
        target = f"{visit.path}?{visit.query}" if visit.query else visit.path
        for place, endpoint in enumerate(self.endpoints):
            number = _number(endpoint, target, visit.posted)
            if number is not None:
                return self._answer(visit, endpoint, place, number)
        return None

    def _answer(self, visit: Visit, endpoint: JsonListing, place: int, number: int) -> Page:
        sections = self.house.shelf.sections
        chosen = self.house.shelf.of(sections[place % len(sections)])
        size = endpoint.size or PAGE_SIZE
        start = (number - endpoint.first) // endpoint.step * size
        answer: Any = [
            _item(endpoint, article, visit.origin + self.house.shelf.address(article))
            for article in chosen[start : start + size]
        ]
        for name in reversed(endpoint.items.split(".") if endpoint.items else ()):
            answer = {name: answer}
        return Page(json.dumps(answer, ensure_ascii=False), _JSON)


def _number(endpoint: JsonListing, target: str, posted: bytes | None) -> int | None:
    """The number of the page, where the request is one of this endpoint's."""
    if (endpoint.body is None) != (posted is None):
        return None
    said = f"{target}\n{(posted or b'').decode('utf-8', 'replace')}"
    form = f"{endpoint.path}\n{endpoint.body or ''}"
    match = re.fullmatch(r"(\d{1,9})".join(map(re.escape, form.split("{page}"))), said)
    return int(match[1]) if match else None


def _item(endpoint: JsonListing, article: ReplicaArticle, url: str) -> dict[str, object]:
    then = published_time(article).replace(tzinfo=UTC)
    item: dict[str, object] = {endpoint.title: article.title}
    for name in re.findall(r"\{([^{}]+)\}", endpoint.link):
        item[name] = url if endpoint.link == f"{{{name}}}" else article.id
    if endpoint.published:
        item[endpoint.published] = f"{then:%Y-%m-%dT%H:%M:%S}"
    return item
