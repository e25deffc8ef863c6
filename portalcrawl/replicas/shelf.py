"""The articles of a replica in the order in which its listings show them."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from portalcrawl.replicas.content import ReplicaArticle
from portalcrawl.replicas.dates import published_time, shown_time
from portalcrawl.replicas.site import Section, Trap

_EMPTY_SITE = datetime(2019, 1, 2, 8, 0)  # noqa: DTZ001


@dataclass(frozen=True, slots=True)
class Item:
    """One line of a listing or of a related-news block."""

    url: str
    title: str | None
    time: datetime | None = None
    lead: str | None = None
    id: int = 0


@dataclass(frozen=True, slots=True)
class Shelf:
    """Articles, newest first, and the sections they stand in."""

    articles: tuple[ReplicaArticle, ...]
    sections: tuple[Section, ...]
    address: Callable[[ReplicaArticle], str]

    def by_id(self, number: int) -> ReplicaArticle | None:
        """The article with that id."""
        return next((each for each in self.articles if each.id == number), None)

    def section_of(self, article: ReplicaArticle) -> Section:
        """Its section; what names none, or an unknown one, is listed in the first."""
        named = (section for section in self.sections if section.name == article.section)
        return next(named, self.sections[0])

    def at(self, path: str) -> Section | None:
        """The section whose first page stands at that path."""
        return next((each for each in self.sections if each.path == path), None)

    def of(self, section: Section) -> tuple[ReplicaArticle, ...]:
        """The articles of a section, newest first."""
        return tuple(each for each in self.articles if self.section_of(each) == section)

    def page(self, section: Section, number: int, size: int) -> tuple[Item, ...]:
        """The items of one listing page; pages are numbered from 1."""
        chosen = self.of(section)[(number - 1) * size : number * size]
        return tuple(self.item(each) for each in chosen)

    def pages(self, section: Section, size: int) -> int:
        """How many listing pages a section has, at least one."""
        return max(1, -(-len(self.of(section)) // size))

    def item(self, article: ReplicaArticle) -> Item:
        """The article as listings show it."""
        return Item(
            self.address(article), article.title, shown_time(article), article.lead, article.id
        )

    def newer(self, article: ReplicaArticle, count: int) -> tuple[Item, ...]:
        """The next newer articles, nearest first."""
        place = self.articles.index(article)
        return tuple(self.item(each) for each in reversed(self.articles[:place][-count:]))

    def older(self, article: ReplicaArticle, count: int) -> tuple[Item, ...]:
        """The next older articles, nearest first."""
        place = self.articles.index(article)
        return tuple(self.item(each) for each in self.articles[place + 1 :][:count])

    def others(self, article: ReplicaArticle, count: int) -> tuple[Item, ...]:
        """Other articles with a title: what related-news blocks show."""
        near = (*self.older(article, count), *self.newer(article, count))
        return tuple(item for item in near if item.title)[:count]

    def latest(self, section: Section, count: int) -> tuple[Item, ...]:
        """The newest of a section."""
        return self.page(section, 1, count)

    def modified(self, section: Section | None = None) -> datetime:
        """When the newest article, of a section or of all, was entered."""
        chosen = self.articles if section is None else self.of(section)
        return max((published_time(each) for each in chosen), default=_EMPTY_SITE)


def page_number(values: Sequence[str] | None) -> int:
    """The number of a listing page as a query gives it; anything unreadable is the first."""
    text = values[0] if values else "1"
    return max(1, int(text)) if re.fullmatch("[0-9]{1,9}", text) else 1


def trap_items(traps: tuple[Trap, ...], section: Section, origin: str) -> tuple[Item, ...]:
    """The traps that the first page of a section links, as items of its list."""
    return tuple(
        Item(trap.url(origin) if trap.host else trap.path, trap.title)
        for trap in traps
        if trap.listed_on == section.path
    )


def second_form(
    article: ReplicaArticle,
    shelf: Shelf,
    path: str,
    reason: str,
    *,
    host: str | None = None,
) -> Trap:
    """A trap: another URL of an article, linked from the section that lists the article."""
    return Trap(
        path=path,
        kind=reason,
        expect=f"merged:{reason}",
        listed_on=shelf.section_of(article).path,
        title=article.title,
        article=article.id,
        host=host,
    )
