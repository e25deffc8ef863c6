"""A site described by its grammar: how articles are addressed and how sections are paged."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import lru_cache
from typing import Any
from urllib.parse import parse_qsl, unquote, urlencode

from portalcrawl.replicas.assets import documents, pictures
from portalcrawl.replicas.content import ReplicaArticle
from portalcrawl.replicas.discovery import Handler, feed, robots, routes, sitemap
from portalcrawl.replicas.families import datelines
from portalcrawl.replicas.families.house import (
    FEED_SIZE,
    INTERNAL,
    Address,
    House,
    Plain,
    addresses,
    forbidden,
    traps_in_news_grammar,
)
from portalcrawl.replicas.shelf import Shelf
from portalcrawl.replicas.site import Page, Replica, Section, Trap, Visit

Listing = Callable[[Visit, House], Page | None]
"""The page of a section, where the visit asks for one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Grammar:
    """All that a site's pages depend on, besides its articles."""

    name: str
    folder: str
    """Of its templates, below ``families/``."""
    title: str
    sections: tuple[Section, ...]
    address: Address
    """As links have it."""
    kept: Address | None = None
    """Under which an article is to be kept, where that is another form."""
    read: Callable[[Visit], int | None] | None = None
    """The id of the article that a visit asks for; None where its path alone identifies it."""
    listing: Listing
    traps: Callable[[Shelf], tuple[Trap, ...]]
    """Besides those that every news grammar has."""
    plain: tuple[tuple[str, Plain, str], ...] = ()
    """Pattern, kind and heading of further pages."""
    written: Callable[[ReplicaArticle, datetime], str] = datelines.plain
    days_alone: bool = False
    """Whether the date line has no time: then an archive must not hold one either."""
    files: str = "/files"
    """Where pictures and documents stand."""
    feeds: Mapping[str, Section | None] = field(default_factory=dict)
    """Paths of feeds; None stands for all sections."""
    sitemap: str | None = None
    disallowed: tuple[str, ...] = ("/admin/",)
    internal: str | None = None
    """The path of the notice that robots.txt forbids, where it is not the grammar's own."""
    validators: bool = True
    headers: tuple[tuple[str, str], ...] = ()
    takes_posts: bool = False
    home: str = "/"
    more: Mapping[str, Any] = field(default_factory=dict)
    further: Callable[[House], tuple[tuple[str, Handler], ...]] = lambda _house: ()
    """Further routes, asked first."""


def site_of(grammar: Grammar, given: tuple[ReplicaArticle, ...]) -> Replica:
    """The replica of a grammar with these articles, newest first."""
    articles = tuple(map(_day_alone, given)) if grammar.days_alone else given
    shelf = Shelf(articles, grammar.sections, grammar.address)
    notice = forbidden(shelf, grammar.internal)
    files = grammar.files
    house = House(
        folder=grammar.folder,
        title=grammar.title,
        shelf=shelf,
        traps=(*traps_in_news_grammar(shelf), notice, *grammar.traps(shelf)),
        written=grammar.written,
        picture=lambda article, n: f"{files}/{article.id}_{n}.jpg",
        document=lambda article, file: f"{files}/{article.id}/{file}",
        home=grammar.home,
        validators=grammar.validators,
        more=grammar.more,
    )
    newest = shelf.modified()

    known = addresses(shelf)

    def article(visit: Visit) -> Page | None:
        number = grammar.read(visit) if grammar.read else known.get(visit.path)
        return None if number is None else house.article(visit, number)

    def beside(visit: Visit) -> Page | None:
        target = f"{visit.path}?{visit.query}" if visit.query else visit.path
        return house.article(visit, INTERNAL.id) if target == grammar.internal else None

    rules = robots(
        (*grammar.disallowed, notice.path), (grammar.sitemap,) if grammar.sitemap else ()
    )
    pages = routes(
        (r"/robots\.txt", rules),
        (r".*", beside),
        *grammar.further(house),
        *((re.escape(path), _channel(shelf, section)) for path, section in grammar.feeds.items()),
        *(
            ((re.escape(grammar.sitemap), lambda visit: sitemap(visit, _items(shelf), newest)),)
            if grammar.sitemap
            else ()
        ),
        (rf"{re.escape(files)}/[^/]+\.jpg", pictures(newest)),
        (rf"{re.escape(files)}/\d+/(?P<file>[^/]+)", documents(articles, newest)),
        (r".*", article),
        (r".*", lambda visit: grammar.listing(visit, house)),
        *((pattern, house.always(kind, heading)) for pattern, kind, heading in grammar.plain),
        (re.escape(grammar.home) + r"|/", house.front),
    )
    return Replica(
        name=grammar.name,
        declared_host=f"{grammar.name}.invalid",
        articles=articles,
        sections=grammar.sections,
        feeds=tuple(grammar.feeds),
        sitemaps=(grammar.sitemap,) if grammar.sitemap else (),
        traps=house.traps,
        address=grammar.kept or grammar.address,
        pages=lru_cache(2048)(pages),
        headers=grammar.headers,
        takes_posts=grammar.takes_posts,
    )


def _day_alone(article: ReplicaArticle) -> ReplicaArticle:
    if article.published is None or article.date_line is not None:
        return article
    return replace(article, expect_published=article.published[:10])


def _items(shelf: Shelf) -> Iterable[Any]:
    return map(shelf.item, shelf.articles)


def _channel(shelf: Shelf, section: Section | None) -> Handler:
    def channel(visit: Visit) -> Page:
        chosen = shelf.articles if section is None else shelf.of(section)
        items = tuple(map(shelf.item, chosen[:FEED_SIZE]))
        name, path = (section.name, section.path) if section else ("Tin mới", "/")
        return feed(visit, name, items, shelf.modified(section), path)

    return channel


@dataclass(frozen=True, slots=True, kw_only=True)
class ByQuery:
    """``<section>?page=2``; behind the last page the last one is shown again."""

    name: str = "page"
    first: int = 1
    """The number of the first page: Drupal counts from nought."""
    fixed: tuple[tuple[str, str], ...] = ()
    """What stands before the number."""
    style: str = "arrows"
    """How the template draws it: ``arrows``, ``numbers``, ``none``."""

    def __call__(self, visit: Visit, house: House) -> Page | None:
        """The page that is asked for, or None where the address is no section's."""
        query = dict(parse_qsl(visit.query))
        text = query.get(self.name, "")
        number = int(text) - self.first + 1 if text.isdecimal() and len(text) < 8 else 1
        section = section_at(visit, house.shelf.sections)
        if section is None:
            return None
        return house.listing(
            visit,
            section,
            max(1, number),
            lambda n: self.href(section, n),
            paging=self.style,
        )

    def href(self, section: Section, number: int) -> str:
        """The address of a page of the section."""
        if number == 1:
            return section.path
        given = urlencode((*self.fixed, (self.name, str(number - 1 + self.first))))
        return f"{section.path}{'&' if '?' in section.path else '?'}{given}"


@dataclass(frozen=True, slots=True, kw_only=True)
class ByPath:
    """``<section>/page/2/``: the number stands behind the section's path."""

    form: str = "page/{}/"
    """Put behind the path of the section; ``{}`` is the number."""
    style: str = "arrows"

    def __call__(self, visit: Visit, house: House) -> Page | None:
        """The page that is asked for, or None where the address is no section's."""
        before, after = map(re.escape, self.form.split("{}"))
        match = re.fullmatch(rf"(?P<path>.*?)(?:{before}(?P<number>\d{{1,6}}){after})?", visit.path)
        if match is None:
            return None
        sections = house.shelf.sections
        section = next((each for each in sections if unquote(each.path) == match["path"]), None)
        if section is None:
            return None
        return house.listing(
            visit,
            section,
            max(1, int(match["number"] or 1)),
            lambda n: section.path + self.form.format(n) if n > 1 else section.path,
            paging=self.style,
        )


def section_at(visit: Visit, sections: Iterable[Section]) -> Section | None:
    """The section that a visit asks for: its path, and every parameter that it names."""
    given = {(name.lower(), value) for name, value in parse_qsl(visit.query)}
    chosen = None
    for section in sections:
        path, _, query = section.path.partition("?")
        wanted = {(name.lower(), value) for name, value in parse_qsl(query)}
        if unquote(path).lower() == visit.path.lower() and wanted <= given:
            chosen = section if chosen is None or query else chosen
    return chosen


def query_id(path: str, name: str) -> Callable[[Visit], int | None]:
    """A reader of ids that a page takes from its query; letter case does not count."""

    def read(visit: Visit) -> int | None:
        if not re.fullmatch(path, visit.path, re.IGNORECASE):
            return None
        query = {key.lower(): value for key, value in parse_qsl(visit.query)}
        text = query.get(name.lower(), "")
        return int(text) if text.isdecimal() and len(text) < 12 else None

    return read


def path_id(pattern: str, base: int = 10) -> Callable[[Visit], int | None]:
    """A reader of ids that stand in the path: ``pattern`` has a group ``id``."""
    compiled = re.compile(pattern, re.IGNORECASE)

    def read(visit: Visit) -> int | None:
        match = compiled.fullmatch(visit.path)
        return int(match["id"], base) if match and len(match["id"]) < 12 else None

    return read
