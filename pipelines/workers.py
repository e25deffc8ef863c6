"""Processes that read pages: each page within a time limit, and a crash harms one page alone."""

from __future__ import annotations

import asyncio
import multiprocessing
import pickle
import signal
import traceback
from collections.abc import Callable
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass

from pebble import ProcessExpired, ProcessPool

from pipelines.reading import read_page

TASKS_OF_A_WORKER = 2000
"""After so many pages a worker is replaced: lxml and trafilatura keep memory."""
_LOOK_SECONDS = 1.0
"""How often a page that is waited for looks whether its pool still works."""


@dataclass(frozen=True, slots=True)
class GivenUp:
    """A page that could not be read, and why."""

    reason: str
    bug: str = ""
    """The traceback where it was our own code that failed."""


class Workers:
    """A pool that is started when the first page comes.

    Pages and what was read of them are passed on pickled: who stands in between only hands them on.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._pool: ProcessPool | None = None

    async def read(self, job: bytes, time_limit: float) -> bytes | GivenUp:
        """Read the page of a pickled (Page, Profile | None) into a pickled Extraction.

        ``time_limit``: seconds from when a worker has taken it. It always ends: where the pool
        breaks the page is given up, and the next one finds a fresh pool.
        """
        try:
            pool = self._running()
            reading = asyncio.wrap_future(pool.schedule(read_job, args=[job], timeout=time_limit))
        except Exception:
            given_up = _given_up_for_a_bug()
            self.stop()  # one that is half started never gets any further
            return given_up
        try:
            return await _read_in(pool, reading)
        except TimeoutError:
            return GivenUp(f"took longer than {time_limit:g} s to read")
        except ProcessExpired as expired:
            return GivenUp(f"its worker died with exit code {expired.exitcode}")
        except Exception:
            return _given_up_for_a_bug()

    def close(self) -> None:
        """Let the workers end when they have read what they were given."""
        self._end(ProcessPool.close)

    def stop(self) -> None:
        """End the workers: nobody waits for what they read."""
        self._end(ProcessPool.stop)

    def _end(self, how: Callable[[ProcessPool], None]) -> None:
        pool, self._pool = self._pool, None
        if pool is not None:
            how(pool)
            pool.join()

    def _running(self) -> ProcessPool:
        if self._pool is not None and not self._pool.active:
            self.stop()  # pebble gives up a pool whose idle worker was killed
        if self._pool is None:
            self._pool = ProcessPool(
                max_workers=self._most,
                max_tasks=TASKS_OF_A_WORKER,
                initializer=_hear_the_order_to_stop,
                context=multiprocessing.get_context("forkserver"),
            )
        return self._pool


async def _read_in(pool: ProcessPool, reading: asyncio.Future[bytes]) -> bytes:
    """What was read. A pool that breaks forgets what stood in its queue, and would never say so."""
    try:
        while not (await asyncio.wait([reading], timeout=_LOOK_SECONDS))[0]:
            if not pool.active:
                raise BrokenProcessPool
        return reading.result()
    finally:
        reading.cancel()


def _given_up_for_a_bug() -> GivenUp:
    """For the exception that is being handled."""
    return GivenUp("an error of portalcrawl itself; see the log", traceback.format_exc())


def read_job(job: bytes) -> bytes:
    """What a worker does."""
    page, profile = pickle.loads(job)  # noqa: S301 -- our own
    return pickle.dumps(read_page(page, profile))


def _hear_the_order_to_stop() -> None:
    """The server of spiders blocks the signal with which pebble stops a worker."""
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGTERM})
