"""Worker processes that read pages, and give them back in the order in which they were asked for.

Several pages go to a worker at a time: one by one, the way to and fro would cost what a second
process gains.
"""

from __future__ import annotations

import logging
import multiprocessing
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from typing import Any, Generic, Self, TypeVar

from pebble import ProcessExpired, ProcessPool

from pipelines.offline.jobs import Job, Read, given_up, read_all
from portalcrawl.errors import Fault

logger = logging.getLogger(__name__)

T = TypeVar("T")

AT_ONCE = 8  # jobs in one message
AHEAD = 3  # messages for each worker that wait for it or for the one before
PASSED = 500  # items without a job that may stand in one message's place
TASKS_OF_A_WORKER = 250
"""After so many messages a worker is replaced: lxml and trafilatura keep memory."""
NO_WORKERS = (
    "the processes that read pages have ended or cannot be started; see to memory and to the limit"
    " of processes, and run it again: it goes on where it stopped"
)


@dataclass(slots=True)
class _Message(Generic[T]):
    """Items in their order, those with a job on their way to a worker."""

    items: list[tuple[T, Job | None]] = field(default_factory=list)
    future: Future[list[Read]] | None = None

    @property
    def jobs(self) -> list[Job]:
        return [job for _, job in self.items if job is not None]


class Readers:
    """A pool of workers; a context manager.

    A page has ``time_limit`` seconds; one that takes longer, or takes its worker with it, is given
    up, and those that were sent with it are read without it. Fault where no worker is left: that
    says nothing about a page.
    """

    def __init__(self, workers: int, time_limit: float) -> None:
        self._time_limit = time_limit
        self._ahead = AHEAD * workers
        # Not forked: the database's connections are the parent's alone.
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload(["pipelines.offline.jobs"])
        self._pool = ProcessPool(max_workers=workers, max_tasks=TASKS_OF_A_WORKER, context=context)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is None:
            self._pool.close()  # type: ignore[no-untyped-call]
        else:
            self._pool.stop()  # type: ignore[no-untyped-call]
        self._pool.join()

    def read(
        self, items: Iterable[T], job_of: Callable[[T], Job | None]
    ) -> Iterator[tuple[T, Read | None]]:
        """Each item with what was read of its job, in their order; None where it has no job.

        Items are taken from the iterable as far ahead as keeps the workers busy, and no further.
        """
        waiting: deque[_Message[T]] = deque()
        message: _Message[T] = _Message()
        jobs = 0
        for item in items:
            job = job_of(item)
            message.items.append((item, job))
            jobs += job is not None
            if jobs < AT_ONCE and len(message.items) < PASSED:
                continue
            waiting.append(self._sent(message))
            message, jobs = _Message(), 0
            if len(waiting) > self._ahead:
                yield from self._answered(waiting.popleft())
        waiting.append(self._sent(message))
        while waiting:
            yield from self._answered(waiting.popleft())

    def _sent(self, message: _Message[T]) -> _Message[T]:
        if message.jobs:
            message.future = self._schedule(message.jobs)
        return message

    def _schedule(self, jobs: list[Job]) -> Any:
        try:
            return self._pool.schedule(read_all, args=[jobs], timeout=self._time_limit)
        except RuntimeError as error:
            raise Fault(NO_WORKERS) from error

    def _answered(self, message: _Message[T]) -> Iterator[tuple[T, Read | None]]:
        answers = iter(self._answers(message))
        for item, job in message.items:
            yield item, None if job is None else next(answers)

    def _answers(self, message: _Message[T]) -> list[Read]:
        if message.future is None:
            return []
        try:
            return message.future.result()
        except BrokenProcessPool as error:
            raise Fault(NO_WORKERS) from error
        except Exception:
            # Which of them it was shows when each is read alone.
            return [self._alone(job) for job in message.jobs]

    def _alone(self, job: Job) -> Read:
        try:
            [read] = self._schedule([job]).result()
        except TimeoutError:
            return given_up(job, f"took longer than {self._time_limit:g} s to read")
        except ProcessExpired as expired:
            return given_up(job, f"its worker died with exit code {expired.exitcode}")
        except (BrokenProcessPool, Fault) as error:
            raise Fault(NO_WORKERS) from error
        except Exception:
            # A page that our own code cannot read is a bug to be seen, not a reason to stop.
            logger.exception("Could not read %s", job.url)
            return given_up(job, "an error of portalcrawl itself; see the log")
        return read  # type: ignore[no-any-return]
