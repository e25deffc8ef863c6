"""The progress of running spiders: a line that changes on a terminal, else lines now and then."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Mapping
from types import TracebackType
from typing import Any, Self

import click

_COUNTS = ("found", "requested", "stored")
_SECONDS_BETWEEN_LINES = 2.0


class Watcher:
    """Shows counts as they come in from the threads that run the spiders."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._terminal = sys.stdout.isatty()
        self._latest: dict[str, str] = {}
        self._printed: dict[str, tuple[float, str]] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._terminal:
            click.echo("\r\033[K", nl=False)

    def show(self, spider: str, stats: Mapping[str, Any]) -> None:
        """Note the counts of one spider."""
        counts = ", ".join(f"{name} {_sum(stats, name)}" for name in _COUNTS)
        with self._lock:
            self._latest[spider] = f"{spider}: {counts}"
            if self._terminal:
                line = "   ".join(self._latest.values())
                click.echo(f"\r\033[K{line[:160]}", nl=False)
            else:
                self._print_now_and_then(spider, ended="finish_reason" in stats)

    def _print_now_and_then(self, spider: str, *, ended: bool) -> None:
        line, now = self._latest[spider], time.monotonic()
        at, before = self._printed.get(spider, (0.0, ""))
        if line != before and (ended or now - at >= _SECONDS_BETWEEN_LINES):
            self._printed[spider] = (now, line)
            click.echo(line)


def _sum(stats: Mapping[str, Any], name: str) -> int:
    return sum(
        int(value)
        for key, value in stats.items()
        if key.startswith("portal/") and key.endswith(f"/{name}")
    )
