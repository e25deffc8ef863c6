"""The records of a WARC file as bytes, one after the other, from gzip members or from plain text.

warcio's iterator reads over a torn end and over broken members as if they were whole; here the end
of each record is exact, because an archive is proved and mended by it.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from mmap import ACCESS_READ, mmap
from pathlib import Path
from typing import BinaryIO

from portalcrawl.warc.faults import DamagedRecord, TornRecord

_STEP = 2**16
_GZIP = b"\x1f\x8b"
_GZIP_MEMBER = _GZIP + b"\x08"  # packed by deflate (RFC 1952, 2.3.1)
_WARC = b"WARC/"
#: Bytes of the header of a record; those of real files have under 2 KB.
_HEADER_LIMIT = 2**20
_CONTENT_LENGTH = re.compile(rb"\r\ncontent-length:[ \t]*(\d{1,18})[ \t]*\r\n", re.IGNORECASE)
_END = b"\r\n\r\n"


@dataclass(frozen=True, slots=True)
class Member:
    """One record, unpacked: header, empty line, block, two empty lines."""

    offset: int
    length: int
    """Bytes in the file, from ``offset``."""
    data: bytes = field(repr=False)
    """Up to the limit."""
    cut_short: bool = False
    """Whether there is more of it than the limit."""


def members(path: Path, from_offset: int, limit: int) -> Iterator[Member]:
    """The records from an offset on; ``limit`` is the largest one in bytes that is kept whole.

    TornRecord where the file ends within a record, DamagedRecord where there is none.
    """
    with path.open("rb") as file:
        offset = from_offset
        while True:
            file.seek(offset)
            start = file.read(len(_WARC))
            if not start:
                return
            file.seek(offset)
            if start[:2] == _GZIP:
                member = _gzip_member(path, file, offset, limit)
            elif start == _WARC:
                member = _plain_member(path, file, offset, limit)
            else:
                raise _neither(path, file, offset, start)
            if member is None:
                raise TornRecord(path, offset)
            yield member
            offset += member.length


def has_record_behind(path: Path, offset: int) -> bool:
    """Whether a gzip member with a record begins somewhere behind the one at an offset.

    Then that one is not the torn end of its file, even where it looks so.
    """
    size = path.stat().st_size
    if offset + 1 >= size:
        return False
    with path.open("rb") as file, mmap(file.fileno(), 0, access=ACCESS_READ) as content:
        start = content.find(_GZIP_MEMBER, offset + 1)
        while start != -1:
            if _begins_record(content[start : start + _STEP]):
                return True
            start = content.find(_GZIP_MEMBER, start + 1)
    return False


def _begins_record(packed: bytes) -> bool:
    try:
        unpacked = zlib.decompressobj(zlib.MAX_WBITS + 16).decompress(packed, len(_WARC))
    except zlib.error:
        return False
    return unpacked == _WARC


def _gzip_member(path: Path, file: BinaryIO, offset: int, limit: int) -> Member | None:
    """The member that starts here; None where the file ends in it."""
    decompressor = zlib.decompressobj(zlib.MAX_WBITS + 16)
    kept, size, read = [], 0, 0
    while not decompressor.eof:
        packed = decompressor.unconsumed_tail
        if not packed:
            packed = file.read(_STEP)
            read += len(packed)
            if not packed:
                return None
        try:
            piece = decompressor.decompress(packed, _STEP)
        except zlib.error as error:
            raise DamagedRecord(path, offset, f"its gzip is broken ({error})") from error
        if size < limit:
            kept.append(piece)
        size += len(piece)
    length = read - len(decompressor.unused_data)
    return Member(offset, length, b"".join(kept)[:limit], cut_short=size > limit)


def _plain_member(path: Path, file: BinaryIO, offset: int, limit: int) -> Member | None:
    header = _header(file)
    if header is None:
        return None
    if not header.endswith(_END):
        raise DamagedRecord(path, offset, f"its header has over {_HEADER_LIMIT} bytes")
    stated = _CONTENT_LENGTH.search(header)
    if stated is None:
        raise DamagedRecord(path, offset, "its header has no Content-Length")
    block = int(stated[1])
    data = header + file.read(min(block, max(0, limit - len(header))))
    file.seek(offset + len(header) + block)
    if file.read(len(_END)) != _END:
        if _size(file) < offset + len(header) + block + len(_END):
            return None
        raise DamagedRecord(path, offset, "it is longer than its Content-Length says")
    length = len(header) + block + len(_END)
    return Member(offset, length, data, cut_short=len(data) < len(header) + block)


def _header(file: BinaryIO) -> bytes | None:
    """Up to and with the empty line, or the limit; None where the file ends before."""
    header = b""
    while len(header) < _HEADER_LIMIT:
        line = file.readline(_HEADER_LIMIT)
        if not line.endswith(b"\n") and len(line) < _HEADER_LIMIT:
            return None
        header += line
        if line == b"\r\n":
            break
    return header


def _neither(path: Path, file: BinaryIO, offset: int, start: bytes) -> Exception:
    """The fault of a place where no record starts; zeros up to the end are left by a power cut."""
    size = _size(file)
    if size - offset < len(_WARC) and (_WARC.startswith(start) or _GZIP.startswith(start)):
        return TornRecord(path, offset)
    file.seek(offset)
    while piece := file.read(_STEP):
        if piece.strip(b"\0"):
            return DamagedRecord(
                path, offset, "neither gzip nor a WARC header starts there; is it a WARC file?"
            )
    return TornRecord(path, offset)


def _size(file: BinaryIO) -> int:
    return file.seek(0, 2)
