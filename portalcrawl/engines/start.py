"""Start points of discovery from the paths that an engine declares."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from portalcrawl.engines.base import Listing

if TYPE_CHECKING:
    from portalcrawl.portals import Portal


def start_points(
    portal: Portal,
    feeds: Iterable[str] = (),
    sitemaps: Iterable[str] = (),
    sections: Iterable[str] = (),
    endpoints: Iterable[Listing] = (),
) -> tuple[Listing, ...]:
    """Feeds, sitemaps, endpoints, sections in this order; the home page where none is declared.

    All but the endpoints are paths on the portal's host, each beginning with a slash.
    """
    points = (
        *(Listing(url=portal.origin + path, kind="feed") for path in feeds),
        *(Listing(url=portal.origin + path, kind="sitemap") for path in sitemaps),
        *endpoints,
        *(Listing(url=portal.origin + path, kind="section") for path in sections),
    )
    return points or (Listing(url=f"{portal.origin}/", kind="section"),)
