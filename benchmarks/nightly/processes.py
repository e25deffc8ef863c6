"""The processes that a night leaves behind, reaped so that all of their CPU is counted.

Its spiders are children of a server (``portalcrawl.cli.children``) that ends after the night. Linux
gives such orphans to the nearest process above that asks for them (prctl(2)).
"""

from __future__ import annotations

import ctypes
import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

_PR_SET_CHILD_SUBREAPER = 36
_heirs: list[int] = []


def inherit() -> None:
    """Have this process inherit them, for good; OSError where the system cannot."""
    if ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0):
        raise OSError(ctypes.get_errno(), "prctl(PR_SET_CHILD_SUBREAPER)")
    _heirs.append(os.getpid())


def reap() -> None:
    """Wait for those that were inherited; nothing where none are."""
    own = os.getpid()
    while own in _heirs and (left := [each for each in _children(own) if _was_left(each)]):
        for each in left:
            with suppress(ChildProcessError):
                os.waitpid(each, 0)


def cpu_of_the_ended() -> float:
    """Seconds of all processes below this one that have been waited for."""
    times = os.times()
    return times.children_user + times.children_system


def family(pid: int) -> Iterator[int]:
    """A process and all that descend from it."""
    yield pid
    for child in _children(pid):
        yield from family(child)


def _was_left(pid: int) -> bool:
    """Whether it belongs to a server that was left, and not to a night that still runs."""
    try:
        words = Path("/proc", str(pid), "cmdline").read_bytes()
    except OSError:
        return True
    return b"nightly" not in words.split(b"\0")


def _children(pid: int) -> list[int]:
    found: list[int] = []
    for task in Path("/proc", str(pid), "task").glob("*"):
        with suppress(OSError):  # it has ended
            found += map(int, (task / "children").read_text().split())
    return found
