"""What a night says while it runs: a line that changes on a terminal, plain log lines in a file."""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterable, Mapping
from datetime import timedelta
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from portalcrawl.cli.advancing import Advancing
from portalcrawl.cli.counts import of_all_portals
from portalcrawl.cli.running import SpiderRun

_COUNTS = ("found", "requested", "stored", "revised")


class Teller:
    """Tells of a night; a context manager.

    Every line goes into the file, with its time. On a terminal the line that changes shows how far
    it is, and what happened stands above it; elsewhere standard output has the lines of the file.
    """

    def __init__(self, file: Path, *, quiet: bool = False) -> None:
        self._live = Advancing() if sys.stdout.isatty() and not quiet else None
        self._log = logging.Logger("portalcrawl.night")  # not of the hierarchy: nobody else's lines
        plain = logging.Formatter("%(asctime)s %(levelname)s %(message)s", "%Y-%m-%dT%H:%M:%S%z")
        handlers: list[logging.Handler] = [logging.FileHandler(file, encoding="utf-8", delay=True)]
        if not quiet and self._live is None:
            handlers.append(logging.StreamHandler(sys.stdout))
        for handler in handlers:
            handler.setFormatter(plain)
            self._log.addHandler(handler)
        self._running: dict[str, Mapping[str, int]] = {}
        self._ended: dict[str, Mapping[str, int]] = {}
        self._spiders = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._live is not None:
            self._live.clear()
        for handler in self._log.handlers:
            handler.close()

    @property
    def is_live(self) -> bool:
        """Whether there is a line that changes: else nobody needs the counts before the end."""
        return self._live is not None

    def begins(self, spiders: int) -> None:
        """So many will run."""
        self._spiders = spiders

    def tell(self, lines: Iterable[str]) -> None:
        """What is told at the end, on standard output."""
        if self._live is not None:
            self._live.clear()
        for line in lines:
            sys.stdout.write(f"{line}\n")

    def say(self, line: str, *, level: int = logging.INFO, exc_info: bool = False) -> None:
        """A line that stays; with ``exc_info`` the file has the traceback below it."""
        self._log.log(level, "%s", line, exc_info=exc_info)
        if self._live is not None:
            self._live.clear()
            sys.stdout.write(f"{line}\n")

    def show(self, spider: str, stats: Mapping[str, Any]) -> None:
        """The counts of a spider so far."""
        if spider not in self._ended:
            self._running[spider] = _counts(stats)
        if self._live is not None:
            self._live.show(self._line())

    def ended(self, run: SpiderRun) -> None:
        """A spider has ended."""
        self._running.pop(run.spider, None)
        counts = self._ended[run.spider] = _counts(run.stats)
        told = ", ".join(f"{name} {count}" for name, count in counts.items())
        after = f"after {timedelta(seconds=round(run.seconds))}"
        if run.ok:
            self.say(f"{run.spider}: {told}, {after}")
        else:
            self.say(f"{run.spider}: {run.outcome}; {told}, {after}", level=logging.WARNING)

    def _line(self) -> str:
        every = [*self._running.values(), *self._ended.values()]
        sums = ", ".join(f"{name} {sum(each[name] for each in every)}" for name in _COUNTS)
        names = " ".join(self._running)
        return (
            f"{len(self._ended)} of {self._spiders} spiders done, {len(self._running)} running:"
            f" {sums}   {names}"
        )


def _counts(stats: Mapping[str, Any]) -> dict[str, int]:
    return {name: of_all_portals(stats, name) for name in _COUNTS}
