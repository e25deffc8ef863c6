"""What the sites of all families share: their pages, and the traps that every grammar has."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from portalcrawl.replicas.content import ReplicaArticle
from portalcrawl.replicas.dates import date_line, published_time, shown_time
from portalcrawl.replicas.discovery import Handler
from portalcrawl.replicas.markup import pieces, render
from portalcrawl.replicas.shelf import Item, Shelf, trap_items
from portalcrawl.replicas.site import Page, Section, Trap, Visit
from portalcrawl.replicas.sites.texts import internal_notice, introduction, legal_document

PAGE_SIZE = 10
FEED_SIZE = 20
Plain = Literal["login", "error", "calendar", "tag", "contact", "empty"]

STATIC = introduction(9_900_101, "Giới thiệu chung về cơ quan")
DOCUMENT = legal_document(9_900_102)
INTERNAL = internal_notice(9_900_103)
LOGIN = ReplicaArticle(id=9_900_104, title="Tài liệu phục vụ kỳ họp dành riêng cho đại biểu")
ERROR = ReplicaArticle(id=9_900_105, title="Kế hoạch tổ chức hội nghị tổng kết phong trào thi đua")
BESIDE = (STATIC, DOCUMENT, INTERNAL, LOGIN, ERROR)
"""What stands behind addresses of articles and is none."""
_SHOWN_AS_ARTICLES = (STATIC, DOCUMENT, INTERNAL)

Address = Callable[[ReplicaArticle], str]


def addresses(shelf: Shelf) -> dict[str, int]:
    """The id behind each path in the news grammar, for sites whose paths carry none."""
    every = (*shelf.articles, *BESIDE)
    return {shelf.address(article).partition("?")[0]: article.id for article in every}


def traps_in_news_grammar(shelf: Shelf) -> tuple[Trap, ...]:
    """Pages that stand behind addresses of articles and are none; linked from the sections."""
    paths = [section.path for section in shelf.sections]
    kinds = (
        (STATIC, "static page", "refused:static"),
        (DOCUMENT, "legal document", "refused:document"),
        (LOGIN, "login form under an article address", "refused:login"),
        (ERROR, "error page with status 200", "refused:error"),
    )
    return tuple(
        Trap(
            path=shelf.address(article),
            kind=kind,
            expect=expect,
            listed_on=paths[place % len(paths)],
            title=article.title,
        )
        for place, (article, kind, expect) in enumerate(kinds)
    )


def never_fetched(kind: str, path: str, section: Section, title: str) -> Trap:
    """A link on a listing that is outside of the news grammar."""
    return Trap(path=path, kind=kind, expect="never fetched", listed_on=section.path, title=title)


def forbidden(shelf: Shelf, path: str | None = None) -> Trap:
    """An address of an article, by its form, that robots.txt forbids."""
    where = path or shelf.address(INTERNAL)
    return never_fetched("robots", where, shelf.sections[0], str(INTERNAL.title))


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """The pages of one site. ``folder`` names its templates below ``families/``."""

    folder: str
    title: str
    """The name of the site as its banner has it."""
    shelf: Shelf
    traps: tuple[Trap, ...]
    written: Callable[[ReplicaArticle, datetime], str]
    """The date line over an article."""
    picture: Callable[[ReplicaArticle, int], str]
    """The URL of the n-th picture of an article, from 1."""
    document: Callable[[ReplicaArticle, str], str]
    """The URL of a file that an article offers."""
    home: str = "/"
    validators: bool = True
    """Whether listings and articles carry ETag and Last-Modified."""
    base: str = "base"
    """The template of the family around its pages."""
    more: Mapping[str, Any] = field(default_factory=dict)
    """What the templates of the family want besides."""

    def article(
        self, visit: Visit, number: int, template: str = "article", **context: Any
    ) -> Page | None:
        """The page of an article, or of what stands in the news grammar and is none."""
        if number == LOGIN.id:
            return self.plain(visit, "login", "Đăng nhập")
        if number == ERROR.id:
            return self.plain(visit, "error", "Thông báo")
        beside = next((each for each in _SHOWN_AS_ARTICLES if each.id == number), None)
        article = beside or self.shelf.by_id(number)
        if article is None:
            return None
        listed = beside is None
        line = date_line(article, lambda then: self.written(article, then))
        return self.page(
            visit,
            template,
            modified=published_time(article),
            article=article,
            section=self.shelf.section_of(article),
            pieces=pieces(article, lambda n: self.picture(article, n)),
            files=[(name, self.document(article, file)) for name, file in article.attachments],
            date_line=line,
            time=shown_time(article),
            address=self.shelf.address(article),
            others=self.shelf.others(article, 6) if listed else (),
            **context,
        )

    def listing(
        self,
        visit: Visit,
        section: Section | None,
        number: int,
        href: Callable[[int], str],
        template: str = "listing",
        **context: Any,
    ) -> Page | None:
        """One page of a section; a number beyond the end shows the last page again.

        ``href`` gives the address of its page of that number.
        """
        if section is None:
            return None
        last = self.shelf.pages(section, PAGE_SIZE)
        shown = min(number, last)
        return self.page(
            visit,
            template,
            modified=self.shelf.modified(section),
            section=section,
            items=self.shelf.page(section, shown, PAGE_SIZE),
            traps=trap_items(self.traps, section, visit.origin) if number == 1 else (),
            number=number,
            last=last,
            window=range(max(1, shown - 3), min(last, shown + 3) + 1),
            href=href,
            **context,
        )

    def front(self, visit: Visit) -> Page:
        """The home page: the newest of each section."""
        return self.page(
            visit,
            "home",
            modified=self.shelf.modified(),
            blocks=[(each, self.shelf.latest(each, 5)) for each in self.shelf.sections],
        )

    def plain(self, visit: Visit, kind: Plain, heading: str) -> Page:
        """A page that is neither article nor section."""
        return self.page(visit, "message", modified=None, kind=kind, heading=heading)

    def always(self, kind: Plain, heading: str) -> Handler:
        """A handler for a route that has one such page."""
        return lambda visit, **__: self.plain(visit, kind, heading)

    def page(
        self, visit: Visit, template: str, *, modified: datetime | None, **context: Any
    ) -> Page:
        """A template of the family, or the shared one of that name."""
        folder = "any" if template in ("message", "home") else self.folder
        text = render(
            f"families/{folder}/{template}.html",
            base=f"families/{self.folder}/{self.base}.html",
            site=self.title,
            home=self.home,
            origin=visit.origin,
            path=visit.path,
            sections=self.shelf.sections,
            most_read=self._most_read(),
            **self.more,
            **context,
        )
        return Page(text, modified=modified if self.validators else None)

    def _most_read(self) -> tuple[Item, ...]:
        """Of all sections: a box of them stands beside every page."""
        read = sorted(self.shelf.articles, key=lambda each: (-each.views, each.id))[:5]
        return tuple(self.shelf.item(each) for each in read)
