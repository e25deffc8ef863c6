"""The server under the replicas: HTTP/1.1 as clients need it, on loopback, and hard to kill."""

from __future__ import annotations

import http.client
import os
import re
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import urlsplit

import pytest

from portalcrawl.replicas import Block, ReplicaArticle, replica, serve, serve_all

Fetch = Callable[..., Any]
ARTICLE = ReplicaArticle(
    id=120000, title="Bài", published="2022-01-02T03:04", blocks=(Block("p", "Đoạn."),)
)
OFFICE = replica("office", [ARTICLE])
LISTING = OFFICE.sections[0].path


def raw(origin: str, sent: bytes) -> bytes:
    """What the server says to bytes that need not be a request."""
    parts = urlsplit(origin)
    with socket.create_connection((parts.hostname, parts.port), timeout=10) as connection:
        connection.sendall(sent)
        connection.shutdown(socket.SHUT_WR)
        return b"".join(iter(lambda: connection.recv(65536), b""))


def test_it_listens_on_loopback_only() -> None:
    with serve(OFFICE) as running:
        assert re.fullmatch(r"http://127\.0\.0\.1:\d+", running.origin)


def test_it_ends_cleanly_with_a_connection_still_open() -> None:
    before = threading.active_count()
    with serve(OFFICE) as running:
        idle = http.client.HTTPConnection(urlsplit(running.origin).netloc, timeout=10)
        idle.request("GET", LISTING)
        idle.getresponse().read()
    assert threading.active_count() == before
    with pytest.raises(OSError):  # noqa: PT011
        raw(running.origin, b"GET / HTTP/1.1\r\n\r\n")
    idle.close()


def test_a_connection_is_kept_alive() -> None:
    with serve(OFFICE) as running:
        connection = http.client.HTTPConnection(urlsplit(running.origin).netloc, timeout=10)
        connection.request("GET", LISTING)
        connection.getresponse().read()
        first = connection.sock
        connection.request("GET", LISTING, headers={"If-None-Match": "*"})
        not_modified = connection.getresponse()
        not_modified.read()
        connection.request("GET", LISTING)
        assert connection.getresponse().status == 200
        assert connection.sock is first
        assert not_modified.status == 304
        connection.close()


def test_it_counts_requests_and_keeps_their_headers(fetch: Fetch) -> None:
    with serve(OFFICE) as running:
        fetch(running.origin + LISTING, User_Agent="portalcrawl/0.1")
        fetch(running.origin + LISTING)
        fetch(f"{running.origin}/robots.txt")
        assert running.requests.count(LISTING) == 2
        assert running.requests.count("/Trang/DangNhap.aspx") == 0
        assert running.requests.targets() == {LISTING, "/robots.txt"}
        assert running.requests.total() == 3
        asked = running.requests.of(LISTING)
        assert asked[0].headers["user-agent"] == "portalcrawl/0.1"
        assert [request.status for request in asked] == [200, 200]


@pytest.mark.parametrize(
    "path",
    [
        "/../../etc/passwd",
        "/%2e%2e/%2e%2e/etc/passwd",
        "/Lists/TinTuc/Attachments/1/..%2f..%2f..%2fetc%2fpasswd",
        "/Lists/TinTuc/Attachments/1/..%5c..%5cwindows",
        "/robots.txt%00.html",
    ],
)
def test_no_path_leads_out_of_the_replica(path: str) -> None:
    with serve(OFFICE) as running:
        answer = raw(running.origin, f"GET {path} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
    assert answer.startswith(b"HTTP/1.1 400 ")
    assert b"root:" not in answer


@pytest.mark.parametrize(
    "sent",
    [
        b"\r\n\r\n",
        b"GET\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" * 20,
        b"GET / HTTP/9.9\r\n\r\n",
        b"GET /" + b"a" * 70_000 + b" HTTP/1.1\r\n\r\n",
        b"GET / HTTP/1.1\r\n" + b"X: y\r\n" * 500 + b"\r\n",
        b"GET /\xff\xfe?\xff HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET //evil/%zz%E0%A4 HTTP/1.1\r\nHost: x\r\nIf-Modified-Since: 99\r\n\r\n",
        b"GET /Trang/TinTuc.aspx?cid=1&page=" + b"9" * 5000 + b" HTTP/1.1\r\nHost: x\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: nonsense\r\n\r\nabc",
    ],
)
def test_a_malformed_request_does_not_end_it(sent: bytes, fetch: Fetch) -> None:
    with serve(OFFICE) as running:
        raw(running.origin, sent)
        assert fetch(running.origin + LISTING).status == 200


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS"])
def test_only_get_and_head_are_allowed(method: str, fetch: Fetch) -> None:
    with serve(OFFICE) as running:
        answer = fetch(running.origin + LISTING, method=method)
    assert answer.status == 405
    assert answer.headers["Allow"] == "GET, HEAD"


def test_an_absolute_target_is_read_as_its_path() -> None:
    with serve(OFFICE) as running:
        target = f"{running.origin}/robots.txt"
        answer = raw(running.origin, f"GET {target} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
    assert answer.startswith(b"HTTP/1.1 200 ")


def test_many_clients_are_answered_at_once(fetch: Fetch) -> None:
    with serve(OFFICE) as running, ThreadPoolExecutor(8) as clients:
        answers = list(clients.map(lambda _: fetch(running.origin + LISTING), range(64)))
        assert {answer.status for answer in answers} == {200}
        assert running.requests.count(LISTING) == 64


def test_a_taken_port_is_an_error() -> None:
    with serve(OFFICE) as running:
        port = urlsplit(running.origin).port or 0
        with pytest.raises(OSError, match="in use"), serve(OFFICE, port):
            pass


def test_all_five_are_served_under_the_hosts_they_stand_for(fetch: Fetch) -> None:
    with serve_all() as origins:
        assert list(origins) == [
            "www.quangngai.gov.vn",
            "office.invalid",
            "hcc.nghean.gov.vn",
            "langson.gov.vn",
            "baodongnai.com.vn",
        ]
        assert {fetch(f"{origin}/").status for origin in origins.values()} == {200}


def is_free(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) != 0


def five_free_ports() -> int:
    """The first of five ports in a row that nothing listens on."""
    starts = range(21000 + os.getpid() % 5000, 32000, 5)
    return next(first for first in starts if all(is_free(first + place) for place in range(5)))


def test_the_command_prints_a_line_per_portal_and_ends_when_interrupted() -> None:
    port = five_free_ports()
    command = [sys.executable, "-u", "-m", "portalcrawl.replicas", "--port", str(port)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        lines = [process.stdout.readline() for _ in range(6)]
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=20) == 0
    assert f"www.quangngai.gov.vn     http://127.0.0.1:{port}/\n" in lines
    assert lines[-1].startswith("REPLICAS={")


def test_the_command_says_in_one_line_that_a_port_is_taken() -> None:
    with serve(OFFICE) as running:
        port = str(urlsplit(running.origin).port)
        command = [sys.executable, "-m", "portalcrawl.replicas", "--port", port]
        done = subprocess.run(command, capture_output=True, text=True, timeout=30)
    assert done.returncode == 2
    assert done.stderr == f"Error: port {port} and the four after it: Address already in use\n"
