"""From a page to an Article: pure functions, no I/O, no Scrapy, no database."""

from __future__ import annotations

from datetime import datetime

from portalcrawl.extraction.lines import extract_text
from portalcrawl.extraction.page import extract_page
from portalcrawl.extraction.profile import Profile
from portalcrawl.items import Article

__all__ = ["Profile", "extract", "extract_page", "extract_text"]


def extract(
    html: str | bytes,
    url: str | None = None,
    profile: Profile | None = None,
    *,
    fetched_at: datetime | None = None,
) -> Article:
    """The article on one page; :func:`extract_page` also says what kind of page it is."""
    return extract_page(html, url, profile, fetched_at=fetched_at).article
