"""WARC files as others write them, with pages of the replicas under the portals' own addresses."""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import brotli  # type: ignore[import-untyped]
from warcio.statusandheaders import StatusAndHeaders  # type: ignore[import-untyped]
from warcio.warcwriter import WARCWriter  # type: ignore[import-untyped]

from portalcrawl.replicas import Replica, ReplicaArticle, replica
from portalcrawl.warc.writer import Exchange, WarcFiles

HTML = "text/html; charset=utf-8"
MOMENT = datetime(2026, 10, 5, 5, 5, 5, tzinfo=UTC)


@dataclass(frozen=True, kw_only=True)
class Served:
    """One answer of a portal, as somebody captured it."""

    url: str
    body: bytes = b"<p>x</p>"
    moment: datetime = MOMENT
    status: int = 200
    content_type: str = HTML


@cache
def _portal(name: str) -> Replica:
    return replica(name)


def page(name: str, at: int = 0, **changes: Any) -> Served:
    """The page of a replica's article, as its portal would have served it under its own host."""
    portal = _portal(name)
    origin = f"https://{portal.declared_host}"
    path = portal.address(portal.articles[at])
    moment = MOMENT + timedelta(minutes=at)
    served = Served(url=origin + path, body=portal.get(path, origin).body, moment=moment)
    return replace(served, **changes)


def trap(name: str, kind: str) -> Served:
    """A page under an article's address that is none, and is refused as that kind."""
    portal = _portal(name)
    origin = f"https://{portal.declared_host}"
    found = next(each for each in portal.traps if each.expect == f"refused:{kind}")
    return Served(url=origin + found.path, body=portal.get(found.path, origin).body)


def article_of(name: str, at: int = 0) -> ReplicaArticle:
    """What the editor of the page entered."""
    return _portal(name).articles[at]


def pages(name: str, count: int) -> list[Served]:
    """Pages of so many articles: those of a replica, and the same again under further ids."""
    known = len(_portal(name).articles)
    found = []
    for number in range(count):
        served = page(name, number % known)
        stem, _, key = served.url.removesuffix(".html").rpartition("-")
        url = f"{stem}-{int(key) + 10_000 * (number // known)}.html"
        moment = MOMENT + timedelta(minutes=number)
        found.append(Served(url=url, body=served.body, moment=moment))
    return found


def common_crawl(path: Path, served: Iterable[Served]) -> Path:
    """As CCBot: 1.0, whole seconds, request first, bodies unpacked and their encoding renamed."""
    with path.open("wb") as file:
        writer = WARCWriter(file, gzip=True, warc_version="1.0")
        writer.write_record(writer.create_warcinfo_record(path.name, {"isPartOf": "CC-MAIN-2024"}))
        for each in served:
            date = each.moment.strftime("%Y-%m-%dT%H:%M:%SZ")
            request = _request(writer, each.url, date)
            writer.write_record(request)
            response = _response(
                writer,
                each,
                each.body,
                [
                    ("Content-Type", each.content_type),
                    ("X-Crawler-Content-Encoding", "gzip"),
                    ("X-Crawler-Content-Length", "4711"),
                    ("Content-Length", str(len(each.body))),
                ],
                {
                    "WARC-Date": date,
                    "WARC-Concurrent-To": request.rec_headers.get_header("WARC-Record-ID"),
                    "WARC-Identified-Payload-Type": "text/html",
                },
            )
            writer.write_record(response)
            about = {"WARC-Date": date, "WARC-Refers-To": _id(response)}
            writer.write_record(_metadata(writer, each.url, about))
    return path


def browsertrix(path: Path, served: Iterable[Served]) -> Path:
    """As Browsertrix: 1.1, milliseconds, SHA-256, brotli bodies, the page's id in each record."""
    with path.open("wb") as file:
        writer = WARCWriter(file, gzip=True, warc_version="1.1")
        for each in served:
            date = each.moment.strftime("%Y-%m-%dT%H:%M:%S.123Z")
            body = brotli.compress(each.body)
            response = _response(
                writer,
                each,
                body,
                [("content-encoding", "br"), ("content-type", each.content_type)],
                {
                    "WARC-Date": date,
                    "WARC-Page-ID": "7a5bd3d0-9b0c-4d2e-8b4f-1f1f2f3f4f5f",
                    "WARC-Payload-Digest": f"sha256:{hashlib.sha256(body).hexdigest()}",
                    "WARC-Resource-Type": "document",
                },
            )
            writer.write_record(response)
            writer.write_record(
                _request(writer, each.url, date, {"WARC-Concurrent-To": _id(response)})
            )
    return path


def internet_archive(path: Path, served: Iterable[Served]) -> Path:
    """As Heritrix: 1.0, the chunks of the transfer kept, gzip bodies, no request."""
    with path.open("wb") as file:
        writer = WARCWriter(file, gzip=True, warc_version="1.0")
        for each in served:
            packed = gzip.compress(each.body, mtime=0)
            response = _response(
                writer,
                each,
                _chunked(packed),
                [
                    ("Content-Type", each.content_type),
                    ("Transfer-Encoding", "chunked"),
                    ("Content-Encoding", "gzip"),
                ],
                {"WARC-Date": each.moment.strftime("%Y-%m-%dT%H:%M:%SZ")},
            )
            writer.write_record(response)
    return path


def plain(path: Path, served: Iterable[Served]) -> Path:
    """As ``wget --no-warc-compression``: not packed at all, the request in front."""
    with path.open("wb") as file:
        writer = WARCWriter(file, gzip=False, warc_version="1.0")
        for each in served:
            date = each.moment.strftime("%Y-%m-%dT%H:%M:%SZ")
            writer.write_record(_request(writer, each.url, date))
            headers = [("Content-Type", each.content_type)]
            writer.write_record(_response(writer, each, each.body, headers, {"WARC-Date": date}))
    return path


def our_own(path: Path, served: Iterable[Served]) -> Path:
    """As a crawl of another archive of ours leaves it."""
    files = WarcFiles(path.parent / "elsewhere", "nghe_an", {"software": "portalcrawl"})
    places = [files.write(exchange(each)) for each in served]
    files.close()
    return (path.parent / "elsewhere" / places[0].file).rename(path)


def exchange(each: Served) -> Exchange:
    """What a crawl writes of an answer."""
    return Exchange(
        url=each.url,
        captured_at=each.moment,
        request_line="GET / HTTP/1.1",
        request_headers=[(b"Host", b"hcc.nghean.gov.vn")],
        status_line=f"HTTP/1.1 {each.status} ",
        response_headers=[(b"Content-Type", each.content_type.encode())],
        body=each.body,
    )


HANDS: dict[str, Callable[[Path, Iterable[Served]], Path]] = {
    each.__name__: each for each in (common_crawl, browsertrix, internet_archive, plain, our_own)
}


def _response(
    writer: WARCWriter,
    each: Served,
    body: bytes,
    headers: list[tuple[str, str]],
    about: dict[str, str],
) -> Any:
    return writer.create_warc_record(
        each.url,
        "response",
        payload=BytesIO(body),
        length=len(body),
        http_headers=StatusAndHeaders(f"{each.status} X", headers, protocol="HTTP/1.1"),
        warc_headers_dict=about,
    )


def _request(writer: WARCWriter, url: str, date: str, about: dict[str, str] | None = None) -> Any:
    return writer.create_warc_record(
        url,
        "request",
        payload=BytesIO(b""),
        length=0,
        http_headers=StatusAndHeaders(
            "GET / HTTP/1.1", [("User-Agent", "somebody's crawler")], is_http_request=True
        ),
        warc_headers_dict={"WARC-Date": date, **(about or {})},
    )


def _metadata(writer: WARCWriter, url: str, about: dict[str, str]) -> Any:
    return writer.create_warc_record(
        url,
        "metadata",
        payload=BytesIO(b"fetchTimeMs: 204\r\n"),
        length=18,
        warc_content_type="application/warc-fields",
        warc_headers_dict=about,
    )


def _id(record: Any) -> str:
    return str(record.rec_headers.get_header("WARC-Record-ID"))


def _chunked(body: bytes, size: int = 4000) -> bytes:
    pieces = [body[at : at + size] for at in range(0, len(body), size)]
    return b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in pieces) + b"0\r\n\r\n"
