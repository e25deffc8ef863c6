"""What is to be stored of a page that was read: the Article, or the Refusal of what is none."""

from __future__ import annotations

from portalcrawl.extraction.classify import MISSING
from portalcrawl.items import Article, Extraction, Refusal


def article_or_refusal(extraction: Extraction) -> Article | Refusal:
    """The article of the page, with the identity and the capture that stand in it."""
    article = extraction.article
    if extraction.kind == "article":
        return article
    return Refusal(
        url=article.url or "",
        portal=article.portal or "",
        article_key=article.article_key or article.url or "",
        kind=extraction.kind,
        reason="; ".join(extraction.reasons),
        capture=article.capture,
        denies=extraction.kind == "listing" or MISSING in extraction.reasons,
    )
