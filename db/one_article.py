"""One article, whole: its versions, its answers, and what is like it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Select, column, func, select, table

from db import models
from db.models import table_of
from db.records import ANSWERS, Answer, Attachment, Image, Record, Version, VersionLine
from db.similar import others_like, row_of
from portalcrawl.errors import Fault

_ARTICLE: Final = (
    "article_row",
    "article_id",
    "portal",
    "province",
    "province_name",
    "province_now",
    "province_now_name",
    "canonical_url",
    "first_seen",
    "last_seen",
    "status",
    "gone_since",
)
_VERSION: Final = (
    "origin",
    "recorded_at",
    "url",
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
    "language",
    "extraction_method",
    "extractor_version",
    "content_digest",
    "captured_at",
    "http_status",
    "payload_digest",
    "warc_file",
    "warc_offset",
)
_ANSWER: Final = (
    "captured_at",
    "url",
    "http_status",
    "revision",
    "payload_digest",
    "warc_file",
    "warc_offset",
)
_ATTACHMENT: Final = ("url", "name", "captured_at", "warc_file", "warc_offset")


#: The largest that both databases compare with.
_LAST_NUMBER: Final = 2**31 - 1


class NoRevision(Fault):
    """An article has no revision of this number; the message names those that it has."""

    def __init__(self, article_id: str, wanted: int, numbers: Sequence[int]) -> None:
        known = str(numbers[0]) if len(numbers) == 1 else f"{numbers[0]} to {numbers[-1]}"
        super().__init__(f"{article_id} has no revision {wanted}; it has {known}")


def record(connection: Connection, named: str, revision: int | None = None) -> Record | None:
    """An article with one of its revisions, the current one unless a number is given.

    ``named`` is an ``article_id`` of the views (portal/key), or a canonical URL; None where there
    is no such article. NoRevision where it has no revision of that number.
    """
    article_row = row_of(connection, named)
    if article_row is None:
        return None
    lines = _lines(connection, article_row)
    article = _article(connection, article_row)
    current = int(article.pop("revision"))
    current_row = int(article.pop("revision_row"))
    answers, more = _answers(connection, article_row)
    return Record(
        **article,
        current=current,
        version=version(connection, article_row, current if revision is None else revision),
        versions=lines,
        answers=answers,
        more_answers=more,
        similar=others_like(connection, current_row),
    )


def version(connection: Connection, article_row: int, number: int) -> Version:
    """One revision of an article, by ``Record.article_row``.

    NoRevision where the article has none of that number.
    """
    if not 0 < number <= _LAST_NUMBER:
        raise _no_revision(connection, article_row, number)
    row = (
        connection.execute(
            _of_view(
                "article_revision",
                ("article_id", "revision", "captions", "revision_row", *_VERSION),
                column("article_row") == article_row,
                column("revision") == number,
            )
        )
        .mappings()
        .one_or_none()
    )
    if row is None:
        raise _no_revision(connection, article_row, number)
    revision_row = int(row["revision_row"])
    return Version(
        number=number,
        captions=tuple(json.loads(row["captions"])),
        images=_images(connection, revision_row),
        attachments=_attachments(connection, revision_row),
        **{name: row[name] for name in _VERSION},
    )


def warc_places(
    connection: Connection, article_row: int, number: int
) -> tuple[tuple[str, int], ...]:
    """The records of the page that a revision was read from: WARC file and offset of each.

    Its own; behind it, where that is a revisit, the one with the payload, if the archive has it.
    Empty where the page was not captured.
    """
    captures, revisions = table_of(models.Capture), table_of(models.Revision)
    own = connection.execute(
        select(captures)
        .join(revisions, revisions.c.capture_id == captures.c.id)
        .where(
            revisions.c.article_id == article_row,
            revisions.c.number == number,
            captures.c.warc_file.is_not(None),
        )
    ).one_or_none()
    if own is None:
        return ()
    first = (str(own.warc_file), int(own.warc_offset))
    if not own.is_revisit:
        return (first,)
    payload = connection.execute(
        select(captures.c.warc_file, captures.c.warc_offset)
        .where(
            captures.c.article_id == article_row,
            captures.c.payload_digest == own.payload_digest,
            captures.c.captured_at <= own.captured_at,
            captures.c.warc_file.is_not(None),
            ~captures.c.is_revisit,
        )
        .order_by(captures.c.captured_at.desc())
        .limit(1)
    ).one_or_none()
    return (first,) if payload is None else (first, (payload.warc_file, payload.warc_offset))


#: What a reader compares between two revisions besides headline and text.
_COMPARED: Final = (
    "published_at",
    "modified_at",
    "author",
    "source",
    "section",
    "language",
    "captions",
    "attachments",
    "url",
)


def changed_fields(
    before: Version, after: Version
) -> tuple[tuple[str, str | None, str | None], ...]:
    """The fields besides title and text that differ: column name, value before and after.

    Of captions and attachments a line for each; None is unknown, or none of them.
    """
    both = ((name, _as_text(before, name), _as_text(after, name)) for name in _COMPARED)
    return tuple((name, one, other) for name, one, other in both if one != other)


def _as_text(version: Version, field: str) -> str | None:
    if field == "captions":
        return "\n".join(version.captions) or None
    if field == "attachments":
        return "\n".join(f"{each.name} {each.url}" for each in version.attachments) or None
    value = getattr(version, field)
    return None if value is None else str(value)


def _article(connection: Connection, article_row: int) -> dict[str, Any]:
    names = ("revision", "revision_row", *_ARTICLE)
    query = _of_view("article", names, column("article_row") == article_row)
    return dict(connection.execute(query).mappings().one())


def _lines(connection: Connection, article_row: int) -> tuple[VersionLine, ...]:
    names = ("revision", "origin", "recorded_at", "captured_at", "title")
    query: Select[Any] = (
        select(*_columns(names), func.length(column("text")).label("characters"))
        .select_from(table("article_revision"))
        .where(column("article_row") == article_row)
        .order_by(column("revision"))
    )
    return tuple(
        VersionLine(
            number=row.revision,
            origin=row.origin,
            recorded_at=row.recorded_at,
            captured_at=row.captured_at,
            title=row.title,
            characters=row.characters,
        )
        for row in connection.execute(query)
    )


def _no_revision(connection: Connection, article_row: int, number: int) -> NoRevision:
    numbers = [line.number for line in _lines(connection, article_row)]
    return NoRevision(str(_article(connection, article_row)["article_id"]), number, numbers)


def _answers(connection: Connection, article_row: int) -> tuple[tuple[Answer, ...], int]:
    """The latest answers of the portal, and how many earlier ones there are."""
    query: Select[Any] = (
        _of_view(
            "article_capture",
            ("is_revisit", *_ANSWER),
            column("article_row") == article_row,
            column("kind") == "page",
        )
        .order_by(column("captured_at").desc(), column("capture_row").desc())
        .limit(ANSWERS)
    )
    found = tuple(
        Answer(is_revisit=bool(row["is_revisit"]), **{name: row[name] for name in _ANSWER})
        for row in connection.execute(query).mappings()
    )
    if len(found) < ANSWERS:
        return found, 0
    captures = table_of(models.Capture)
    all_of_them = select(func.count()).where(
        captures.c.article_id == article_row, captures.c.kind == "page"
    )
    return found, connection.execute(all_of_them).scalar_one() - len(found)


def _images(connection: Connection, revision_row: int) -> tuple[Image, ...]:
    images = table_of(models.Image)
    query: Select[Any] = (
        select(images.c.url, images.c.caption)
        .where(images.c.revision_id == revision_row)
        .order_by(images.c.position)
    )
    return tuple(Image(url=row.url, caption=row.caption) for row in connection.execute(query))


def _attachments(connection: Connection, revision_row: int) -> tuple[Attachment, ...]:
    query = _of_view(
        "article_attachment", _ATTACHMENT, column("revision_row") == revision_row
    ).order_by(column("position"))
    return tuple(Attachment(**row) for row in connection.execute(query).mappings())


def _of_view(view: str, names: Sequence[str], *where: ColumnElement[bool]) -> Select[Any]:
    return select(*_columns(names)).select_from(table(view)).where(*where)


def _columns(names: Sequence[str]) -> list[ColumnElement[Any]]:
    return [column(name) for name in names]
