"""Pages are read in processes of their own, which neither hang nor outlive the crawl."""

from __future__ import annotations

import asyncio
import signal
import subprocess
import sys
from collections.abc import Iterator

import pytest

from pipelines.extract import ExtractPipeline
from portalcrawl.items import Extraction, Page

HOST = "example.gov.vn"
SLOW = b"<p>a b c</p>" * 190_000
"""Takes some ten seconds to read."""
CRAWL = """
import asyncio, sys
from pipelines.extract import ExtractPipeline
from portalcrawl.items import Page

async def crawl():
    pipeline = ExtractPipeline(workers=2, time_limit=30, size_limit=2**20)
    pipeline.open_spider()
    pages = [Page(url=f"https://example.gov.vn/{n}", body=b"<p>a</p>") for n in range(4)]
    await asyncio.gather(*map(pipeline.process_item, pages))
    print("at work", flush=True)
    await asyncio.Event().wait()

asyncio.run(crawl())
"""


@pytest.fixture
def pipeline() -> Iterator[ExtractPipeline]:
    opened = ExtractPipeline(workers=1, time_limit=2.0, size_limit=2**24)
    opened.open_spider()
    yield opened
    opened.close_spider()


def test_a_page_over_the_time_limit_is_unreadable_and_the_next_one_is_read(
    pipeline: ExtractPipeline,
) -> None:
    async def both() -> tuple[Extraction, Extraction]:
        slow = await pipeline.process_item(_page("/slow", SLOW))
        return slow, await pipeline.process_item(_page("/next", b"<title>Tin</title>"))

    slow, following = asyncio.run(both())
    assert slow.kind == "unreadable"
    assert slow.reasons == ("took longer than 2 s to read",)
    assert following.kind != "unreadable"
    assert following.article.url == f"https://{HOST}/next"


def test_the_workers_of_a_killed_crawl_end_with_it() -> None:
    with subprocess.Popen([sys.executable, "-c", CRAWL], stdout=subprocess.PIPE) as crawl:
        assert crawl.stdout is not None
        assert crawl.stdout.readline() == b"at work\n"
        crawl.send_signal(signal.SIGKILL)
        # The workers have this pipe too: it is at its end when the last of them has gone.
        rest, _ = crawl.communicate(timeout=20)
    assert rest == b""


def _page(path: str, body: bytes) -> Page:
    return Page(url=f"https://{HOST}{path}", body=body, portal=HOST)
