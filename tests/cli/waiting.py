"""A spider that waits, and the process that runs it."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 60
"""Seconds after which a test gives up waiting."""


@dataclass(frozen=True)
class Waiting:
    """What can be done to it."""

    runner: subprocess.Popen[str]
    folder: Path

    @property
    def spider(self) -> int:
        """The id of the spider's process."""
        return int(json.loads((self.folder / "waiter").read_text())["process"])

    def end(self) -> str:
        """Wait for the last of its processes; what was printed."""
        # All of them have the pipe: it is at its end when the last one has gone.
        return self.runner.communicate(timeout=PATIENCE)[0]


@contextmanager
def waiting_spider(folder: Path, hosts: str = "") -> Iterator[Waiting]:
    """Run ``waiter`` until the block ends, with its files in ``folder``."""
    folder.mkdir()
    command = [sys.executable, "-m", "tests.cli.run_odd", str(folder), hosts, "waiter"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as runner:
        waiting = Waiting(runner, folder)
        deadline = time.monotonic() + PATIENCE
        try:
            while not (folder / "waiter").exists():
                assert runner.poll() is None
                assert time.monotonic() < deadline
                time.sleep(0.05)
            yield waiting
        finally:
            runner.kill()
