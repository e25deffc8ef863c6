"""The payload of a stored response: its transfer and content encodings undone, within a limit.

The content encodings are undone as Scrapy's HttpCompressionMiddleware undoes them in the crawl, so
that a page is the same from the network and from its WARC record: the last one first, an unknown
one ends it, of a gzip or zstd stream that breaks off as much as there is. A test holds the two side
by side. Chunks, which a crawl never sees, are put together here.
"""

from __future__ import annotations

import re
import sys
import zlib
from collections.abc import Callable, Iterable, Iterator
from gzip import GzipFile
from io import BytesIO

import brotli  # type: ignore[import-untyped]

from portalcrawl.warc.faults import BrokenPayload

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

_STEP = 2**16
_CHUNK_HEAD = re.compile(rb"([0-9a-fA-F]{1,8})[ \t]*(?:;[^\r\n]*)?\r\n")
#: A page that says it is gzip and is not, as crawlers stored them that unpacked bodies and kept the
#: header (Common Crawl until 2018). In a crawl such a page is refused.
_ALREADY_PLAIN = re.compile(rb"(?:\xef\xbb\xbf)?\s*<")
_GZIP = frozenset({"gzip", "x-gzip"})


def decoded(body: bytes, headers: Iterable[tuple[str, str]], limit: int) -> bytes:
    """The payload of a body as it stands in the record of a response with these HTTP headers.

    ``limit`` is the largest payload in bytes. BrokenPayload says which encoding cannot be undone.
    """
    headers = list(headers)
    if "chunked" in _codings(headers, "transfer-encoding"):
        body = dechunked(body)
    for coding in reversed(_codings(headers, "content-encoding")):
        unpack = _UNPACK.get(coding)
        if unpack is None:
            break
        if coding in _GZIP and _ALREADY_PLAIN.match(body):
            continue
        body = _within(limit, coding, unpack(body))
    return body


def dechunked(body: bytes) -> bytes:
    """The chunks put together; a body that is not made of chunks is given back as it is."""
    if not _CHUNK_HEAD.match(body):
        return body
    parts: list[bytes] = []
    at = 0
    while (head := _CHUNK_HEAD.match(body, at)) is not None:
        size = int(head[1], 16)
        if size == 0:
            return b"".join(parts)
        at = head.end() + size
        parts.append(body[head.end() : at])
        if body[at : at + 2] != b"\r\n":
            raise BrokenPayload(f"its chunks (Transfer-Encoding) break off after {at} bytes")
        at += 2
    raise BrokenPayload(f"its chunks (Transfer-Encoding) break off after {at} bytes")


def _codings(headers: Iterable[tuple[str, str]], name: str) -> list[str]:
    return [
        coding.strip().lower()
        for header, value in headers
        if header.lower() == name
        for coding in value.split(",")
    ]


def _within(limit: int, coding: str, pieces: Iterator[bytes]) -> bytes:
    whole, size = [], 0
    try:
        for piece in pieces:
            size += len(piece)
            if size > limit:
                raise BrokenPayload(f"unpacked from {coding} it is larger than {limit} bytes")
            whole.append(piece)
    except (OSError, EOFError, zlib.error, brotli.error, zstd.ZstdError) as error:
        raise BrokenPayload(f"it cannot be unpacked from {coding}: {error}") from error
    return b"".join(whole)


def _gunzipped(body: bytes) -> Iterator[bytes]:
    """As ``scrapy.utils.gz.gunzip``: an error counts only where nothing came before it."""
    file = GzipFile(fileobj=BytesIO(body))
    some = False
    while True:
        try:
            piece = file.read1(_STEP)
        except (OSError, EOFError, zlib.error):
            if some:
                return
            raise
        if not piece:
            return
        some = True
        yield piece


def _inflated(body: bytes) -> Iterator[bytes]:
    decompressor = zlib.decompressobj()
    try:
        piece = decompressor.decompress(body, _STEP)
    except zlib.error:
        # Microsoft's servers send the raw stream (RFC 9110, 8.4.1.2 has a note on it).
        decompressor = zlib.decompressobj(-zlib.MAX_WBITS)
        piece = decompressor.decompress(body, _STEP)
    yield piece
    while decompressor.unconsumed_tail and not decompressor.eof:
        yield decompressor.decompress(decompressor.unconsumed_tail, _STEP)


def _unbrotlied(body: bytes) -> Iterator[bytes]:
    decompressor = brotli.Decompressor()
    piece = decompressor.process(body, output_buffer_limit=_STEP)
    yield piece
    while not decompressor.is_finished():
        piece = decompressor.process(b"", output_buffer_limit=_STEP)
        if not piece:
            return
        yield piece


def _unzstd(body: bytes) -> Iterator[bytes]:
    file = zstd.ZstdFile(BytesIO(body))
    while True:
        try:
            piece = file.read(_STEP)
        except EOFError:
            return
        if not piece:
            return
        yield piece


_UNPACK: dict[str, Callable[[bytes], Iterator[bytes]]] = {
    "gzip": _gunzipped,
    "x-gzip": _gunzipped,
    "deflate": _inflated,
    "br": _unbrotlied,
    "zstd": _unzstd,
}
