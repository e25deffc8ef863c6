"""One pool of workers for many spiders: what it is to the spiders, and who serves it to them.

A spider has one end of a pair of sockets, made when it was started: nobody else can connect, and
both sides see it when the other one is gone. Messages are pickled, with their length in front.
"""

from __future__ import annotations

import asyncio
import pickle
import socket
import struct
import threading
from collections.abc import Coroutine
from contextlib import suppress
from types import TracebackType
from typing import Any, Self

from pipelines.workers import GivenUp, Workers

_LENGTH = struct.Struct(">I")


class ServiceGoneError(Exception):
    """Nobody reads pages at the other end any more."""


class SharedWorkers:
    """The service as a spider sees it; it never blocks the event loop."""

    def __init__(self, descriptor: int) -> None:
        """With the number of the connected socket, which is then this object's own."""
        self._socket = socket.socket(fileno=descriptor)
        self._connecting = asyncio.Lock()
        self._writer: asyncio.StreamWriter | None = None
        self._answers: asyncio.Task[None] | None = None
        self._waiting: dict[int, asyncio.Future[bytes | GivenUp]] = {}
        self._asked = 0
        self._is_gone = False

    async def read(self, job: bytes, time_limit: float) -> bytes | GivenUp:
        """As Workers do. ServiceGoneError where the page was not read and will not be."""
        writer = await self._connected()
        self._asked += 1
        number = self._asked
        answer = asyncio.get_running_loop().create_future()
        self._waiting[number] = answer
        try:
            if self._is_gone:
                raise ServiceGoneError
            _send(writer, (number, time_limit, job))
            with suppress(OSError):  # the answers are at their end too, and say so
                await writer.drain()
            read: bytes | GivenUp = await answer
        finally:
            del self._waiting[number]
        return read

    def close(self) -> None:
        """Hang up."""
        if self._writer is None:
            self._socket.close()
        else:
            self._writer.close()

    async def _connected(self) -> asyncio.StreamWriter:
        async with self._connecting:
            if self._writer is None:
                reader, self._writer = await asyncio.open_connection(sock=self._socket)
                self._answers = asyncio.create_task(self._take_answers(reader))
        return self._writer

    async def _take_answers(self, reader: asyncio.StreamReader) -> None:
        with suppress(OSError, EOFError):
            while True:
                number, read = await _received(reader)
                if number in self._waiting and not self._waiting[number].done():
                    self._waiting[number].set_result(read)
        self._is_gone = True
        for answer in self._waiting.values():
            if not answer.done():
                answer.set_exception(ServiceGoneError())


class ReadingService:
    """Reads the pages of all who are connected, in a thread; a context manager.

    At most ``workers`` processes, started when the first page comes.
    """

    def __init__(self, workers: int) -> None:
        self._workers = Workers(workers)
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(
            target=self._loop.run_forever, name="reading service", daemon=True
        )
        self._busy: set[asyncio.Future[Any]] = set()

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        asyncio.run_coroutine_threadsafe(self._hang_up(), self._loop).result()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()
        self._workers.stop()

    def connect(self) -> socket.socket:
        """The end of a new connection that a spider gets; whoever is given it has to close it."""
        ours, theirs = socket.socketpair()
        ours.setblocking(False)
        asyncio.run_coroutine_threadsafe(self._serve(ours), self._loop)
        return theirs

    async def _serve(self, connection: socket.socket) -> None:
        self._note(asyncio.current_task())
        reader, writer = await asyncio.open_connection(sock=connection)
        try:
            with suppress(OSError, EOFError):
                while True:
                    number, time_limit, job = await _received(reader)
                    self._begin(self._answer(writer, number, job, time_limit))
        finally:
            writer.close()

    async def _answer(
        self, writer: asyncio.StreamWriter, number: int, job: bytes, time_limit: float
    ) -> None:
        try:
            read = await self._workers.read(job, time_limit)
            with suppress(OSError):  # the spider has died
                _send(writer, (number, read))
                await writer.drain()
        except Exception:
            writer.close()  # without an answer the spider would wait for ever; now it reads itself
            raise

    def _begin(self, work: Coroutine[Any, Any, None]) -> None:
        self._note(asyncio.ensure_future(work))

    def _note(self, task: asyncio.Task[None] | None) -> None:
        """Keep it: the loop itself would not."""
        if task is not None:
            self._busy.add(task)
            task.add_done_callback(self._busy.discard)

    async def _hang_up(self) -> None:
        for task in self._busy:
            task.cancel()
        await asyncio.gather(*self._busy, return_exceptions=True)


def _send(writer: asyncio.StreamWriter, message: object) -> None:
    content = pickle.dumps(message)
    writer.write(_LENGTH.pack(len(content)) + content)


async def _received(reader: asyncio.StreamReader) -> Any:
    (length,) = _LENGTH.unpack(await reader.readexactly(_LENGTH.size))
    return pickle.loads(await reader.readexactly(length))  # noqa: S301 -- our own
