"""What a command takes: wall time, CPU and the memory of all its processes together (Linux)."""

from __future__ import annotations

import os
import subprocess
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

INTERVAL = 0.2
"""Seconds between two looks at the processes."""
_TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Measured:
    """One run of a command."""

    started: float
    """``time.monotonic()``."""
    ended: float
    peak_bytes: int
    """PSS, in which a page shared by n processes counts as an n-th in each: the sum is what the
    command takes of the machine."""
    main_cpu: float
    """Seconds of the first process, all its threads."""
    others_cpu: float
    """Seconds of all the others, up to the last look at each."""


class CommandFailedError(Exception):
    """The command did not end with 0; the message has the end of its output."""


def measured(
    command: Sequence[str], *, env: Mapping[str, str], log: Path, interval: float = INTERVAL
) -> Measured:
    """Run the command to its end, its output into ``log``. Raises CommandFailedError."""
    with log.open("wb") as output:
        started = time.monotonic()
        process = subprocess.Popen(command, env=env, stdout=output, stderr=subprocess.STDOUT)
        watcher = _Watcher(process.pid, interval)
        watcher.start()
        # Not reaped yet, so that what it took can still be read.
        os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)
        ended = time.monotonic()
        main_cpu = _cpu(process.pid)
        process.wait()
        watcher.stop()
    if process.returncode:
        tail = "\n".join(log.read_text(errors="replace").splitlines()[-20:])
        raise CommandFailedError(f"{' '.join(command)} ended with {process.returncode}:\n{tail}")
    return Measured(started, ended, watcher.peak, main_cpu, watcher.others_cpu)


class _Watcher(threading.Thread):
    """Looks at a process and its descendants until it is told to stop."""

    def __init__(self, pid: int, interval: float) -> None:
        super().__init__(daemon=True)
        self.peak = 0
        self._pid = pid
        self._interval = interval
        self._over = threading.Event()
        self._cpu: dict[int, float] = {}

    @property
    def others_cpu(self) -> float:
        """CPU seconds of the descendants, as last seen."""
        return sum(self._cpu.values())

    def run(self) -> None:
        while not self._over.wait(self._interval):
            family = list(_descendants(self._pid))
            self.peak = max(self.peak, _pss(self._pid) + sum(map(_pss, family)))
            self._cpu.update((pid, _cpu(pid) or self._cpu.get(pid, 0.0)) for pid in family)

    def stop(self) -> None:
        self._over.set()
        self.join()


def _descendants(pid: int) -> Iterator[int]:
    for task in _listed(Path("/proc", str(pid), "task")):
        for child in map(int, _read(task / "children").split()):
            yield child
            yield from _descendants(child)


def _listed(folder: Path) -> list[Path]:
    try:
        return list(folder.iterdir())
    except OSError:  # the process has ended
        return []


def _pss(pid: int) -> int:
    """Bytes; 0 for a process that has ended."""
    for line in _read(Path("/proc", str(pid), "smaps_rollup")).splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) * 1024
    return 0


def _cpu(pid: int) -> float:
    """Seconds of the process without its children; 0 for one that has ended."""
    fields = _read(Path("/proc", str(pid), "stat")).rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS if fields else 0.0


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="ascii", errors="replace")
    except OSError:  # the process has ended
        return ""
