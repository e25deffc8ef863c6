"""A real HTTP/1.1 server for a replica, on loopback only."""

from __future__ import annotations

import contextlib
import re
import socket
import ssl
import threading
from collections import Counter, deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import unquote

from portalcrawl.replicas.site import Replica, Request, Response

LOOPBACK = "127.0.0.1"
_REMEMBERED = 20_000
_LONGEST_POST = 1_000_000
"""Bytes: view state can be long."""


@dataclass(frozen=True, slots=True)
class LoggedRequest:
    """One request as it came, with the status it was answered with."""

    method: str
    target: str
    """Path and query, as sent."""
    headers: Mapping[str, str]
    """Names in lower case."""
    status: int


class RequestLog:
    """Which paths were asked for, how often, and with which headers. Safe between threads.

    Counts are kept for good, headers of the last 20,000 requests only.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._counts: Counter[str] = Counter()
        self._last: deque[LoggedRequest] = deque(maxlen=_REMEMBERED)

    def add(self, request: LoggedRequest) -> None:
        """Keep one request."""
        with self._lock:
            self._counts[request.target] += 1
            self._last.append(request)

    def count(self, target: str) -> int:
        """How often that path with its query was asked for."""
        with self._lock:
            return self._counts[target]

    def total(self) -> int:
        """How many requests there were."""
        with self._lock:
            return self._counts.total()

    def targets(self) -> frozenset[str]:
        """Every path with its query that was ever asked for."""
        with self._lock:
            return frozenset(self._counts)

    def of(self, target: str) -> tuple[LoggedRequest, ...]:
        """The requests for one target, in the order of their answers."""
        return tuple(request for request in self.all() if request.target == target)

    def all(self) -> tuple[LoggedRequest, ...]:
        """The requests, in the order of their answers."""
        with self._lock:
            return tuple(self._last)


@dataclass(frozen=True, slots=True)
class RunningReplica:
    """A replica that is being served."""

    replica: Replica
    origin: str
    """``http://127.0.0.1:<port>``."""
    requests: RequestLog


@contextlib.contextmanager
def serve(
    replica: Replica, port: int = 0, *, tls: ssl.SSLContext | None = None
) -> Iterator[RunningReplica]:
    """Serve a replica on 127.0.0.1 until the block ends; port 0 takes a free one.

    With ``tls`` it speaks HTTPS, with the certificate of that context. Raises OSError if the port
    is taken.
    """
    server = _Server(replica, port, tls)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), name=replica.name)
    thread.start()
    try:
        yield RunningReplica(replica, server.origin, server.log)
    finally:
        server.shutdown()
        server.hang_up()
        server.server_close()
        thread.join()


class _Server(ThreadingHTTPServer):
    daemon_threads = False
    request_queue_size = 64

    def __init__(self, replica: Replica, port: int, tls: ssl.SSLContext | None) -> None:
        self.replica = replica
        self.tls = tls
        self.log = RequestLog()
        self._open: set[socket.socket] = set()
        self._lock = threading.Lock()
        self._number = 0
        super().__init__((LOOPBACK, port), _Handler)
        self.origin = f"{'https' if tls else 'http'}://{LOOPBACK}:{self.server_port}"

    def server_bind(self) -> None:
        """Bind without asking the resolver for this machine's name, as HTTPServer does."""
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self.socket.bind(self.server_address)
        self.server_address = self.socket.getsockname()
        self.server_name, self.server_port = LOOPBACK, self.server_address[1]

    def next_number(self) -> int:
        with self._lock:
            self._number += 1
            return self._number

    def get_request(self) -> tuple[socket.socket, Any]:
        connection, address = super().get_request()
        if self.tls:
            # The handshake comes with the first read, in the connection's own thread.
            connection = self.tls.wrap_socket(
                connection, server_side=True, do_handshake_on_connect=False
            )
        with self._lock:
            self._open.add(connection)
        return connection, address

    def shutdown_request(self, request: Any) -> None:
        with self._lock:
            self._open.discard(request)
        super().shutdown_request(request)

    def hang_up(self) -> None:
        """End the connections that clients keep alive, so that their threads end too."""
        with self._lock:
            still_open = tuple(self._open)
        for connection in still_open:
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hangs up in mid-answer is no error of the server."""


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    protocol_version = "HTTP/1.1"
    server_version = "replica"
    sys_version = ""
    disable_nagle_algorithm = True
    wbufsize = -1
    timeout = 30

    def do_GET(self) -> None:
        self._respond()

    do_HEAD = do_POST = do_PUT = do_DELETE = do_OPTIONS = do_GET  # noqa: N815

    def _respond(self) -> None:
        path, _, query = _without_origin(self.path).partition("?")
        headers = {name.lower(): value for name, value in self.headers.items()}
        request = Request(
            method=self.command,
            origin=self.server.origin,
            path=unquote(path, errors="replace"),
            query=query,
            headers=headers,
            number=self.server.next_number(),
            body=self._posted(),
        )
        response = self.server.replica.respond(request)
        self.server.log.add(LoggedRequest(self.command, self.path, headers, response.status))
        self._send(response)

    def _posted(self) -> bytes:
        """What a POST brings, where the site takes posts and the length is told.

        Anything else is never read; so the connection cannot be used again.
        """
        length = self.headers.get("Content-Length", "0")
        if length == "0" and "Transfer-Encoding" not in self.headers:
            return b""
        taken = self.command == "POST" and self.server.replica.takes_posts
        if taken and re.fullmatch("[0-9]{1,7}", length) and int(length) <= _LONGEST_POST:
            return self.rfile.read(int(length))
        self.close_connection = True
        return b""

    def _send(self, response: Response) -> None:
        self.send_response(response.status)
        for name, value in response.headers:
            self.send_header(name, value)
        if response.status != HTTPStatus.NOT_MODIFIED:
            self.send_header("Content-Length", str(len(response.body)))
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(response.body)
        self.wfile.flush()

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        """Silent: the request log is for that."""


def _without_origin(target: str) -> str:
    """The path of an absolute-form target (RFC 9112, 3.2.2); any other stays as it is."""
    if target.lower().startswith("http://"):
        return "/" + target[len("http://") :].partition("/")[2]
    return target
