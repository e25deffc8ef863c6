"""What the site serves, and how it asks the archive: in threads, so many at once, each in time."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TypeVar

import anyio
import anyio.to_thread
from sqlalchemy import Connection, Engine

from db.reading_only import Changes, open_for_reading, reading_within
from db.schema import check
from portalcrawl.web.caching import Cache, Lagging
from portalcrawl.web.faults import busy
from portalcrawl.web.limits import Limits

T = TypeVar("T")


class Site:
    """An archive that is open for reading."""

    def __init__(self, engine: Engine, folder: Path, limits: Limits) -> None:
        self.folder = folder
        self.limits = limits
        self._changes = Changes(engine)
        until_changed = Cache(limits.cached, self._changes.state)
        lagging = Lagging(self._changes.state, limits.counts_last)
        a_moment = Cache(limits.cached, lagging, gives_former=True)
        self.caches = {"until_changed": until_changed, "a_moment": a_moment}
        self._engine = engine
        self._turns = anyio.CapacityLimiter(limits.at_once)
        self._threads = anyio.CapacityLimiter(limits.at_once)

    def reading(self, seconds: float | None = None) -> AbstractContextManager[Connection]:
        """A state of the archive, for at most so many seconds."""
        return reading_within(self._engine, seconds or self.limits.seconds_a_page)

    async def ask(self, question: Callable[[], T]) -> T:
        """The answer to a question, asked in a thread once it is its turn.

        Raises WebFault where too many wait already, or its turn does not come.
        """
        turns = self._turns
        told = turns.statistics()
        if told.borrowed_tokens >= turns.total_tokens and told.tasks_waiting >= self.limits.waiting:
            raise busy("too many requests at once; ask again in a moment", 1, "busy")
        with anyio.move_on_after(self.limits.seconds_of_waiting) as waiting:
            await turns.acquire()
        if waiting.cancelled_caught:
            raise busy("the archive is busy; ask again in a moment", 2, "busy")
        try:
            return await anyio.to_thread.run_sync(question, limiter=self._threads)
        finally:
            turns.release()

    def close(self) -> None:
        """Give back every connection."""
        self._changes.close()
        self._engine.dispose()


def open_site(url: str, folder: Path, limits: Limits | None = None) -> Site:
    """The site of an archive: its database by SQLAlchemy URL, its files by folder.

    Raises ArchiveError, or SchemaError, in one line.
    """
    limits = limits or Limits()
    engine = open_for_reading(url, connections=limits.at_once)
    try:
        check(engine)
    except Exception:
        engine.dispose()
        raise
    return Site(engine, folder, limits)
