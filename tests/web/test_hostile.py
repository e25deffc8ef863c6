"""What a hostile portal publishes does nothing to who reads it; what hostile readers ask, nothing
to the site and its archive."""

from __future__ import annotations

import csv
import json
import os
import re
import select
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from io import StringIO
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
import pytest
from playwright.sync_api import Dialog, sync_playwright

from portalcrawl.web.addresses import of_article
from portalcrawl.web.limits import Limits
from tests.postgres import PostgresServer, new_database
from tests.web.browsing import ARGUMENTS, Browsing, found_chromium
from tests.web.hostile import (
    FORMULA_SIGNS,
    FORMULAS,
    SCRIPTS,
    SNAPSHOT,
    publish,
    untouched,
)
from tests.web.serving import PATIENCE, PORTAL

ROOT = Path(__file__).resolve().parents[2]
SENTINEL = "a-word-that-stands-in-no-page"
NEVER_SENT = (SENTINEL.encode(), b"SQLite format 3", b"root:x:0", b"Traceback")
FINE = {200, 206, 304, 307, 400, 404, 405, 413, 414, 416, 431, 503}
"""Statuses of all that is asked here. 503 is how a question ends that takes too long."""
MOST_GROWN = 2 * Limits().cached + Limits().at_once * 24 * 2**20
"""Bytes: what is kept of pages, and a page under way in each thread, a few times over."""
_WAITED = 2
"""Seconds for an answer to what may be no whole request."""
MOST_OF_A_LIST = 2**20
"""Bytes of a page that shows parts of many articles."""


@dataclass
class Attacked:
    """``portalcrawl serve`` over the archive of a hostile portal."""

    process: subprocess.Popen[str]
    client: httpx.Client
    port: int
    url: str
    folder: Path
    answers: list[int] = field(default_factory=list)

    def get(self, path: str, **headers: str) -> httpx.Response:
        """The answer to a GET, which has to be one that is fine."""
        answer = self.client.get(path, headers=headers)
        self._hold(answer.status_code, answer.content)
        return answer

    def raw(self, *sent: bytes) -> bytes:
        """What is answered to bytes until the connection ends; nothing where it is hung up."""
        got = b""
        with socket.create_connection(("127.0.0.1", self.port), timeout=PATIENCE) as connection:
            try:
                for each in sent:
                    connection.sendall(each)
                connection.settimeout(_WAITED)
                while more := connection.recv(65536):
                    got += more
            except OSError:
                pass  # it hung up before all was sent, or waits for more than was sent
        if got:
            self._hold(int(got.split(b" ", 2)[1]), got)
        return got

    def asked(self, target: bytes | str, *headers: bytes) -> bytes:
        """What is answered to a GET of just this target."""
        line = target if isinstance(target, bytes) else target.encode()
        head = b"\r\n".join((b"GET %s HTTP/1.1" % line, b"Host: localhost", *headers))
        return self.raw(head + b"\r\nConnection: close\r\n\r\n")

    def _hold(self, status: int, body: bytes) -> None:
        self.answers.append(status)
        assert status in FINE, body[:500]
        assert not any(never in body for never in NEVER_SENT)


def status(answer: bytes) -> int:
    return int(answer.split(b" ", 2)[1])


@pytest.fixture(scope="module")
def sqlite_attacked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Attacked]:
    folder = tmp_path_factory.mktemp("archive")
    yield from under_attack(f"sqlite:///{folder / 'portalcrawl.sqlite'}", folder)


@pytest.fixture(scope="module")
def postgres_attacked(
    tmp_path_factory: pytest.TempPathFactory, postgres: PostgresServer
) -> Iterator[Attacked]:
    with new_database(postgres) as url:
        yield from under_attack(url, tmp_path_factory.mktemp("archive"))


@pytest.fixture(params=["sqlite", "postgres"])
def attacked(request: pytest.FixtureRequest) -> Attacked:
    """The site on either database."""
    site: Attacked = request.getfixturevalue(f"{request.param}_attacked")
    return site


def under_attack(url: str, folder: Path) -> Iterator[Attacked]:
    """The site. All that is done to it meanwhile leaves it as it was, and well."""
    (folder / "secret.txt").write_text(SENTINEL)
    publish(url, folder)
    with served(url, folder) as site, untouched(url, folder):
        for path in ("/", "/search?q=chuyen+doi", "/search.csv"):
            site.get(path)
        before = memory(site.process.pid)
        yield site
        assert site.get("/healthz").status_code == 200
        assert memory(site.process.pid) - before < MOST_GROWN


@contextmanager
def served(url: str, folder: Path) -> Iterator[Attacked]:
    """The process; it has to have nothing to say about all of that."""
    command = [sys.executable, "-m", "portalcrawl", "serve", "--port", "0", "--rate", "0"]
    with subprocess.Popen(
        [*command, "--archive", str(folder)],
        cwd=folder.parent,
        env=os.environ | {"PYTHONPATH": str(ROOT), "PORTALCRAWL_DB": url},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        try:
            ready, _, _ = select.select([process.stdout], [], [], PATIENCE)
            said = re.search(
                r"http://127\.0\.0\.1:(\d+)", process.stdout.readline() if ready else ""
            )
            assert said
            with httpx.Client(base_url=said[0], timeout=PATIENCE) as client:
                yield Attacked(process, client, int(said[1]), url, folder)
        finally:
            process.terminate()
            _, complaints = process.communicate(timeout=PATIENCE)
    assert complaints == ""


def memory(pid: int) -> int:
    """The most that the process ever had in memory, in bytes."""
    told = re.search(r"VmHWM:\s+(\d+) kB", Path(f"/proc/{pid}/status").read_text())
    assert told
    return int(told[1]) * 1024


# What a hostile portal publishes


@pytest.fixture(scope="module")
def browsing(sqlite_attacked: Attacked) -> Iterator[Browsing]:
    path = found_chromium()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(ARGUMENTS))
        yield Browsing(browser, f"http://127.0.0.1:{sqlite_attacked.port}")
        browser.close()


LOOKED_AT = """() => ({
    ran: window.ran ?? null,
    is_fault: performance.getEntriesByType('navigation')[0].responseStatus >= 400,
    links: [...document.querySelectorAll('[href], [action], [src]')].flatMap(each =>
        ['href', 'action', 'src'].map(name => each.getAttribute(name)).filter(Boolean)
            .filter(given => URL.canParse(given, document.baseURI))
            .map(given => [each.localName, given, new URL(given, document.baseURI).protocol])),
    handlers: [...document.querySelectorAll('*')].filter(each =>
        each.getAttributeNames().some(name => name.startsWith('on'))).length,
    embedded: document.querySelectorAll(
        'iframe, frame, object, embed, base, meta[http-equiv], script:not([src]), style').length,
})"""


def listed(site: Attacked) -> list[str]:
    """The ids of all articles."""
    rows = csv.DictReader(StringIO(site.get("/search.csv").text, newline=""))
    return [row["article_id"] for row in rows]


def paths(site: Attacked) -> Iterator[str]:
    """Every page of the site that shows something of the portal, or of what is asked."""
    articles = listed(site)
    edited = [each for each in articles if "/text-" in each]
    for prefix in ("", "/en"):
        for path in ("", "/search", "/provinces", "/province/nghe_an", "/portals", "/downloads"):
            yield (prefix + path) or "/"
        yield f"{prefix}/help"
        for each in edited:
            yield of_article(prefix, "difference", each)
        for text in (*SCRIPTS, *FORMULAS):
            yield f"{prefix}/search?q={quote(text.replace(chr(0), ''))}&order=best"
            yield f"{prefix}/{quote(text, safe='')}"
    for each in articles:
        yield of_article("", "article", each)
    for each in edited:
        yield of_article("", "article", each, revision=1)
    for page in range(1, 6):
        yield f"/search?q=portal:{PORTAL}&page={page}"


def test_nothing_that_a_portal_publishes_runs_in_a_browser(
    sqlite_attacked: Attacked, browsing: Browsing
) -> None:
    attacked = sqlite_attacked
    wrong: list[tuple[str, object]] = []
    inside: set[str] = set()
    seen = list(dict.fromkeys(paths(attacked)))
    with browsing.visit(viewport={"width": 1180, "height": 800}) as visit:

        def asked(dialog: Dialog) -> None:
            wrong.append((visit.page.url, dialog.message))
            dialog.dismiss()

        visit.page.on("dialog", asked)
        for path in seen:
            found: dict[str, Any] = visit.to(path).evaluate(LOOKED_AT)
            is_there = not found["is_fault"]
            for kind, given, protocol in found["links"]:
                if protocol not in ("http:", "https:"):
                    wrong.append((path, (kind, given)))
                elif is_there and given.startswith("/") and kind == "a":
                    inside.add(given)
            if found["ran"] is not None or found["handlers"] or found["embedded"]:
                wrong.append((path, found["ran"]))
        refused = [each for each in visit.complaints if "status of 40" not in each]
        assert (wrong, refused, visit.elsewhere) == ([], [], [])
    assert len(seen) > 150
    assert {path for path in inside if attacked.get(path).status_code != 200} == set()


def test_what_a_portal_publishes_is_shown_as_it_is(attacked: Attacked) -> None:
    for at, text in enumerate(SCRIPTS):
        shown = attacked.get(f"/api/article/{PORTAL}/text-{at}?revision=1").json()
        assert shown["record"]["version"]["title"] == text
        page = attacked.get(f"/article/{PORTAL}/text-{at}?revision=1").text
        assert text not in page
        assert page.count("<script") == 1


def test_every_document_is_json(attacked: Attacked) -> None:
    articles = [of_article("", "api/article", each) for each in listed(attacked)]
    for path in ("/api/home", "/api/search?q=chuyen", "/api/portals", "/openapi.json", *articles):
        answer = attacked.get(path)
        assert answer.status_code == 200, path
        json.loads(answer.content.decode("utf-8"), parse_constant=pytest.fail)


def test_the_table_keeps_what_was_published(attacked: Attacked) -> None:
    titles = {row[7] for row in table(attacked, "/search.csv")}
    assert {f"{text} (sửa)" for text in (*SCRIPTS, *FORMULAS)} <= titles


def test_the_table_for_spreadsheets_has_no_formula(attacked: Attacked) -> None:
    rows = table(attacked, "/search.csv?excel=yes")
    cells = [cell for row in rows[1:] for cell in row]
    assert [cell for cell in cells if cell.startswith(FORMULA_SIGNS)] == []
    assert len(rows) == len(table(attacked, "/search.csv"))


def table(site: Attacked, path: str) -> list[list[str]]:
    """Read as RFC 4180 has it."""
    body = site.get(path).content.decode("utf-8").removeprefix("\ufeff")
    assert body.endswith("\r\n")
    rows = list(csv.reader(StringIO(body, newline=""), strict=True))
    assert {len(row) for row in rows} == {len(rows[0])}
    return rows


@pytest.mark.parametrize(
    "path",
    ["/", "/en", "/search?q=dai", "/search?q=chuyen", "/search?q=section:dai", "/province/nghe_an"],
)
def test_a_page_of_many_articles_is_no_larger_for_their_long_titles(
    attacked: Attacked, path: str
) -> None:
    assert len(attacked.get(path).content) < MOST_OF_A_LIST


@pytest.mark.parametrize("path", ["/api/home", "/api/search?q=dai", "/api/province/nghe_an"])
def test_nor_is_its_document(attacked: Attacked, path: str) -> None:
    assert len(attacked.get(path).content) < MOST_OF_A_LIST


# What hostile readers ask

UP = (
    "../",
    "..%2f",
    "%2e%2e/",
    "%2e%2e%2f",
    "%252e%252e%252f",
    "..\\",
    "..%5c",
    "%c0%ae%c0%ae/",
    "%e0%80%ae%e0%80%ae/",
    "..%c0%af",
    "..;/",
    "....//",
    ".%00./",
    "..%ef%bc%8f",
    "/",
    "%2f",
    "//",
)
PLACES = (
    "/",
    "/downloads/",
    "/downloads/latest/",
    f"/downloads/{SNAPSHOT}/",
    "/static/",
    "/warc/",
    f"/warc/{PORTAL}/",
    "/article/",
    "/api/article/",
    "/province/",
    "/en/difference/",
)


@pytest.mark.parametrize("place", PLACES)
def test_no_path_leads_to_another_file(attacked: Attacked, place: str) -> None:
    for up in UP:
        for depth in (1, 2, 3, 6):
            for file in ("secret.txt", "portalcrawl.sqlite", "etc/passwd"):
                answer = attacked.asked(place + up * depth + file)
                assert answer == b"" or status(answer) in (307, 400, 404), (up, depth, file)


@pytest.mark.parametrize(
    "target",
    [
        b"/search?q=%00",
        b"/search?q=a\x00b",
        b"/search?q=\xff\xfe",
        b"/search?q=%c0%ae",
        b"/search?q=%ed%a0%80",
        b"/search?%ed%bf%bf=1",
        b"/search?q=%f4%90%80%80",
        b"/article/%ed%a0%80",
        b"/article/\xed\xa0\x80",
        b"/en/%00",
        b"/province/%00",
        b"/downloads/%00/%00",
        b"/static/%00",
        b"/static/" + b"a" * 5000,
        b"/static/" + b"a/" * 2000,
        b"/downloads/" + b"a" * 5000 + b"/x",
        b"/article/" + b"%2f" * 2500,
        b"/search?" + b"&" * 8000,
        b"/search?" + b"a=1&" * 1900,
        b"/search?" + b"q=" * 3000,
        b"/search?page=1000000000",
        b"/search?page=" + b"9" * 8000,
        b"/search?page=-1",
        b"/search?page=1e3",
        b"/search?page=%d9%a1",
        b"/search?page=NaN",
        b"/article/x?revision=" + b"9" * 5000,
        b"/api/search?q=a&page=" + b"1" * 5000,
        b"/api/article/x?revision=9223372036854775808",
        b"/search?q=from:9999-12-31",
        b"/search?q=from:" + b"9" * 1900,
        b"/search?q=%22",
        b"/search?q=%F0%9F%92%A9%E2%80%AE",
        b"/search?order[]=best&q[$ne]=1",
        b"/search?q=1%27%20OR%20%271%27=%271%27;DROP%20TABLE%20articles--",
        b"/search?q=a%0d%0aSet-Cookie:%20x=1",
        b"/downloads/latest/%0d%0aSet-Cookie:%20x=1",
        b"/downloads/latest/%E2%80%A8x",
        b"/downloads/latest/%3f%23%5c",
        b"//evil.example/x",
        b"/%5cevil.example",
        b"/en//evil.example/",
        b"/en/../../..",
        b"http://evil.example/",
        b"http://localhost/search?q=a",
        b"http:///x",
        b"*",
        b"?",
        b"a",
        b"",
        b"/ HTTP/1.1 x",
        b"/#x",
        b"/%",
        b"/%zz",
        b"/search;q=1",
    ],
)
def test_no_address_breaks_it(attacked: Attacked, target: bytes) -> None:
    answer = attacked.asked(target)
    head = answer.partition(b"\r\n\r\n")[0].lower()
    assert b"\r\nset-cookie" not in head
    location = re.search(rb"\r\nlocation: ([^\r]*)", head)
    assert location is None or re.match(rb"/(downloads|static)/|http://localhost/", location[1])


GET = b"GET /api/home HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
#: Without it the answer is there, and the end of the connection is waited for.
CLOSE = b"Connection: close\r\n\r\n"


@pytest.mark.parametrize(
    "request_",
    [
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        b"\r\n" * 10_000,
        b"GET\r\n\r\n",
        b"GET /\r\n\r\n",
        b"GET / HTTP/9.9\r\nHost: localhost\r\n" + CLOSE,
        b"CONNECT evil.example:443 HTTP/1.1\r\nHost: evil.example:443\r\n" + CLOSE,
        b"OPTIONS * HTTP/1.1\r\nHost: localhost\r\n" + CLOSE,
        b"GET / HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\n" + CLOSE,
        b"GET / HTTP/1.1\r\nHost: localhost@evil.example\r\n" + CLOSE,
        b"GET / HTTP/1.1\r\nHost: localhost, evil.example\r\n" + CLOSE,
        b"GET / HTTP/1.1\r\nHost: evil.example/localhost\r\n" + CLOSE,
        b"GET / HTTP/1.1\r\nHost: \xff\xfe\r\n" + CLOSE,
        b"GET / HTTP/1.1\r\nHost: 127.0.0.1:99999999999999999999\r\n" + CLOSE,
        b"GET / HTTP/1.1\r\nHost: [" + b":" * 8000 + b"]\r\n" + CLOSE,
        b"GET / HTTP/1.1\r\nHost: " + b"9" * 8000 + b"\r\n" + CLOSE,
        b"GET / HTTP/1.1\nHost: localhost\nConnection: close\n\n",
        GET + b"X\r\n\r\n",
        GET + b"X : 1\r\n\r\n",
        GET + b"X: 1\r\n folded\r\n\r\n",
        GET + b"X: a\x00b\r\n\r\n",
        GET + b"X: a\rb\r\n\r\n",
        GET + b"X: 1\r\n" * 3000 + b"\r\n",
        GET + b"Content-Length: -1\r\n\r\n",
        GET + b"Content-Length: +5\r\n\r\nhello",
        GET + b"Content-Length: " + b"9" * 5000 + b"\r\n\r\n",
        GET + b"Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello!",
        GET + b"Content-Length: 0, 0\r\n\r\n",
        GET + b"Transfer-Encoding: xchunked\r\n\r\n",
        GET + b"Transfer-Encoding: chunked\r\n\r\n" + b"f" * 40 + b"\r\n",
        GET + b"Transfer-Encoding: chunked\r\n\r\n-1\r\n\r\n",
        GET + b"Expect: 100-continue\r\nContent-Length: 5\r\n\r\nhello",
        GET + b"Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: eA==\r\n\r\n",
        GET + b"Upgrade: h2c\r\nConnection: Upgrade, HTTP2-Settings\r\nHTTP2-Settings: x\r\n\r\n",
        GET + b"If-None-Match: " + b'"a",' * 6000 + b"\r\n\r\n",
        GET + b"Accept-Encoding: " + b"gzip;q=x," * 3000 + b"\r\n\r\n",
        GET + b"Accept-Encoding: \xff\r\n\r\n",
        GET + b"X-Forwarded-For: ' OR 1=1--\r\nX-Forwarded-Proto: javascript\r\n\r\n",
        GET + b"Cookie: " + b"a=b;" * 5000 + b"\r\n\r\n",
    ],
)
def test_no_request_breaks_it(attacked: Attacked, request_: bytes) -> None:
    attacked.raw(request_)
    assert attacked.get("/healthz").status_code == 200


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "PROPFIND", "TRACE", "get"])
@pytest.mark.parametrize("path", ["/", f"/downloads/{SNAPSHOT}/articles.csv", "/api/search?q=a"])
def test_nothing_can_be_sent_to_it(attacked: Attacked, method: str, path: str) -> None:
    head = f"{method} {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
    for body in (b"\r\n", b"Content-Length: 5\r\n\r\nhello", b"Transfer-Encoding: chunked\r\n\r\n"):
        assert status(attacked.raw(head.encode() + body)) == 405


@pytest.mark.parametrize(
    "framing",
    [
        b"Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        b"Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        b"Content-Length: 40\r\n\r\n",
    ],
)
def test_no_request_is_hidden_in_the_body_of_another(attacked: Attacked, framing: bytes) -> None:
    answer = attacked.raw(GET + framing + GET + b"\r\n")
    assert status(answer) == 413
    assert answer.count(b"HTTP/1.1 ") == 1


@pytest.mark.parametrize(
    ("begin", "more"),
    [
        (b"GET /search?q=", b"a" * 65536),
        (b"GET /search?", b"a=1&" * 16384),
        (GET + b"X: ", b"a" * 65536),
        (GET, b"X: 1\r\n" * 10922),
        (GET + b"Transfer-Encoding: chunked\r\n\r\n", b"10000\r\n" + b"a" * 65536 + b"\r\n"),
        (GET + b"Content-Length: 10485760\r\n\r\n", b"a" * 65536),
    ],
)
def test_ten_megabytes_are_not_taken(attacked: Attacked, begin: bytes, more: bytes) -> None:
    answer = attacked.raw(begin, *([more] * 160))
    assert answer == b"" or status(answer) in (400, 413)
    assert attacked.get("/healthz").status_code == 200


@pytest.mark.parametrize(
    "ranges",
    [
        "bytes=" + ",".join(["0-1"] * 5000),
        "bytes=" + ",".join(["0-"] * 10),
        "bytes=" + ",".join(f"{at}-{at + 9000}" for at in range(10)),
        "bytes=0-" + "9" * 5000,
        "bytes=" + "9" * 5000 + "-",
        "bytes=-" + "9" * 5000,
        "bytes=" + "0" * 5000 + "-1",
        "bytes=-0",
        "bytes=5-2",
        "bytes=99999999999-",
        "bytes=0-0,-1",
        "bytes=-",
        "bytes=",
        "lines=0-1",
        "bytes=0x0-0x9",
        "bytes=\xb2-\xb3",
        "bytes=0-1\x0b,2-3",
    ],
)
@pytest.mark.parametrize("if_range", ["", '"x"', "Wed, 21 Oct 2099 07:28:00 GMT", "\xff"])
def test_no_range_sends_more_than_the_file(attacked: Attacked, ranges: str, if_range: str) -> None:
    path = f"/downloads/{SNAPSHOT}/articles.csv"
    size = int(attacked.client.head(path).headers["content-length"])
    headers = [f"Range: {ranges}".encode("latin-1")]
    if if_range:
        headers.append(f"If-Range: {if_range}".encode("latin-1"))
    assert len(attacked.asked(path, *headers)) < size + 8192


def test_readers_who_never_finish_do_not_stop_others(attacked: Attacked) -> None:
    with ExitStack() as open_ones:
        slow = [
            open_ones.enter_context(socket.create_connection(("127.0.0.1", attacked.port)))
            for _ in range(300)
        ]
        for byte in GET[:8]:
            for each in slow:
                each.sendall(bytes([byte]))
            assert attacked.get("/api/home").status_code == 200
    assert attacked.get("/healthz").status_code == 200


def test_readers_who_take_nothing_do_not_stop_others(attacked: Attacked) -> None:
    line = f"GET /downloads/{SNAPSHOT}/articles.csv HTTP/1.1\r\nHost: localhost\r\n\r\n".encode()
    with ExitStack() as open_ones:
        for _ in range(100):
            deaf = open_ones.enter_context(socket.socket())
            deaf.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            deaf.connect(("127.0.0.1", attacked.port))
            deaf.sendall(line * 20)
        assert attacked.get("/search?q=chuyen").status_code == 200


SLOW = (
    "section:" + ",".join(f"s{at}" for at in range(32)),
    " ".join(f"section:tin{at}" for at in range(32)),
    "author:" + ",".join(["a"] * 32),
    " ".join(f'"chuyển đổi số {"ở các xã " * at}"' for at in range(20)),
    " ".join(['"về chuyển đổi số"', *(f"-x{at}" for at in range(31))]),
    " ".join(f"-{word}" for word in ("chuyển", "đổi", "số", "về", "đoạn")),
    "a " * 32,
    "dai " * 32,
    '"' + "dai " * 400 + '"',
    " ".join('"' + "dai " * length + '"' for length in range(1, 30)),
    "province:" + ",".join(["nghe_an"] * 150),
    " ".join(["province:nghe_an"] * 100),
    '"' * 1999,
    "-" * 1999,
    "a:" * 900,
    "( " * 900,
    "a" * 1999,
    "đ̛̣" * 200,
)


@pytest.mark.parametrize("path", ["/search", "/search.csv"])
@pytest.mark.parametrize("query", SLOW, ids=range(len(SLOW)))
def test_no_query_holds_it(attacked: Attacked, path: str, query: str) -> None:
    for order in ("newest", "best"):
        answer = attacked.get(f"{path}?q={quote(query)}&order={order}")
        assert answer.status_code in (200, 400) or "retry-after" in answer.headers
        assert attacked.get("/healthz").status_code == 200
