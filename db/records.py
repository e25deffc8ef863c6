"""One article with all that the archive knows of it: its versions, and what proves them.

Moments are text in UTC (``2026-11-22T05:53:15Z``), times of publication as in the CSV.
"""

from __future__ import annotations

from dataclasses import dataclass

from db.similar import Shown


@dataclass(frozen=True, slots=True, kw_only=True)
class Image:
    """An image of a version."""

    url: str
    caption: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A file that a version offers, and whether it is in the archive."""

    url: str
    name: str
    captured_at: str | None
    """When it was captured last; None where it never was."""
    warc_file: str | None
    warc_offset: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionLine:
    """One revision, in a list of them."""

    number: int
    origin: str
    """``portal``: the portal published it so; ``reextracted``: our reading of it changed."""
    recorded_at: str
    captured_at: str | None
    title: str | None
    characters: int
    """Of its text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """One revision, whole."""

    number: int
    origin: str
    recorded_at: str
    url: str | None
    """The URL that was answered, which may be a variant of the canonical one."""
    title: str | None
    lead: str | None
    text: str
    """Paragraphs separated by one blank line, lead first."""
    published_at: str | None
    published_precision: str | None
    published_from: str | None
    modified_at: str | None
    author: str | None
    source: str | None
    section: str | None
    language: str | None
    captions: tuple[str, ...]
    images: tuple[Image, ...]
    attachments: tuple[Attachment, ...]
    extraction_method: str
    extractor_version: str
    content_digest: str
    captured_at: str | None
    http_status: int | None
    payload_digest: str | None
    warc_file: str | None
    warc_offset: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One answer of the portal to a request for the article."""

    captured_at: str
    url: str
    http_status: int | None
    is_revisit: bool
    """Whether the payload was that of an earlier answer, and is stored there."""
    revision: int | None
    """The revision that was read from it, where one was."""
    payload_digest: str | None
    warc_file: str | None
    warc_offset: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """An article, one of its versions whole, the others as a list."""

    article_row: int
    article_id: str
    portal: str
    province: str | None
    province_name: str | None
    province_now: str | None
    province_now_name: str | None
    canonical_url: str
    first_seen: str
    last_seen: str
    status: str
    gone_since: str | None
    current: int
    """Number of the current revision."""
    version: Version
    versions: tuple[VersionLine, ...]
    """All of them, the oldest first."""
    answers: tuple[Answer, ...]
    """The latest ones, at most ANSWERS, the latest first."""
    more_answers: int
    """How many earlier ones there are."""
    similar: tuple[tuple[float, Shown], ...]
    """Near duplicates: the share of paragraphs that are the same, 0 to 1, and the article."""


ANSWERS = 50
