"""What a worker is sent and what it gives back: the place of a record, and the page in it.

Places are sent, not bytes: a worker opens the WARC file itself, so that the process that records
has nothing to unpack.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from pipelines.reading import read_page, unreadable
from portalcrawl.extraction import Profile
from portalcrawl.items import Extraction, Link, Page
from portalcrawl.warc.faults import BrokenPayload, DamagedRecord, TornRecord
from portalcrawl.warc.reader import EXCHANGED, all_records


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """A page to be read from a WARC record."""

    path: Path
    """The WARC file with the payload: for a revisit, that of the capture it refers to."""
    offset: int
    size_limit: int
    """Bytes of the largest payload."""
    url: str
    status: int
    captured_at: datetime
    """Aware, UTC."""
    portal: str
    article_key: str
    canonical_url: str | None
    profile: Profile | None = None
    link: Link | None = None

    def page(self, body: bytes = b"", content_type: str | None = None) -> Page:
        """The page, as a crawl would have made it then."""
        return Page(
            url=self.url,
            body=body,
            status=self.status,
            content_type=content_type,
            fetched_at=self.captured_at,
            portal=self.portal,
            article_key=self.article_key,
            canonical_url=self.canonical_url,
            link=self.link,
        )


@dataclass(frozen=True, slots=True)
class NoPage:
    """Why there was no page to be read."""

    reason: str
    is_broken: bool
    """Whether the record is there and its payload cannot be unpacked; else it could not be had."""


Read = Extraction | NoPage


def read_all(jobs: Sequence[Job]) -> list[Read]:
    """What came of each job, in their order. Runs in a worker."""
    return [read_one(job) for job in jobs]


def read_one(job: Job) -> Read:
    """The page of one record. Never raises for anything in the file or in the page."""
    try:
        record = next(all_records(job.path, job.offset, job.size_limit), None)
        if record is None or record.type not in EXCHANGED:
            return NoPage(f"{job.path} has no response at byte {job.offset}", is_broken=False)
        page = job.page(record.payload, record.content_type)
    except BrokenPayload as broken:
        return NoPage(str(broken), is_broken=True)
    except (TornRecord, DamagedRecord) as fault:
        return NoPage(str(fault), is_broken=False)
    except FileNotFoundError:
        return NoPage(
            f"{job.path} is missing: restore it from a backup of the archive", is_broken=False
        )
    except OSError as error:
        return NoPage(f"{job.path} cannot be read: {error.strerror}", is_broken=False)
    return read_page(page, job.profile)


def given_up(job: Job, reason: str) -> Extraction:
    """That of a page that no worker could read, for the reason given."""
    return unreadable(job.page(), reason)
