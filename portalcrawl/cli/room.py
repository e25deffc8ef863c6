"""How many spiders may run at once, and which of them begin."""

from __future__ import annotations

import json
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

EACH = 44 * 2**20
"""Bytes that a spider takes for itself, as ``python -m benchmarks.fleet`` measures."""
SHARED = 330 * 2**20
"""Bytes that they share, with those of the command and of the workers that read their pages."""
_MEMORY = Path("/proc/meminfo")


def room_for_spiders(wanted: int, megabytes: int, memory: Path = _MEMORY) -> int:
    """As many as are wanted, if there is room for them; at least one.

    ``megabytes``: what all may take together; 0 is no limit. ``memory``: a file as Linux has it at
    /proc/meminfo; what it says is available is a limit as well.
    """
    limits = [megabytes * 10**6] if megabytes else []
    if (available := _available(memory)) is not None:
        limits.append(available)
    return max(1, min([wanted, *((limit - SHARED) // EACH for limit in limits)]))


def longest_first(names: Iterable[str], logs: Path) -> list[str]:
    """Those first that did not run for longest, and of these those that took longest then.

    As the counts in ``logs`` have it. Whoever has not been begun when a night ends is so among the
    first of the next one; those that never ran come before all others: a first crawl is long.
    """
    last = {file.stem.split("-", 2)[-1]: file for file in sorted(logs.glob("*-*-*.json"))}

    def place(name: str) -> tuple[str, float]:
        counts = last.get(name)
        return counts.name.partition("-")[0] if counts else "", -_seconds(counts)

    return sorted(names, key=place)


def _seconds(counts: Path | None) -> float:
    with suppress(OSError, ValueError, TypeError, AttributeError):
        if counts is not None:
            return float(json.loads(counts.read_text()).get("elapsed_time_seconds"))
    return float("inf")


def _available(memory: Path) -> int | None:
    """Bytes that can be had without swapping."""
    with suppress(OSError, ValueError):
        for line in memory.read_text().splitlines():
            name, _, value = line.partition(":")
            if name == "MemAvailable":
                return int(value.split()[0]) * 1024
    return None
