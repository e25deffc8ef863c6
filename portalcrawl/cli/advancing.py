"""How far a long command is: one line that changes on a terminal, else lines now and then."""

from __future__ import annotations

import shutil
import sys
import time
from types import TracebackType
from typing import Self

import click

_SECONDS_BETWEEN_LINES = 5.0
_BACK_TO_START = "\r\033[K"


class Advancing:
    """Shows the newest line; a context manager that takes it away at the end."""

    def __init__(self) -> None:
        self._is_terminal = sys.stdout.isatty()
        self._live = ""
        self._printed = time.monotonic()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.clear()

    def show(self, line: str) -> None:
        """Note how far it is."""
        if self._is_terminal:
            # Never longer than the terminal: what wraps cannot be taken back.
            self._live = line[: shutil.get_terminal_size().columns - 1]
            click.echo(f"{_BACK_TO_START}{self._live}", nl=False)
        elif time.monotonic() - self._printed >= _SECONDS_BETWEEN_LINES:
            self._printed = time.monotonic()
            click.echo(line)

    def clear(self) -> None:
        """Make room for a line that stays."""
        if self._live:
            click.echo(_BACK_TO_START, nl=False)
            self._live = ""
