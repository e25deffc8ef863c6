"""``portalcrawl status``: whether a night is running, and what the last one left to do."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import click

from portalcrawl.cli.counts import of_all_portals
from portalcrawl.cli.night.clock import name_of
from portalcrawl.cli.night.lock import FILE
from portalcrawl.cli.night.publishing import FOLDER, LATEST
from portalcrawl.cli.options import archive_option
from portalcrawl.errors import Fault
from portalcrawl.reports.document import from_json
from portalcrawl.reports.needs import needs_person
from portalcrawl.reports.text import as_text
from portalcrawl.reports.wording import counted, duration, moment, number
from portalcrawl.warc.locking import is_in_use

TOO_LONG = timedelta(hours=36)
"""Since the last night ended, and for a night that runs: the timer, or the night, is stuck."""
_ALL_WELL, _LOOK = 0, 1
_HOLDER = re.compile(r"process (\d+) on \S+, since (\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ)")


@click.command()
@archive_option
@click.option("--json", "as_json", is_flag=True, help="Print the report of the last night as JSON.")
@click.option("--all", "every_portal", is_flag=True, help="Print the table of all portals, too.")
def status(archive: Path, as_json: bool, every_portal: bool) -> int:
    """Tell whether a night is running, what the last one left to do, and how it went.

    The exit status is 0 when all is well; 1 when something needs a person, or the last night is
    more than 36 hours ago; 2 when there is no report and no night is running.
    """
    now = datetime.now(UTC)
    running = running_night(archive)
    folder = archive / FOLDER / LATEST
    if running and not as_json:
        click.echo("\n".join(running.told(now)))
        if not folder.exists():
            return _LOOK if running.is_stuck(now) else _ALL_WELL
        click.echo()
    written = _read(folder / "report.json")
    try:
        report = from_json(written)
    except ValueError as error:
        raise Fault(f"{folder / 'report.json'} cannot be read: {error}") from None
    ago = now - report.finished
    is_late = running.is_stuck(now) if running else ago > TOO_LONG
    waits = needs_person(report)
    if as_json:
        click.echo(written, nl=False)
        return _LOOK if waits or is_late else _ALL_WELL
    if is_late and not running:
        late = f"The last night was {duration(ago)} ago: does the timer still run?"
        click.secho(late, fg="red", bold=True)
    verdict, *lines = as_text(report, every_portal=every_portal)
    click.secho(verdict, fg="red" if waits else "green", bold=True)
    click.echo("\n".join(lines))
    click.echo(f"Report: {folder / 'report.html'}, {duration(ago)} old")
    return _LOOK if waits or is_late else _ALL_WELL


@dataclass(frozen=True, slots=True)
class Running:
    """A night that is running."""

    holder: str
    """What the lock says: the process, its machine, since when."""
    since: datetime | None
    counts: tuple[dict[str, Any], ...]
    """What each spider has counted so far."""

    def is_stuck(self, now: datetime) -> bool:
        """Whether it runs for longer than any night should."""
        return self.since is not None and now - self.since > TOO_LONG

    def told(self, now: datetime) -> Iterator[str]:
        """The lines that say so."""
        who = self.holder.partition(", since ")[0] or "a process that does not say who it is"
        since = f", since {moment(self.since)} ({duration(now - self.since)})" if self.since else ""
        yield f"A night is running: {who}{since}."
        if self.counts:
            ended = sum("finish_reason" in stats for stats in self.counts)
            yield (
                f"{counted(len(self.counts) - ended, 'spider')} running, {number(ended)} ended;"
                f" so far found {number(self._sum('found'))},"
                f" stored {number(self._sum('stored'))} articles."
            )
        if self.is_stuck(now):
            yield "That is too long: see its log in the archive's logs folder, and stop it."

    def _sum(self, name: str) -> int:
        return sum(of_all_portals(stats, name) for stats in self.counts)


def running_night(archive: Path) -> Running | None:
    """The night that holds the archive's lock; None where a living process holds none."""
    lock = archive / FILE
    try:
        if not is_in_use(lock):
            return None
        holder = lock.read_text(encoding="utf-8", errors="replace").strip()
    except OSError:
        return None
    said = _HOLDER.match(holder)
    if said is None:
        return Running(holder, None, ())
    process, since = said[1], datetime.fromisoformat(said[2])
    return Running(holder, since, tuple(_counts(archive / "logs", process, name_of(since))))


def _counts(logs: Path, process: str, night: str) -> Iterator[dict[str, Any]]:
    """The counts of the process's spiders; an older process of the same number is not meant."""
    for file in sorted(logs.glob(f"*-{process}-*.json")):
        if file.name >= night:
            with suppress(OSError, ValueError):
                yield json.loads(file.read_text(encoding="utf-8"))


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise Fault(f"there is no {path}: run `portalcrawl nightly` first") from None
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is no text"
        raise Fault(f"{path} cannot be read: {why}") from None
