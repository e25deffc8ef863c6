"""The two things that flow: a Page as it was served, and the Article that was read from it.

Beside them stand what they are made of (Link, Capture, Image, Attachment) and the two judgements on
the way: an Extraction says what kind of page it was, a Refusal that it is no article.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from typing import Literal

VIETNAM = timezone(timedelta(hours=7), "Asia/Ho_Chi_Minh")
Precision = Literal["minute", "day", "month"]
Evidence = Literal["json-ld", "meta", "visible", "listing", "url", "lead"]
PageKind = Literal[
    "article",
    "listing",
    "static",
    "document",
    "login",
    "blocked",
    "error",
    "empty",
    "unreadable",
    "unanswered",
]
"""What a page is. Only ``article`` is stored as one.

``unreadable`` is a page that broke a limit, ``unanswered`` an address that gave none this time.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """An article that a listing, a feed or a sitemap points to."""

    url: str
    title: str | None = None
    published: str | None = None
    """The date as the listing shows it, unparsed."""
    section: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Capture:
    """Where the bytes of one response are kept, so that an article leads back to them."""

    captured_at: datetime
    """Aware, UTC: the WARC-Date of the record."""
    url: str
    status: int
    payload_digest: str
    """``sha1:`` and base32, as WARC-Payload-Digest writes it (ISO 28500, 5.9)."""
    warc_file: str | None = None
    """Path relative to the archive folder; None where capturing is switched off."""
    warc_offset: int | None = None
    verified_tls: bool | None = True
    """Whether the server's certificate was checked, or none was needed; None where nobody knows."""
    is_revisit: bool = False
    """Whether the record only says that the payload is that of an earlier capture of the URL."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EarlierCapture:
    """What a new capture of the same URL is compared with: the same payload is not kept twice."""

    url: str
    captured_at: datetime
    """Aware, UTC: WARC-Refers-To-Date of a revisit record."""
    payload_digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One response as it came, with what discovery knew about it."""

    url: str
    """Final URL, after redirects."""
    body: bytes = field(repr=False)
    status: int = 200
    content_type: str | None = None
    fetched_at: datetime | None = None
    """Aware, UTC."""
    portal: str | None = None
    """Host (with port where it is not the default one) of the portal that listed it."""
    article_key: str | None = None
    canonical_url: str | None = None
    link: Link | None = None
    capture: Capture | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Image:
    """A picture in an article, with its caption where it has one."""

    url: str
    caption: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A document that an article links to, under the name that the page shows."""

    url: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """What an archive holds of one page. Unknown is None, never a guess."""

    url: str | None = None
    canonical_url: str | None = None
    title: str | None = None
    lead: str | None = None
    """The opening paragraph: as the portal sets it apart, else the first prose under the title of a
    longer text. It also opens ``text``."""
    text: str = ""
    """The whole article, lead first: NFC, paragraphs separated by one blank line, no captions."""
    published_at: str | None = None
    """ISO 8601 cut at its precision: ``2024-12``, ``2024-07-01``, ``2023-12-28T21:10+07:00``."""
    published_precision: Precision | None = None
    published_from: Evidence | None = None
    modified_at: str | None = None
    """ISO 8601, as ``published_at``; only where the page shows both."""
    author: str | None = None
    source: str | None = None
    """The source credit of the page (``Nguồn tin:``), not the portal itself."""
    section: str | None = None
    captions: tuple[str, ...] = ()
    """In the order of the page, each once."""
    images: tuple[Image, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    language: str | None = None
    """ISO 639-1."""
    extraction_method: str = ""
    """Which path served: ``profile:<name>``, ``generic``, ``page`` or ``lines``."""

    portal: str | None = None
    article_key: str | None = None
    capture: Capture | None = None
    attachment_captures: tuple[Capture, ...] = ()
    """Of the attachments that were fetched, where that was asked for."""

    @property
    def paragraphs(self) -> tuple[str, ...]:
        """The text as its paragraphs."""
        return tuple(self.text.split("\n\n")) if self.text else ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Extraction:
    """An Article with the judgement of whether its page is one."""

    article: Article
    kind: PageKind
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """A page that was fetched as an article and is none: remembered with the reason."""

    url: str
    portal: str
    article_key: str
    kind: PageKind
    reason: str
    capture: Capture | None = None
    denies: bool = False
    """Whether the portal says by it that it has no such article: by an error page that says so, or
    by a listing in its place. Of a stored article that counts as an Absence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Absence:
    """A portal's answer that it does not have an article any more: status 404 or 410.

    A Refusal that denies an article is one as well.

    The archive notes it and keeps what it has.
    """

    portal: str
    article_key: str
    url: str
    status: int
    noticed_at: datetime
    """Aware, UTC."""
    capture: Capture | None = None
    """Of the answer itself: the evidence."""


#: What ``portalcrawl extract`` prints: the article without the bookkeeping of the crawl.
PUBLIC_FIELDS = (
    "url",
    "canonical_url",
    "title",
    "lead",
    "text",
    "published_at",
    "published_precision",
    "published_from",
    "modified_at",
    "author",
    "source",
    "section",
    "captions",
    "images",
    "attachments",
    "language",
    "extraction_method",
)

#: The fields whose change makes a revision; a counter or a clock is in none of them.
CONTENT_FIELDS = (
    "title",
    "text",
    "published_at",
    "author",
    "source",
    "section",
    "captions",
    "attachments",
)


def content_digest(article: Article) -> str:
    """SHA-256 in hex over the content fields: equal when nothing that a reader sees changed."""
    content = "".join(f"{name}\x1f{_flat(getattr(article, name))}\x1e" for name in CONTENT_FIELDS)
    return hashlib.sha256(content.encode()).hexdigest()


def _flat(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, tuple):
        return "\x1d".join(_flat(part) for part in value)
    if isinstance(value, Attachment):
        return f"{value.url}\x1c{value.name}"
    return str(value)
