"""Copies of records of somebody else's WARC file, in WARC files of the archive's own.

A record is copied as it stands: from a file that has a gzip member for each record byte by byte, of
a plain file the record is packed and nothing else. So date, address, digests and the HTTP message
are those of the source.

The response comes first, then its request where the source has one, then a metadata record that
says where in the source the response stands. The warcinfo record of the file names the source. The
metadata record has a second use: ``mending`` takes a response that nothing follows for torn.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import version
from io import BytesIO
from pathlib import Path

from warcio.warcwriter import WARCWriter  # type: ignore[import-untyped]

from portalcrawl.warc.cdxj import index_line
from portalcrawl.warc.writer import Place, WarcFiles, packed

PREFIX = "import"
"""What the names of these files begin with."""

_GZIP = b"\x1f\x8b"


@dataclass(frozen=True, slots=True)
class Extent:
    """The bytes of one record in a file."""

    offset: int
    length: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Original:
    """A response or revisit in a WARC file, as whoever copies it needs it: without its body."""

    path: Path
    extent: Extent
    request: Extent | None
    """Of the request that belongs to it."""
    record_id: str | None
    is_revisit: bool
    url: str
    captured_at: datetime
    status: int
    content_type: str | None
    payload_digest: str
    """As the record has it; where it has none, as its body gives it."""


class Copies:
    """The archive's WARC files with what is taken from one source; none before the first copy."""

    def __init__(self, archive: Path, source: Path, max_bytes: int) -> None:
        """``archive`` is the archive folder; see ``WarcFiles`` for ``max_bytes``."""
        info = {
            "software": f"portalcrawl/{version('portalcrawl')} warcio/{version('warcio')}",
            "format": "WARC File Format 1.1",
            "conformsTo": "http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/",
            "description": f"Records copied from {source.name} ({source.stat().st_size} bytes)",
            "isPartOf": source.name,
        }
        self._files = WarcFiles(archive, PREFIX, info, max_bytes)

    def copy(self, original: Original) -> Place:
        """Where the copy is. OSError where it cannot be kept, and then nothing of it is."""
        response = _copied(original.path, original.extent)
        request = _copied(original.path, original.request) if original.request else b""

        def line(file: str, offset: int) -> bytes:
            return index_line(
                url=original.url,
                captured_at=original.captured_at,
                is_revisit=original.is_revisit,
                content_type=original.content_type,
                status=original.status,
                payload_digest=original.payload_digest,
                offset=offset,
                length=len(response),
                filename=file,
            )

        return self._files.append(response + request + _whence(original), line)

    def sync(self) -> None:
        """Let every copy so far reach the disk, before a database says where it is."""
        self._files.sync()

    def close(self) -> None:
        """Close the file in use and write its index."""
        self._files.close()


def _copied(path: Path, extent: Extent) -> bytes:
    with path.open("rb") as file:
        file.seek(extent.offset)
        data = file.read(extent.length)
    if len(data) != extent.length:
        raise OSError(f"{path} has become shorter while it was read")
    return data if data.startswith(_GZIP) else packed(data)


def _whence(original: Original) -> bytes:
    """The metadata record: which file, where in it, and which response is meant."""
    about = {"WARC-Refers-To": original.record_id} if original.record_id else {}
    told = f"isPartOf: {original.path.name}\r\noffset: {original.extent.offset}\r\n".encode()
    plain = BytesIO()
    writer = WARCWriter(plain, gzip=False, warc_version="1.1")
    writer.write_record(
        writer.create_warc_record(
            original.url,
            "metadata",
            payload=BytesIO(told),
            length=len(told),
            warc_content_type="application/warc-fields",
            warc_headers_dict=about,
        )
    )
    return packed(plain.getvalue())
