"""Items at the door of the archive: taken through itemadapter, made storable, or turned away.

A database cannot hold everything that a portal serves. NUL characters are dropped (PostgreSQL
refuses them, and tools that read SQLite stop at them), lone surrogates become U+FFFD, text becomes
NFC, a date is cut at its precision, in Viet Nam's time. The content digest is that of what is
stored: a page read again is found unchanged, and the digest can be computed from the tables again.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

from portalcrawl.items import Absence, Article, Attachment, Capture, Image, Refusal

VIETNAM_TIME = timezone(timedelta(hours=7))

_SURROGATES = re.compile("[\ud800-\udfff]")
_MONTH = re.compile(r"\d{4}-\d{2}")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def taken(item: Any) -> Article | Refusal | Absence:
    """The item as the archive stores it: any kind that itemadapter knows, with Article's fields.

    One with a ``kind`` is a Refusal, one with a ``noticed_at`` an Absence. Raises ValueError for an
    item that names no portal or key, for a date that is not ISO 8601 and for a time of capture
    without a zone.
    """
    if isinstance(item, Article):
        _refuse_nameless(item.portal, item.article_key, item.url)
        return cleaned(item)
    fields = _fields_of(item)
    _refuse_nameless(fields.get("portal"), fields.get("article_key"), fields.get("url"))
    if "kind" in fields:
        fields["capture"] = _capture(fields.get("capture"))
        return Refusal(**fields)
    if "noticed_at" in fields:
        fields["capture"] = _capture(fields.get("capture"))
        _refuse_zoneless(fields["noticed_at"], "a time")
        return Absence(**fields)
    return _article(fields)


def _fields_of(item: Any) -> dict[str, Any]:
    from itemadapter import ItemAdapter  # imports all of Scrapy, which a reader does without

    return {name: _storable(value) for name, value in ItemAdapter(item).items()}


def is_named_article(item: Any) -> bool:
    """Whether it is an Article with portal and key, and so needs cleaning only if it is new."""
    return isinstance(item, Article) and bool(item.portal and item.article_key)


def cleaned(article: Article) -> Article:
    """The article as it can be stored; the very same where it can be already.

    Raises ValueError for a date that is not ISO 8601 and a time of capture without a zone.
    """
    if not _is_storable(article):
        return _article(_fields_of(article))
    for capture in (article.capture, *article.attachment_captures):
        if capture is not None:
            _refuse_zoneless(capture.captured_at, "a capture")
    return _dated(article)


def _is_storable(article: Article) -> bool:
    """Whether every text in it is NFC, free of NUL and of surrogates: nearly always so."""
    texts = (
        article.title,
        article.text,
        article.lead,
        article.author,
        article.source,
        article.section,
        *article.captions,
        *(image.caption for image in article.images),
        *(file.name for file in article.attachments),
    )
    addresses = (
        article.url,
        article.canonical_url,
        article.article_key,
        article.capture.url if article.capture else None,
        *(image.url for image in article.images),
        *(file.url for file in article.attachments),
    )
    together = "\n".join(filter(None, (*texts, *addresses)))
    try:
        return b"\0" not in together.encode() and unicodedata.is_normalized("NFC", together)
    except UnicodeEncodeError:
        return False


def _article(fields: dict[str, Any]) -> Article:
    fields["capture"] = _capture(fields.get("capture"))
    fields["attachment_captures"] = tuple(
        Capture(**_fields(capture)) for capture in fields.get("attachment_captures") or ()
    )
    fields["captions"] = tuple(_text(caption) for caption in fields.get("captions") or ())
    fields["images"] = tuple(_image(image) for image in fields.get("images") or ())
    fields["attachments"] = tuple(_attachment(file) for file in fields.get("attachments") or ())
    for name in ("title", "lead", "text", "author", "source", "section"):
        fields[name] = _text(fields.get(name))
    fields["text"] = fields["text"] or ""
    return _dated(Article(**fields))


def _dated(article: Article) -> Article:
    """The article with its dates as they come back from the tables; itself where they are so."""
    published_at = as_written(*local_time(article.published_at))
    modified_at = as_written(*local_time(article.modified_at))
    if (published_at, modified_at) == (article.published_at, article.modified_at):
        return article
    return replace(article, published_at=published_at, modified_at=modified_at)


def _refuse_nameless(portal: str | None, key: str | None, url: str | None) -> None:
    for name, value in (("portal", portal), ("article_key", key)):
        if not value:
            raise ValueError(f"an item without {name}: {url!r}")


def _refuse_zoneless(moment: datetime, of: str) -> None:
    if moment.tzinfo is None:
        raise ValueError(f"{of} without a time zone: {moment!r}")


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


def as_written(local: datetime | None, precision: str | None) -> str | None:
    """The date of a local time of Viet Nam, cut at its precision: what ``local_time`` reads."""
    if local is None:
        return None
    if precision == "minute":
        return f"{local.isoformat(timespec='minutes')}+07:00"
    return local.date().isoformat()[: 7 if precision == "month" else 10]


def seen_at(item: Article | Refusal, now: datetime) -> datetime:
    """When the page was served, in UTC; ``now`` for one that was not captured."""
    return item.capture.captured_at.astimezone(UTC) if item.capture else now


def _capture(value: Any) -> Capture | None:
    if value is None:
        return None
    capture = Capture(**_fields(value))
    _refuse_zoneless(capture.captured_at, "a capture")
    return capture


def _image(value: Any) -> Image:
    fields = _fields(value)
    return Image(url=fields["url"], caption=_text(fields.get("caption")))


def _attachment(value: Any) -> Attachment:
    fields = _fields(value)
    return Attachment(url=fields["url"], name=_text(fields["name"]) or "")


def _fields(value: Any) -> dict[str, Any]:
    return _fields_of(value)


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
