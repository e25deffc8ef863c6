"""What keeping a page costs: size and CPU time beside warcio's own writer, turn by turn.

``python -m benchmarks.warc [PAGES]``. The pages are those of the replicas and of the quality gate,
grown to about 100 KB. Both sides write a request and a response record of each page and append them
to a file; ours also computes the payload digest for the archive and the line of the index, and
closes its file with the index beside it.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from io import BytesIO
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from warcio.statusandheaders import StatusAndHeaders  # type: ignore[import-untyped]
from warcio.warcwriter import WARCWriter  # type: ignore[import-untyped]

from benchmarks.large_pages import grown, large_pages
from portalcrawl.warc.writer import GZIP_LEVEL, Exchange, WarcFiles

SIZE_LIMIT = 1.05
CPU_LIMIT_MS = 3.0
GATE = Path(__file__).resolve().parent.parent / "tests" / "gate" / "pages"
_MOMENT = datetime(2026, 11, 22, 5, 53, 1, 123456, tzinfo=UTC)
_REQUEST = (
    ("Host", "langson.gov.vn"),
    ("User-Agent", "portalcrawl/0.1.0 (+archive@example.org)"),
    ("Accept", "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"),
    ("Accept-Language", "vi,en;q=0.3"),
    ("Accept-Encoding", "gzip, deflate, br, zstd"),
)
_RESPONSE = (
    ("Date", "Sun, 22 Nov 2026 05:53:01 GMT"),
    ("Server", "nginx"),
    ("Content-Type", "text/html; charset=utf-8"),
    ("Cache-Control", "private, no-cache, no-store, must-revalidate"),
    ("Set-Cookie", "JSESSIONID=5D0C2A8E4F6B4C1D9A7E3F2B1C0D9E8F; Path=/; HttpOnly"),
    ("X-Frame-Options", "SAMEORIGIN"),
)


@dataclass(frozen=True, slots=True)
class Figures:
    """What was measured over all pages."""

    pages: int
    mean_bytes: float
    """Of a page."""
    size_ratio: float
    """Of our WARC file to warcio's."""
    ours_ms: float
    """CPU time of a capture, median, for 100 KB."""
    warcio_ms: float


@dataclass(slots=True)
class _Times:
    """CPU milliseconds for each 100 KB."""

    taken: list[float] = field(default_factory=list)

    @contextmanager
    def of(self, page: bytes) -> Iterator[None]:
        start = time.thread_time()
        yield
        self.taken.append((time.thread_time() - start) * 1e3 / (len(page) / 1e5))


def pages(count: int) -> list[bytes]:
    """Half of the replicas, half of the gate."""
    of_replicas = [page.html for page in large_pages()]
    of_gate = [
        grown(path.read_bytes().decode("utf-8", "replace"), seed=path.name).encode()
        for path in sorted(GATE.rglob("*.html"))
    ]
    half = max(1, count // 2)
    return [*_spread(of_replicas, half), *_spread(of_gate, half)]


def measured(bodies: list[bytes]) -> Figures:
    """Each page by both writers, which of them first by turns."""
    ours, warcios = _Times(), _Times()
    with TemporaryDirectory() as folder:
        files = WarcFiles(Path(folder), "benchmark", {"software": "portalcrawl"})
        other = Path(folder, "warcio.warc.gz")
        with other.open("wb") as stream:
            writer = WARCWriter(stream, gzip=True, warc_version="1.1")
            writer.write_record(
                writer.create_warcinfo_record(other.name, {"software": "portalcrawl"})
            )
            for at, body in enumerate(bodies):
                url = f"https://langson.gov.vn/tin-tuc/chi-tiet/hoi-nghi-chuyen-doi-so-{at}.html"
                turns: list[tuple[_Times, Callable[[], object]]] = [
                    (ours, partial(_by_us, files, url, body)),
                    (warcios, partial(_by_warcio, writer, url, body)),
                ]
                for times, write in turns if at % 2 else reversed(turns):
                    with times.of(body):
                        write()
        files.close()
        (own,) = Path(folder, "warc").glob("*.warc.gz")
        return Figures(
            pages=len(bodies),
            mean_bytes=sum(map(len, bodies)) / len(bodies),
            size_ratio=own.stat().st_size / other.stat().st_size,
            ours_ms=median(ours.taken),
            warcio_ms=median(warcios.taken),
        )


def _spread(whole: list[bytes], count: int) -> list[bytes]:
    return whole[:: max(1, len(whole) // count)][:count]


def _by_us(files: WarcFiles, url: str, body: bytes) -> None:
    files.write(_exchange(url, body))


def _exchange(url: str, body: bytes) -> Exchange:
    return Exchange(
        url=url,
        captured_at=_MOMENT,
        request_line=f"GET {url.removeprefix('https://langson.gov.vn')} HTTP/1.1",
        request_headers=_raw(_REQUEST),
        status_line="HTTP/1.1 200",
        response_headers=_raw(_RESPONSE),
        body=body,
        ip_address="203.0.113.7",
    )


def _raw(headers: tuple[tuple[str, str], ...]) -> list[tuple[bytes, bytes]]:
    return [(name.encode(), value.encode()) for name, value in headers]


def _by_warcio(writer: WARCWriter, url: str, body: bytes) -> None:
    """As warcio's own README writes a pair."""
    request = writer.create_warc_record(
        url,
        "request",
        http_headers=StatusAndHeaders("/ HTTP/1.1", list(_REQUEST), is_http_request=False),
    )
    response = writer.create_warc_record(
        url,
        "response",
        payload=BytesIO(body),
        http_headers=StatusAndHeaders("200 OK", list(_RESPONSE), protocol="HTTP/1.1"),
        length=len(body),
        warc_headers_dict={"WARC-IP-Address": "203.0.113.7"},
    )
    writer.write_request_response_pair(request, response)


def main() -> int:
    """Print the figures; 1 where a limit of the project is broken."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 400
    figures = measured(pages(count))
    kept = figures.size_ratio <= SIZE_LIMIT and figures.ours_ms <= CPU_LIMIT_MS
    print(f"{figures.pages} pages of {figures.mean_bytes / 1000:.0f} KB, gzip level {GZIP_LEVEL}")
    print(f"size, ours to warcio's own     {figures.size_ratio:.4f}   (at most {SIZE_LIMIT})")
    print(f"CPU of a capture, ours         {figures.ours_ms:.2f} ms  (at most {CPU_LIMIT_MS})")
    print(f"CPU of a capture, warcio's own {figures.warcio_ms:.2f} ms")
    print("within the limits" if kept else "OVER THE LIMITS")
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main())
