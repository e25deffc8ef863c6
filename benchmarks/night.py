"""Nights over a fleet of 63 portals, of which eight fall ill, each in another way.

``python -m benchmarks.night [--well 55] [--articles 12] [--full 80]``

Every province's spider crawls a replica of one of its portals, by ``portalcrawl nightly``, into one
archive:

    first     every portal is new
    usual     a few new articles everywhere
    ill       a few more, and eight portals have fallen ill
    stopped   many new articles everywhere; SIGTERM when a third of them has been asked for, and
              before it, during the run, a second start
    well      the eight are well again, and what the stopped night has left is fetched
    idle      nothing is new

Exit status 1 where a number is missed:

    exit      1 of the night with the eight, 0 of the others, each with one report
    complete  well portals of which all articles are stored, each once, and nothing else
    classed   portals in the right state: the eight for the right cause, the others ok
    CPU       seconds of all processes of a night; of the idle one at most 90
    second    it ends with 2 and one line; no file is changed and no portal asked
    SIGTERM   the night ends within 30 s; just those articles are stored whose pages the portals
              have handed out, and ``portalcrawl db check`` finds the archive sound
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

from benchmarks.nightly import processes
from benchmarks.nightly.ailments import AILMENTS
from benchmarks.nightly.checking import Outcome, outcome
from benchmarks.nightly.fleet import Fleet
from benchmarks.nightly.running import Nights
from benchmarks.nightly.stopping import SecondStart, StoppedNight, stopped_night

FIRST_DAY = date(2026, 11, 1)
SOME, SOME_MORE = 3, 4
"""New articles of each portal in a usual night."""
MOST_IDLE_CPU, MOST_TO_STOP = 90.0, 30.0
SOUND = "The archive is sound."


def main() -> int:
    form = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=form)
    parser.add_argument("--well", type=int, default=55, help="portals beside the eight")
    parser.add_argument("--articles", type=int, default=12, help="of each portal, at first")
    parser.add_argument("--full", type=int, default=80, help="new ones, in the stopped night")
    given = parser.parse_args()
    processes.inherit()
    with (
        tempfile.TemporaryDirectory() as folder,
        Fleet(Path(folder), well=given.well, articles=given.articles) as fleet,
    ):
        course = Course(Nights(fleet, Path(folder, "archive")))
        print(f"{len(fleet.members)} portals, of which {len(AILMENTS)} fall ill\n")
        _spend(fleet, course, given.full)
    print("".join(f"\nMissed: {each}" for each in course.missed) or "\nNothing was missed.")
    return 1 if course.missed else 0


def _spend(fleet: Fleet, course: Course, full: int) -> None:
    print(f"{'night':8}{'wall':>9}{'CPU':>9}{'exit':>6}{'stored':>8}{'complete':>10}{'classed':>9}")
    course.night("first")
    fleet.publish(SOME)
    course.night("usual")
    fleet.publish(SOME_MORE)
    fleet.fall_ill()
    ill = course.night("ill", status=1)
    fleet.publish(full)
    stopped = course.stopped_night(len(fleet.well) * full // 3)
    fleet.recover()
    course.night("well")
    idle = course.night("idle")
    course.want(idle.spent.cpu <= MOST_IDLE_CPU, f"idle: {idle.spent.cpu:.0f} s of CPU")
    print("\nThe eight in the night in which they were ill:")
    print("\n".join(_told(fleet, ill)))
    _tell_stopped(stopped)


@dataclass(slots=True)
class Course:
    """The nights one after the other, and what was missed in them."""

    nights: Nights
    missed: list[str] = field(default_factory=list)
    days: int = 0

    def want(self, is_so: bool, otherwise: str) -> None:
        """Note what is missed."""
        if not is_so:
            self.missed.append(otherwise)

    def night(self, name: str, *, status: int = 0) -> Outcome:
        """A whole night, judged; a line about it."""
        got = outcome(self.nights, self.nights.spend(self._next_day()))
        spent, well, members = got.spent, self.nights.fleet.well, self.nights.fleet.members
        self.want(spent.status == status, f"{name}: exit status {spent.status}: {spent.said}")
        self.want(got.report.exit_status == status, f"{name}: the report has another exit status")
        self.want(len(self.nights.reports()) == self.days, f"{name}: not one report a night")
        self.want(not got.incomplete, f"{name}: not complete: {', '.join(got.incomplete)}")
        self.missed += [f"{name}: {line}" for line in got.wrong]
        complete = f"{len(well) - len(got.incomplete)}/{len(well)}"
        classed = f"{len(members) - len(got.wrong)}/{len(members)}"
        self._line(name, spent.seconds, spent.cpu, spent.status, got.stored, complete, classed)
        return got

    def stopped_night(self, after: int) -> StoppedNight:
        """A night that is started twice and stopped; a line about it."""
        got = stopped_night(self.nights, self._next_day(), after)
        spent, second = got.spent, got.second
        self.want(got.was_full, "stopped: it had ended before")
        self.want(spent.status == 1, f"stopped: exit status {spent.status}: {spent.said}")
        self.want(self.nights.report().outcome == "stopped", "stopped: not told in the report")
        self.want(spent.seconds <= MOST_TO_STOP, f"stopped: {spent.seconds:.1f} s after SIGTERM")
        lost, others = got.handed_out - got.stored, got.stored - got.handed_out
        self.want(not lost, f"stopped: handed out and not stored: {sorted(lost)}")
        self.want(not others, f"stopped: stored and not handed out: {sorted(others)}")
        self.want(got.checked == SOUND, f"stopped: {got.checked}")
        is_told = second.spent.status == 2 and "\n" not in second.spent.said
        self.want(is_told, f"second start: {second.spent.status}: {second.spent.said}")
        self.want(not second.is_touched, "second start: it touched something")
        self._line("stopped", spent.seconds, spent.cpu, spent.status, len(got.stored), "", "")
        return got

    def _line(
        self,
        name: str,
        seconds: float,
        cpu: float,
        status: int,
        stored: int,
        complete: str,
        classed: str,
    ) -> None:
        line = f"{name:8}{seconds:8.1f}s{cpu:8.1f}s{status:6}{stored:8}{complete:>10}{classed:>9}"
        print(line.rstrip(), flush=True)

    def _next_day(self) -> str:
        day = FIRST_DAY + timedelta(days=self.days)
        self.days += 1
        return day.isoformat()


def _told(fleet: Fleet, night: Outcome) -> Iterator[str]:
    healths = {each.host: each.health for each in night.report.portals}
    for member in fleet.members:
        health = healths[member.host]
        if member.ailment and health:
            said = "; ".join(health.evidence)
            yield f"    {member.ailment.name:18}{health.state}, {health.cause}: {said}"


def _tell_stopped(night: StoppedNight) -> None:
    second: SecondStart = night.second
    print(f"\nSecond start: exit status {second.spent.status} after {second.spent.seconds:.1f} s")
    print(f"    {second.spent.said}")
    touched = "were touched" if second.is_touched else "are the same before and after"
    print(f"    {second.files} files and {second.requests} requests {touched}")
    print(
        f"SIGTERM: the night ended after {night.spent.seconds:.1f} s (its line counts from there)"
    )
    print(f"    articles handed out {len(night.handed_out)}, stored {len(night.stored)}")
    print(f"    {night.checked}")


if __name__ == "__main__":
    sys.exit(main())
