"""What feeds and sitemaps list, and when it was published: pure functions, no requests."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from email.utils import parsedate_to_datetime
from io import BytesIO

import feedparser  # type: ignore[import-untyped]
from lxml.etree import LxmlError
from scrapy.utils.sitemap import Sitemap

from portalcrawl.items import VIETNAM, Link

_FIRST_YEAR = 1997
_DAY_FIRST = re.compile(r"(?<!\d)(\d{1,2})\s*[/.-]\s*(\d{1,2})\s*[/.-]\s*(\d{4})(?!\d)")
_YEAR_FIRST = re.compile(r"(?<!\d)(\d{4})-(\d{1,2})-(\d{1,2})(?!\d)")
_IN_WORDS = re.compile(r"(\d{1,2})\s+tháng\s+(\d{1,2})\s*,?\s+(?:năm\s+)?(\d{4})", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Sighting:
    """A link, and the day that its listing gives it. A sitemap's day is no publication date."""

    link: Link
    day: date | None = None


@dataclass(frozen=True, slots=True)
class Window:
    """The days that are wanted, both ends included; None is open."""

    since: date | None = None
    until: date | None = None

    @property
    def is_open(self) -> bool:
        """Whether every day is wanted."""
        return self.since is None and self.until is None

    def covers(self, day: date | None) -> bool:
        """Whether the day is wanted; an unknown day is."""
        return day is None or not (self.is_before(day) or (self.until and day > self.until))

    def is_before(self, day: date) -> bool:
        """Whether the day lies before the window: in a listing, newest first, nothing follows."""
        return self.since is not None and day < self.since


def window(since: str | None, until: str | None) -> Window:
    """The window from ``YYYY-MM-DD`` texts. Raises ValueError with one line for a bad one."""
    days = Window(_given_day("since", since), _given_day("until", until))
    if days.since and days.until and days.since > days.until:
        raise ValueError(f"since={since} lies after until={until}: write the earlier day first")
    return days


def _given_day(name: str, text: str | None) -> date | None:
    if text is None:
        return None
    try:
        return datetime.strptime(text, "%Y-%m-%d").date()  # noqa: DTZ007 - a day has no zone
    except ValueError:
        raise ValueError(f"{name}={text}: write a day as {name}=2024-01-31") from None


def feed_sightings(body: bytes, url: str, content_type: str | None) -> tuple[Sighting, ...]:
    """The entries of an RSS or Atom feed that have a link; none where the body is no feed."""
    headers = {"content-location": url, "content-type": content_type or ""}
    # As a stream: bytes that are the name of a file would be opened.
    feed = feedparser.parse(BytesIO(body), response_headers=headers)
    return tuple(_entry(entry) for entry in feed.entries if entry.get("link"))


def _entry(entry: feedparser.FeedParserDict) -> Sighting:
    published = entry.get("published") or entry.get("updated")
    tags = [tag.get("term") for tag in entry.get("tags", ())]
    title = " ".join((entry.get("title") or "").split())
    link = Link(
        url=entry.link,
        title=title or None,
        published=published or None,
        section=next(filter(None, tags), None),
    )
    return Sighting(link, listing_day(published))


@dataclass(frozen=True, slots=True)
class SitemapPage:
    """One sitemap file: the pages, or the further sitemaps that it lists."""

    is_index: bool
    sightings: tuple[Sighting, ...]

    @property
    def changes_with_its_parts(self) -> bool:
        """Whether an unchanged file means that nothing is new.

        An index without the days of its sitemaps stays as it is when they change.
        """
        return not self.is_index or all(sighting.day for sighting in self.sightings)


def read_sitemap(body: bytes) -> SitemapPage:
    """A sitemap or an index of sitemaps; an empty one where the body is neither."""
    try:
        sitemap = Sitemap(body)
        return SitemapPage(sitemap.type == "sitemapindex", tuple(_entries(sitemap)))
    except (LxmlError, StopIteration):
        return SitemapPage(is_index=False, sightings=())


def _entries(sitemap: Sitemap) -> Iterator[Sighting]:
    for entry in sitemap:
        if entry.get("loc"):
            yield Sighting(Link(url=entry["loc"]), listing_day(entry.get("lastmod")))


def listing_day(text: str | None) -> date | None:
    """The day, in Viet Nam, of a date as a listing shows it; None where it cannot be told.

    Numeric dates are day first. No portal is older than 1997, so an earlier day is none.
    """
    day = _shown_day(text) if text else None
    return day if day and day.year >= _FIRST_YEAR else None


def _shown_day(text: str) -> date | None:
    moment = _moment(text.strip())
    if moment is not None:
        return moment.date()
    if match := _YEAR_FIRST.search(text):
        return _day(match[1], match[2], match[3])
    if match := _DAY_FIRST.search(text) or _IN_WORDS.search(text):
        return _day(match[3], match[2], match[1])
    return None


def _moment(text: str) -> datetime | None:
    for read in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            moment = read(text)
            # Overflows for the day that .NET writes for none, 0001-01-01T00:00:00+07:00.
            return moment.astimezone(VIETNAM) if moment.tzinfo else moment
        except (ValueError, IndexError, TypeError, OverflowError):
            continue
    return None


def _day(year: str, month: str, day: str) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def unpacked(body: bytes, limit: int) -> bytes:
    """The body, unpacked where it is a gzip file, as large sitemaps are.

    Empty where the file is broken or holds more than ``limit`` bytes.
    """
    if not body.startswith(b"\x1f\x8b"):
        return body
    unpacker = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)
    try:
        content = unpacker.decompress(body, limit)
    except zlib.error:
        return b""
    return b"" if unpacker.unconsumed_tail else content
