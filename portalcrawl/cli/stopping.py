"""Being told to stop."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

_ORDERS = (signal.SIGTERM, signal.SIGINT)


@contextmanager
def terminated_as_interrupted() -> Iterator[None]:
    """SIGTERM raises KeyboardInterrupt, as Ctrl-C does; only the main thread can ask for that."""
    with _handled(signal.default_int_handler, (signal.SIGTERM,)):
        yield


@contextmanager
def noted_when_told() -> Iterator[Callable[[], bool]]:
    """Gives whether SIGTERM or Ctrl-C has come by now: they interrupt nothing meanwhile."""
    told = threading.Event()
    with _handled(lambda _number, _frame: told.set(), _ORDERS):
        yield told.is_set


@contextmanager
def not_interrupted() -> Iterator[None]:
    """SIGTERM and Ctrl-C are not heeded, for what takes a moment and must be whole."""
    with _handled(signal.SIG_IGN, _ORDERS):
        yield


@contextmanager
def _handled(handler: Any, numbers: tuple[signal.Signals, ...]) -> Iterator[None]:
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {number: signal.signal(number, handler) for number in numbers}
    try:
        yield
    finally:
        for number, former in before.items():
            signal.signal(number, former)
