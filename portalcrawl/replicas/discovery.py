"""Where a crawler begins: robots.txt, feeds, sitemaps; and the table of a site's routes."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import datetime

from portalcrawl.replicas.markup import render
from portalcrawl.replicas.shelf import Item
from portalcrawl.replicas.site import LOCAL_TIME, Page, Visit

Handler = Callable[..., Page | None]
"""Called with the visit and the named groups of its route."""


def routes(*table: tuple[str, Handler]) -> Callable[[Visit], Page | None]:
    """The first handler whose pattern is the whole path, and that has a page, answers."""
    compiled = [(re.compile(pattern), handler) for pattern, handler in table]

    def pages(visit: Visit) -> Page | None:
        for pattern, handler in compiled:
            match = pattern.fullmatch(visit.path)
            page = handler(visit, **match.groupdict()) if match else None
            if page is not None:
                return page
        return None

    return pages


def robots(disallowed: Iterable[str], sitemaps: Iterable[str] = ()) -> Handler:
    """robots.txt (RFC 9309)."""
    rules = tuple(disallowed)
    maps = tuple(sitemaps)

    def page(visit: Visit) -> Page:
        lines = ["User-agent: *", *(f"Disallow: {rule}" for rule in rules), ""]
        lines += [f"Sitemap: {visit.origin}{path}" for path in maps]
        return Page("\n".join(lines) + "\n", "text/plain; charset=UTF-8")

    return page


def feed(
    visit: Visit, title: str, items: tuple[Item, ...], modified: datetime, section_path: str
) -> Page:
    """An RSS 2.0 channel of the items given."""
    text = render(
        "shared/rss.xml",
        title=title,
        items=items,
        origin=visit.origin,
        section=section_path,
        zone=LOCAL_TIME,
        modified=modified,
    )
    return Page(text, "application/rss+xml; charset=UTF-8", modified=modified)


def sitemap(visit: Visit, items: Iterable[Item], modified: datetime) -> Page:
    """A sitemap (sitemaps.org 0.9); ``lastmod`` only where the portal shows a date."""
    text = render("shared/sitemap.xml", items=items, origin=visit.origin)
    return Page(text, "application/xml; charset=UTF-8", modified=modified)


def sitemap_index(visit: Visit, paths: Iterable[str], modified: datetime) -> Page:
    """A sitemap index over the paths."""
    text = render("shared/sitemap_index.xml", paths=paths, origin=visit.origin, modified=modified)
    return Page(text, "application/xml; charset=UTF-8", modified=modified)
