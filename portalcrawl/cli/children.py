"""The processes of spiders: started, waited for, told to stop.

They are forked from a server that has imported all they need (``portalcrawl.cli.preloaded``): a
spider then costs neither the second of its imports nor most of its memory.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import time
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import wait
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from types import TracebackType
from typing import Self

from pipelines.shared_workers import ReadingService
from portalcrawl.cli.spider_process import SECONDS_TO_STOP, Order, crawl

_SERVER_IS_GONE = 255
"""The exit status where the server that a spider was forked from died, and nobody knows its own."""


@dataclass(slots=True)
class Child:
    """One spider that runs, or ran."""

    order: Order
    process: ForkServerProcess
    started: float
    """``time.monotonic()``."""
    time_limit: float
    """Seconds after which it is told to stop; 0 is never."""
    told: float | None = None
    """When it was told to stop, in the same time."""
    is_over_its_time: bool = False
    """Whether that was because of its time limit."""

    def tell_to_stop(self) -> None:
        """Once: Scrapy takes a second signal for an order to drop everything."""
        if self.told is None:
            self.told = time.monotonic()
            self.process.terminate()


class Children:
    """Those that run, and the workers that read their pages; a context manager.

    Left by an error, it ends them first, each with what it has fetched stored. The server stays for
    the next run of this process; it ends with the last process that it knows.
    """

    def __init__(self, workers: int) -> None:
        """``workers`` read pages."""
        self._context = multiprocessing.get_context("forkserver")
        self._context.set_forkserver_preload(["portalcrawl.cli.preloaded"])
        self._service = ReadingService(workers)
        self.running: list[Child] = []

    def __enter__(self) -> Self:
        self._service.__enter__()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        try:
            if self.running:
                self.stop()
        finally:
            self._service.__exit__(kind, error, trace)

    def start(self, order: Order, time_limit: float = 0.0) -> None:
        """Start a spider; it is stopped after ``time_limit`` seconds, 0 is never."""
        with self._service.connect() as connection:
            process = self._context.Process(target=crawl, args=(order, connection))
            process.start()
        self.running.append(Child(order, process, time.monotonic(), time_limit))

    def ended(self, seconds: float) -> list[Child]:
        """Wait until one has ended, at most so long; those that have, which run no more."""
        self._hurry()
        ready = set(wait([child.process.sentinel for child in self.running], seconds))
        gone = [child for child in self.running if child.process.sentinel in ready]
        for child in gone:
            child.process.join()
            self.running.remove(child)
        _end_orphans([child for child in gone if child.process.exitcode == _SERVER_IS_GONE])
        return gone

    def _hurry(self) -> None:
        """Stop those that run too long, and kill those that do not stop."""
        now = time.monotonic()
        for child in self.running:
            if child.told is not None and now - child.told >= SECONDS_TO_STOP:
                child.process.kill()
            elif child.told is None and 0 < child.time_limit <= now - child.started:
                child.is_over_its_time = True
                child.tell_to_stop()

    def stop(self) -> list[Child]:
        """End all that run, each with what it has fetched stored; they are killed if they do not.

        The whole takes no longer than SECONDS_TO_STOP.
        """
        for child in self.running:
            child.tell_to_stop()
        deadline = time.monotonic() + SECONDS_TO_STOP
        stopped: list[Child] = []
        try:
            while self.running and (left := deadline - time.monotonic()) > 0:
                stopped += self.ended(left)
        finally:
            for child in self.running:
                child.process.kill()
                child.process.join()
        stopped += self.running
        self.running = []
        return stopped


def _end_orphans(children: list[Child]) -> None:
    """Stop spiders that nobody waits for any more; without limits they would run on."""
    left = [child for child in children if _still_runs(child)]
    for number in (signal.SIGTERM, signal.SIGKILL):
        for child in left:
            with suppress(ProcessLookupError):
                os.kill(child.process.pid or 0, number)
        deadline = time.monotonic() + SECONDS_TO_STOP
        while (left := [each for each in left if _still_runs(each)]) and (
            time.monotonic() < deadline
        ):
            time.sleep(0.1)


def _still_runs(child: Child) -> bool:
    """Whether a process has its number and its name (Linux): others may have the number by now."""
    try:
        named = Path(f"/proc/{child.process.pid}/comm").read_text().strip()
    except OSError:
        return False
    return bool(named) and child.order.spider.name.startswith(named)
