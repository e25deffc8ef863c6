"""``portalcrawl nightly`` over a fleet, as an operator starts it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from benchmarks.nightly import processes
from benchmarks.nightly.fleet import Fleet
from portalcrawl.reports.document import from_json
from portalcrawl.reports.night import NightReport

ROOT = Path(__file__).resolve().parents[2]
SETTINGS = {"TWISTED_DNS_RESOLVER": "benchmarks.nightly.names.FleetNames"}
HASTY = {"DOWNLOAD_TIMEOUT": "5", "RETRY_TIMES": "1"}
"""Where portals are ill: replicas answer at once, and what does not is soon given up."""
PORTALCRAWL = (sys.executable, "-m", "portalcrawl")
_LOOK = 0.02


@dataclass(frozen=True, slots=True, kw_only=True)
class Spent:
    """How one start of ``nightly`` ended."""

    status: int
    seconds: float
    cpu: float
    """Seconds of all its processes; of use only behind ``processes.inherit``."""
    said: str
    """Both streams."""


class Nights:
    """The nights of a fleet, one after the other, into one archive."""

    def __init__(self, fleet: Fleet, archive: Path) -> None:
        self.fleet = fleet
        self.archive = archive

    def spend(self, day: str) -> Spent:
        """A whole night; ``day`` is the ISO date that it belongs to."""
        with self.begun(day, HASTY if self.fleet.ill else {}) as night:
            return night.ended()

    @contextmanager
    def begun(
        self, day: str, settings: Mapping[str, str] = MappingProxyType({})
    ) -> Iterator[Begun]:
        """A night that has begun; killed where it still runs at the end of the block."""
        log = self.fleet.folder / f"{time.monotonic_ns()}.out"
        with log.open("wb") as output:
            process = subprocess.Popen(
                [*self._command(settings), "--day", day],
                env=self._environment(),
                cwd=self.fleet.folder,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
            )
        try:
            yield Begun(process, log)
        finally:
            if process.poll() is None:
                process.kill()
                process.wait()

    def report(self) -> NightReport:
        """That of the last night."""
        return from_json((self.archive / "reports/latest/report.json").read_bytes())

    def reports(self) -> list[str]:
        """The nights that have one, by name."""
        folders = (self.archive / "reports").iterdir()
        return sorted(each.name for each in folders if not each.is_symlink())

    def checked(self) -> str:
        """What ``portalcrawl db check`` says last: whether the archive is sound."""
        command = [*PORTALCRAWL, "db", "check", "--archive", str(self.archive)]
        done = subprocess.run(
            command,
            env=self._environment(),
            cwd=self.fleet.folder,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        return done.stdout.strip().rpartition("\n")[2]

    def _command(self, settings: Mapping[str, str]) -> list[str]:
        locks = {"HOST_LOCKS": str(self.fleet.folder / "locks")}
        every = {**SETTINGS, **locks, **settings}
        given = [word for name, value in every.items() for word in ("-s", f"{name}={value}")]
        return [*PORTALCRAWL, "nightly", "--archive", str(self.archive), *given]

    def _environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if "PORTALCRAWL" not in name}
        return kept | self.fleet.environment | {"PYTHONPATH": str(ROOT)}


class Begun:
    """A night that runs."""

    def __init__(self, process: subprocess.Popen[bytes], log: Path) -> None:
        self._process = process
        self._log = log
        self._since = time.monotonic()
        self._cpu = processes.cpu_of_the_ended()

    def wait_until(self, is_so: Callable[[], bool]) -> bool:
        """Wait for it; False where the night has ended before."""
        while self._process.poll() is None:
            if is_so():
                return True
            time.sleep(_LOOK)
        return False

    @contextmanager
    def held_still(self) -> Iterator[None]:
        """With all its processes stopped, so that whatever changes meanwhile is another's doing."""
        held: list[int] = []
        # Until none is new: one that was not stopped yet may have started another.
        while new := [each for each in processes.family(self._process.pid) if each not in held]:
            held += new
            _tell(new, signal.SIGSTOP)
        try:
            yield
        finally:
            _tell(held, signal.SIGCONT)

    def terminate(self) -> Spent:
        """End it as systemd does; the seconds are those from then on."""
        self._since = time.monotonic()
        self._process.terminate()
        return self.ended()

    def ended(self) -> Spent:
        """Wait for its end."""
        status = self._process.wait()
        seconds = time.monotonic() - self._since
        processes.reap()
        cpu = processes.cpu_of_the_ended() - self._cpu
        said = self._log.read_text(errors="replace").strip()
        return Spent(status=status, seconds=seconds, cpu=cpu, said=said)


def _tell(pids: list[int], number: signal.Signals) -> None:
    for pid in pids:
        with suppress(ProcessLookupError):
            os.kill(pid, number)
