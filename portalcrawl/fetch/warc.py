"""WARC files (ISO 28500:2017, WARC 1.1) of what was asked and answered. No Scrapy in here.

Each file is gzip with one member per record, opens with a warcinfo record, and belongs to one
process: its name holds the time to the microsecond and the process id, and an existing file is
never opened for writing. The response stands before its request, which points to it by
WARC-Concurrent-To.

A pair of records is written whole or not at all: where the disk refuses, the file is cut back to
the end of the last whole pair and the error is raised.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO, FileIO
from pathlib import Path

from warcio.statusandheaders import StatusAndHeaders  # type: ignore[import-untyped]
from warcio.timeutils import datetime_to_iso_date  # type: ignore[import-untyped]
from warcio.utils import Digester  # type: ignore[import-untyped]
from warcio.warcwriter import WARCWriter  # type: ignore[import-untyped]

Headers = Iterable[tuple[bytes, bytes]]

#: The folder of the WARC files inside the archive folder.
FOLDER = "warc"


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


@dataclass(frozen=True, slots=True)
class Place:
    """Where a response record stands."""

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

    def write(self, exchange: Exchange) -> Place:
        """Append the exchange. OSError where it cannot be kept, and then nothing of it is."""
        file = self._open_file()
        offset = file.tell()
        _append(file, self._records(exchange))
        return Place(f"{FOLDER}/{self._name}", offset)

    def close(self) -> None:
        """Close the file in use and let its bytes reach the disk."""
        if self._file is not None:
            os.fsync(self._file.fileno())
            self._file.close()
            self._file = None

    def _open_file(self) -> FileIO:
        if self._file is not None and self._file.tell() >= self.max_bytes:
            self.close()
        if self._file is None:
            self._file = self._new_file()
        return self._file

    def _new_file(self) -> FileIO:
        folder = self.archive / FOLDER
        folder.mkdir(parents=True, exist_ok=True)
        self._name = f"{self.prefix}-{datetime.now(UTC):%Y%m%dT%H%M%S%fZ}-{os.getpid()}.warc.gz"
        file = FileIO(folder / self._name, "xb")
        try:
            _append(file, self._warcinfo())
        except OSError:
            file.close()
            raise
        return file

    def _warcinfo(self) -> bytes:
        buffer, writer = _writer()
        record = writer.create_warcinfo_record(self._name, dict(self.info))
        self._warcinfo_id = record.rec_headers.get_header("WARC-Record-ID")
        writer.write_record(record)
        return buffer.getvalue()

    def _records(self, exchange: Exchange) -> bytes:
        buffer, writer = _writer()
        about = {
            "WARC-Date": _warc_date(exchange.captured_at),
            "WARC-Warcinfo-ID": self._warcinfo_id,
        }
        if exchange.ip_address:
            about["WARC-IP-Address"] = exchange.ip_address
        response = writer.create_warc_record(
            exchange.url,
            "response",
            payload=BytesIO(exchange.body),
            length=len(exchange.body),
            http_headers=_http(exchange.status_line, exchange.response_headers),
            warc_headers_dict=about,
        )
        request = writer.create_warc_record(
            exchange.url,
            "request",
            payload=BytesIO(exchange.request_body),
            length=len(exchange.request_body),
            http_headers=_http(exchange.request_line, exchange.request_headers),
            warc_headers_dict=about,
        )
        writer.write_request_response_pair(request, response)
        return buffer.getvalue()


def _writer() -> tuple[BytesIO, WARCWriter]:
    buffer = BytesIO()
    return buffer, WARCWriter(buffer, gzip=True, warc_version="1.1")


def _http(first_line: str, headers: Headers) -> _RawHeaders:
    protocol, _, rest = first_line.partition(" ")
    return _RawHeaders(rest, list(headers), protocol=protocol)


def _warc_date(moment: datetime) -> str:
    return str(datetime_to_iso_date(moment.astimezone(UTC).replace(tzinfo=None), use_micros=True))


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
