"""Taking in the WARC files of others: each article page becomes a capture and a revision.

The records of a file go through in their order: sifted here, read by workers, then copied into a
WARC file of the archive, and in one transaction stored together with how far the file was read. So
an import that is killed goes on behind the last record that is stored; what was copied beyond that
is in no row, and is copied again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from sqlalchemy import Connection

from db import dialects
from db.archive import Archive
from db.batch import Circumstances, Outcome
from db.engine import said_in_one_line
from db.imports import Progress, begin, is_captured, kept_payload, note
from db.storing import record_items
from pipelines.judging import article_or_refusal
from pipelines.offline.homes import FindHome, Home
from pipelines.offline.jobs import NoPage, Read
from pipelines.offline.pool import Readers
from pipelines.offline.sifting import Candidate, Payload, Sieve, Sifted
from pipelines.offline.sources import visits
from portalcrawl.errors import Fault
from portalcrawl.items import Article, Capture, Refusal
from portalcrawl.warc import FOLDER
from portalcrawl.warc.copying import Copies, Original
from portalcrawl.warc.locking import is_in_use
from portalcrawl.warc.writer import Place

BATCH = 100  # candidates of one transaction
PASSED = 5000  # records of any kind of one transaction
_HEADERS = 2**16
"""Bytes of a record beside its payload."""
BROKEN = "broken record"
_KINDS = {
    "blocked": "block page",
    "empty": "empty page",
    "error": "error page",
    "login": "login page",
    "static": "static page",
    "unreadable": "unreadable page",
}


@dataclass(frozen=True, slots=True)
class Advance:
    """How far a file was read, in bytes, and what became of its records."""

    source: Path
    offset: int
    size: int
    counts: Counter[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportRun:
    """What all files of one run share."""

    archive: Archive
    folder: Path
    """Of the archive."""
    run_id: int
    readers: Readers
    find_home: FindHome
    size_limit: int
    """Bytes of the largest payload."""
    warc_max_bytes: int
    """Where a WARC file of copies counts as full."""
    show: Callable[[Advance], None] = lambda _advance: None
    """Called after each transaction."""
    registered: set[str] = field(default_factory=set)
    """The hosts whose portals were written down."""


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of one file."""

    source: Path
    counts: Counter[str]
    """By what its records became, over all the runs that it took."""
    is_skipped: bool = False
    """Whether an earlier run had read it to its end."""
    fault: str | None = None
    """Why it could not be read to its end, in one line."""

    @property
    def is_readable(self) -> bool:
        """Whether every record of it could be read."""
        return self.fault is None and not self.counts[BROKEN]


def import_file(source: Path, run: ImportRun, *, again: bool = False) -> Imported:
    """Read a file from where the last run stopped; with ``again`` from its beginning.

    ArchiveError where the database fails, Fault where the archive folder refuses a copy; what was
    stored before stays.
    """
    size = source.stat().st_size
    with _writing(run) as connection:
        progress = begin(connection, source.name, size, datetime.now(UTC), again=again)
    if progress.is_finished:
        return Imported(source, Counter(progress.counts), is_skipped=True)
    name = _name_in(run.folder, source)
    if name is not None and is_in_use(source):
        fault = f"{source} is being written: import it when the run that writes it is over"
        return Imported(source, Counter(progress.counts), fault=fault)
    return _FileImport(source, size, name, progress, run).all()


def _name_in(folder: Path, source: Path) -> str | None:
    """What the archive calls a file of its own; None for one that lies elsewhere."""
    home = (folder / FOLDER).resolve()
    try:
        return f"{FOLDER}/{source.resolve().relative_to(home).as_posix()}"
    except ValueError:
        return None


class _FileImport:
    """One file on its way into the archive."""

    def __init__(
        self, source: Path, size: int, name: str | None, progress: Progress, run: ImportRun
    ) -> None:
        self.source, self.size, self.name, self.run = source, size, name, run
        self.progress = progress
        self.fault: str | None = None
        self.copies = Copies(run.folder, source, run.warc_max_bytes)
        self.waiting: dict[tuple[str, str, datetime], Payload] = {}
        """The candidates that are not stored yet."""
        self.sieve = Sieve(
            find_home=run.find_home,
            size_limit=run.size_limit,
            is_stored=self._is_stored,
            payload_of=self._payload_of,
        )

    def all(self) -> Imported:
        """From where it stands to the end of the file."""
        batch: list[tuple[Sifted, Read | None]] = []
        candidates = 0
        with _said_of(self.run.folder):
            try:
                for sifted, read in self.run.readers.read(self._sifted(), lambda each: each.job):
                    batch.append((sifted, read))
                    candidates += read is not None
                    if candidates >= BATCH or len(batch) >= PASSED:
                        self._store(batch)
                        batch, candidates = [], 0
                self._store(batch, is_last=True)
            finally:
                self.copies.close()
        return Imported(self.source, Counter(self.progress.counts), fault=self.fault)

    def _sifted(self) -> Iterator[Sifted]:
        """The records; where the file cannot be read on, that is kept in ``fault``."""
        limit = self.run.size_limit + _HEADERS
        for visit in visits(self.source, self.progress.offset, limit):
            if visit.is_last:
                self.fault = str(visit.fault)
                return
            sifted = self.sieve.sift(visit)
            if sifted.candidate is not None:
                self._expect(sifted.candidate)
            yield sifted

    def _expect(self, candidate: Candidate) -> None:
        self._register(candidate.home)
        self.waiting[candidate.identity] = candidate.job.path, candidate.job.offset

    def _register(self, home: Home) -> None:
        host = home.portal.host
        if host not in self.run.registered:
            self.run.archive.register_portals(home.province, home.eras)
            self.run.registered.add(host)

    def _store(self, batch: list[tuple[Sifted, Read | None]], *, is_last: bool = False) -> None:
        counts = Counter(self.progress.counts)
        items: list[Article | Refusal] = []
        for sifted, read in batch:
            if sifted.candidate is None or read is None:
                counts[sifted.reason] += 1
            elif isinstance(read, NoPage):
                counts["unreadable encoding" if read.is_broken else BROKEN] += 1
            else:
                capture = self._kept(sifted.candidate.original)
                article = replace(read.article, capture=capture)
                items.append(article_or_refusal(replace(read, article=article)))
        self.copies.sync()
        is_finished = is_last and self.fault is None
        offset = batch[-1][0].end if batch else self.progress.offset
        with _writing(self.run) as connection:
            for outcome in record_items(connection, items, self._by()):
                counts[_label(outcome)] += 1
            progress = replace(
                self.progress, offset=offset, is_finished=is_finished, counts=dict(counts)
            )
            note(connection, progress, datetime.now(UTC))
        self.progress = progress
        for sifted, _ in batch:
            if sifted.candidate is not None:
                self.waiting.pop(sifted.candidate.identity, None)
        self.run.show(Advance(self.source, offset, self.size, counts))

    def _kept(self, original: Original) -> Capture:
        """The capture, in a copy, or where it is if that is in the archive."""
        if self.name is None:
            place = self.copies.copy(original)
        else:
            place = Place(self.name, original.extent.offset)
        return Capture(
            captured_at=original.captured_at,
            url=original.url,
            status=original.status,
            payload_digest=original.payload_digest,
            warc_file=place.file,
            warc_offset=place.offset,
            # Nothing in a WARC record says that somebody looked at the certificate.
            verified_tls=None if original.url.lower().startswith("https:") else True,
            is_revisit=original.is_revisit,
        )

    def _is_stored(self, host: str, url: str, captured_at: datetime) -> bool:
        if (host, url, captured_at) in self.waiting:
            return True
        with _reading(self.run) as connection:
            return is_captured(connection, host, url, captured_at)

    def _payload_of(self, host: str, url: str, captured_at: datetime) -> Payload | None:
        if (host, url, captured_at) in self.waiting:
            return self.waiting[host, url, captured_at]
        with _reading(self.run) as connection:
            kept = kept_payload(connection, host, url, captured_at)
        return (self.run.folder / kept.warc_file, kept.warc_offset) if kept else None

    def _by(self) -> Circumstances:
        return Circumstances(
            now=datetime.now(UTC),
            run_id=self.run.run_id,
            extractor_version=version("portalcrawl"),
        )


def _label(outcome: Outcome) -> str:
    return _KINDS.get(outcome.kind, outcome.kind) if outcome.result == "refused" else outcome.result


@contextmanager
def _writing(run: ImportRun) -> Iterator[Connection]:
    engine = run.archive.engine
    with said_in_one_line(engine), dialects.writing(engine) as connection:
        yield connection


@contextmanager
def _reading(run: ImportRun) -> Iterator[Connection]:
    engine = run.archive.engine
    with said_in_one_line(engine), dialects.reading(engine) as connection:
        yield connection


@contextmanager
def _said_of(folder: Path) -> Iterator[None]:
    """A disk that refuses, as one line."""
    try:
        yield
    except OSError as error:
        where = error.filename or folder / FOLDER
        raise Fault(
            f"the import stops: {where}: {error.strerror or error}; set that right and run it again"
        ) from error
