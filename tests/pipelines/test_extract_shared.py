"""Many spiders have their pages read by one pool, each page within a time limit all the same."""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import signal
from collections.abc import Iterator

import pytest

from pipelines.extract import ExtractPipeline
from pipelines.shared_workers import ReadingService
from portalcrawl.items import Extraction, Page

HOST = "example.gov.vn"
SLOW = b"<p>a b c</p>" * 190_000
"""Takes some ten seconds to read."""


@pytest.fixture
def service() -> Iterator[ReadingService]:
    with ReadingService(workers=1) as running:
        yield running


def pipeline(service: ReadingService, time_limit: float = 30.0) -> ExtractPipeline:
    """That of a spider, which has a connection of its own."""
    return ExtractPipeline(3, time_limit, 2**24, service=service.connect().detach())


def page(path: str, body: bytes = b"<title>Tin</title>") -> Page:
    return Page(url=f"https://{HOST}{path}", body=body, portal=HOST)


async def read(reader: ExtractPipeline, *pages: Page) -> list[Extraction]:
    reader.open_spider()
    try:
        return list(await asyncio.gather(*map(reader.process_item, pages)))
    finally:
        reader.close_spider()


def addresses(read: list[Extraction]) -> list[str | None]:
    return [each.article.url for each in read]


def processes() -> list[int]:
    return [child.pid for child in multiprocessing.active_children() if child.pid]


def test_every_answer_goes_to_the_page_that_was_asked_for(service: ReadingService) -> None:
    paths = [f"/{number}" for number in range(20)]

    async def two_spiders() -> tuple[list[Extraction], list[Extraction]]:
        odd, even = map(page, paths[1::2]), map(page, paths[::2])
        return await asyncio.gather(read(pipeline(service), *odd), read(pipeline(service), *even))

    odd, even = asyncio.run(two_spiders())
    assert addresses(odd) == [f"https://{HOST}{path}" for path in paths[1::2]]
    assert addresses(even) == [f"https://{HOST}{path}" for path in paths[::2]]


def test_there_are_as_many_workers_as_the_service_has_whoever_asks(service: ReadingService) -> None:
    before = processes()

    async def five_spiders() -> None:
        await asyncio.gather(*(read(pipeline(service), page(f"/{n}")) for n in range(5)))

    asyncio.run(five_spiders())
    assert len(processes()) == len(before) + 1


def test_a_spider_without_pages_starts_no_worker(service: ReadingService) -> None:
    before = processes()
    asyncio.run(read(pipeline(service)))
    assert processes() == before


def test_a_page_over_the_time_limit_is_unreadable_and_the_next_one_is_read(
    service: ReadingService,
) -> None:
    async def both() -> list[Extraction]:
        slow = await read(pipeline(service, time_limit=2.0), page("/slow", SLOW))
        return slow + await read(pipeline(service), page("/next"))

    slow, following = asyncio.run(both())
    assert slow.kind == "unreadable"
    assert slow.reasons == ("took longer than 2 s to read",)
    assert following.kind != "unreadable"


def test_a_worker_that_dies_harms_the_page_that_it_read_alone(service: ReadingService) -> None:
    before = processes()

    async def killed() -> list[Extraction]:
        await read(pipeline(service), page("/first"))
        [worker] = set(processes()) - set(before)
        slow = asyncio.create_task(read(pipeline(service), page("/slow", SLOW)))
        await asyncio.sleep(1)
        os.kill(worker, signal.SIGKILL)
        return await slow + await read(pipeline(service), page("/next"))

    slow, following = asyncio.run(killed())
    assert slow.reasons == ("its worker died with exit code -9",)
    assert following.kind != "unreadable"


def test_what_a_service_that_goes_has_not_read_is_read_all_the_same() -> None:
    async def abandoned() -> list[Extraction]:
        with ReadingService(workers=1) as service:
            reader = pipeline(service)
            reading = [
                asyncio.create_task(reader.process_item(page(path))) for path in ("/a", "/b")
            ]
            await asyncio.sleep(0)
        late = await reader.process_item(page("/c"))
        read = [*await asyncio.gather(*reading), late]
        reader.close_spider()
        return read

    read = asyncio.run(abandoned())
    assert addresses(read) == [f"https://{HOST}{path}" for path in ("/a", "/b", "/c")]
    assert "unreadable" not in {each.kind for each in read}


def test_the_workers_end_with_the_service() -> None:
    before = processes()
    with ReadingService(workers=1) as service:
        asyncio.run(read(pipeline(service), page("/")))
    assert processes() == before
