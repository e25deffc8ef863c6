"""A server that is not the bottleneck: answers made beforehand, written as they are.

Usage: ``python -m benchmarks.crawling.server PAGES``. Prints its origin when it is ready and ends
with its standard input. ``GET /-/served`` tells what was asked for since it was last asked that.
"""

from __future__ import annotations

import asyncio
import gc
import json
import sys
import time
from dataclasses import dataclass

from benchmarks.crawling.portal import BuiltPortal, build_portal
from portalcrawl.replicas.site import Response

SERVED = "/-/served"
_NOT_FOUND = b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"


@dataclass(slots=True)
class Served:
    """What one contestant asked for."""

    articles: int = 0
    others: int = 0
    first_article: float | None = None
    """``time.monotonic()``, which all processes of a machine share."""

    def note(self, *, is_article: bool) -> None:
        if not is_article:
            self.others += 1
            return
        self.articles += 1
        if self.first_article is None:
            self.first_article = time.monotonic()

    def told(self) -> bytes:
        values = {
            "articles": self.articles,
            "others": self.others,
            "first_article": self.first_article,
        }
        self.__init__()  # type: ignore[misc]
        return json.dumps(values).encode()


class Connection(asyncio.Protocol):
    """One kept-alive connection, one request at a time, as Scrapy makes them."""

    def __init__(self, answers: dict[bytes, bytes], articles: set[bytes], served: Served) -> None:
        self._answers = answers
        self._articles = articles
        self._served = served
        self._received = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)  # noqa: S101 - tells mypy which
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._received += data
        if not self._received.endswith(b"\r\n\r\n"):
            return
        target = self._received.split(b" ", 2)[1]
        self._received = b""
        if target == SERVED.encode():
            self._transport.write(_bytes_of(Response(200, (), self._served.told())))
            return
        self._served.note(is_article=target in self._articles)
        self._transport.write(self._answers.get(target, _NOT_FOUND))


def _bytes_of(answer: Response) -> bytes:
    headers = (*answer.headers, ("Content-Length", str(len(answer.body))))
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers)
    return f"HTTP/1.1 {answer.status} OK\r\n{lines}\r\n".encode("latin-1") + answer.body


async def serve(count: int) -> None:
    loop = asyncio.get_running_loop()
    answers: dict[bytes, bytes] = {}
    articles: set[bytes] = set()
    served = Served()
    server = await loop.create_server(lambda: Connection(answers, articles, served), "127.0.0.1", 0)
    origin = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    _fill(answers, articles, build_portal(origin, count))
    gc.freeze()
    print(origin, flush=True)
    await loop.run_in_executor(None, sys.stdin.read)


def _fill(answers: dict[bytes, bytes], articles: set[bytes], portal: BuiltPortal) -> None:
    answers.update((path.encode(), _bytes_of(answer)) for path, answer in portal.answers.items())
    articles.update(path.encode() for path in portal.articles)


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1])))
