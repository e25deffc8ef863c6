"""Who may ask, how often, how much; and what goes with every answer."""

from __future__ import annotations

import socket
import threading
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.types import Receive, Scope, Send

from portalcrawl.web.addresses import outside
from portalcrawl.web.limits import Limits
from portalcrawl.web.rates import Buckets, household
from tests.web.conftest import Place
from tests.web.serving import PATIENCE, Served, running, serving

EVERY_KIND = [
    "/",
    "/api/home",
    "/search.csv?q=hoi",
    "/downloads/20261122T053015Z/articles.csv",
    "/static/site.css",
    "/nothing",
    "/api/nothing",
    "/search?q=from:x",
    "/robots.txt",
]


def raw(site: Served, request: bytes) -> bytes:
    """The answer to what no client would write."""
    with socket.create_connection(("127.0.0.1", site.port), timeout=PATIENCE) as connection:
        connection.sendall(request)
        answer = b""
        while more := connection.recv(65536):
            answer += more
    return answer


@pytest.mark.parametrize("path", EVERY_KIND)
def test_every_answer_has_a_strict_policy_and_no_cookie(sqlite_served: Served, path: str) -> None:
    headers = sqlite_served.get(path).headers
    policy = headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; ")
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert headers["cross-origin-opener-policy"] == "same-origin"
    assert "set-cookie" not in headers
    assert "server" not in headers


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "BREW"])
@pytest.mark.parametrize("path", ["/", "/search", "/api/home", "/healthz", "/static/site.css"])
def test_the_site_is_only_read(sqlite_served: Served, method: str, path: str) -> None:
    answer = sqlite_served.client.request(method, path)
    assert answer.status_code == 405
    assert answer.headers["allow"] == "GET, HEAD"


@pytest.mark.parametrize("path", EVERY_KIND)
def test_head_gives_the_headers_of_get(sqlite_served: Served, path: str) -> None:
    got, headed = sqlite_served.get(path), sqlite_served.client.head(path)
    assert headed.status_code == got.status_code
    assert headed.content == b""
    assert headed.headers["content-type"] == got.headers["content-type"]


def test_a_request_with_a_body_is_refused(sqlite_served: Served) -> None:
    answer = sqlite_served.client.request("GET", "/api/home", content=b"x" * 100)
    assert answer.status_code == 413


def test_an_address_that_is_too_long_is_refused(sqlite_served: Served) -> None:
    answer = sqlite_served.get("/search?q=" + "a" * 9000)
    assert answer.status_code == 414
    assert sqlite_served.get("/api/search?q=" + "a" * 9000).headers["content-type"] == (
        "application/problem+json"
    )


def test_ten_megabytes_of_a_query_are_refused(sqlite_served: Served) -> None:
    begin = b"GET /search?q="
    with socket.create_connection(("127.0.0.1", sqlite_served.port), timeout=PATIENCE) as client:
        answer = b""
        try:
            for _ in range(160):
                client.sendall(begin + b"a" * 65536)
                begin = b""
            answer = client.recv(65536)
        except OSError:
            pass  # it closes before all is sent
    assert answer == b"" or answer.startswith(b"HTTP/1.1 400")
    assert sqlite_served.get("/healthz").status_code == 200


def test_a_query_of_too_many_characters_is_told(sqlite_served: Served) -> None:
    answer = sqlite_served.get("/api/search?q=" + "a" * 3000)
    assert answer.status_code == 400
    assert "2000" in answer.json()["detail"]


@pytest.mark.parametrize(
    "path",
    [
        "/api/search?q=%00",
        "/api/search?q=%ff",
        "/api/article/a%00b",
        "/api/article/%ff",
        "/api/search?" + "&".join(f"a{n}=1" for n in range(50)),
        "/api/search?page=0",
        "/api/search?page=51",
        "/api/search?page=x",
        "/api/search?order=oldest",
        "/api/search?q=a&q=b",
        "/api/search?query=a",
        "/api/home?verbose=1",
        "/api/article/a/b?revision=-1",
        "/search.csv?q=a&excel=perhaps",
    ],
)
def test_what_cannot_be_a_parameter_is_told_to_machines(sqlite_served: Served, path: str) -> None:
    answer = sqlite_served.get(path)
    assert answer.status_code == 400
    assert answer.headers["content-type"] == "application/problem+json"
    assert "\n" not in answer.json()["detail"]


def test_parameters_that_others_added_are_passed_over_for_people(sqlite_served: Served) -> None:
    plain = sqlite_served.get("/search?q=hoi")
    assert sqlite_served.get("/search?q=hoi&fbclid=abc&utm_source=x").text == plain.text


@pytest.mark.parametrize(
    "path",
    [
        "/downloads/..%2f..%2fportalcrawl.sqlite/x",
        "/downloads/%2e%2e/portalcrawl.sqlite",
        "/downloads/latest/..%2f..%2fportalcrawl.sqlite",
        "/downloads/20261122T053015Z/..%2f..%2fportalcrawl.sqlite",
        "/static/..%2fapp.py",
        "/static/%2e%2e/app.py",
        "/static//etc/passwd",
        "/warc/..%2f..%2fportalcrawl.sqlite",
    ],
)
def test_no_path_leads_out(sqlite_served: Served, path: str) -> None:
    answer = raw(
        sqlite_served,
        f"GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode(),
    )
    status = answer.split(b" ", 2)[1]
    assert status in (b"404", b"307")
    if status == b"307":
        assert b"location: /downloads/20261122T053015Z/" in answer.lower()
    assert b"SQLite format" not in answer
    assert b"import" not in answer


@pytest.mark.parametrize(
    "host", ["localhost", "localhost:8080", "127.0.0.1", "[::1]:80", "10.1.2.3"]
)
def test_the_site_answers_to_addresses_and_to_localhost(sqlite_served: Served, host: str) -> None:
    assert sqlite_served.get("/healthz", host=host).status_code == 200


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", "", "a b", "[::1"])
def test_the_site_answers_to_no_other_name(sqlite_served: Served, host: str) -> None:
    assert sqlite_served.get("/api/home", host=host).status_code == 400


def test_the_site_answers_to_a_name_that_is_allowed(sqlite_place: Place) -> None:
    with serving(sqlite_place.url, sqlite_place.folder, hosts=["Archive.example.org"]) as site:
        assert site.get("/healthz", host="archive.example.org").status_code == 200
        assert site.get("/healthz", host="archive.example.org:443").status_code == 200
        assert site.get("/healthz", host="other.example.org").status_code == 400


def test_a_request_without_a_host_is_refused(sqlite_served: Served) -> None:
    assert raw(sqlite_served, b"GET /healthz HTTP/1.0\r\n\r\n").startswith(b"HTTP/1.1 400")


def test_one_who_asks_too_often_is_told_when_to_come_back(sqlite_place: Place) -> None:
    limits = Limits(rate=0.01, burst=3)
    with serving(sqlite_place.url, sqlite_place.folder, limits) as site:
        statuses = [site.get("/healthz").status_code for _ in range(4)]
        refused = site.get("/api/home")
    assert statuses == [200, 200, 200, 429]
    assert refused.headers["content-type"] == "application/problem+json"
    assert 1 <= int(refused.headers["retry-after"]) <= 101


def test_the_clients_of_a_trusted_proxy_are_told_apart(sqlite_place: Place) -> None:
    limits = Limits(rate=0.01, burst=1)
    with serving(
        sqlite_place.url, sqlite_place.folder, limits, trusted_proxies=("127.0.0.1",)
    ) as site:
        first = [site.get("/healthz", x_forwarded_for="203.0.113.7").status_code for _ in range(2)]
        other = site.get("/healthz", x_forwarded_for="203.0.113.8").status_code
    assert (first, other) == ([200, 429], 200)


def test_nobody_else_is_believed_whom_they_ask_for(sqlite_place: Place) -> None:
    limits = Limits(rate=0.01, burst=1)
    with serving(sqlite_place.url, sqlite_place.folder, limits) as site:
        statuses = [
            site.get("/healthz", x_forwarded_for=f"203.0.113.{n}").status_code for n in range(2)
        ]
    assert statuses == [200, 429]


def test_one_who_does_not_end_the_head_of_a_request_is_hung_up_on(sqlite_place: Place) -> None:
    limits = Limits(rate=0, seconds_for_a_request=0.3)
    with (
        serving(sqlite_place.url, sqlite_place.folder, limits) as site,
        socket.create_connection(("127.0.0.1", site.port), timeout=PATIENCE) as slow,
    ):
        slow.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\n")
        assert slow.recv(1) == b""


def test_a_burst_is_let_through_and_then_the_rate() -> None:
    buckets = Buckets(rate=2, burst=3)
    assert [buckets.take("a", 0) for _ in range(4)] == [0, 0, 0, 0.5]
    assert buckets.take("a", 0.5) == 0
    assert buckets.take("a", 0.5) == 0.5


@given(
    st.lists(st.tuples(st.sampled_from("abc"), st.floats(0, 5)), max_size=60),
    st.integers(1, 5),
)
def test_nobody_gets_more_than_the_burst_and_the_rate(
    asked: list[tuple[str, float]], burst: int
) -> None:
    buckets, now, rate = Buckets(rate=1, burst=burst), 0.0, 1
    granted = dict.fromkeys("abc", 0)
    for name, passed in asked:
        now += passed
        granted[name] += buckets.take(name, now) == 0
    assert max(granted.values()) <= burst + now * rate


def test_no_more_addresses_are_remembered_than_there_is_room_for() -> None:
    buckets = Buckets(rate=1, burst=1, most=2)
    assert [buckets.take(name, 0) for name in "abca"] == [0, 0, 0, 0]
    assert buckets.take("c", 0) == 1


@pytest.mark.parametrize(
    ("client", "name"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("no address", "no address"),
    ],
)
def test_a_household_is_counted_as_one(client: str, name: str) -> None:
    assert household(client) == name


@given(st.text(max_size=200))
def test_a_household_has_a_short_name(client: str) -> None:
    assert len(household(client)) <= 64


@pytest.mark.parametrize(
    "url",
    [
        None,
        "",
        "javascript:alert(1)",
        "JavaScript:alert(1)",
        " javascript:alert(1)",
        "java\nscript:alert(1)",
        "data:text/html,x",
        "//evil.example/x",
        "/search",
        "https://",
        "http://[::1",
        "ftp://a.vn/x",
        "https://a.vn/\nx",
    ],
)
def test_what_is_no_address_of_the_web_becomes_no_link(url: str | None) -> None:
    assert outside(url) is None


@pytest.mark.parametrize("url", ["http://a.vn", "https://a.vn:8443/x?y=1#z", "HTTPS://a.vn/ô"])
def test_an_address_of_the_web_may_be_a_link(url: str) -> None:
    assert outside(url) == url


@pytest.mark.parametrize(
    ("target", "host", "status"),
    [
        ("http://localhost/api/home", "localhost", 200),
        ("HTTP://127.0.0.1:80/api/search?q=h%E1%BB%99i", "localhost", 200),
        ("http://localhost", "localhost", 200),
        ("http://localhost/api/home", "evil.example", 200),
        ("http://evil.example/api/home", "localhost", 400),
        ("http://localhost@evil.example/", "localhost", 400),
        ("http:///api/home", "localhost", 400),
        ("ftp://localhost/api/home", "localhost", 404),
    ],
)
def test_a_target_with_its_host_is_one_of_that_host(
    sqlite_served: Served, target: str, host: str, status: int
) -> None:
    head = f"GET {target} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n"
    assert int(raw(sqlite_served, head.encode()).split()[1]) == status


def test_one_who_takes_nothing_of_an_answer_is_hung_up() -> None:
    ended = threading.Event()
    chunks = 1000

    async def long(_scope: Scope, _receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        for _ in range(chunks):
            await send({"type": "http.response.body", "body": bytes(65536), "more_body": True})
        ended.set()

    with (
        running(long, Limits(seconds_of_silence=0.2)) as port,
        socket.create_connection(("127.0.0.1", port), timeout=PATIENCE) as deaf,
    ):
        deaf.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
        assert ended.wait(PATIENCE)
        taken = 0
        with suppress(ConnectionResetError):
            while more := deaf.recv(2**20):
                taken += len(more)
    assert taken < chunks * 65536
