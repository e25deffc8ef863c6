"""What a worker does. Apart from Scrapy, which a worker would else import for nothing."""

from __future__ import annotations

from dataclasses import replace

from portalcrawl.extraction import Profile, extract_page
from portalcrawl.items import Article, Extraction, Page, PageKind


def read_page(page: Page, profile: Profile | None) -> Extraction:
    """One page in, its Extraction out, with the page's identity."""
    extraction = extract_page(
        page.body,
        page.url,
        profile,
        content_type=page.content_type,
        status=page.status,
        fetched_at=page.fetched_at,
        link=page.link,
    )
    return _identified(extraction, page)


def unreadable(page: Page, reason: str) -> Extraction:
    """That of a page that could not be read, for the reason given."""
    kind: PageKind = "unreadable"
    return _identified(Extraction(article=Article(), kind=kind, reasons=(reason,)), page)


def _identified(extraction: Extraction, page: Page) -> Extraction:
    article = replace(
        extraction.article,
        url=page.url,
        canonical_url=page.canonical_url,
        portal=page.portal,
        article_key=page.article_key,
        capture=page.capture,
    )
    return replace(extraction, article=article)
