"""A portal on loopback, made of routes, and a crawl that visits it in a process of its own."""

from __future__ import annotations

import json
import ssl
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

Route = Callable[[BaseHTTPRequestHandler], None]


@dataclass
class Site:
    """A running server and what it was asked for."""

    host: str
    asked: list[str] = field(default_factory=list)

    def url(self, path: str) -> str:
        return f"http://{self.host}{path}"


@dataclass
class Crawled:
    """What came of a crawl."""

    stats: dict[str, Any]
    pages: list[dict[str, Any]]
    errors: list[dict[str, str]]
    log: str

    def reason(self, url: str) -> str:
        (reason,) = [error["reason"] for error in self.errors if error["url"] == url]
        return reason

    def guarded(self) -> dict[str, int]:
        prefix = "guard/"
        return {
            key.removeprefix(prefix): value
            for key, value in self.stats.items()
            if key.startswith(prefix)
        }


@contextmanager
def serving(routes: Mapping[str, Route], tls: ssl.SSLContext | None = None) -> Iterator[Site]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            site.asked.append(self.path)
            try:
                routes.get(self.path.split("?")[0], missing)(self)
            except (BrokenPipeError, ConnectionResetError):
                self.close_connection = True

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    server.block_on_close = False
    if tls is not None:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    site = Site(f"127.0.0.1:{server.server_port}")
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def answer(body: bytes = b"", status: int = 200, **headers: str) -> Route:
    """A route with a whole response. Underscores in header names stand for hyphens."""

    def route(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        handler.send_header("Content-Length", str(len(body)))
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.end_headers()
        handler.wfile.write(body)

    return route


missing = answer(b"no such page", status=404)


@pytest.fixture
def serve() -> Iterator[Callable[..., Site]]:
    with ExitStack() as stack:
        yield lambda routes, tls=None: stack.enter_context(serving(routes, tls))


@pytest.fixture(name="answer")
def answer_factory() -> Callable[..., Route]:
    return answer


@pytest.fixture(scope="session")
def crawl() -> Callable[..., Crawled]:
    def run(
        urls: Sequence[str],
        settings: Mapping[str, Any] | None = None,
        spider: Mapping[str, Any] | None = None,
        meta: Mapping[str, Any] | None = None,
        portals: Mapping[str, Mapping[str, Any]] | None = None,
    ) -> Crawled:
        job = {
            "urls": list(urls),
            "settings": {"ARCHIVE_DIR": "", "RETRY_TIMES": 0, **(settings or {})},
            "spider": dict(spider or {}),
            "meta": dict(meta or {}),
            "portals": dict(portals or {}),
        }
        done = subprocess.run(
            [sys.executable, str(Path(__file__).with_name("crawl_once.py"))],
            input=json.dumps(job),
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return Crawled(**json.loads(done.stdout), log=done.stderr)

    return run
