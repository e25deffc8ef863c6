"""Many spiders have their pages read by one pool, each page within a time limit all the same."""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import pickle
import resource
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

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


@contextmanager
def no_more_files() -> Iterator[None]:
    """This process can open nothing, and so start no process."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    lowest_free = os.dup(0)
    os.close(lowest_free)
    resource.setrlimit(resource.RLIMIT_NOFILE, (lowest_free, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


BUG = ("an error of portalcrawl itself; see the log",)


def test_a_pool_that_cannot_start_gives_the_page_up_and_the_next_one_is_read(
    service: ReadingService,
) -> None:
    async def both() -> list[Extraction]:
        reader = pipeline(service)
        with no_more_files():
            refused = await reader.process_item(page("/refused"))
        following = await reader.process_item(page("/next"))
        reader.close_spider()
        return [refused, following]

    refused, following = asyncio.run(both())
    assert refused.reasons == BUG
    assert following.kind != "unreadable"


def test_a_pool_that_broke_while_it_was_idle_is_replaced(service: ReadingService) -> None:
    before = processes()

    async def both() -> list[Extraction]:
        first = await read(pipeline(service), page("/first"))
        [worker] = set(processes()) - set(before)
        os.kill(worker, signal.SIGKILL)
        await asyncio.sleep(1)
        return first + await read(pipeline(service), page("/next"))

    assert "unreadable" not in {each.kind for each in asyncio.run(both())}


def test_what_waits_in_the_queue_of_a_pool_that_breaks_is_given_up(
    service: ReadingService,
) -> None:
    before = processes()
    large = b"<title>Tin</title>" + b" " * 2**20  # more than the pipe to the workers holds

    async def broken() -> list[Extraction]:
        reader = pipeline(service)
        await reader.process_item(page("/first"))
        [worker] = set(processes()) - set(before)
        slow = asyncio.create_task(reader.process_item(page("/slow", SLOW)))
        await asyncio.sleep(1)
        queued = [asyncio.create_task(reader.process_item(page(f"/{n}", large))) for n in range(5)]
        await asyncio.sleep(1)
        with no_more_files():
            os.kill(worker, signal.SIGKILL)
            given_up = await asyncio.wait_for(asyncio.gather(slow, *queued), 30)
        await asyncio.sleep(1)  # in which the server that forks ends, which was asked by half
        following = await reader.process_item(page("/next"))
        reader.close_spider()
        return [*given_up, following]

    slow, *queued, following = asyncio.run(broken())
    assert slow.reasons == ("its worker died with exit code -9",)
    assert {each.reasons for each in queued} == {BUG}
    assert following.kind != "unreadable"


class Unanswerable:
    """A number of a question that arrives, and cannot be sent back."""

    def __reduce__(self) -> tuple[Callable[[], object], tuple[()]]:
        return threading.Lock, ()


def test_a_spider_that_cannot_be_answered_is_hung_up_on(service: ReadingService) -> None:
    async def asked() -> bytes:
        reader, writer = await asyncio.open_connection(sock=service.connect())
        question = pickle.dumps((Unanswerable(), 30.0, b"no page"))
        writer.write(len(question).to_bytes(4, "big") + question)
        answer = await asyncio.wait_for(reader.read(), 30)
        writer.close()
        return answer

    assert asyncio.run(asked()) == b""


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
