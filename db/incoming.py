"""Items at the door of the archive: taken through itemadapter, made storable, or turned away.

A database cannot hold everything that a portal serves. NUL characters are dropped (PostgreSQL
refuses them, and tools that read SQLite stop at them), lone surrogates become U+FFFD, text becomes
NFC. The content digest is that of what is stored, so a page read again is found unchanged.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

from itemadapter import ItemAdapter

from portalcrawl.items import Article, Attachment, Capture, Image, Refusal

VIETNAM_TIME = timezone(timedelta(hours=7))

_SURROGATES = re.compile("[\ud800-\udfff]")
_MONTH = re.compile(r"\d{4}-\d{2}")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def taken(item: Any) -> Article | Refusal:
    """The item as the archive stores it: any kind that itemadapter knows, with Article's fields.

    One with a ``kind`` is a Refusal. Raises ValueError for an item that names no portal or key, for
    a date that is not ISO 8601 and for a time of capture without a zone.
    """
    fields = {name: _storable(value) for name, value in ItemAdapter(item).items()}
    for name in ("portal", "article_key"):
        if not fields.get(name):
            raise ValueError(f"an item without {name}: {fields.get('url')!r}")
    fields["capture"] = _capture(fields.get("capture"))
    if "kind" in fields:
        return Refusal(**fields)
    fields["captions"] = tuple(_text(caption) for caption in fields.get("captions") or ())
    fields["images"] = tuple(_image(image) for image in fields.get("images") or ())
    fields["attachments"] = tuple(_attachment(file) for file in fields.get("attachments") or ())
    for name in ("title", "lead", "text", "author", "source", "section"):
        fields[name] = _text(fields.get(name))
    fields["text"] = fields["text"] or ""
    article = Article(**fields)
    local_time(article.published_at)
    local_time(article.modified_at)
    return article


def local_time(iso: str | None) -> tuple[datetime | None, str | None]:
    """The first moment of a date in local time of Viet Nam, without a zone, and its precision.

    ``2024-12`` is the first of the month, ``2024-12-05`` is midnight. A time of day without an
    offset is local already. Raises ValueError for what is not ISO 8601.
    """
    if iso is None:
        return None, None
    if _MONTH.fullmatch(iso):
        return datetime.fromisoformat(f"{iso}-01"), "month"
    moment = datetime.fromisoformat(iso)
    if _DAY.fullmatch(iso):
        return moment, "day"
    if "T" not in iso:
        raise ValueError(f"not a date as the archive writes it: {iso!r}")
    if moment.tzinfo is not None:
        moment = moment.astimezone(VIETNAM_TIME).replace(tzinfo=None)
    return moment.replace(second=0, microsecond=0), "minute"


def seen_at(item: Article | Refusal, now: datetime) -> datetime:
    """When the page was served, in UTC; ``now`` for one that was not captured."""
    return item.capture.captured_at.astimezone(UTC) if item.capture else now


def _capture(value: Any) -> Capture | None:
    if value is None:
        return None
    capture = Capture(**_fields(value))
    if capture.captured_at.tzinfo is None:
        raise ValueError(f"a capture without a time zone: {capture.captured_at!r}")
    return capture


def _image(value: Any) -> Image:
    fields = _fields(value)
    return Image(url=fields["url"], caption=_text(fields.get("caption")))


def _attachment(value: Any) -> Attachment:
    fields = _fields(value)
    return Attachment(url=fields["url"], name=_text(fields["name"]) or "")


def _fields(value: Any) -> dict[str, Any]:
    return {name: _storable(part) for name, part in ItemAdapter(value).items()}


def _text(value: str | None) -> str | None:
    return None if value is None else unicodedata.normalize("NFC", value)


def _storable(value: Any) -> Any:
    """The value with every string in it free of what no database takes."""
    if isinstance(value, str):
        return _SURROGATES.sub("\ufffd", value.replace("\0", ""))
    if isinstance(value, Mapping):
        return {key: _storable(part) for key, part in value.items()}
    if isinstance(value, Iterable) and not isinstance(value, bytes):
        return tuple(_storable(part) for part in value)
    return value
