"""The tables of the archive.

A capture is one response as it was served. An article is what a portal keeps under one key. A
revision is what the article said, from one capture on until the next revision. Nothing that was
published is ever overwritten: an edit adds a revision, a deletion is noted in ``articles.status``.

Moments (``Moment``) are UTC. ``published_at`` and ``modified_at`` are the local time of Viet Nam,
set to the first moment of the precision that stands beside them.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar, cast

from sqlalchemy import (
    JSON,
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Index,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    false,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from db.types import LocalTime, Moment

NAMING_CONVENTION = {
    "pk": "pk_%(table_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
}


class Base(DeclarativeBase):
    """The metadata that all tables share. Constraints are named, so that migrations find them."""

    metadata = MetaData(naming_convention=NAMING_CONVENTION)
    type_annotation_map: ClassVar[dict[Any, Any]] = {str: Text(), datetime: Moment()}


def table_of(model: type[Base]) -> Table:
    """The table behind a model, for statements that work on many rows at once."""
    return cast("Table", model.__table__)


class Province(Base):
    """A unit of the first level as it was before the merger of 2025-07-01, and what it is now."""

    __tablename__ = "provinces"

    slug: Mapped[str] = mapped_column(primary_key=True)
    gso_code: Mapped[str]
    iso_code: Mapped[str]
    name_vi: Mapped[str]
    name_en: Mapped[str]
    kind: Mapped[str]
    merged_into: Mapped[str] = mapped_column(ForeignKey("provinces.slug"))
    """The unit that holds the territory now; its own slug where it lives on."""
    gso_code_now: Mapped[str | None]
    """This and the next three are null for a unit that was merged into another."""
    name_vi_now: Mapped[str | None]
    name_en_now: Mapped[str | None]
    kind_now: Mapped[str | None]


class Portal(Base):
    """A host that publishes. Where a host had several engines, this holds the last one."""

    __tablename__ = "portals"

    id: Mapped[int] = mapped_column(primary_key=True)
    host: Mapped[str] = mapped_column(unique=True)
    """With the port where it is not the default one."""
    province: Mapped[str | None] = mapped_column(ForeignKey("provinces.slug"), index=True)
    """The unit that ran the portal, by its slug of before the merger."""
    role: Mapped[str | None]
    engine: Mapped[str | None]
    confidence: Mapped[str | None]
    scheme: Mapped[str | None]
    since: Mapped[str | None]
    """ISO date of the first day of its first era; null is open, as in ``until``."""
    until: Mapped[str | None]
    swept_at: Mapped[datetime | None]
    """When its listings were last read to their end, whatever was known of them."""


class Run(Base):
    """One run of one spider. ``finished`` is null while it works, and for good if it was killed."""

    __tablename__ = "runs"

    id: Mapped[int] = mapped_column(primary_key=True)
    spider: Mapped[str]
    started: Mapped[datetime]
    finished: Mapped[datetime | None]
    outcome: Mapped[str | None]
    """``finished``, ``interrupted`` or ``failed: <why>``."""
    stats: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    night: Mapped[str | None] = mapped_column(index=True)
    """The nightly run that it is part of, by the UTC time of its start; null for any other run."""
    day: Mapped[str | None]
    """ISO date (Viet Nam) of the evening on which the night began; null where ``night`` is."""

    __table_args__ = (Index(None, "spider", "started"),)


class PortalRun(Base):
    """What one run did at one portal; of a nightly run also the state that the portal was in."""

    __tablename__ = "portal_runs"

    run_id: Mapped[int] = mapped_column(ForeignKey("runs.id"), primary_key=True)
    portal_id: Mapped[int] = mapped_column(ForeignKey("portals.id"), primary_key=True)
    listings: Mapped[int]
    """Listings, feeds and sitemaps that answered, and of these with 304 (``unmodified``)."""
    unmodified: Mapped[int]
    starts_failed: Mapped[int]
    """First pages of listings that could not be read, and such that name no article."""
    starts_empty: Mapped[int]
    found: Mapped[int]
    """Articles that listings name, and of these known before (``known``)."""
    known: Mapped[int]
    requested: Mapped[int]
    requests: Mapped[int]
    """Of every kind."""
    stored: Mapped[int]
    revised: Mapped[int]
    unchanged: Mapped[int]
    rechecked: Mapped[int]
    missing: Mapped[int]
    gone: Mapped[int]
    busy: Mapped[int]
    """1 where another process was crawling it."""
    failed: Mapped[dict[str, int]] = mapped_column(JSON)
    """Requests by class of failure; pages by kind of refusal; articles by method; by lacking
    field (``without``)."""
    refused: Mapped[dict[str, int]] = mapped_column(JSON)
    methods: Mapped[dict[str, int]] = mapped_column(JSON)
    without: Mapped[dict[str, int]] = mapped_column(JSON)
    state: Mapped[str | None]
    """As the night judged it (``portalcrawl.health``); null where it did not."""
    cause: Mapped[str | None]
    evidence: Mapped[list[str] | None] = mapped_column(JSON(none_as_null=True))
    needs_person: Mapped[bool | None]

    __table_args__ = (
        Index(None, "portal_id", "run_id"),
        CheckConstraint(
            "state IN ('ok', 'silent', 'degraded', 'layout changed', 'blocked', 'unreachable',"
            " 'gone')",
            name="state",
        ),
    )


class Feed(Base):
    """A discovery URL (feed, sitemap, listing) and the validators of its last answer.

    One without validators is a listing page that could not be read, and has to be.
    """

    __tablename__ = "feeds"

    id: Mapped[int] = mapped_column(primary_key=True)
    portal_id: Mapped[int] = mapped_column(ForeignKey("portals.id"), index=True)
    url: Mapped[str] = mapped_column(unique=True)
    etag: Mapped[str | None]
    last_modified: Mapped[str | None]
    """As the portal wrote it: it goes back to it unread (RFC 9110, 13.1.3)."""
    last_seen: Mapped[datetime]


class Capture(Base):
    """One response: of an article, of a page that is none, or of a file that an article offers.

    An answer 404 or 410 to a request for a stored article is one too: the evidence that it is gone.
    """

    __tablename__ = "captures"

    id: Mapped[int] = mapped_column(primary_key=True)
    portal_id: Mapped[int] = mapped_column(ForeignKey("portals.id"))
    kind: Mapped[str] = mapped_column(server_default="page")
    """``page`` or ``attachment``."""
    url: Mapped[str]
    captured_at: Mapped[datetime]
    status: Mapped[int | None]
    """Of HTTP. Null where a page was refused that was not captured; then the digest is null too."""
    payload_digest: Mapped[str | None]
    """``sha1:`` and base32, as WARC-Payload-Digest (ISO 28500, 5.9)."""
    is_revisit: Mapped[bool] = mapped_column(server_default=false())
    """The WARC record has no payload: that of an earlier capture of the URL, by its digest."""
    warc_file: Mapped[str | None]
    """Relative to the archive folder."""
    warc_offset: Mapped[int | None] = mapped_column(BigInteger)
    verified_tls: Mapped[bool | None]
    run_id: Mapped[int | None] = mapped_column(ForeignKey("runs.id"))
    article_id: Mapped[int | None] = mapped_column(ForeignKey("articles.id"), index=True)
    refused_key: Mapped[str | None]
    """The article key under which a page was asked for that turned out to be no article."""
    refusal_kind: Mapped[str | None]
    refusal_reason: Mapped[str | None]

    __table_args__ = (
        UniqueConstraint("portal_id", "url", "captured_at"),
        Index(None, "portal_id", "refused_key"),
        CheckConstraint("(refused_key IS NULL) = (refusal_kind IS NULL)", name="refusal_is_whole"),
        CheckConstraint("kind IN ('page', 'attachment')", name="kind"),
    )


class Article(Base):
    """What a portal keeps under one key."""

    __tablename__ = "articles"

    id: Mapped[int] = mapped_column(primary_key=True)
    portal_id: Mapped[int] = mapped_column(ForeignKey("portals.id"))
    key: Mapped[str]
    """The CMS's own id where the URL carries one, else the canonical URL."""
    canonical_url: Mapped[str] = mapped_column(index=True)
    first_seen: Mapped[datetime]
    last_seen: Mapped[datetime]
    status: Mapped[str]
    missing_since: Mapped[datetime | None]
    """When the portal first answered 404 or 410 without having served it since."""
    next_check: Mapped[datetime | None]
    """From when on it is asked for again (``portalcrawl.rechecks``); null where never."""
    current_revision: Mapped[int]
    """``revisions.number``. By number, so that the two tables do not refer to each other."""
    indexed_revision: Mapped[int | None]
    """The revision that the search index holds."""
    cluster: Mapped[int | None] = mapped_column(index=True)
    """What near duplicates share: the ``id`` of one of them. Null where none is known."""

    __table_args__ = (
        UniqueConstraint("portal_id", "key"),
        Index(None, "portal_id", "next_check"),
        CheckConstraint("status IN ('live', 'gone')", name="status"),
    )


class ArticleFacets(Base):
    """What a search sorts by and counts, of the revision that the search index holds.

    It follows from ``revisions`` as the index does; beside it, because revisions are wide.
    """

    __tablename__ = "article_facets"

    article_id: Mapped[int] = mapped_column(ForeignKey("articles.id"), primary_key=True)
    portal_id: Mapped[int]
    published: Mapped[int]
    """Minutes from 1970 to ``published_at``; 0 where that is unknown."""
    year: Mapped[int]
    """Of ``published_at``; 0 where that is unknown."""
    section: Mapped[str | None]

    __table_args__ = (
        Index(None, "published", "article_id"),
        Index(None, "portal_id", "published", "article_id"),
    )


class Revision(Base):
    """What an article said. The newest one is ``articles.current_revision``."""

    __tablename__ = "revisions"

    id: Mapped[int] = mapped_column(primary_key=True)
    article_id: Mapped[int] = mapped_column(ForeignKey("articles.id"))
    number: Mapped[int]
    """1, 2, ... in the order of storing."""
    origin: Mapped[str]
    """``portal``: the portal published it so; ``reextracted``: our reading of it changed."""
    recorded_at: Mapped[datetime]
    run_id: Mapped[int | None] = mapped_column(ForeignKey("runs.id"))
    capture_id: Mapped[int | None] = mapped_column(ForeignKey("captures.id"), index=True)
    url: Mapped[str | None]
    """The URL that was answered, which may be a variant of the canonical one."""
    title: Mapped[str | None]
    lead: Mapped[str | None]
    published_at: Mapped[datetime | None] = mapped_column(LocalTime, index=True)
    published_precision: Mapped[str | None]
    published_from: Mapped[str | None]
    modified_at: Mapped[datetime | None] = mapped_column(LocalTime)
    modified_precision: Mapped[str | None]
    author: Mapped[str | None]
    source: Mapped[str | None]
    section: Mapped[str | None]
    captions: Mapped[list[str]] = mapped_column(JSON)
    language: Mapped[str | None]
    extraction_method: Mapped[str]
    extractor_version: Mapped[str]
    confirmed_by: Mapped[str | None]
    """The latest version that read the capture again and found the same."""
    content_digest: Mapped[str]
    """SHA-256, in hex, of ``portalcrawl.items.CONTENT_FIELDS``."""
    text: Mapped[str]
    """The last column: SQLite reads a row from its start, and the long text would be in the way."""

    __table_args__ = (
        UniqueConstraint("article_id", "number"),
        CheckConstraint("origin IN ('portal', 'reextracted')", name="origin"),
        CheckConstraint(
            "published_precision IN ('minute', 'day', 'month')", name="published_precision"
        ),
        CheckConstraint(
            "modified_precision IN ('minute', 'day', 'month')", name="modified_precision"
        ),
        CheckConstraint(
            "(published_at IS NULL) = (published_precision IS NULL)",
            name="published_at_has_precision",
        ),
        CheckConstraint(
            "(modified_at IS NULL) = (modified_precision IS NULL)",
            name="modified_at_has_precision",
        ),
    )


class Image(Base):
    """An image of a revision, in the order of the page."""

    __tablename__ = "images"

    revision_id: Mapped[int] = mapped_column(ForeignKey("revisions.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    url: Mapped[str]
    caption: Mapped[str | None]


class Attachment(Base):
    """A file that a revision offers, in the order of the page."""

    __tablename__ = "attachments"

    revision_id: Mapped[int] = mapped_column(ForeignKey("revisions.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    url: Mapped[str]
    name: Mapped[str]


class Fingerprint(Base):
    """What near duplicates of an article share: hashes of parts of its current revision."""

    __tablename__ = "fingerprints"

    revision_id: Mapped[int] = mapped_column(ForeignKey("revisions.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    value: Mapped[int] = mapped_column(BigInteger)
    """Signed, 64 bits."""

    # With all that a search for others needs, the rows themselves are not looked up.
    __table_args__ = (Index(None, "value", "kind", "revision_id"),)


class Import(Base):
    """A WARC file of somebody else, and how far it was read: reading it again goes on there."""

    __tablename__ = "imports"

    id: Mapped[int] = mapped_column(primary_key=True)
    file: Mapped[str]
    """Its name, without the folder."""
    size: Mapped[int] = mapped_column(BigInteger)
    """Bytes; with the name, what it is recognised by."""
    offset: Mapped[int] = mapped_column(BigInteger)
    """Bytes from its start: every record before is dealt with."""
    started: Mapped[datetime]
    finished: Mapped[datetime | None]
    counts: Mapped[dict[str, int]] = mapped_column(JSON)
    """What became of its records."""

    __table_args__ = (UniqueConstraint("file", "size"),)
