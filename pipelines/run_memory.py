"""What one run may ask of the archive, and what it may tell it only when the run is over."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from typing import NoReturn

from scrapy.exceptions import CloseSpider

from db.archive import Archive
from db.errors import ArchiveError
from db.refusals import LASTING_REFUSALS
from portalcrawl.items import EarlierCapture, Refusal
from portalcrawl.memory import MOST_LEFT_OVER, Stored


class RunMemory:
    """The archive as the spider's memory (``portalcrawl.memory.Memory``).

    The validators of a feed, and that listings were read to their end, are held back until the run
    is over. Stored at once, they would have the next run believe that nothing is new in a feed
    whose articles this one never stored, because it was killed or the database failed.

    A database that fails here fails the run: ``failed`` is told, and CloseSpider ends the callback.
    """

    def __init__(self, archive: Archive, failed: Callable[[ArchiveError], str]) -> None:
        self._archive = archive
        self._failed = failed
        self._feeds: dict[str, tuple[str, str | None, str | None]] = {}
        self._read: dict[str, frozenset[str]] = defaultdict(frozenset)
        self._swept: set[str] = set()
        self._unsettled: Counter[str] = Counter()

    def known(self, portal: str, keys: Iterable[str]) -> frozenset[str]:
        """Those of the article keys that need no fetching."""
        try:
            return self._archive.known(portal, keys)
        except ArchiveError as error:
            self._end(error)

    def stored(self, portal: str) -> tuple[Stored, ...]:
        """Every article of the portal that is stored."""
        try:
            return self._archive.stored(portal)
        except ArchiveError as error:
            self._end(error)

    def due(self, portal: str, limit: int) -> tuple[Stored, ...]:
        """The articles that are due to be asked for again."""
        try:
            return self._archive.due(portal, limit)
        except ArchiveError as error:
            self._end(error)

    def postpone(self, portal: str, keys: Iterable[str]) -> None:
        """They are asked for now: the next time is the one after."""
        try:
            self._archive.postpone(portal, keys)
        except ArchiveError as error:
            self._end(error)

    def outdated(self, portal: str, modified: Mapping[str, date]) -> tuple[Stored, ...]:
        """Those of the keys that were changed since they were seen."""
        try:
            return self._archive.outdated(portal, modified)
        except ArchiveError as error:
            self._end(error)

    def swept_at(self, portal: str) -> datetime | None:
        """When the listings of the portal were last read to their end."""
        try:
            return self._archive.swept_at(portal)
        except ArchiveError as error:
            self._end(error)

    def remember_sweep(self, portal: str) -> None:
        """Keep it for ``commit_feeds``."""
        self._swept.add(portal)

    def earlier(self, portal: str, urls: Iterable[str]) -> dict[str, EarlierCapture]:
        """By URL, the captures whose payload new ones may repeat."""
        try:
            return self._archive.earlier(portal, urls)
        except ArchiveError as error:
            self._end(error)

    def left_over(self, portal: str) -> tuple[str, ...]:
        """Addresses of articles that earlier runs asked for in vain."""
        try:
            return self._archive.left_over(portal)
        except ArchiveError as error:
            self._end(error)

    def unread_listings(self, portal: str) -> tuple[str, ...]:
        """Listing pages that earlier runs could not read."""
        try:
            return self._archive.unread_listings(portal)
        except ArchiveError as error:
            self._end(error)

    def remember_unread(self, portal: str, urls: Iterable[str]) -> None:
        """Keep them at once: a run that is killed must leave them behind."""
        try:
            self._archive.remember_unread(portal, urls)
        except ArchiveError as error:
            self._end(error)

    def forget_unread(self, portal: str, urls: Iterable[str]) -> None:
        """Forget them with ``commit_feeds``, when their articles are stored."""
        self._read[portal] |= frozenset(urls)

    def validators(self, url: str) -> dict[str, str]:
        """Headers of a conditional GET for a feed, or none."""
        try:
            return self._archive.validators(url)
        except ArchiveError as error:
            self._end(error)

    def remember_feed(
        self, portal: str, url: str, etag: str | None, last_modified: str | None
    ) -> None:
        """Keep the validators of a feed, for ``commit_feeds``."""
        self._feeds[url] = (portal, etag, last_modified)

    def note_refusal(self, refusal: Refusal) -> None:
        """A page that may be an article tomorrow (an error, a block) is left over for then.

        So are not more than MOST_LEFT_OVER: of a portal that has more, the listings are read again.
        """
        if refusal.kind not in LASTING_REFUSALS:
            self._unsettled[refusal.portal] += 1

    def commit_feeds(self) -> None:
        """Store the feeds of which every article is dealt with; forget what was unread."""
        for portal in self._swept:
            self._archive.remember_sweep(portal)
        for portal, urls in self._read.items():
            if self._unsettled[portal] <= MOST_LEFT_OVER:
                self._archive.forget_unread(portal, urls)
        for url, (portal, etag, last_modified) in self._feeds.items():
            if self._unsettled[portal] <= MOST_LEFT_OVER:
                self._archive.remember_feed(portal, url, etag, last_modified)

    def _end(self, error: ArchiveError) -> NoReturn:
        raise CloseSpider(self._failed(error)) from None
