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

Only a response with status 200 to a request with ``meta["capture"]`` is kept: no redirect hop, no
error page, nothing that another component made up or cached.
"""

from __future__ import annotations

import asyncio
import logging
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Self

from scrapy import signals
from scrapy.exceptions import IgnoreRequest
from scrapy.utils.httpobj import urlparse_cached
from scrapy.utils.request import request_httprepr

from portalcrawl.fetch.warc import Exchange, WarcFiles, payload_digest
from portalcrawl.items import Capture

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scrapy import Request, Spider
    from scrapy.crawler import Crawler
    from scrapy.http import Headers, Response

logger = logging.getLogger(__name__)

#: The reason with which a spider is closed whose captures cannot be written.
CLOSE_REASON = "capture_failed"


class CaptureMiddleware:
    """Downloader side of HttpCompressionMiddleware, so that it sees bodies still encoded."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.verified = crawler.settings.getbool("DOWNLOAD_VERIFY_CERTIFICATES")
        self.files: WarcFiles | None = None
        self.closing: asyncio.Task[None] | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Reads ARCHIVE_DIR (empty: captures get no file) and WARC_MAX_BYTES."""
        middleware = cls(crawler)
        crawler.signals.connect(middleware.spider_opened, signal=signals.spider_opened)
        crawler.signals.connect(middleware.spider_closed, signal=signals.spider_closed)
        return middleware

    def spider_opened(self, spider: Spider) -> None:
        """Name the files after the spider; the first capture opens one."""
        settings = self.crawler.settings
        if settings["ARCHIVE_DIR"]:
            self.files = WarcFiles(
                Path(settings["ARCHIVE_DIR"]),
                prefix=spider.name,
                info=warcinfo(self.crawler, spider),
                max_bytes=settings.getint("WARC_MAX_BYTES"),
            )

    def spider_closed(self) -> None:
        """Close the file in use."""
        if self.files is not None:
            self.files.close()

    async def process_response(self, request: Request, response: Response) -> Response:
        """Keep the response; where the disk refuses, the page goes no further and the run ends."""
        if request.meta.get("capture") is not True or response.status != 200:
            return response
        if "cached" in response.flags:
            return response
        if self.closing is not None:
            raise IgnoreRequest(f"not captured, the run is ending: {request.url}")
        try:
            request.meta["captured"] = self.capture(request, response)
        except OSError as error:
            self._fail(error)
            raise IgnoreRequest(f"not captured: {error}: {request.url}") from error
        return response

    def capture(self, request: Request, response: Response) -> Capture:
        """Write the records; the Capture of the response. OSError where they cannot be written."""
        moment = datetime.now(UTC)
        place = self.files.write(exchange(request, response, moment)) if self.files else None
        self.crawler.stats.inc_value("capture/responses")
        return Capture(
            captured_at=moment,
            url=response.url,
            status=response.status,
            payload_digest=payload_digest(response.body),
            warc_file=place.file if place else None,
            warc_offset=place.offset if place else None,
            verified_tls=self.verified or urlparse_cached(request).scheme != "https",
        )

    def _fail(self, error: OSError) -> None:
        logger.critical("Captures cannot be written, the run ends: %s", error)
        self.crawler.stats.inc_value("capture/failed")
        # Waited for here, it would wait for this very request.
        self.closing = asyncio.get_running_loop().create_task(
            self.crawler.engine.close_spider_async(reason=CLOSE_REASON)
        )


def exchange(request: Request, response: Response, moment: datetime) -> Exchange:
    """Request and response in the words of a WARC record."""
    # The first line as Scrapy itself writes it: path and query, nothing of the host.
    request_line = request_httprepr(request).split(b"\r\n", 1)[0].decode("ascii")
    host = urlparse_cached(request).netloc.encode("ascii")
    return Exchange(
        url=response.url,
        captured_at=moment,
        request_line=request_line,
        request_headers=[(b"Host", host), *_flat(request.headers)],
        request_body=request.body,
        status_line=f"{response.protocol or 'HTTP/1.1'} {response.status}",
        response_headers=list(_flat(response.headers)),
        body=response.body,
        ip_address=str(response.ip_address) if response.ip_address else None,
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
