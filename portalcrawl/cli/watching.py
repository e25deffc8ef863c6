"""The progress of running spiders: a line that changes on a terminal, else lines now and then."""

from __future__ import annotations

import shutil
import sys
import time
from collections.abc import Mapping
from types import TracebackType
from typing import Any, Self

import click

from portalcrawl.cli.counts import of_all_portals

_COUNTS = ("found", "requested", "stored")
_SECONDS_BETWEEN_LINES = 2.0
_BACK_TO_START = "\r\033[K"


class Watcher:
    """Shows counts as they come in from the processes of the spiders."""

    def __init__(self) -> None:
        self._is_terminal = sys.stdout.isatty()
        self._running: dict[str, str] = {}
        self._ended: set[str] = set()
        self._live = ""
        self._printed: dict[str, float] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._live:
            click.echo(_BACK_TO_START, nl=False)

    def show(self, spider: str, stats: Mapping[str, Any]) -> None:
        """Note the counts of one spider; those of one that has ended stay on the screen."""
        line = f"{spider}: " + ", ".join(
            f"{name} {of_all_portals(stats, name)}" for name in _COUNTS
        )
        if spider in self._ended:
            return
        before = self._running.get(spider)
        if "finish_reason" in stats:
            self._ended.add(spider)
            self._running.pop(spider, None)
            click.echo(f"{_BACK_TO_START if self._live else ''}{line}")
            self._live = ""
        else:
            self._running[spider] = line
        if self._is_terminal:
            self._redraw()
        elif line != before and spider in self._running:
            self._print_now_and_then(spider, line)

    def _redraw(self) -> None:
        """One line, never longer than the terminal: what wraps cannot be taken back."""
        live = "   ".join(self._running.values())[: shutil.get_terminal_size().columns - 1]
        if live != self._live:
            click.echo(f"{_BACK_TO_START}{live}", nl=False)
            self._live = live

    def _print_now_and_then(self, spider: str, line: str) -> None:
        now = time.monotonic()
        if now - self._printed.get(spider, 0.0) >= _SECONDS_BETWEEN_LINES:
            self._printed[spider] = now
            click.echo(line)
