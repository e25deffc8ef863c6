"""Portals that are ill: what becomes of a replica when its server, its guard or its editors fail.

Some still answer, so they are replicas again: ``storming``, ``guarded``, ``unlisted``,
``circling``, ``growing`` (a portal in another dress is ``families.disguise.disguised``). Others
never say anything whole and are servers of their own, on loopback: ``serve_silence``,
``serve_drip``::

    with serve(storming(site), port):
        ...
"""

from __future__ import annotations

import contextlib
import re
import socketserver
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from http import HTTPStatus
from urllib.parse import quote

from portalcrawl.replicas.server import LOOPBACK
from portalcrawl.replicas.site import HTML, Page, Replica, Visit

_WALL = (
    "<!DOCTYPE html><html><head><title>Yêu cầu bị từ chối</title></head><body>"
    "<h1>Truy cập của bạn đã bị từ chối</h1>"
    "<p>Mã yêu cầu: 7c21e0. Vui lòng xác nhận bạn không phải là robot.</p></body></html>"
)
_BUSY = "<!DOCTYPE html><title>503</title><h1>Service Unavailable</h1>"
_LINK = re.compile(r"(<a\b[^>]*?\bhref=)\"([^\"]*)\"", re.IGNORECASE)
_ENDLESS = (
    b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=UTF-8\r\nContent-Length: 1000000\r\n\r\n"
)


def storming(site: Replica, retry_after: int = 1) -> Replica:
    """Every request gets a 503, and the wish to be left alone for so many seconds."""
    page = Page(
        _BUSY,
        status=HTTPStatus.SERVICE_UNAVAILABLE,
        headers=(("Retry-After", str(retry_after)),),
    )
    return _answering(site, lambda _visit: page)


def guarded(site: Replica, status: int = HTTPStatus.FORBIDDEN) -> Replica:
    """A firewall answers every request in the portal's place, with its page and this status."""
    page = Page(_WALL, status=status)
    return _answering(site, lambda _visit: page)


def circling(site: Replica) -> Replica:
    """Every address redirects to itself."""
    return _answering(site, lambda visit: _elsewhere(_target(visit)))


def growing(site: Replica) -> Replica:
    """Every address redirects to a longer one: no two hops are the same."""

    def pages(visit: Visit) -> Page:
        return _elsewhere(f"{_target(visit)}{'&' if visit.query else '?'}phien=1")

    return _answering(site, pages)


def unlisted(site: Replica) -> Replica:
    """The site with new listings, which open articles by a script: no page names an address.

    The sections answer where they did and link each other. What the old software offered beside
    them, its feeds, sitemaps and endpoints, is gone.
    """
    kept = {section.path for section in site.sections}

    def pages(visit: Visit) -> Page | None:
        page = site.pages(visit)
        if page is None or isinstance(page.content, bytes) or visit.path == "/robots.txt":
            return page
        is_html = page.content_type.startswith(HTML.partition(";")[0])
        return replace(page, content=_scripted(page.content, kept)) if is_html else None

    return _answering(site, pages)


@contextlib.contextmanager
def serve_silence(port: int = 0) -> Iterator[str]:
    """A server that takes every connection and never says a word; gives its origin.

    Raises OSError if the port is taken, as ``serve_drip`` does.
    """
    with _served(_Silent, port) as origin:
        yield origin


@contextlib.contextmanager
def serve_drip(port: int = 0, *, pause: float = 1.0) -> Iterator[str]:
    """A server that answers at once, and then with a byte each ``pause`` seconds for ever."""

    class Dripping(_Dripping):
        seconds = pause

    with _served(Dripping, port) as origin:
        yield origin


def _answering(site: Replica, pages: Callable[[Visit], Page | None]) -> Replica:
    return replace(site, pages=pages, takes_posts=True)


def _target(visit: Visit) -> str:
    path = quote(visit.path)
    return f"{path}?{visit.query}" if visit.query else path


def _elsewhere(target: str) -> Page:
    return Page("", status=HTTPStatus.FOUND, headers=(("Location", target),))


def _scripted(text: str, kept: set[str]) -> str:
    def link(match: re.Match[str]) -> str:
        return match[0] if match[2] in kept else f'{match[1]}"#" onclick="mo(this)"'

    return _LINK.sub(link, text)


@contextlib.contextmanager
def _served(handler: type[socketserver.BaseRequestHandler], port: int) -> Iterator[str]:
    server = _Server((LOOPBACK, port), handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), name=handler.__name__)
    thread.start()
    try:
        yield f"http://{LOOPBACK}:{server.server_address[1]}"
    finally:
        server.is_over.set()
        server.shutdown()
        server.server_close()
        thread.join()


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    request_queue_size = 64

    def __init__(
        self, address: tuple[str, int], handler: type[socketserver.BaseRequestHandler]
    ) -> None:
        self.is_over = threading.Event()
        super().__init__(address, handler)


class _Silent(socketserver.BaseRequestHandler):
    server: _Server

    def handle(self) -> None:
        self.server.is_over.wait()


class _Dripping(socketserver.BaseRequestHandler):
    server: _Server
    seconds: float

    def handle(self) -> None:
        self.request.recv(65536)
        with contextlib.suppress(OSError):  # the client hangs up
            self.request.sendall(_ENDLESS)
            while not self.server.is_over.wait(self.seconds):
                self.request.sendall(b"<")
