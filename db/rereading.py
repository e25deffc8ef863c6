"""Which captures are to be read again, and what the archive has of each.

A capture of a stored article counts by its latest reading: the last revision that was read from it.
A capture that was refused counts too, because it may be an article to a better extraction.
"""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from packaging.version import InvalidVersion, Version
from sqlalchemy import ColumnElement, Connection, Select, and_, exists, func, or_, select

from db import models
from db.batch import AnyRow, in_pieces
from db.incoming import local_time
from db.models import table_of
from portalcrawl.items import Article, Attachment

#: What is told as changed: the fields of the content digest.
_COMPARED = ("title", "text", "published_at", "author", "source", "section", "captions")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which captures to choose. None and empty choose all."""

    hosts: Collection[str] | None = None
    """Of these portals."""
    since: datetime | None = None
    """Captured at this moment (aware) or later."""
    is_due: Callable[[str], bool] = lambda _version: True
    """Whether a capture is to be read again whose latest reading is by this extractor version."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Before:
    """What the latest reading of a capture found."""

    title: str | None
    text: str
    published_at: datetime | None
    """Local time of Viet Nam, the first moment of its precision."""
    published_precision: str | None
    published_from: str | None
    author: str | None
    source: str | None
    section: str | None
    captions: tuple[str, ...]
    attachments: tuple[Attachment, ...]

    def changed_fields(self, article: Article) -> list[str]:
        """The fields of the content digest in which an article differs from this."""
        changed = [
            name
            for name in _COMPARED
            if name != "published_at" and getattr(self, name) != getattr(article, name)
        ]
        if (self.published_at, self.published_precision) != local_time(article.published_at):
            changed.append("published_at")
        if self.attachments != article.attachments:
            changed.append("attachments")
        return changed


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A capture, with the place of its payload."""

    capture_id: int
    host: str
    engine: str | None
    """Of the portal, by its name."""
    url: str
    captured_at: datetime
    status: int
    payload_digest: str
    is_revisit: bool
    verified_tls: bool | None
    warc_file: str
    warc_offset: int
    payload_file: str | None
    """With ``payload_offset``: its own record, or for a revisit that with the payload. None where
    the archive has no such record."""
    payload_offset: int | None
    article_key: str
    canonical_url: str | None
    """Of its article; None where it was refused."""
    before: Before | None
    """Its latest reading; None where it was refused."""


def chosen(connection: Connection, wanted: Wanted) -> array[int]:
    """The ids of the captures to be read, in the order of their places in the WARC files."""
    captures, portals = table_of(models.Capture), table_of(models.Portal)
    query = (
        select(captures.c.id)
        .join(portals, portals.c.id == captures.c.portal_id)
        .where(
            captures.c.kind == "page",
            captures.c.status == 200,
            captures.c.warc_file.is_not(None),
            or_(
                captures.c.refused_key.is_not(None),
                captures.c.id.in_(_read_captures(connection, wanted.is_due)),
            ),
        )
        .order_by(captures.c.warc_file, captures.c.warc_offset, captures.c.id)
    )
    if wanted.hosts is not None:
        query = query.where(portals.c.host.in_(sorted(wanted.hosts)))
    if wanted.since is not None:
        query = query.where(captures.c.captured_at >= wanted.since)
    return array("q", connection.execute(query).scalars())


def kept(connection: Connection, capture_ids: Iterable[int]) -> list[Kept]:
    """The captures of these ids, in their order."""
    found: dict[int, Kept] = {}
    wanted = list(capture_ids)
    for piece in in_pieces(wanted):
        rows = list(connection.execute(_captures(piece)))
        before = _latest_readings(connection, piece)
        payloads = _payloads(connection, [row for row in rows if row.is_revisit])
        for row in rows:
            own = row.warc_file, row.warc_offset
            found[row.id] = _kept(
                row,
                before.get(row.id),
                payloads.get(row.id, (None, None)) if row.is_revisit else own,
            )
    return [found[each] for each in wanted if each in found]


def has_portal(connection: Connection, host: str) -> bool:
    """Whether the archive knows a portal of this host."""
    portals = table_of(models.Portal)
    return (
        connection.execute(select(portals.c.id).where(portals.c.host == host)).first() is not None
    )


def older_than(version: Version) -> Callable[[str], bool]:
    """Whether an extractor version is older; one that is none in the sense of PEP 440 is."""

    def is_older(other: str) -> bool:
        try:
            return Version(other) < version
        except InvalidVersion:
            return True

    return is_older


def other_than(version: str) -> Callable[[str], bool]:
    """Whether an extractor version is another one."""
    return lambda other: other != version


def _read_captures(connection: Connection, is_due: Callable[[str], bool]) -> Select[tuple[int]]:
    """The captures whose latest reading is by a version that is due.

    A database cannot compare versions: there are few of them, and they are compared here.
    """
    revisions = table_of(models.Revision)
    versions = connection.execute(
        select(revisions.c.extractor_version, revisions.c.confirmed_by).distinct()
    )
    due = [
        and_(
            revisions.c.extractor_version == row.extractor_version,
            revisions.c.confirmed_by.is_(None)
            if row.confirmed_by is None
            else revisions.c.confirmed_by == row.confirmed_by,
        )
        for row in versions
        if is_due(_latest(row.extractor_version, row.confirmed_by))
    ]
    return select(revisions.c.capture_id).where(
        revisions.c.capture_id.is_not(None), or_(False, *due), _is_latest()
    )


def _is_latest() -> ColumnElement[bool]:
    """Whether no later revision was read from the same capture."""
    revisions = table_of(models.Revision)
    later = revisions.alias("later")
    return ~exists().where(
        later.c.capture_id == revisions.c.capture_id, later.c.number > revisions.c.number
    )


def _latest(extractor_version: str, confirmed_by: str | None) -> str:
    """The later of the two."""
    if confirmed_by is None:
        return extractor_version
    try:
        return max(extractor_version, confirmed_by, key=Version)
    except InvalidVersion:
        return confirmed_by


def _captures(ids: Sequence[int]) -> Select[tuple[object, ...]]:
    captures, portals = table_of(models.Capture), table_of(models.Portal)
    articles = table_of(models.Article)
    return (
        select(
            captures,
            portals.c.host,
            portals.c.engine,
            func.coalesce(articles.c.key, captures.c.refused_key).label("article_key"),
            articles.c.canonical_url,
        )
        .join(portals, portals.c.id == captures.c.portal_id)
        .outerjoin(articles, articles.c.id == captures.c.article_id)
        .where(captures.c.id.in_(ids))
    )


def _latest_readings(connection: Connection, capture_ids: Sequence[int]) -> dict[int, Before]:
    revisions = table_of(models.Revision)
    query = (
        select(revisions)
        .where(revisions.c.capture_id.in_(capture_ids))
        .order_by(revisions.c.number)
    )
    rows = {row.capture_id: row for row in connection.execute(query)}
    files = _attachments(connection, [row.id for row in rows.values()])
    return {
        capture_id: Before(
            title=row.title,
            text=row.text,
            published_at=row.published_at,
            published_precision=row.published_precision,
            published_from=row.published_from,
            author=row.author,
            source=row.source,
            section=row.section,
            captions=tuple(row.captions),
            attachments=tuple(files[row.id]),
        )
        for capture_id, row in rows.items()
    }


def _attachments(
    connection: Connection, revision_ids: Sequence[int]
) -> dict[int, list[Attachment]]:
    table = table_of(models.Attachment)
    found: dict[int, list[Attachment]] = defaultdict(list)
    query = select(table).where(table.c.revision_id.in_(revision_ids)).order_by(table.c.position)
    for row in connection.execute(query):
        found[row.revision_id].append(Attachment(url=row.url, name=row.name))
    return found


def _payloads(connection: Connection, revisits: Sequence[AnyRow]) -> dict[int, tuple[str, int]]:
    """Of each revisit, where its payload is: in an earlier capture of the page, by its digest."""
    captures = table_of(models.Capture)
    found: dict[int, tuple[str, int]] = {}
    for row in revisits:
        query = (
            select(captures.c.warc_file, captures.c.warc_offset)
            .where(
                captures.c.portal_id == row.portal_id,
                captures.c.url == row.url
                if row.article_id is None
                else captures.c.article_id == row.article_id,
                captures.c.payload_digest == row.payload_digest,
                captures.c.captured_at <= row.captured_at,
                captures.c.warc_file.is_not(None),
                ~captures.c.is_revisit,
            )
            .order_by(captures.c.captured_at.desc())
            .limit(1)
        )
        if place := connection.execute(query).first():
            found[row.id] = place.warc_file, place.warc_offset
    return found


def _kept(row: AnyRow, before: Before | None, payload: tuple[str | None, int | None]) -> Kept:
    return Kept(
        capture_id=row.id,
        host=row.host,
        engine=row.engine,
        url=row.url,
        captured_at=row.captured_at,
        status=row.status,
        payload_digest=row.payload_digest,
        is_revisit=row.is_revisit,
        verified_tls=row.verified_tls,
        warc_file=row.warc_file,
        warc_offset=row.warc_offset,
        payload_file=payload[0],
        payload_offset=payload[1],
        article_key=row.article_key,
        canonical_url=row.canonical_url,
        before=before,
    )
