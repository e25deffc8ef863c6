"""A portal that shows nothing without JavaScript is drawn by a real Chromium, within the guards."""

from __future__ import annotations

import json
import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

import pytest
from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.settings import Settings

from portalcrawl.engines.generic import Generic
from portalcrawl.extraction import extract_page
from portalcrawl.fetch.browser import (
    BrowserMiddleware,
    NoBrowserError,
    chromium,
    is_rendered,
    require_browser,
)
from portalcrawl.items import Page
from portalcrawl.portals import Portal
from portalcrawl.warc.cdxj import sidecar
from portalcrawl.warc.reader import Record, all_records, read_record
from spiders.province import ProvinceSpider
from tests.fetch.conftest import Crawled, Route, Site, answer, serving

Fixture = Callable[..., Any]

ENGINE = Generic(article=r"^/tin/\d+$", sections=("/tin-tuc",))
TEXT = (
    (
        "Sáng nay, xã An Phú khánh thành nhà văn hóa thôn với kinh phí 1,2 tỷ đồng, trong đó nhân"
        " dân đóng góp gần 300 triệu đồng và hơn 400 ngày công lao động."
    ),
    (
        "Công trình có diện tích 180 mét vuông, gồm hội trường 120 chỗ ngồi, sân thể thao và các"
        " hạng mục phụ trợ, đưa vào sử dụng sau bốn tháng thi công."
    ),
)
NEWS = [
    {
        "id": number,
        "title": f"Xã An Phú khánh thành nhà văn hóa thôn số {number}",
        "date": f"{number:02}/03/2024 08:30",
        "text": TEXT,
    }
    for number in (1, 2, 3)
]
#: One page for all addresses, as such portals have it: what it shows depends on where it is.
SHELL = """<!DOCTYPE html><html lang="vi"><head><meta charset="utf-8"><title>Cổng thông tin</title>
</head><body><img src="/logo.png"><main id="app"></main><script>
const app = document.getElementById("app"), at = location.pathname;
async function draw() {
  if (at == "/tin-tuc") {
    const news = await (await fetch("/api/news")).json();
    app.innerHTML = news.map(n => `<h3><a href="/tin/${n.id}">${n.title}</a></h3>`).join("");
  } else if (at.startsWith("/tin/")) {
    const n = await (await fetch("/api/news/" + at.split("/")[2])).json();
    document.title = n.title;
    app.innerHTML = `<h1>${n.title}</h1><p class="date">${n.date}</p>`
      + n.text.map(t => `<p>${t}</p>`).join("");
  } else if (at == "/lon") {
    app.textContent = "x".repeat(400000);
  } else if (at == "/di") {
    location.href = "http://OTHER/script";
  } else if (at == "/treo") {
    while (true) {}
  } else if (at == "/do") {
    app.innerHTML = '<iframe src="http://OTHER/frame"></iframe><img src="http://OTHER/picture">';
    window.open("http://OTHER/window");
    new WebSocket("ws://OTHER/socket");
    for (const host of ["OTHER", "10.0.0.1", "example.invalid"])
      await fetch(`http://${host}/data`, {mode: "no-cors"}).catch(() => 0);
    await navigator.serviceWorker.register("/worker.js").catch(() => 0);
    app.append("tried everything");
  }
}
draw();
</script></body></html>"""


@dataclass
class Drawn:
    """What came of one crawl of the portal."""

    portal: Site
    other: Site
    crawled: Crawled
    archive: Path
    agents: set[str] = field(default_factory=set)

    def page(self, path: str) -> dict[str, Any]:
        (page,) = [page for page in self.crawled.pages if page["url"] == self.portal.url(path)]
        return page

    def record(self, path: str) -> Record:
        capture = self.page(path)["captured"]
        return read_record(self.archive, capture["warc_file"], capture["warc_offset"])

    def failure(self, path: str) -> dict[str, str]:
        url = self.portal.url(path)
        (error,) = [error for error in self.crawled.errors if error["url"] == url]
        return error


def as_json(value: object) -> Route:
    return answer(json.dumps(value).encode(), Content_Type="application/json")


def routes(other: Site, agents: set[str]) -> dict[str, Route]:
    served: dict[str, Route] = {
        "/robots.txt": answer(b"User-agent: *\nDisallow: /cam"),
        "/api/news": as_json(NEWS),
        "/worker.js": answer(b"", Content_Type="text/javascript"),
        "/logo.png": answer(b"", Content_Type="image/png"),
        "/chuyen": answer(status=302, Location=other.url("/redirect")),
        "/noi-bo": answer(status=302, Location="http://10.0.0.1/"),
        "/tep": answer(b"%PDF-1.4", Content_Type="application/pdf"),
        "/rss": answer(b"<rss/>", Content_Type="application/rss+xml"),
    }
    served |= {f"/api/news/{each['id']}": as_json(each) for each in NEWS}
    shell = SHELL.replace("OTHER", other.host).encode()
    pages = ("/tin-tuc", "/tin/1", "/cam", "/lon", "/di", "/do", "/treo")
    served |= {path: answer(shell, Content_Type="text/html", ETag='"1"') for path in pages}
    served["/tin/404"] = answer(shell, status=404, Content_Type="text/html")
    return {path: noting_agents(route, agents) for path, route in served.items()}


def noting_agents(route: Route, agents: set[str]) -> Route:
    def noted(handler: BaseHTTPRequestHandler) -> None:
        agents.add(handler.headers["User-Agent"])
        route(handler)

    return noted


@pytest.fixture(scope="module")
def browser() -> str:
    """The Chromium of this machine."""
    settings = Settings()
    settings.setmodule("portalcrawl.settings")
    try:
        return chromium("this portal", settings)
    except NoBrowserError as error:
        if os.environ.get("PORTALCRAWL_REQUIRE_CHROMIUM"):
            pytest.fail(str(error))
        pytest.skip(str(error))


@pytest.fixture(scope="module")
def drawn(
    browser: str, crawl: Callable[..., Crawled], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Drawn]:
    """One crawl for all that is asked of it here: a browser takes its time to start."""
    archive, agents = tmp_path_factory.mktemp("archive"), set[str]()
    with serving({}) as other, serving(routes(other, agents)) as portal:
        paths = ("/tin-tuc", "/tin/1", "/tin/404", "/do", "/chuyen", "/noi-bo", "/di", "/cam")
        crawled = crawl(
            [portal.url(path) for path in (*paths, "/lon", "/tep", "/rss", "/moi.xml")],
            settings={
                "ARCHIVE_DIR": str(archive),
                "CHROMIUM": browser,
                "LOOPBACK_ONLY": True,
                "DOWNLOAD_MAXSIZE": 300_000,
                "HTTPERROR_ALLOW_ALL": False,
            },
            meta={"capture": True, "stored": True},
            portals={portal.host: {"browser": True, "scheme": "http"}},
        )
        yield Drawn(portal, other, crawled, archive, agents)


def test_the_links_of_a_drawn_listing_are_read(drawn: Drawn) -> None:
    record = drawn.record("/tin-tuc")
    page = Page(url=record.url, body=record.payload, content_type=record.content_type)

    links = ENGINE.parse_listing(page).links

    assert [link.title for link in links] == [each["title"] for each in NEWS]
    assert [link.url for link in links] == [drawn.portal.url(f"/tin/{n}") for n in (1, 2, 3)]


def test_a_drawn_article_is_read(drawn: Drawn) -> None:
    record = drawn.record("/tin/1")

    extraction = extract_page(record.payload, record.url, content_type=record.content_type)

    assert extraction.kind == "article"
    assert extraction.article.title == NEWS[0]["title"]
    assert extraction.article.paragraphs == TEXT
    assert extraction.article.published_at == "2024-03-01T08:30+07:00"


def test_what_is_kept_says_that_nobody_served_it(drawn: Drawn) -> None:
    capture, record = drawn.page("/tin/1")["captured"], drawn.record("/tin/1")

    assert record.type == "resource"
    assert (record.status, record.headers) == (None, ())
    assert record.content_type == "text/html; charset=utf-8"
    assert record.payload_digest == capture["payload_digest"] == record.computed_digest
    (about,) = [
        each
        for each in all_records(record.path)
        if each.type == "metadata" and each.concurrent_to == record.record_id
    ]
    told = about.body.decode().split("\r\n")
    assert told[0].startswith("drawnBy: Chromium/")
    assert told[1:3] == ["status: 200", "request: GET /tin/1 HTTP/1.1"]
    assert capture["status"] == 200
    assert capture["verified_tls"] is True
    assert f'"url": "{record.url}", "mime": "text/html", "digest"' in (
        sidecar(record.path).read_text()
    )


def test_an_address_that_is_gone_is_told_by_its_status(drawn: Drawn) -> None:
    assert drawn.failure("/tin/404")["kind"] == "HttpError"
    assert drawn.portal.url("/tin/404") not in sidecar(drawn.record("/tin/1").path).read_text()


def test_what_is_no_page_is_fetched_and_not_drawn(drawn: Drawn) -> None:
    assert drawn.page("/tep")["text"] == "%PDF-1.4"
    assert drawn.page("/rss")["text"] == "<rss/>"
    assert drawn.record("/tep").type == "response"


def test_a_page_reaches_nobody_but_the_portal(drawn: Drawn) -> None:
    assert "tried everything" in drawn.page("/do")["text"]
    assert drawn.other.asked == []
    assert "/worker.js" not in drawn.portal.asked


@pytest.mark.parametrize("path", ["/chuyen", "/noi-bo", "/di"])
def test_a_redirect_away_from_the_portal_is_refused(drawn: Drawn, path: str) -> None:
    assert drawn.failure(path)["kind"] == "RequestRefused"
    assert drawn.other.asked == []


def test_robots_is_obeyed(drawn: Drawn) -> None:
    assert drawn.failure("/cam")["reason"] == "Forbidden by robots.txt"
    assert "/cam" not in drawn.portal.asked


def test_a_document_that_is_drawn_too_large_is_refused(drawn: Drawn) -> None:
    assert drawn.failure("/lon")["kind"] == "RequestRefused"
    assert drawn.crawled.guarded()["size"] == 1


def test_pictures_are_not_asked_for_and_the_agent_is_ours(drawn: Drawn) -> None:
    assert "/logo.png" not in drawn.portal.asked
    assert len(drawn.agents) == 1
    assert drawn.agents.pop().startswith("portalcrawl/")


def test_a_page_that_hangs_is_given_up_and_the_next_one_drawn(
    browser: str, crawl: Fixture, serve: Fixture
) -> None:
    other = serve({})
    portal = serve(routes(other, set()))

    crawled = crawl(
        [portal.url("/treo"), portal.url("/tin-tuc")],
        settings={"CHROMIUM": browser, "DOWNLOAD_TIMEOUT": 10, "CONCURRENT_REQUESTS": 1},
        portals={portal.host: {"browser": True, "scheme": "http"}},
    )

    assert [error["kind"] for error in crawled.errors] == ["DownloadTimeoutError"]
    assert [page["url"] for page in crawled.pages] == [portal.url("/tin-tuc")]
    assert crawled.guarded()["timeout"] == 1


def the_chromium_for(portal: Site) -> int:
    """The process that all others of that browser come from."""
    (process,) = [
        int(about.parent.name)
        for about in Path("/proc").glob("[0-9]*/cmdline")
        if f"MAP {portal.host} {portal.host}" in (told := _command(about)) and "--type=" not in told
    ]
    return process


def _command(about: Path) -> str:
    try:
        return about.read_bytes().replace(b"\0", b" ").decode(errors="replace")
    except OSError:  # it has ended
        return ""


@pytest.mark.skipif(not Path("/proc/self/cmdline").exists(), reason="looks a process up in /proc")
def test_a_browser_that_does_not_even_close_is_left_behind_and_another_one_draws(
    browser: str, crawl: Fixture, serve: Fixture
) -> None:
    stopped: list[int] = []

    def stop(handler: BaseHTTPRequestHandler) -> None:
        if not stopped:
            stopped.append(the_chromium_for(portal))
            os.kill(stopped[0], signal.SIGSTOP)
        answer(b"here", Content_Type="text/html")(handler)

    portal = serve({**routes(serve({}), set()), "/dung": stop})
    try:
        crawled = crawl(
            [portal.url("/dung"), portal.url("/tin-tuc")],
            settings={"CHROMIUM": browser, "DOWNLOAD_TIMEOUT": 8, "CONCURRENT_REQUESTS": 1},
            portals={portal.host: {"browser": True, "scheme": "http"}},
        )
    finally:
        with suppress(ProcessLookupError):
            os.kill(stopped[0], signal.SIGKILL)

    assert [error["kind"] for error in crawled.errors] == ["DownloadTimeoutError"]
    assert [page["url"] for page in crawled.pages] == [portal.url("/tin-tuc")]
    assert crawled.stats["browser/left_behind"] == 1


class Unhurried:
    """A portal that notes what it is asked for sooner than a delay after the request before."""

    def __init__(self, delay: float) -> None:
        self.delay = delay
        self.last = 0.0
        self.hasty: list[str] = []

    def __call__(self, route: Route) -> Route:
        def noted(handler: BaseHTTPRequestHandler) -> None:
            now = time.monotonic()
            if now - self.last < self.delay:
                self.hasty.append(handler.path)
            self.last = now
            route(handler)

        return noted


def test_what_is_no_page_is_fetched_when_the_delay_is_over(
    browser: str, crawl: Fixture, serve: Fixture
) -> None:
    unhurried = Unhurried(0.4)  # Scrapy varies its delay by half
    feed = unhurried(answer(b"<rss/>", Content_Type="application/rss+xml"))
    served = {"/a": feed, "/b": feed}
    portal = serve(served)

    crawled = crawl(
        [portal.url("/a"), portal.url("/b")],
        settings={"CHROMIUM": browser, "DOWNLOAD_DELAY": 1, "CONCURRENT_REQUESTS_PER_DOMAIN": 1},
        portals={portal.host: {"browser": True, "scheme": "http"}},
    )

    assert [path for path in portal.asked if path in served] == ["/a", "/a", "/b", "/b"]
    assert unhurried.hasty == []
    assert len(crawled.pages) == 2


def test_where_the_browser_was_led_does_not_count_for_what_is_fetched_after_it(
    browser: str, crawl: Fixture, serve: Fixture
) -> None:
    portal = serve(
        {
            "/rss": answer(b"<rss/>", Content_Type="application/rss+xml"),
            "/cu": answer(status=302, Location="/rss"),
        }
    )

    crawled = crawl(
        [portal.url("/cu")],
        settings={"CHROMIUM": browser, "REDIRECT_MAX_TIMES": 1},
        portals={portal.host: {"browser": True, "scheme": "http"}},
    )

    assert crawled.errors == []
    assert [page["text"] for page in crawled.pages] == ["<rss/>"]


HOST = "xa-an-phu.example"
DRAWN_PORTAL = Portal(HOST, ENGINE, browser=True)


@pytest.mark.parametrize(
    ("request_", "for_the_browser"),
    [
        (Request(f"https://{HOST}/tin/1"), True),
        (Request(f"https://{HOST}/tin/1.aspx?id=2"), True),
        (Request(f"https://{HOST}/robots.txt", meta={"dont_obey_robotstxt": True}), False),
        (Request(f"https://{HOST}/rss/tin", meta={"no_page": True}), False),
        (Request(f"https://{HOST}/sitemap.xml"), False),
        (Request(f"https://{HOST}/upload/ke-hoach.PDF"), False),
        (Request(f"https://{HOST}/api/news", method="POST", body=b"page=2"), False),
        (Request("https://other.example/tin/1"), False),
    ],
)
def test_only_pages_of_such_a_portal_are_drawn(request_: Request, for_the_browser: bool) -> None:
    assert is_rendered(request_, {HOST: DRAWN_PORTAL}) is for_the_browser


def test_a_page_is_drawn_even_where_what_draws_it_has_not_changed() -> None:
    middleware = BrowserMiddleware({HOST: DRAWN_PORTAL})
    asked = Request(f"https://{HOST}/tin-tuc", headers={"If-None-Match": '"1"'})

    middleware.process_request(asked)

    assert "If-None-Match" not in asked.headers


def test_without_such_a_portal_nothing_is_required(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    require_browser([Portal(HOST, ENGINE)], Settings())


@pytest.mark.parametrize(
    ("portal", "settings", "told"),
    [
        (DRAWN_PORTAL, {}, f"{HOST} shows nothing without JavaScript, and there is no Chromium"),
        (
            DRAWN_PORTAL,
            {"CHROMIUM": "/no/such"},
            f"{HOST} needs a browser, and PORTALCRAWL_CHROMIUM=/no/such is",
        ),
        (Portal(HOST, ENGINE, browser=True, tls="old"), {}, f"{HOST}: no Chromium speaks old TLS"),
    ],
)
def test_what_is_missing_is_told_in_one_line_when_the_spider_is_made(
    monkeypatch: pytest.MonkeyPatch, portal: Portal, settings: dict[str, Any], told: str
) -> None:
    monkeypatch.setenv("PATH", "")

    class Spider(ProvinceSpider):
        name = "an_phu"
        portals = (portal,)

    with pytest.raises(ValueError, match=told) as raised:
        Spider.from_crawler(Crawler(Spider, Settings(settings)))
    assert "\n" not in str(raised.value)


def test_without_the_extra_the_line_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "scrapy_playwright", None)
    with pytest.raises(NoBrowserError, match=r"\.venv/bin/pip install -e '\.\[browser\]'"):
        require_browser([DRAWN_PORTAL], Settings())


def test_a_crawl_without_such_a_portal_imports_no_browser(serve: Fixture, crawl: Fixture) -> None:
    portal = serve({"/": answer(b"here")})
    crawled = crawl([portal.url("/")], portals={portal.host: {}})
    assert [page["text"] for page in crawled.pages] == ["here"]
    assert not any(name.startswith("playwright/") for name in crawled.stats)
