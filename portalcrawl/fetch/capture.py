"""Keeps each article page as it was served: a WARC record, and a Capture that says where it is.

What the records hold, since Scrapy does not hand on all that went over the wire:

- The body is the payload as received, with its Content-Encoding (gzip, br, zstd) not undone. The
  transfer coding is: Twisted takes ``Transfer-Encoding``, ``Connection`` and ``Trailer`` away
  together with the chunks, so none of them is in the record, and ``Content-Length`` stands only
  where the server sent it.
- Header values are the bytes received. Header names are in Scrapy's spelling (``Content-Type``),
  repeated names stand together, and Content-Length comes first.
- The status line holds protocol and code as received; the reason phrase is not known and
  left empty.
- The request line and headers are what was handed to Twisted, with the Host header that Twisted
  adds; the order on the wire may differ.
- WARC-Date is the time at which the whole response had arrived.

- A document that a browser has drawn (``meta["drawn_by"]``) was served by nobody: it is a resource
  record. That has no status, so none is written of a page that is gone.

- A body that the archive has already from the same URL (``meta["earlier"]``, an EarlierCapture of
  that URL with the same payload digest) is not written again: a revisit record says where it is.

Only a response with status 200 to a request with ``meta["capture"]`` is kept: no redirect hop,
nothing that another component made up or cached, and no error page, except the 404 or 410 of an
article that is stored (``meta["stored"]``): the evidence that it is gone.

Before the first request the WARC files of runs that were killed are mended.
"""

from __future__ import annotations

import asyncio
import logging
import os
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Self

from scrapy import signals
from scrapy.exceptions import CloseSpider, IgnoreRequest
from scrapy.utils.httpobj import urlparse_cached
from scrapy.utils.request import request_httprepr

from portalcrawl.fetch.browser import DRAWN
from portalcrawl.fetch.tls import PortalTls
from portalcrawl.items import Capture
from portalcrawl.warc import FOLDER
from portalcrawl.warc.mending import Mending, mend
from portalcrawl.warc.writer import Exchange, WarcFiles

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scrapy import Request, Spider
    from scrapy.crawler import Crawler
    from scrapy.http import Headers, Response

    from portalcrawl.items import EarlierCapture

logger = logging.getLogger(__name__)

#: The reason with which a spider is closed whose captures cannot be written.
CLOSE_REASON = "capture_failed"
#: What the portal answers for an article that it does not have any more.
GONE = frozenset({404, 410})


class NotCaptured(IgnoreRequest):
    """A portal has answered, and the answer cannot be kept: it goes no further."""


class CaptureMiddleware:
    """Downloader side of HttpCompressionMiddleware, so that it sees bodies still encoded."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.tls = PortalTls(crawler)
        self.files: WarcFiles | None = None
        self.closing: asyncio.Task[None] | None = None
        self.failure: OSError | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Reads ARCHIVE_DIR (empty: captures get no file) and WARC_MAX_BYTES."""
        middleware = cls(crawler)
        crawler.signals.connect(middleware.spider_opened, signal=signals.spider_opened)
        crawler.signals.connect(middleware.spider_closed, signal=signals.spider_closed)
        return middleware

    async def spider_opened(self, spider: Spider) -> None:
        """Mend what killed runs left, and name the files after the spider.

        The first capture opens one. CloseSpider where mending is needed and cannot be done.
        """
        settings = self.crawler.settings
        if not settings["ARCHIVE_DIR"]:
            return
        archive = Path(settings["ARCHIVE_DIR"])
        self.files = WarcFiles(
            archive,
            prefix=spider.name,
            info=warcinfo(self.crawler, spider),
            max_bytes=settings.getint("WARC_MAX_BYTES"),
        )
        try:
            for mending in await asyncio.to_thread(mend, archive):
                self._tell(mending)
        except OSError as error:
            self._note_failure(error)
            raise CloseSpider(CLOSE_REASON) from error

    def spider_closed(self) -> None:
        """Close the file in use. An index that cannot be written is made at the next start."""
        try:
            if self.files is not None:
                self.files.close()
        except OSError as error:
            self._note_failure(error)

    async def sync(self) -> None:
        """Let every capture so far reach the disk, for who is about to commit what points to it.

        The disk is waited for in a thread, and the file may be full and another one in its place
        meanwhile. OSError where the disk refuses, and where it cannot be known any more.
        """
        if self.files is None:
            return
        descriptor = self.files.duplicate()
        if descriptor is not None:
            await asyncio.to_thread(_synced_and_closed, descriptor)
        elif self.failure is not None:
            raise self.failure

    async def process_response(self, request: Request, response: Response) -> Response:
        """Keep the response; where the disk refuses, the page goes no further and the run ends."""
        if not is_kept(request, response):
            return response
        if self.closing is not None:
            raise NotCaptured(f"not captured, the run is ending: {request.url}")
        try:
            request.meta["captured"] = await self.capture(request, response)
        except OSError as error:
            self.end_run(error)
            raise NotCaptured(f"not captured: {error}: {request.url}") from error
        return response

    async def capture(self, request: Request, response: Response) -> Capture:
        """Write the records; the Capture of the response. OSError where they cannot be written.

        They are packed in a thread, while other pages are fetched and read.
        """
        kept = exchange(request, response, datetime.now(UTC))
        place = None
        if self.files is not None:
            place = self.files.add(await asyncio.to_thread(self.files.pair(kept).packed))
        is_revisit = place is not None and kept.is_revisit
        self.crawler.stats.inc_value("capture/responses")
        if is_revisit:
            self.crawler.stats.inc_value("capture/revisits")
        return Capture(
            captured_at=kept.captured_at,
            url=response.url,
            status=response.status,
            payload_digest=kept.payload_digest,
            warc_file=place.file if place else None,
            warc_offset=place.offset if place else None,
            verified_tls=self.tls.is_verified(request.url),
            is_revisit=is_revisit,
        )

    def _tell(self, mending: Mending) -> None:
        self.crawler.stats.inc_value(f"capture/mended/{mending.action}")
        if mending.action == "damaged":
            logger.error("A WARC file cannot be read to its end: %s", mending.reason)
        else:
            logger.info("%s: %s (%d bytes)", mending.file, mending.action, mending.cut_bytes)

    def end_run(self, error: OSError) -> None:
        """Say in one line that captures cannot be kept, and close the spider. Once is enough."""
        if self.closing is not None:
            return
        self._note_failure(error)
        # Waited for here, it would wait for this very request.
        self.closing = asyncio.get_running_loop().create_task(
            self.crawler.engine.close_spider_async(reason=CLOSE_REASON)
        )

    def _note_failure(self, error: OSError) -> None:
        self.crawler.stats.inc_value("capture/failed")
        if self.failure is None:
            self.failure = error
            logger.critical(
                "Captures cannot be written into %s, the run ends: %s; see to the disk (space,"
                " rights), the next run catches up",
                Path(self.crawler.settings["ARCHIVE_DIR"], FOLDER),
                error.strerror or error,
            )


def is_kept(request: Request, response: Response) -> bool:
    """Whether a response goes into the archive."""
    if request.meta.get("capture") is not True or "cached" in response.flags:
        return False
    gone = response.status in GONE and bool(request.meta.get("stored"))
    return response.status == 200 or (gone and DRAWN not in response.flags)


def _synced_and_closed(descriptor: int) -> None:
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def exchange(request: Request, response: Response, moment: datetime) -> Exchange:
    """Request and response in the words of a WARC record."""
    # The first line as Scrapy itself writes it: path and query, nothing of the host.
    request_line = request_httprepr(request).split(b"\r\n", 1)[0].decode("ascii")
    host = urlparse_cached(request).netloc.encode("ascii")
    earlier: EarlierCapture | None = request.meta.get("earlier")
    return Exchange(
        url=response.url,
        captured_at=moment,
        request_line=request_line,
        request_headers=[(b"Host", host), *_flat(request.headers)],
        request_body=request.body,
        # The space stays where the reason phrase is empty (RFC 9112, 4).
        status_line=f"{response.protocol or 'HTTP/1.1'} {response.status} ",
        response_headers=list(_flat(response.headers)),
        body=response.body,
        ip_address=str(response.ip_address) if response.ip_address else None,
        earlier=earlier if earlier and earlier.url == response.url else None,
        drawn_by=request.meta["drawn_by"] if DRAWN in response.flags else None,
    )


def _flat(headers: Headers) -> Iterator[tuple[bytes, bytes]]:
    for name, values in headers.items():
        for value in values:
            yield name, value


def warcinfo(crawler: Crawler, spider: Spider) -> dict[str, str]:
    """The fields of the warcinfo record, as the standard's annex recommends them."""
    settings = crawler.settings
    return {
        "software": f"portalcrawl/{version('portalcrawl')} Scrapy/{version('scrapy')}",
        "format": "WARC File Format 1.1",
        "conformsTo": "http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/",
        "operator": settings.get("CONTACT") or "",
        "isPartOf": spider.name,
        "robots": "obey" if settings.getbool("ROBOTSTXT_OBEY") else "ignore",
        "http-header-user-agent": settings["USER_AGENT"],
    }
