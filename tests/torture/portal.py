"""The portal that is crawled, and a crawl of it as ``portalcrawl crawl`` starts one."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic

from portalcrawl.replicas import RunningReplica, replica, serve
from portalcrawl.settings import database_url

ROOT = Path(__file__).resolve().parents[2]
SPIDER = "nghe_an"
PATIENCE = 120
"""Seconds that a run may take, and that what is left of a killed one may take to end."""


@contextmanager
def served_portal() -> Iterator[RunningReplica]:
    """The replica that ``SPIDER`` crawls: 25 articles, a batch of the store and a rest."""
    with serve(replica(SPIDER)) as running:
        yield running


@dataclass(frozen=True)
class Place:
    """Where the crawls of a round keep what they find."""

    archive: Path
    database: str | None = None
    """SQLAlchemy URL; None: the SQLite file in the archive folder."""

    @property
    def url(self) -> str:
        return self.database or database_url(self.archive)

    @property
    def environment(self) -> dict[str, str]:
        return {
            "PORTALCRAWL_ARCHIVE": str(self.archive),
            # Empty: not set.
            "PORTALCRAWL_DB": self.database or "",
        }


@dataclass(frozen=True)
class Crawl:
    """A crawl that has been started: main process, server of the workers, workers."""

    running: RunningReplica
    process: subprocess.Popen[str]
    log: Path
    started: float = field(default_factory=monotonic)
    """``time.monotonic()``."""
    requests_before: int = 0
    """How many the portal had answered when it was started."""
    _said: list[str] = field(default_factory=list)

    @classmethod
    def start(cls, running: RunningReplica, place: Place) -> Crawl:
        """Start it in a process group of its own."""
        logs = place.archive / "logs"
        logs.mkdir(parents=True, exist_ok=True)
        log = logs / f"{len(list(logs.iterdir())):03}.log"
        replicas = {running.replica.declared_host: running.origin}
        before = running.requests.total()
        process = subprocess.Popen(
            [sys.executable, "-m", "scrapy", "crawl", SPIDER, "-s", f"LOG_FILE={log}"],
            cwd=ROOT,
            env={
                **os.environ,
                **place.environment,
                "PORTALCRAWL_REPLICAS": json.dumps(replicas),
                "SCRAPY_SETTINGS_MODULE": "portalcrawl.settings",
            },
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        return cls(running, process, log, requests_before=before)

    @property
    def age(self) -> float:
        """Seconds since the start."""
        return monotonic() - self.started

    @property
    def requests(self) -> int:
        """How many of its requests were answered."""
        return self.running.requests.total() - self.requests_before

    @property
    def is_closing(self) -> bool:
        """Whether the spider has been told to close."""
        return self.log.exists() and "INFO: Closing spider" in self.log.read_text()

    @property
    def is_over(self) -> bool:
        return self.process.poll() is not None

    def kill(self, whole_group: bool) -> None:
        """SIGKILL, to its workers as well or to the main process alone."""
        if whole_group:
            os.killpg(self.process.pid, signal.SIGKILL)
        else:
            self.process.kill()

    def wait_for_all(self) -> None:
        """Until the last of its processes has gone; TimeoutExpired where one stays.

        Each of them holds the pipe that is their standard output.
        """
        try:
            self._said.append(self.process.communicate(timeout=PATIENCE)[0])
        except subprocess.TimeoutExpired:
            with suppress(ProcessLookupError):
                self.kill(whole_group=True)
            raise

    @property
    def said(self) -> str:
        """What it wrote besides its log, once all have gone."""
        return "".join(self._said)
