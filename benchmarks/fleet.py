"""A night over 63 replicas at one request a second: wall time, memory and CPU of the fleet.

The replicas are served by a process of their own. All portals are crawled side by side into a new
archive, then once more with nothing new, then the slowest of them alone. The spiders run as
``portalcrawl nightly`` runs them, with the project's settings but for the rate, which is kept
exactly (no jitter, no AutoThrottle) so that times can be compared.

The first portal has ``--articles``, the n-th a share of them that falls as 1 / (1 + n / 4); with
``--even`` all have as many. ``--at-once`` overrules what SPIDERS_MEMORY_MB has room for.

``python -m benchmarks.fleet [--portals 63] [--rate 1.0] [--articles 100] [--even] [--at-once N]``
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from benchmarks.crawling.fleet_spiders import MOST, family_of, host_of, name_of
from benchmarks.crawling.measuring import Measured, measured
from portalcrawl.settings import REPLICA_OVERRIDES

ROOT = Path(__file__).resolve().parent.parent
MEGABYTE = 2**20
LOOK_EVERY = 1.0
"""Seconds: to add up the memory of seventy processes is work too."""
#: Bytes of the first run and CPU seconds of the second that are not to be passed.
MOST_BYTES, MOST_IDLE_CPU = 1.5e9, 90.0
NEWEST = datetime(2025, 11, 20, 9, 30)  # noqa: DTZ001 - local, as the replicas' articles are


@dataclass(frozen=True, slots=True)
class Run:
    """What a run of some spiders took, and what they did."""

    measured: Measured
    spiders: Mapping[str, Mapping[str, float]]
    """By name: ``seconds`` from its start to its end, ``requests``, ``stored``."""
    fleet: float
    """Seconds from the start of the first spider to the end of the last."""

    @property
    def slowest(self) -> str:
        """The spider that took longest."""
        return max(self.spiders, key=lambda name: self.spiders[name]["seconds"])

    def total(self, what: str) -> int:
        """Of all spiders."""
        return int(sum(each[what] for each in self.spiders.values()))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--portals", type=int, default=MOST)
    parser.add_argument("--rate", type=float, default=1.0, help="requests a second and portal")
    parser.add_argument("--articles", type=int, default=100, help="of each portal")
    parser.add_argument("--even", action="store_true", help="all portals of one size")
    parser.add_argument("--at-once", type=int, help="spiders side by side")
    parser.add_argument("--serve", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--crawl", help=argparse.SUPPRESS)
    given = parser.parse_args()
    sizes = [
        given.articles if given.even else max(5, round(given.articles / (1 + number / 4)))
        for number in range(given.portals)
    ]
    if given.serve:
        _serve(sizes)
    elif given.crawl:
        _crawl(json.loads(given.crawl))
    else:
        return _measure(sizes, given.rate, given.at_once)
    return 0


def _measure(sizes: list[int], rate: float, at_once: int | None) -> int:
    """Print what was measured; exit status 1 where an article or a limit was missed."""
    names = [name_of(number) for number in range(len(sizes))]
    with tempfile.TemporaryDirectory() as folder, _served() as origins:
        settings = {
            **REPLICA_OVERRIDES,
            "REPLICAS": origins,
            "SPIDER_MODULES": ["benchmarks.crawling.fleet_spiders"],
            "CONCURRENT_REQUESTS_PER_DOMAIN": 1,
            "DOWNLOAD_DELAY": 1 / rate,
            "DOWNLOAD_DELAY_JITTER": 0,
            "HOST_LOCKS": str(Path(folder, "locks")),
        }
        if at_once:
            settings |= {"SPIDERS_AT_ONCE": at_once, "SPIDERS_MEMORY_MB": 0}
        first = _run(names, Path(folder, "fleet"), settings)
        idle = _run(names, Path(folder, "fleet"), settings)
        alone = _run([first.slowest], Path(folder, "alone"), settings)
    is_right = first.total("stored") == sum(sizes) and not idle.total("stored")
    if not is_right:
        told = {name: each["stored"] for name, each in first.spiders.items()}
        print(f"Not right: {sum(sizes)} articles, stored {told}, then {idle.total('stored')}")
    cores = len(os.sched_getaffinity(0))
    print(
        f"{len(sizes)} portals of {min(sizes)} to {max(sizes)} articles, {sum(sizes)} in all,"
        f" {rate:g} requests/s each, {cores} cores\n"
    )
    print(f"{'':14}{'wall':>9}{'slowest':>10}{'requests':>10}{'stored':>8}{'CPU':>9}{'peak MB':>9}")
    for label, run in (("first", first), ("nothing new", idle), ("slowest alone", alone)):
        took = run.measured
        slowest = run.spiders[run.slowest]["seconds"]
        cpu = took.main_cpu + took.others_cpu
        print(
            f"{label:14}{run.fleet:8.1f}s{slowest:9.1f}s{run.total('requests'):10}"
            f"{run.total('stored'):8}{cpu:8.1f}s{took.peak_bytes / MEGABYTE:9.0f}"
        )
    print(
        f"\nThe fleet took {first.fleet / alone.fleet:.3f} times as long as its slowest portal"
        f" ({first.slowest}) alone."
        f"\nWanted: {MOST_BYTES / MEGABYTE:.0f} MB, {MOST_IDLE_CPU:.0f} s of CPU with nothing new."
    )
    idle_cpu = idle.measured.main_cpu + idle.measured.others_cpu
    is_small = at_once is not None or first.measured.peak_bytes <= MOST_BYTES
    return 0 if is_right and is_small and idle_cpu <= MOST_IDLE_CPU else 1


def _run(names: list[str], archive: Path, settings: Mapping[str, object]) -> Run:
    archive.mkdir(exist_ok=True)
    order = {"names": names, "archive": str(archive), "settings": settings}
    log = archive / "benchmark.log"
    command = [sys.executable, "-m", "benchmarks.fleet", "--crawl", json.dumps(order)]
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PORTALCRAWL")}
    took = measured(command, env={**kept, "PYTHONPATH": str(ROOT)}, log=log, interval=LOOK_EVERY)
    told = json.loads(log.read_text().splitlines()[-1])
    return Run(took, told["spiders"], told["seconds"])


def _crawl(order: Mapping[str, object]) -> None:
    """In a process of its own, whose family is measured."""
    import time

    from portalcrawl.cli.running import run_spiders

    names, settings = order["names"], order["settings"]
    assert isinstance(names, list)  # noqa: S101 - tells mypy which
    assert isinstance(settings, dict)  # noqa: S101
    started = time.monotonic()
    runs = run_spiders(names, Path(str(order["archive"])), settings=settings, arguments={})
    seconds = time.monotonic() - started
    if bad := [f"{run.spider}: {run.outcome} ({run.log})" for run in runs if not run.ok]:
        raise SystemExit("\n".join(bad))
    spiders = {
        run.spider: {
            "seconds": run.seconds,
            "requests": run.stats["downloader/request_count"],
            "stored": sum(
                count
                for name, count in run.stats.items()
                if name.startswith("portal/") and name.endswith("/stored")
            ),
        }
        for run in runs
    }
    print(json.dumps({"seconds": seconds, "spiders": spiders}))


@contextmanager
def _served() -> Iterator[dict[str, str]]:
    """What was asked for, served by a process of its own."""
    command = [sys.executable, "-m", "benchmarks.fleet", "--serve", *sys.argv[1:]]
    with subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        if process.stdout is None or process.stdin is None:
            raise RuntimeError("a pipe was asked for")
        try:
            yield json.loads(process.stdout.readline())
        finally:
            process.stdin.close()


def _serve(sizes: list[int]) -> None:
    """Until standard input ends; prints where each portal is served."""
    from portalcrawl.replicas import serve
    from portalcrawl.replicas.families import articles, family

    with ExitStack() as stack:
        origins = {}
        for number, size in enumerate(sizes):
            made = articles(size, newest=NEWEST, seed=number)
            site = family(family_of(number)).replica(made)
            origins[host_of(number)] = stack.enter_context(serve(site)).origin
        print(json.dumps(origins), flush=True)
        sys.stdin.read()


if __name__ == "__main__":
    sys.exit(main())
