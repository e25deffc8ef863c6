"""What must hold of an archive after a run that was left alone, whatever was killed before."""

from __future__ import annotations

import contextlib
import io
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, text
from warcio.archiveiterator import ArchiveIterator  # type: ignore[import-untyped]
from warcio.exceptions import ArchiveLoadFailed  # type: ignore[import-untyped]

from db.engine import open_engine
from portalcrawl.cli import main
from portalcrawl.replicas import RunningReplica
from portalcrawl.warc import FOLDER
from portalcrawl.warc.cdxj import is_current, sidecar
from portalcrawl.warc.faults import WarcFault
from portalcrawl.warc.reader import all_records, read_record
from tests.torture.portal import Place

CAPTURES = text(
    "SELECT url, payload_digest, is_revisit, warc_file, warc_offset FROM captures ORDER BY id"
)
UNPROVEN = text(
    "SELECT count(*) FROM revisions LEFT JOIN captures ON captures.id = revisions.capture_id"
    " WHERE captures.warc_file IS NULL OR captures.warc_offset IS NULL"
)


def faults(place: Place, running: RunningReplica) -> list[str]:
    """What does not hold, in words; nothing where the archive lost nothing."""
    engine = open_engine(place.url, create=False)
    try:
        with engine.connect() as connection:
            found = [
                *_wrong_articles(connection, running),
                *_wrong_revisions(connection),
                *_wrong_captures(connection, place.archive),
            ]
    finally:
        engine.dispose()
    return [*found, *_wrong_files(place.archive), *_what_db_check_finds(place)]


def _wrong_articles(connection: Connection, running: RunningReplica) -> Iterator[str]:
    portal = running.replica
    expected = {running.origin + portal.address(article) for article in portal.articles}
    stored = Counter(connection.scalars(text("SELECT canonical_url FROM articles")))
    yield from (f"{url} is not in the archive" for url in sorted(expected - set(stored)))
    yield from (f"{url} is no article of the portal" for url in sorted(set(stored) - expected))
    yield from (f"{url} is stored {count} times" for url, count in stored.items() if count > 1)


def _wrong_revisions(connection: Connection) -> Iterator[str]:
    """No page is edited, so that there is one revision of each article."""
    articles = connection.scalar(text("SELECT count(*) FROM articles"))
    revisions = connection.scalar(text("SELECT count(*) FROM revisions"))
    if articles != revisions:
        yield f"{articles} articles have {revisions} revisions"
    if unproven := connection.scalar(UNPROVEN):
        yield f"{unproven} revisions have no capture"
    last = connection.scalar(text("SELECT outcome FROM runs ORDER BY id DESC LIMIT 1"))
    if last != "finished":
        yield f"the last run is noted as {last}"


def _wrong_captures(connection: Connection, archive: Path) -> Iterator[str]:
    for row in connection.execute(CAPTURES):
        if wrong := _wrong_record(row, archive):
            yield f"the capture of {row.url}: {wrong}"


def _wrong_record(row: Any, archive: Path) -> str | None:
    if row.warc_file is None:
        return "has no WARC record"
    try:
        record = read_record(archive, row.warc_file, row.warc_offset)
    except WarcFault as fault:
        return str(fault)
    if (record.url, record.type) != (row.url, "revisit" if row.is_revisit else "response"):
        return f"its record is a {record.type} of {record.url}"
    if record.payload_digest != row.payload_digest:
        return f"its record has the payload {record.payload_digest}, not {row.payload_digest}"
    return "its payload has another digest" if record.digest_holds is False else None


def _wrong_files(archive: Path) -> Iterator[str]:
    files = sorted((archive / FOLDER).iterdir())
    warcs = [path for path in files if path.name.endswith(".warc.gz")]
    strangers = set(files) - {*warcs, *map(sidecar, warcs)}
    yield from (f"{path.name} was left behind" for path in sorted(strangers))
    for path in warcs:
        if not is_current(path):
            yield f"{path.name} has no index of what it holds"
        try:
            records = [record.type for record in all_records(path)]
            if (others := _as_warcio_reads(path)) != records:
                yield f"warcio reads {others} from {path.name}, not {records}"
        except (WarcFault, ArchiveLoadFailed) as fault:
            yield f"{path.name} cannot be read to its end: {fault}"
        else:
            # The request of the very last response may have been torn off.
            pairs = ["response", "request"] * (len(records) // 2)
            if records != ["warcinfo", *pairs][: len(records)]:
                yield f"{path.name} is no file of answers and their requests: {records}"


def _as_warcio_reads(path: Path) -> list[str]:
    """The types of all records, each read to its end and its digests checked."""
    with path.open("rb") as stream:
        types = []
        for record in ArchiveIterator(stream, check_digests="raise"):
            record.raw_stream.read()
            types.append(record.rec_type)
        return types


def _what_db_check_finds(place: Place) -> Iterator[str]:
    said = io.StringIO()
    with (
        pytest.MonkeyPatch.context() as environment,
        contextlib.redirect_stdout(said),
        contextlib.redirect_stderr(said),
    ):
        for name, value in place.environment.items():
            environment.setenv(name, value)
        try:
            main(["db", "check", "--archive", str(place.archive)])
        except SystemExit as end:
            if end.code == 0:
                return
    yield f"db check: {said.getvalue()}"
