"""Which records of a source may be articles; each of the others with its reason, to be counted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from pipelines.offline.homes import FindHome, Home
from pipelines.offline.jobs import Job
from pipelines.offline.sources import RESPONSES, Visit
from portalcrawl.warc.copying import Extent, Original
from portalcrawl.warc.reader import Record
from portalcrawl.warc.writer import payload_digest

_HTML = ("text/html", "application/xhtml+xml")

Payload = tuple[Path, int]
"""The WARC file and the offset of the record in it that has a payload."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A record that may be an article."""

    home: Home
    original: Original
    job: Job

    @property
    def identity(self) -> tuple[str, str, datetime]:
        """What makes a capture unique: portal, address and time."""
        return self.home.portal.host, self.original.url, self.original.captured_at


@dataclass(frozen=True, slots=True)
class Sifted:
    """What became of a record before anything in it was read."""

    end: int
    """As of its Visit."""
    candidate: Candidate | None = None
    reason: str = ""
    """Why it is no candidate."""

    @property
    def job(self) -> Job | None:
        """What a worker has to do for it."""
        return self.candidate.job if self.candidate else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sieve:
    """Lets candidates through. Both questions are asked of the archive."""

    find_home: FindHome
    size_limit: int
    """Bytes of the largest payload."""
    is_stored: Callable[[str, str, datetime], bool]
    """Whether a capture is stored: host of the portal, address, time."""
    payload_of: Callable[[str, str, datetime], Payload | None]
    """Where the payload is that a revisit refers to, so: host of the portal, address, time."""

    def sift(self, visit: Visit) -> Sifted:
        """The record as a candidate, or the reason why it is none."""
        found = self._candidate(visit)
        if isinstance(found, str):
            return Sifted(visit.end, reason=found)
        return Sifted(visit.end, found)

    def _candidate(self, visit: Visit) -> Candidate | str:
        record = visit.record
        if record is None:
            return "broken record"
        if reason := _by_its_headers(record):
            return reason
        home = self.find_home(record.url, record.captured_at)
        if isinstance(home, str):
            return home
        if reason := _by_its_body(record):
            return reason
        if self.is_stored(home.portal.host, record.url, record.captured_at):
            return "already stored"
        payload = self._payload(record, home)
        if payload is None:
            return "revisit of a page that is not here"
        original = _original(record, visit.request)
        return Candidate(
            home=home, original=original, job=_job(original, home, payload, self.size_limit)
        )

    def _payload(self, record: Record, home: Home) -> Payload | None:
        if record.type != "revisit":
            return record.path, record.offset
        if record.refers_to_url is None or record.refers_to_date is None:
            return None
        return self.payload_of(home.portal.host, record.refers_to_url, record.refers_to_date)


def _by_its_headers(record: Record) -> str | None:
    status = _status(record)
    if record.type not in RESPONSES or status is None:
        return "not a response"
    if status != 200:
        return f"status {status}"
    media_type = (record.content_type or "").partition(";")[0].strip().lower()
    return "not HTML" if media_type and media_type not in _HTML else None


def _status(record: Record) -> int | None:
    """HTTP's. A resource has none: it is a document that was there (ISO 28500, 6.4)."""
    return 200 if record.type == "resource" else record.status


def _by_its_body(record: Record) -> str | None:
    if record.truncated:
        return "truncated"
    if record.cut_short:
        return "too large"
    if record.digest_holds is False:
        return "payload digest does not match"
    if record.type == "revisit" and record.payload_digest is None:
        return "revisit without a digest"
    return None


def _original(record: Record, request: Extent | None) -> Original:
    digest = record.computed_digest or record.payload_digest or payload_digest(record.body)
    return Original(
        path=record.path,
        extent=Extent(record.offset, record.length),
        request=request,
        record_id=record.record_id,
        is_revisit=record.type == "revisit",
        url=record.url,
        captured_at=record.captured_at,
        status=_status(record) or 0,
        content_type=record.content_type,
        payload_digest=digest,
    )


def _job(original: Original, home: Home, payload: Payload, size_limit: int) -> Job:
    return Job(
        path=payload[0],
        offset=payload[1],
        size_limit=size_limit,
        url=original.url,
        status=original.status,
        captured_at=original.captured_at,
        portal=home.portal.host,
        article_key=home.article_key,
        canonical_url=home.canonical_url,
        profile=home.portal.engine.profile,
    )
