"""What a probe came to."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import UTC, datetime

from portalcrawl.declaration import FORMAT, portal_as_data
from portalcrawl.items import PUBLIC_FIELDS, Article, Page
from portalcrawl.portals import Confidence, Portal
from portalcrawl.probing.fingerprints import Evidence


@dataclass(frozen=True, slots=True)
class SectionFound:
    """A list of news."""

    path: str
    name: str
    articles: int | None
    """On its first page; None where it was not read and only looks like those that were."""
    paging: str | None = None
    """``link``, ``posted``, or None where no next page was seen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What a portal is, as far as a few of its pages tell."""

    url: str
    """That was asked about."""
    portal: Portal
    """The declaration, of confidence ``low``: nobody has looked at it."""
    probed_at: datetime
    requests: int
    evidence: tuple[Evidence, ...]
    reason: str
    """Why this engine."""
    examples: tuple[str, ...]
    """Addresses of articles."""
    articles: int
    """How many addresses of articles were seen."""
    sections: tuple[SectionFound, ...]
    feeds: tuple[str, ...]
    sitemaps: tuple[str, ...]
    sample: Page
    """The page of one article."""
    article: Article
    """What was read of it, by the portal's own profile."""
    date_line: str | None
    """As it stands on that page."""
    unknown: tuple[str, ...]
    """What was looked for and not found."""
    confidence: Confidence
    """How much of it was seen."""

    def as_json(self) -> str:
        """All but the page itself."""
        article = asdict(self.article)
        data = {
            "format": FORMAT,
            "url": self.url,
            "probed_at": self.probed_at.astimezone(UTC).isoformat(timespec="seconds"),
            "requests": self.requests,
            "portal": portal_as_data(self.portal),
            "reason": self.reason,
            "confidence": self.confidence,
            "evidence": [asdict(each) for each in self.evidence],
            "feeds": self.feeds,
            "sitemaps": self.sitemaps,
            "sections": [asdict(each) for each in self.sections],
            "articles": self.articles,
            "examples": self.examples,
            "date_line": self.date_line,
            "article": {name: article[name] for name in PUBLIC_FIELDS},
            "unknown": self.unknown,
        }
        return json.dumps(data, ensure_ascii=False, indent=2)
