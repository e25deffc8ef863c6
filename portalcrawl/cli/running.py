"""Running spiders, each in a process of its own, and reading what they counted."""

from __future__ import annotations

import json
import os
import time
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from scrapy import Spider
from scrapy.settings import Settings
from scrapy.spiderloader import SpiderLoader

from portalcrawl.cli.children import Child, Children
from portalcrawl.cli.registry import settings as project_settings
from portalcrawl.cli.room import longest_first, room_for_spiders
from portalcrawl.cli.spider_process import Order
from portalcrawl.cli.stopping import terminated_as_interrupted
from portalcrawl.errors import Fault

Progress = Callable[[str, Mapping[str, Any]], None]
_POLL_SECONDS = 0.5


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
    at_once: int | None = None,
    progress: Progress = lambda _spider, _stats: None,
) -> list[SpiderRun]:
    """Run the spiders, ``at_once`` of them side by side; their order in the answer is theirs.

    Without ``at_once`` as many as SPIDERS_AT_ONCE says and SPIDERS_MEMORY_MB has room for; where
    not all can begin, those do that took longest last time. ``settings`` and ``arguments`` go to
    every spider (``-s`` and ``-a``). ``progress`` is called with the counts so far. A spider that
    crashes takes no other with it; one that runs longer than SPIDER_TIME_LIMIT is told to stop, and
    killed if it does not. Ctrl-C and SIGTERM end the spiders that run, each with what it has
    fetched stored, start no other, and raise KeyboardInterrupt; where this process is killed, they
    end by themselves. Raises Fault for an unknown spider and a folder that cannot be made.
    """
    logs = archive / "logs"
    try:
        logs.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Fault(f"cannot make the folder {logs}: {error.strerror}") from None
    chosen = project_settings()
    chosen.setdict(dict(settings), priority="cmdline")
    most = at_once or room_for_spiders(
        chosen.getint("SPIDERS_AT_ONCE"), chosen.getint("SPIDERS_MEMORY_MB")
    )
    # With the process: two runs may begin in one second.
    stamp = f"{datetime.now(UTC):%Y%m%dT%H%M%SZ}-{os.getpid()}"
    orders = {
        spider.name: _order(spider, logs / f"{stamp}-{spider.name}", archive, settings, arguments)
        for spider in _spiders(names, chosen)
    }
    waiting = deque(orders if most >= len(orders) else longest_first(orders, logs))
    runs: dict[str, SpiderRun] = {}
    time_limit = chosen.getfloat("SPIDER_TIME_LIMIT")
    with (
        terminated_as_interrupted(),
        Children(chosen.getint("EXTRACT_WORKERS"), time_limit) as children,
    ):
        while waiting or children.running:
            while waiting and len(children.running) < most:
                children.start(orders[waiting.popleft()])
            for child in children.ended(_POLL_SECONDS):
                run = _run(child, time_limit)
                runs[run.spider] = run
                progress(run.spider, run.stats)
            for child in children.running:
                progress(child.order.spider.name, _read(_counts(child.order)))
    return [runs[name] for name in orders]


def _spiders(names: list[str], chosen: Settings) -> list[type[Spider]]:
    loader = SpiderLoader.from_settings(chosen)
    try:
        return [loader.load(name) for name in names]
    except KeyError as error:
        raise Fault(str(error.args[0])) from None


def _order(
    spider: type[Spider],
    stem: Path,
    archive: Path,
    settings: Mapping[str, object],
    arguments: Mapping[str, str],
) -> Order:
    files = {"PROGRESS_FILE": stem.with_suffix(".json"), "LOG_FILE": stem.with_suffix(".log")}
    given = {**settings, "ARCHIVE_DIR": archive, **files}
    return Order(
        spider=spider,
        settings={
            key: str(value) if isinstance(value, Path) else value for key, value in given.items()
        },
        arguments=dict(arguments),
        environment=dict(os.environ),
        errors=stem.with_suffix(".err"),
    )


def _run(child: Child, time_limit: float) -> SpiderRun:
    """How it ended; what it said beside its log is kept only where it said something."""
    order = child.order
    said = _text(order.errors).strip()
    if not said:
        order.errors.unlink(missing_ok=True)
    stats = _read(_counts(order))
    outcome = _outcome(child.process.exitcode, stats, said)
    if child.told is not None and outcome != "finished":
        outcome = f"stopped after SPIDER_TIME_LIMIT={time_limit:g} s"
    seconds = time.monotonic() - child.started
    log = Path(order.settings["LOG_FILE"])
    return SpiderRun(order.spider.name, outcome, log, seconds, stats)


def _outcome(status: int | None, stats: Mapping[str, Any], said: str) -> str:
    reason = stats.get("finish_reason")
    if status == 0 and reason == "finished":
        bugs = stats.get("spider_exceptions/count")
        return "an error in the spider" if bugs else "finished"
    if reason and reason != "finished":
        return str(reason)
    last = said.splitlines()[-1] if said else ""
    return f"ended with exit status {status}" + (f": {last}" if last else "")


def _counts(order: Order) -> Path:
    return Path(order.settings["PROGRESS_FILE"])


def _read(counts: Path) -> dict[str, Any]:
    try:
        loaded = json.loads(counts.read_text())
    except (OSError, ValueError):
        return {}
    return loaded if isinstance(loaded, dict) else {}


def _text(file: Path) -> str:
    try:
        return file.read_text(errors="replace")
    except OSError:
        return ""
