"""WARC files (ISO 28500:2017, WARC 1.1) of what was asked and answered. No Scrapy in here.

Each file is gzip with one member per record, opens with a warcinfo record, and belongs to one
process: its name holds the time to the microsecond and the process id, an existing file is never
opened for writing, and a lock is held on it as long as it is open. The response stands before its
request, which points to it by WARC-Concurrent-To.

A response with the payload of an earlier capture becomes a revisit record of the profile
identical-payload-digest: its headers, no body, and where the body is (WARC-Refers-To-Target-URI,
WARC-Refers-To-Date).

A document that a browser has drawn was never served so. It is a resource record, which has no
protocol information (6.4 of the standard), and in the request's place stands a metadata record that
says what drew it and with which status the server answered.

A pair of records is written whole or not at all: where the disk refuses, the file is cut back to
the end of the last whole pair and the error is raised. When a file is closed its index is written
beside it.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from io import BytesIO, FileIO
from pathlib import Path
from typing import Any

from warcio.statusandheaders import (  # type: ignore[import-untyped]
    StatusAndHeaders,
    StatusAndHeadersParser,
)
from warcio.timeutils import datetime_to_iso_date  # type: ignore[import-untyped]
from warcio.utils import Digester  # type: ignore[import-untyped]
from warcio.warcwriter import WARCWriter  # type: ignore[import-untyped]
from zlib_ng import zlib_ng

from portalcrawl.items import EarlierCapture
from portalcrawl.warc import FOLDER
from portalcrawl.warc.cdxj import index_line, write_lines
from portalcrawl.warc.locking import hold

Headers = Iterable[tuple[bytes, bytes]]

#: The names that this module gives to files.
OWN_NAME = re.compile(r"-\d{8}T\d{12}Z-\d+\.warc\.gz$")
#: Of zlib-ng, whose level 6 packs as small as zlib's 9, which warcio uses, in less than half of the
#: time (benchmarks/warc.py).
GZIP_LEVEL = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """One request and its response."""

    url: str
    captured_at: datetime
    """Aware, UTC; written as WARC-Date to the microsecond."""
    request_line: str
    request_headers: Headers
    status_line: str
    """With the protocol: ``HTTP/1.1 200``."""
    response_headers: Headers
    body: bytes
    """As it was transferred, its Content-Encoding not undone."""
    request_body: bytes = b""
    ip_address: str | None = None
    earlier: EarlierCapture | None = None
    """What the archive has of this URL already."""
    drawn_by: str | None = None
    """The browser, where the body is what it made of the answer: ``Chromium/150.0.7871.100``."""
    payload_digest: str = field(init=False)
    """Of the body."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "payload_digest", payload_digest(self.body))

    @property
    def is_revisit(self) -> bool:
        """Whether the archive has the very same payload already; what is drawn is written anew."""
        return (
            self.drawn_by is None
            and self.earlier is not None
            and self.earlier.payload_digest == self.payload_digest
        )


@dataclass(frozen=True, slots=True)
class Pair:
    """The records of an exchange (or resource and metadata) on their way into a file."""

    exchange: Exchange
    response: bytes = field(repr=False)
    request: bytes = field(repr=False)
    warcinfo_id: str
    """Of the file that they were made for: they name it."""

    def packed(self) -> Pair:
        """With each record in a gzip member.

        This takes the most time of all, and may run in a thread: others go on meanwhile.
        """
        return replace(self, response=packed(self.response), request=packed(self.request))


@dataclass(frozen=True, slots=True)
class Place:
    """Where a response or revisit record stands."""

    file: str
    """Relative to the archive folder, with ``/``: ``warc/quang_ngai-20261122T...-4711.warc.gz``."""
    offset: int
    """Bytes from the start of the file to the gzip member of the record."""


class _RawHeaders(StatusAndHeaders):  # type: ignore[misc] # warcio has no types
    """HTTP headers that keep their bytes; warcio would percent-encode those beyond ASCII."""

    def compute_headers_buffer(self, header_filter: object = None) -> None:  # noqa: ARG002
        self.headers_buff = self.to_bytes(encoding="iso-8859-1")


def payload_digest(body: bytes) -> str:
    """``sha1:`` and base32 of the body as transferred, as WARC-Payload-Digest has it."""
    digester = Digester("sha1")
    digester.update(body)
    return str(digester)


class WarcFiles:
    """The WARC files of one run: none before the first exchange, a new one when one is full."""

    def __init__(
        self, archive: Path, prefix: str, info: Mapping[str, str], max_bytes: int = 2**30
    ) -> None:
        """``info`` goes into each warcinfo record; ``max_bytes`` is where a file counts as full."""
        self.archive = archive
        self.prefix = prefix
        self.info = info
        self.max_bytes = max_bytes
        self._file: FileIO | None = None
        self._name = ""
        self._warcinfo_id = ""
        self._index: list[bytes] = []

    def write(self, exchange: Exchange) -> Place:
        """Append the exchange. OSError where it cannot be kept, and then nothing of it is."""
        return self.add(self.pair(exchange).packed())

    def pair(self, exchange: Exchange) -> Pair:
        """The records of an exchange for the file in use, to be packed and then added."""
        self._open_file()
        response, request = self._records(exchange)
        return Pair(exchange, response, request, self._warcinfo_id)

    def add(self, pair: Pair) -> Place:
        """Append packed records. OSError as in ``write``."""
        if self._file is None or pair.warcinfo_id != self._warcinfo_id:
            # The file that the pair was made for was full in the meantime.
            pair = self.pair(pair.exchange).packed()
        return self._add(
            self._file or self._open_file(),
            pair.response + pair.request,
            lambda name, offset: _line(pair.exchange, name, offset, len(pair.response)),
        )

    def append(self, members: bytes, line: Callable[[str, int], bytes]) -> Place:
        """Append whole records, one gzip member each, as they are. OSError as in ``write``.

        ``line`` gives the index its line of the first one, from the name of the file and the
        offset in it.
        """
        return self._add(self._open_file(), members, line)

    def _add(self, file: FileIO, members: bytes, line: Callable[[str, int], bytes]) -> Place:
        offset = file.tell()
        _append(file, members)
        self._index.append(line(self._name, offset))
        return Place(f"{FOLDER}/{self._name}", offset)

    def sync(self) -> None:
        """Let what was written reach the disk: what a database says of it is then true."""
        if self._file is not None:
            os.fsync(self._file.fileno())

    def duplicate(self) -> int | None:
        """A descriptor of the file in use, to be synced and closed in another thread.

        It stays good when the file is full and another one takes its place. None before the first
        exchange: what stood in an earlier file was synced when that was closed.
        """
        return None if self._file is None else os.dup(self._file.fileno())

    def close(self) -> None:
        """Let the bytes of the file in use reach the disk, write its index and close it."""
        if self._file is None:
            return
        file, self._file = self._file, None
        with file:
            os.fsync(file.fileno())
            made_from = os.fstat(file.fileno()).st_mtime_ns
            write_lines(self.archive / FOLDER / self._name, self._index, made_from)

    def _open_file(self) -> FileIO:
        if self._file is not None and self._file.tell() >= self.max_bytes:
            self.close()
        if self._file is None:
            self._file = self._new_file()
        return self._file

    def _new_file(self) -> FileIO:
        folder = self.archive / FOLDER
        folder.mkdir(parents=True, exist_ok=True)
        file = self._created(folder)
        # Whoever mends may see a new file before it is locked, and take it for a torn one.
        while not hold(file):
            file.close()
            file = self._created(folder)
        self._index = []
        try:
            _append(file, self._warcinfo())
            _sync_names(folder)
        except OSError:
            (folder / self._name).unlink()
            file.close()
            raise
        return file

    def _created(self, folder: Path) -> FileIO:
        self._name = f"{self.prefix}-{datetime.now(UTC):%Y%m%dT%H%M%S%fZ}-{os.getpid()}.warc.gz"
        return FileIO(folder / self._name, "xb")

    def _warcinfo(self) -> bytes:
        record = _BUILDER.create_warcinfo_record(self._name, dict(self.info))
        self._warcinfo_id = record.rec_headers.get_header("WARC-Record-ID")
        return packed(_written(record))

    def _records(self, exchange: Exchange) -> tuple[bytes, bytes]:
        """The response (or revisit) and its request, or resource and metadata; not yet packed."""
        about = {
            "WARC-Date": _warc_date(exchange.captured_at),
            "WARC-Warcinfo-ID": self._warcinfo_id,
        }
        if exchange.ip_address:
            about["WARC-IP-Address"] = exchange.ip_address
        if exchange.drawn_by is not None:
            return _drawn(exchange, about)
        response = _answer(exchange, about)
        response_id = response.rec_headers.get_header("WARC-Record-ID")
        request = _BUILDER.create_warc_record(
            exchange.url,
            "request",
            payload=BytesIO(exchange.request_body),
            length=len(exchange.request_body),
            http_headers=_http(exchange.request_line, exchange.request_headers),
            warc_headers_dict=about | {"WARC-Concurrent-To": response_id},
        )
        return _written(response), _written(request)


#: Makes records; what it is asked to write it writes into a buffer of its own (``_written``).
_BUILDER = WARCWriter(BytesIO(), gzip=False, warc_version="1.1")


def _answer(exchange: Exchange, about: dict[str, str]) -> Any:
    """The response record, or the revisit record where the payload is an earlier one."""
    http = _http(exchange.status_line, exchange.response_headers)
    if exchange.earlier is None or not exchange.is_revisit:
        return _BUILDER.create_warc_record(
            exchange.url,
            "response",
            payload=BytesIO(exchange.body),
            length=len(exchange.body),
            http_headers=http,
            warc_headers_dict=about | {"WARC-Payload-Digest": exchange.payload_digest},
        )
    return _BUILDER.create_revisit_record(
        exchange.url,
        exchange.payload_digest,
        exchange.earlier.url,
        _warc_date(exchange.earlier.captured_at),
        http_headers=http,
        warc_headers_dict=dict(about),
    )


def _drawn(exchange: Exchange, about: dict[str, str]) -> tuple[bytes, bytes]:
    """A resource record of the document, and a metadata record of how it came about."""
    resource = _BUILDER.create_warc_record(
        exchange.url,
        "resource",
        payload=BytesIO(exchange.body),
        length=len(exchange.body),
        warc_content_type=_content_type(exchange.response_headers) or "text/html",
        warc_headers_dict=about | {"WARC-Payload-Digest": exchange.payload_digest},
    )
    fields = {
        "drawnBy": exchange.drawn_by,
        "status": exchange.status_line.split()[1],
        "request": exchange.request_line,
    }
    told = "".join(f"{name}: {value}\r\n" for name, value in fields.items()).encode()
    metadata = _BUILDER.create_warc_record(
        exchange.url,
        "metadata",
        payload=BytesIO(told),
        length=len(told),
        warc_content_type="application/warc-fields",
        warc_headers_dict=about
        | {"WARC-Concurrent-To": resource.rec_headers.get_header("WARC-Record-ID")},
    )
    return _written(resource), _written(metadata)


def _line(exchange: Exchange, file: str, offset: int, length: int) -> bytes:
    return index_line(
        url=exchange.url,
        captured_at=exchange.captured_at,
        is_revisit=exchange.is_revisit,
        content_type=_content_type(exchange.response_headers),
        status=int(exchange.status_line.split()[1]) if exchange.drawn_by is None else None,
        payload_digest=exchange.payload_digest,
        offset=offset,
        length=length,
        filename=file,
    )


def _written(record: Any) -> bytes:
    """The record as warcio writes it, not packed."""
    plain = BytesIO()
    WARCWriter(plain, gzip=False, warc_version="1.1").write_record(record)
    return plain.getvalue()


def packed(record: bytes) -> bytes:
    """A whole record in a gzip member with our level."""
    compressor = zlib_ng.compressobj(GZIP_LEVEL, zlib_ng.DEFLATED, zlib_ng.MAX_WBITS + 16)
    return compressor.compress(record) + compressor.flush()


def _http(first_line: str, headers: Headers) -> _RawHeaders:
    protocol, _, rest = first_line.partition(" ")
    return _RawHeaders(rest, list(headers), protocol=protocol)


def _content_type(headers: Headers) -> str | None:
    """As a reader of the record will find it."""
    for name, value in headers:
        if name.lower() == b"content-type":
            return str(StatusAndHeadersParser.decode_header(value)).strip()
    return None


def _warc_date(moment: datetime) -> str:
    return str(datetime_to_iso_date(moment.astimezone(UTC).replace(tzinfo=None), use_micros=True))


def _sync_names(folder: Path) -> None:
    """Let the names of the files reach the disk: syncing a file does not (fsync(2))."""
    for each in (folder, folder.parent):
        descriptor = os.open(each, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _append(file: FileIO, data: bytes) -> None:
    """All of ``data`` or none of it: a raw write may stop half way without an error."""
    start = file.tell()
    rest = memoryview(data)
    try:
        while rest:
            rest = rest[file.write(rest) :]
    except OSError:
        file.truncate(start)
        file.seek(start)
        raise
