"""An article on its way into the tables, beside what is stored of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from db.batch import AnyRow
from portalcrawl.items import Article


@dataclass(slots=True)
class Entry:
    """An article on its way into the tables."""

    article: Article
    portal_id: int
    seen: datetime
    digest: str
    known: AnyRow | None = None
    """Its row, with the digest of its current revision, where it is stored already."""
    article_id: int = 0
    capture_id: int | None = None
    is_replay: bool = False
    """Whether this very capture was recorded before."""

    @property
    def identity(self) -> tuple[int, str]:
        """What is unique."""
        return self.portal_id, self.article.article_key or ""

    @property
    def is_unchanged(self) -> bool:
        """Whether it says what the archive shows already."""
        return self.known is not None and self.known.content_digest == self.digest

    @property
    def is_late(self) -> bool:
        """Whether the archive has seen a later state of it."""
        return self.known is not None and self.known.last_seen > self.seen
