"""A real Chromium before the site, over an archive with enough in it to be paged through."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, sync_playwright
from scrapy.settings import Settings

from db.archive import Archive, open_archive
from db.snapshots import write_snapshot
from portalcrawl.engines.nukeviet import NukeViet
from portalcrawl.fetch.browser import NoBrowserError, chromium
from portalcrawl.items import Article, Attachment, Capture, Image
from portalcrawl.portals import Portal
from tests.web.serving import serving

ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
NOON = datetime(2026, 11, 1, 12, tzinfo=UTC)
LATER = NOON + timedelta(days=20)
TITLE = "Chuyển đổi số ở xã miền núi số {}"
EDITED = "quangngai.gov.vn/7"
LEAD = "Sáng nay, UBND tỉnh họp bàn về chuyển đổi số ở các xã miền núi."
TEXT = (
    f"{LEAD}\n\nĐại biểu các xã tham dự.\n\nHội nghị nghe báo cáo.\n\nCác ý kiến được ghi nhận.\n\n"
    "Buổi chiều, đoàn đi thực tế.\n\nKinh phí là 1,2 tỷ đồng."
)


def article(host: str, key: str, captured: datetime = NOON, **changes: Any) -> Article:
    """One as portals publish it."""
    url = f"https://{host}/tin/bai-{key}.html"
    fields: dict[str, Any] = {
        "url": url,
        "canonical_url": url,
        "title": TITLE.format(key),
        "lead": LEAD,
        "text": TEXT,
        "published_at": f"{2015 + int(key) % 12}-03-{1 + int(key) % 28:02}T08:30+07:00",
        "published_precision": "minute",
        "published_from": "visible",
        "author": "Trần Quốc Vinh",
        "section": "Cải cách hành chính",
        "language": "vi",
        "captions": ["Quang cảnh hội nghị"],
        "images": [Image(url=f"https://{host}/a.jpg", caption="Quang cảnh hội nghị")],
        "attachments": [Attachment(url=f"https://{host}/kh.pdf", name="Kế hoạch.pdf")],
        "extraction_method": "profile:nukeviet",
        "portal": host,
        "article_key": key,
        "capture": Capture(
            captured_at=captured,
            url=url,
            status=200,
            payload_digest="sha1:3I42H3S6NNFQ2MSVX7XZKYAYSCX5QBYJ",
            warc_file="warc/tin.warc.gz",
            warc_offset=512,
        ),
    }
    return Article(**fields | changes)


def build(folder: Path) -> str:
    """An archive in a folder, with a snapshot; the URL of its database.

    45 articles of two portals, one of them edited, one undated.
    """
    url = f"sqlite:///{folder / 'portalcrawl.sqlite'}"
    opened = open_archive(url)
    archive = Archive(opened.engine, clock=lambda: LATER, extractor_version="1")
    for province, host in (("quang_ngai", "quangngai.gov.vn"), ("kon_tum", "kontum.gov.vn")):
        archive.register_portals(province, [Portal(host, NukeViet())])
    archive.record([article("quangngai.gov.vn", str(key)) for key in range(1, 31)])
    archive.record([article("kontum.gov.vn", str(key)) for key in range(31, 45)])
    undated: dict[str, Any] = dict.fromkeys(
        ("published_at", "published_precision", "published_from")
    )
    archive.record([article("kontum.gov.vn", "45", **undated)])
    edited = article(
        "quangngai.gov.vn",
        "7",
        LATER,
        title="Chuyển đổi số ở xã vùng cao số 7",
        text=TEXT.replace("1,2 tỷ", "1,5 tỷ"),
    )
    archive.record([edited])
    write_snapshot(archive.engine, folder / "snapshots", LATER)
    opened.close()
    return url


@dataclass(frozen=True)
class Visit:
    """A page of a browser, and what it told and asked for meanwhile."""

    page: Page
    origin: str
    complaints: list[str] = field(default_factory=list)
    """Of its console: errors of scripts, and what the policy refused."""
    elsewhere: list[str] = field(default_factory=list)
    """Requests to others than the site."""

    def to(self, path: str) -> Page:
        """Go there."""
        self.page.goto(self.origin + path)
        return self.page


@dataclass(frozen=True)
class Browsing:
    """A Chromium, and the site."""

    browser: Browser
    origin: str

    @contextmanager
    def visit(self, **options: Any) -> Iterator[Visit]:
        """A fresh window; ``options`` are those of a context of playwright."""
        context = self.browser.new_context(**options)
        visit = Visit(context.new_page(), self.origin)

        def told(message: ConsoleMessage) -> None:
            if message.type in ("error", "warning"):
                visit.complaints.append(message.text)

        def asked(request: Request) -> None:
            if urlsplit(request.url).netloc != urlsplit(self.origin).netloc:
                visit.elsewhere.append(request.url)

        visit.page.on("console", told)
        visit.page.on("pageerror", lambda error: visit.complaints.append(str(error)))
        visit.page.on("request", asked)
        try:
            yield visit
        finally:
            context.close()


@pytest.fixture(scope="module")
def browsing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browsing]:
    """One browser and one site for a file of tests: both take their time to start."""
    folder = tmp_path_factory.mktemp("archive")
    path = found_chromium()
    with (
        serving(build(folder), folder) as served,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=path, args=list(ARGUMENTS))
        yield Browsing(browser, served.origin)
        browser.close()


@pytest.fixture
def visit(browsing: Browsing) -> Iterator[Visit]:
    """A fresh window in Vietnamese, as wide as a desk's."""
    with browsing.visit(viewport={"width": 1180, "height": 800}, locale="vi-VN") as opened:
        yield opened


def found_chromium() -> str:
    """The Chromium of this machine; skips the test where there is none and none is required."""
    settings = Settings()
    settings.setmodule("portalcrawl.settings")
    try:
        return chromium("the test of the site", settings)
    except NoBrowserError as error:
        if os.environ.get("PORTALCRAWL_REQUIRE_CHROMIUM"):
            pytest.fail(str(error))
        pytest.skip(str(error))


#: What a test may be given.
Fixture = Callable[..., Any]
