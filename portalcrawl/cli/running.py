"""Running spiders, each in a process of its own, and reading what they counted."""

from __future__ import annotations

import json
import os
import time
from collections import deque
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
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
from portalcrawl.cli.stopping import noted_when_told
from portalcrawl.errors import Fault
from portalcrawl.settings import database_url, environment_of_children

Progress = Callable[[str, Mapping[str, Any]], None]
_POLL_SECONDS = 0.5
GRACE = 300.0
"""Seconds behind the end of the night, for what is under way then."""
NOT_STARTED = "not started: the night was over"


@dataclass(frozen=True, slots=True)
class SpiderRun:
    """How one spider's run ended."""

    spider: str
    outcome: str
    """``finished``, or why not."""
    log: Path
    seconds: float
    stats: dict[str, Any] = field(default_factory=dict)
    was_told: bool = False
    """Whether it was told to stop because the whole run was."""

    @property
    def ok(self) -> bool:
        """Whether it ended as it should."""
        return self.outcome == "finished"


class StoppedError(KeyboardInterrupt):
    """Ctrl-C or SIGTERM ended the run; what was fetched until then is stored."""

    def __init__(self, runs: list[SpiderRun]) -> None:
        super().__init__()
        self.runs = runs
        """Those that had ended, and those that were ended; in the order of the names."""


def run_spiders(
    names: list[str],
    archive: Path,
    *,
    settings: Mapping[str, object],
    arguments: Mapping[str, str],
    of_spider: Mapping[str, Mapping[str, object]] | None = None,
    at_once: int | None = None,
    ends_at: datetime | None = None,
    progress: Progress | None = None,
    ended: Callable[[SpiderRun], None] = lambda _run: None,
) -> list[SpiderRun]:
    """Run the spiders, ``at_once`` of them side by side; their order in the answer is theirs.

    Without ``at_once`` as many as SPIDERS_AT_ONCE says and SPIDERS_MEMORY_MB has room for; where
    not all can begin, those do that took longest last time. ``settings`` and ``arguments`` go to
    every spider (``-s`` and ``-a``), of ``of_spider`` those under its name. ``progress`` is called
    with the counts so far, ``ended`` with each run that is over.

    A spider that crashes takes no other with it; one that runs longer than SPIDER_TIME_LIMIT is
    told to stop, and killed if it does not. At ``ends_at`` (aware) all ask for nothing more, none
    is started, and those that still run GRACE seconds later are stopped. Ctrl-C and SIGTERM end the
    spiders that run, each with what it has fetched stored, start no other, and raise StoppedError,
    a KeyboardInterrupt; where this process is killed, they end by themselves.

    Raises Fault for an unknown spider and a folder that cannot be made.
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
    own = of_spider or {}
    orders = {
        spider.name: _order(
            spider,
            logs / f"{stamp}-{spider.name}",
            archive,
            {**settings, **own.get(spider.name, {})},
            arguments,
        )
        for spider in _spiders(names, chosen)
    }
    waiting = deque(orders if most >= len(orders) else longest_first(orders, logs))
    runs: dict[str, SpiderRun] = {}
    limits = _Limits(
        chosen.getfloat("RUN_TIME_LIMIT"), chosen.getfloat("SPIDER_TIME_LIMIT"), ends_at
    )

    def note(gone: Iterable[Child]) -> None:
        for child in gone:
            run = _run(child, limits)
            runs[run.spider] = run
            if progress:
                progress(run.spider, run.stats)
            ended(run)

    with noted_when_told() as is_told, Children(chosen.getint("EXTRACT_WORKERS")) as children:
        while (waiting or children.running) and not is_told():
            while waiting and len(children.running) < most and not is_told():
                order = orders[waiting.popleft()]
                if limits.are_over():
                    runs[order.spider.name] = _not_started(order)
                else:
                    children.start(limits.put_on(order), limits.hard())
            note(children.ended(_POLL_SECONDS))
            if progress:
                _show(children.running, progress)
        if is_told():
            note(children.stop())
            raise StoppedError([runs[name] for name in orders if name in runs])
    return [runs[name] for name in orders]


@dataclass(frozen=True, slots=True)
class _Limits:
    """How long a spider may run that begins now. All are seconds, and 0 is no limit."""

    of_requests: float
    """For how long it may ask."""
    of_process: float
    """After which it is stopped."""
    ends_at: datetime | None

    def are_over(self) -> bool:
        return self.ends_at is not None and self._left() <= 0

    def put_on(self, order: Order) -> Order:
        if self.ends_at is None:
            return order
        soft = min(self.of_requests or self._left(), self._left())
        return replace(order, settings={**order.settings, "RUN_TIME_LIMIT": soft})

    def hard(self) -> float:
        if self.ends_at is None:
            return self.of_process
        left = self._left() + GRACE
        return min(self.of_process or left, left)

    def _left(self) -> float:
        return (self.ends_at - datetime.now(UTC)).total_seconds() if self.ends_at else 0.0


def _show(running: Iterable[Child], progress: Progress) -> None:
    for child in running:
        progress(child.order.spider.name, _read(_counts(child.order)))


def _not_started(order: Order) -> SpiderRun:
    return SpiderRun(order.spider.name, NOT_STARTED, Path(order.settings["LOG_FILE"]), 0.0)


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
    given = {"ARCHIVE_DB": database_url(archive), **settings, "ARCHIVE_DIR": archive, **files}
    return Order(
        spider=spider,
        settings={
            key: str(value) if isinstance(value, Path) else value for key, value in given.items()
        },
        arguments=dict(arguments),
        environment=environment_of_children(),
        errors=stem.with_suffix(".err"),
    )


def _run(child: Child, limits: _Limits) -> SpiderRun:
    """How it ended; what it said beside its log is kept only where it said something."""
    order = child.order
    said = _text(order.errors).strip()
    if not said:
        order.errors.unlink(missing_ok=True)
    stats = _read(_counts(order))
    outcome = _outcome(child.process.exitcode, stats, said)
    if child.is_over_its_time and outcome != "finished":
        is_own = child.time_limit == limits.of_process
        limit = f"stopped after SPIDER_TIME_LIMIT={child.time_limit:g} s"
        outcome = limit if is_own else "stopped: the night was over"
    seconds = time.monotonic() - child.started
    log = Path(order.settings["LOG_FILE"])
    was_told = child.told is not None and not child.is_over_its_time
    return SpiderRun(order.spider.name, outcome, log, seconds, stats, was_told)


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
