"""Reads the WARC files of anyone: 1.0 and 1.1, gzip by the record or plain.

Common Crawl, Browsertrix, Heritrix, wget and warcio write them so; ARC files and files that are
gzip as a whole are refused with a word on what to do. Records come in the order of the file, those
of other types than response, revisit, resource and request are passed over.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from io import BytesIO
from pathlib import Path, PurePosixPath
from typing import Any

from warcio.exceptions import ArchiveLoadFailed  # type: ignore[import-untyped]
from warcio.recordloader import ArcWarcRecordLoader  # type: ignore[import-untyped]
from warcio.statusandheaders import (  # type: ignore[import-untyped]
    StatusAndHeadersParserException,
)
from warcio.timeutils import iso_date_to_datetime  # type: ignore[import-untyped]

from portalcrawl.warc import FOLDER
from portalcrawl.warc.decoding import dechunked, decoded
from portalcrawl.warc.faults import BrokenPayload, DamagedRecord, NoSuchRecord
from portalcrawl.warc.members import Member, members

#: Bytes of the largest record that is kept whole in memory, and of the largest payload.
LIMIT = 64 * 2**20
#: The types that are handed on.
EXCHANGED = frozenset({"response", "revisit", "resource", "request"})

_LOADER = ArcWarcRecordLoader(verify_http=False, arc2warc=False)
_UNREADABLE = (
    ArchiveLoadFailed,
    StatusAndHeadersParserException,
    EOFError,
    ValueError,
    AttributeError,  # of a response without WARC-Target-URI
)


@dataclass(frozen=True, kw_only=True)
class Record:
    """One record of a WARC file. What the file does not say is None."""

    path: Path
    offset: int
    """Bytes from the start of the file to the record (its gzip member)."""
    length: int
    """Bytes of the record in the file."""
    type: str
    """WARC-Type: ``response``, ``revisit``, ``resource``, ``request``."""
    record_id: str | None
    concurrent_to: str | None
    """The WARC-Record-ID of the response, in a request."""
    url: str
    """WARC-Target-URI; empty where there is none (warcinfo)."""
    captured_at: datetime
    """WARC-Date, aware, UTC; to the second or as fine as the file has it."""
    status: int | None
    """Of HTTP; None for requests and for what is not HTTP."""
    content_type: str | None
    """HTTP's header as it stands, with its charset; of a resource WARC's own."""
    headers: tuple[tuple[str, str], ...]
    """Of HTTP, in their order."""
    body: bytes = field(repr=False)
    """As it stands in the record: still chunked or packed where the writer kept it so."""
    payload_digest: str | None
    """WARC-Payload-Digest as stored."""
    truncated: str | None
    """WARC-Truncated: why the writer cut the body off (``length``, ``time``, ``disconnect``)."""
    refers_to_url: str | None
    """In a revisit: the capture that has the payload."""
    refers_to_date: datetime | None
    limit: int
    cut_short: bool
    """Whether the record is larger than the limit, so that ``body`` is not all of it."""

    @cached_property
    def payload(self) -> bytes:
        """What the server meant to send: the body without chunks and packing.

        BrokenPayload where it cannot be had: broken, or larger than the limit. A revisit has none.
        """
        try:
            if self.cut_short:
                raise BrokenPayload(f"the record is larger than {self.limit} bytes")
            return decoded(self.body, self.headers, self.limit)
        except BrokenPayload as broken:
            raise BrokenPayload(
                f"{self.path} holds no payload of {self.url} at byte {self.offset}: {broken}"
            ) from broken

    @cached_property
    def computed_digest(self) -> str | None:
        """The payload digest that the body really has, written as the stored one (else sha1).

        None where there is no body to compute it from, or where its algorithm is not known.
        """
        if self.type == "revisit" or self.cut_short:
            return None
        algorithm, _, stored = (self.payload_digest or "sha1:").partition(":")
        found = _digest(algorithm, self.body, stored)
        if stored and found != self.payload_digest and self._is_chunked:
            # ISO 28500 leaves open whether chunks belong to the payload, and writers differ.
            try:
                return _digest(algorithm, dechunked(self.body), stored)
            except BrokenPayload:
                return found
        return found

    @property
    def digest_holds(self) -> bool | None:
        """Whether stored and computed digest agree; None where one of them is missing."""
        if self.payload_digest is None or self.computed_digest is None:
            return None
        return self.payload_digest == self.computed_digest

    @property
    def _is_chunked(self) -> bool:
        return any(name.lower() == "transfer-encoding" for name, _ in self.headers)


def records(path: Path, from_offset: int = 0, limit: int = LIMIT) -> Iterator[Record]:
    """Responses, revisits, resources and requests of a WARC file, from the record at an offset on.

    TornRecord after the last whole record of a torn file; DamagedRecord where something else than
    a record stands, with the offset where reading may go on. OSError where there is no such file.
    """
    return (record for record in all_records(path, from_offset, limit) if record.type in EXCHANGED)


def all_records(path: Path, from_offset: int = 0, limit: int = LIMIT) -> Iterator[Record]:
    """As ``records``, with those of every other type (warcinfo, metadata ...)."""
    for member in members(path, from_offset, limit):
        if member.data:
            yield _record(path, member, limit)


def read_record(archive: Path, warc_file: str, warc_offset: int, limit: int = LIMIT) -> Record:
    """The record of a capture, by what the archive says of it (``Capture.warc_file``).

    ``archive`` is the archive folder. NoSuchRecord where the file is not there or not in it,
    TornRecord and DamagedRecord as in ``records``.
    """
    path = inside(archive, warc_file)
    if not path.is_file():
        raise NoSuchRecord(f"{path} is missing: restore it from a backup of the archive")
    if warc_offset < 0 or warc_offset >= path.stat().st_size:
        raise NoSuchRecord(f"{path} has no record at byte {warc_offset}: it ends before")
    record = next(all_records(path, warc_offset, limit), None)
    if record is None or record.type not in EXCHANGED:
        raise NoSuchRecord(f"{path} has no response at byte {warc_offset}")
    return record


def inside(archive: Path, warc_file: str) -> Path:
    """The path of a WARC file in the archive folder; NoSuchRecord where it would lead elsewhere.

    The folder of the WARC files may be a link to another disk; no other link is followed out.
    """
    named = PurePosixPath(warc_file)
    path = archive / named
    if "\0" in warc_file or named.is_absolute() or ".." in named.parts or not named.name:
        raise NoSuchRecord(f"{warc_file!r} is not the name of a WARC file in {archive}")
    homes = (archive.resolve(), (archive / FOLDER).resolve())
    if not any(path.resolve().is_relative_to(home) for home in homes):
        raise NoSuchRecord(f"{warc_file!r} leads out of the archive folder {archive}")
    return path


def _record(path: Path, member: Member, limit: int) -> Record:
    try:
        return _parsed(path, member, limit)
    except _UNREADABLE as error:
        after = member.offset + member.length
        raise DamagedRecord(path, member.offset, _told(error), after) from error


def _parsed(path: Path, member: Member, limit: int) -> Record:
    stream = BytesIO(member.data)
    found = _LOADER.parse_record_stream(stream, known_format="warc")
    about, http = found.rec_headers, found.http_headers
    if found.length is None:
        raise ValueError("its header has no Content-Length")
    body = found.raw_stream.read()
    if not member.cut_short:
        _check_extent(missing=found.raw_stream.limit, rest=stream.read())
    return Record(
        path=path,
        offset=member.offset,
        length=member.length,
        type=found.rec_type or "",
        record_id=about.get_header("WARC-Record-ID"),
        concurrent_to=about.get_header("WARC-Concurrent-To"),
        url=about.get_header("WARC-Target-URI") or "",
        captured_at=_moment(about.get_header("WARC-Date")),
        status=_status(http) if http and found.rec_type != "request" else None,
        content_type=http.get_header("Content-Type") if http else found.content_type,
        headers=tuple(http.headers) if http else (),
        body=body,
        payload_digest=about.get_header("WARC-Payload-Digest"),
        truncated=about.get_header("WARC-Truncated"),
        refers_to_url=about.get_header("WARC-Refers-To-Target-URI"),
        refers_to_date=_optional_moment(about.get_header("WARC-Refers-To-Date")),
        limit=limit,
        cut_short=member.cut_short,
    )


def _check_extent(missing: int, rest: bytes) -> None:
    if missing:
        raise ValueError(f"it is {missing} bytes shorter than its Content-Length says")
    if rest.startswith(b"\r\n\r\nWARC/"):
        raise ValueError(
            "the next record is in the same gzip member: give each its own (warcio recompress)"
        )
    if rest.strip():
        raise ValueError("it is longer than its Content-Length says")


def _told(error: Exception) -> str:
    if isinstance(error, AttributeError):
        return "its header has no WARC-Target-URI"
    return str(error).strip() or "its HTTP headers are missing"


def _status(http: Any) -> int | None:
    code = http.get_statuscode()
    return int(code) if code.isascii() and code.isdigit() else None


def _moment(text: str | None) -> datetime:
    """A WARC-Date: from the year alone to nanoseconds (ISO 28500:2017, 5.4), which are cut off."""
    if text is None:
        raise ValueError("its header has no WARC-Date")
    try:
        moment: datetime = iso_date_to_datetime(text + "-01-01"[len(text) - 4 :], tz_aware=True)
    except (TypeError, ValueError) as error:
        raise ValueError(f"its WARC-Date {text!r} is no date") from error
    return moment.astimezone(UTC)


def _optional_moment(text: str | None) -> datetime | None:
    try:
        return _moment(text)
    except ValueError:
        return None


def _digest(algorithm: str, body: bytes, stored: str) -> str | None:
    """As in the file: base32, or hexadecimal where the stored one is so."""
    name = algorithm.lower().replace("-", "")
    if name not in hashlib.algorithms_guaranteed or name.startswith("shake"):
        return None
    raw = hashlib.new(name, body, usedforsecurity=False).digest()
    text = raw.hex() if len(stored) == 2 * len(raw) else base64.b32encode(raw).decode()
    return f"{algorithm}:{text if stored.lower() != text.lower() else stored}"
