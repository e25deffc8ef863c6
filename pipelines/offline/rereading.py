"""Reading captures of the archive again: what a better extraction finds becomes a revision.

What only a listing said of an article is in no WARC record. It is in the revision that was made
with it, and is handed to the extraction as what the listing says, under the same rules as in a
crawl: a date that the earlier reading had from the listing, and the section, which counts where the
page tells none.
"""

from __future__ import annotations

import logging
from array import array
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from db import dialects
from db.archive import Archive
from db.engine import said_in_one_line
from db.incoming import as_written
from db.readings import Reading
from db.rereading import Before, Kept, Wanted, chosen, kept
from pipelines.judging import article_or_refusal
from pipelines.offline.homes import FindHome, FindProfile, Home
from pipelines.offline.jobs import Job, NoPage, Read
from pipelines.offline.pool import Readers
from portalcrawl.items import Article, Capture, Link, Refusal
from portalcrawl.warc.faults import NoSuchRecord
from portalcrawl.warc.reader import inside

logger = logging.getLogger(__name__)

BATCH = 200  # captures of one transaction


@dataclass(slots=True)
class Summary:
    """What came of the captures."""

    counts: Counter[str] = field(default_factory=Counter)
    """``changed``, ``unchanged``, ``now an article``, ``not an article any more``,
    ``refused as before``, ``unreadable``."""
    fields: Counter[str] = field(default_factory=Counter)
    """In how many of the changed ones each field changed."""
    unreadable: Counter[str] = field(default_factory=Counter)
    """Why, in one line each."""

    @property
    def read(self) -> int:
        """The captures that could be read."""
        return self.counts.total() - self.counts["unreadable"]


@dataclass(frozen=True, slots=True)
class _Due:
    """A capture to be read, or why it cannot be."""

    capture: Kept
    job: Job | None
    why_not: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rereading:
    """One run over captures of an archive."""

    archive: Archive
    folder: Path
    """Of the archive."""
    run_id: int
    readers: Readers
    find_home: FindHome
    find_profile: FindProfile
    size_limit: int
    """Bytes of the largest payload."""
    show: Callable[[int, int], None] = lambda _done, _all: None
    """Called after each transaction with the captures dealt with, and all of them."""

    def captures(self, wanted: Wanted) -> array[int]:
        """The ids of the captures to be read. ArchiveError where the database fails."""
        engine = self.archive.engine
        with said_in_one_line(engine), dialects.reading(engine) as connection:
            return chosen(connection, wanted)

    def read(self, captures: array[int], summary: Summary) -> None:
        """Read them and record what they say; ``summary`` is added to when that is stored.

        ArchiveError where the database fails; what was stored before stays.
        """
        batch: list[tuple[_Due, Read | None]] = []
        done = 0
        for due, read in self.readers.read(self._due(captures), lambda each: each.job):
            batch.append((due, read))
            if len(batch) == BATCH:
                self._record(batch, summary)
                done += len(batch)
                self.show(done, len(captures))
                batch = []
        self._record(batch, summary)
        self.show(len(captures), len(captures))

    def _due(self, captures: array[int]) -> Iterator[_Due]:
        engine = self.archive.engine
        for start in range(0, len(captures), BATCH):
            with said_in_one_line(engine), dialects.reading(engine) as connection:
                found = kept(connection, captures[start : start + BATCH])
            for capture in found:
                yield self._with_job(capture)

    def _with_job(self, capture: Kept) -> _Due:
        if capture.payload_file is None or capture.payload_offset is None:
            why_not = (
                f"{capture.warc_file} has a revisit at byte {capture.warc_offset}, and the archive"
                f" no capture of {capture.url} with its payload"
            )
            return _Due(capture, None, why_not)
        try:
            path = inside(self.folder, capture.payload_file)
        except NoSuchRecord as fault:
            return _Due(capture, None, str(fault))
        job = Job(
            path=path,
            offset=capture.payload_offset,
            size_limit=self.size_limit,
            url=capture.url,
            status=capture.status,
            captured_at=capture.captured_at,
            portal=capture.host,
            article_key=capture.article_key,
            canonical_url=capture.canonical_url or self._canonical_url(capture),
            profile=self.find_profile(capture.url, capture.captured_at, capture.engine),
            link=_as_listed(capture.url, capture.before) if capture.before else None,
        )
        return _Due(capture, job)

    def _canonical_url(self, capture: Kept) -> str:
        home = self.find_home(capture.url, capture.captured_at)
        return home.canonical_url if isinstance(home, Home) else capture.url

    def _record(self, batch: list[tuple[_Due, Read | None]], summary: Summary) -> None:
        """Two transactions; if the second fails, its captures are read again next time."""
        readings: list[tuple[Before, Reading]] = []
        found: list[Article] = []
        counts: Counter[str] = Counter()
        unreadable: Counter[str] = Counter()
        for due, read in batch:
            if read is None or isinstance(read, NoPage):
                why_not = due.why_not if read is None else read.reason
                logger.error("%s cannot be read: %s", due.capture.url, why_not)
                unreadable[why_not] += 1
                continue
            capture = due.capture
            article = article_or_refusal(read)
            if isinstance(article, Refusal):
                counts[_still_refused(capture, article)] += 1
            elif capture.before is None:
                found.append(replace(article, capture=_capture(capture)))
            else:
                readings.append((capture.before, Reading(capture.capture_id, article)))
        recorded = self.archive.record_readings([each for _, each in readings], self.run_id)
        for (before, reading), outcome in zip(readings, recorded.outcomes, strict=True):
            is_changed = outcome.result == "revised"
            counts["changed" if is_changed else "unchanged"] += 1
            if is_changed:
                summary.fields.update(before.changed_fields(reading.article))
        summary.counts.update(counts)
        if found:
            self.archive.record(found, self.run_id)
            summary.counts["now an article"] += len(found)
        if unreadable:
            summary.counts["unreadable"] += unreadable.total()
        summary.unreadable.update(unreadable)


def _as_listed(url: str, before: Before) -> Link:
    """What the listing said of an article, as far as the earlier reading shows it."""
    published = None
    if before.published_from == "listing":
        published = as_written(before.published_at, before.published_precision)
    return Link(url=url, published=published, section=before.section)


def _still_refused(capture: Kept, refusal: Refusal) -> str:
    if capture.before is None:
        return "refused as before"
    logger.warning(
        "%s of %s, captured %s, is no article any more and kept: %s: %s",
        capture.url,
        capture.host,
        capture.captured_at.isoformat(timespec="seconds"),
        refusal.kind,
        refusal.reason,
    )
    return "not an article any more"


def _capture(capture: Kept) -> Capture:
    return Capture(
        captured_at=capture.captured_at,
        url=capture.url,
        status=capture.status,
        payload_digest=capture.payload_digest,
        warc_file=capture.warc_file,
        warc_offset=capture.warc_offset,
        verified_tls=capture.verified_tls,
        is_revisit=capture.is_revisit,
    )
