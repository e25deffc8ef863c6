"""Running spiders, each in a process of its own, and reading what they counted."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from portalcrawl.cli.stopping import terminated_as_interrupted
from portalcrawl.errors import Fault

Progress = Callable[[str, Mapping[str, Any]], None]
_POLL_SECONDS = 0.25
_SECONDS_TO_STOP = 30.0
"""After which a spider that was told to stop is killed."""


@dataclass(frozen=True, slots=True)
class SpiderRun:
    """How one spider's run ended."""

    spider: str
    outcome: str
    """``finished``, or why not."""
    log: Path
    seconds: float
    stats: dict[str, Any] = field(default_factory=dict)

    @property
    def ok(self) -> bool:
        """Whether it ended as it should."""
        return self.outcome == "finished"


def run_spiders(
    names: list[str],
    archive: Path,
    *,
    settings: Mapping[str, object],
    arguments: Mapping[str, str],
    at_once: int = 2,
    progress: Progress = lambda _spider, _stats: None,
) -> list[SpiderRun]:
    """Run the spiders, ``at_once`` of them side by side; their order in the answer is theirs.

    ``settings`` and ``arguments`` go to every spider (``-s`` and ``-a``). ``progress`` is called
    from other threads, with the counts so far. A spider that crashes takes no other with it.
    Ctrl-C and SIGTERM end the spiders that run, each with what it has fetched stored, start no
    other, and raise KeyboardInterrupt.
    """
    logs = archive / "logs"
    try:
        logs.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Fault(f"cannot make the folder {logs}: {error.strerror}") from None
    # With the process: two runs may begin in one second.
    stamp = f"{datetime.now(UTC):%Y%m%dT%H%M%SZ}-{os.getpid()}"
    children = _Children()
    with ThreadPoolExecutor(at_once) as pool, terminated_as_interrupted():
        futures = [
            pool.submit(
                _run_spider,
                name,
                logs / f"{stamp}-{name}",
                archive,
                settings,
                arguments,
                progress,
                children,
            )
            for name in names
        ]
        try:
            return [future.result() for future in futures]
        except BaseException:
            children.stop()
            raise


class _Children:
    """The processes that run, so that they can be told to stop; safe between threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._running: list[subprocess.Popen[str]] = []
        self._stopped = False

    def start(self, command: list[str], **options: Any) -> subprocess.Popen[str] | None:
        """Start a process; None once they were told to stop."""
        with self._lock:
            if self._stopped:
                return None
            process = subprocess.Popen(command, text=True, **options)  # noqa: S603 -- our own
            self._running.append(process)
            return process

    def stop(self) -> None:
        """Tell them once, since Scrapy takes a second signal for an order to drop everything."""
        with self._lock:
            self._stopped = True
        for process in self._running:
            process.terminate()
        deadline = time.monotonic() + _SECONDS_TO_STOP
        try:
            for process in self._running:
                with contextlib.suppress(subprocess.TimeoutExpired):
                    process.wait(max(0.0, deadline - time.monotonic()))
        finally:
            for process in self._running:
                process.kill()


def _run_spider(
    name: str,
    stem: Path,
    archive: Path,
    settings: Mapping[str, object],
    arguments: Mapping[str, str],
    progress: Progress,
    children: _Children,
) -> SpiderRun:
    log, counts = stem.with_suffix(".log"), stem.with_suffix(".json")
    given = {**settings, "ARCHIVE_DIR": archive, "PROGRESS_FILE": counts, "LOG_FILE": log}
    command = [sys.executable, "-m", "scrapy", "crawl", name]
    for key, value in given.items():
        command += ["-s", f"{key}={_as_setting(value)}"]
    for key, value in arguments.items():
        command += ["-a", f"{key}={value}"]
    started = time.monotonic()
    with tempfile.TemporaryFile("w+", errors="replace") as errors:
        process = children.start(
            command,
            env=os.environ | {"SCRAPY_SETTINGS_MODULE": "portalcrawl.settings"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=errors,
            # Out of the terminal's group: Ctrl-C reaches it through us, once.
            start_new_session=True,
        )
        if process is None:
            return SpiderRun(name, "not started", log, 0.0)
        while process.poll() is None:
            progress(name, _read(counts))
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(_POLL_SECONDS)
        errors.seek(0)
        said = errors.read().strip()
    stats = _read(counts)
    progress(name, stats)
    outcome = _outcome(process.returncode, stats, said)
    return SpiderRun(name, outcome, log, time.monotonic() - started, stats)


def _outcome(status: int, stats: Mapping[str, Any], said: str) -> str:
    reason = stats.get("finish_reason")
    if status == 0 and reason == "finished":
        bugs = stats.get("spider_exceptions/count")
        return "an error in the spider" if bugs else "finished"
    if reason and reason != "finished":
        return str(reason)
    last = said.splitlines()[-1] if said else ""
    return f"ended with exit status {status}" + (f": {last}" if last else "")


def _read(counts: Path) -> dict[str, Any]:
    try:
        loaded = json.loads(counts.read_text())
    except (OSError, ValueError):
        return {}
    return loaded if isinstance(loaded, dict) else {}


def _as_setting(value: object) -> str:
    return json.dumps(value) if isinstance(value, dict) else str(value)
