"""The night over a small fleet; ``make fleet`` is the same at full (``benchmarks.night``)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from benchmarks.nightly.ailments import AILMENTS, VARIANTS, Ailment
from benchmarks.nightly.checking import Outcome, outcome
from benchmarks.nightly.fleet import Fleet
from benchmarks.nightly.running import Nights
from benchmarks.nightly.stopping import StoppedNight, stopped_night

ALL = (*AILMENTS, *VARIANTS)
WELL = 3
NEW = 30


@dataclass(frozen=True)
class Course:
    """What the nights over one fleet came to."""

    hosts: dict[str, str]
    """By the name of the ailment, where it was."""
    first: Outcome
    ill: Outcome
    stopped: StoppedNight
    told: str
    """How the stopped night ended, as its report has it."""
    last: Outcome
    reports: list[str]


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Course]:
    folder = tmp_path_factory.mktemp("fleet")
    with Fleet(folder, ill=ALL, well=WELL, articles=6) as fleet:
        nights = Nights(fleet, folder / "archive")
        first = outcome(nights, nights.spend("2026-11-01"))
        fleet.publish(4)
        fleet.fall_ill()
        ill = outcome(nights, nights.spend("2026-11-02"))
        fleet.recover()
        fleet.publish(NEW)
        stopped = stopped_night(nights, "2026-11-03", after=len(fleet.members) * NEW // 3)
        told = nights.report().outcome
        last = outcome(nights, nights.spend("2026-11-04"))
        hosts = {each.ailment.name: each.host for each in fleet.members if each.ailment}
        yield Course(hosts, first, ill, stopped, told, last, nights.reports())


def test_portals_that_are_well_are_complete_and_ok(course: Course) -> None:
    assert course.first.spent.status == 0, course.first.spent.said
    assert (course.first.incomplete, course.first.wrong) == ((), ())
    assert course.first.stored == (len(ALL) + WELL) * 6


@pytest.mark.parametrize("ailment", ALL, ids=lambda each: each.name)
def test_a_portal_that_is_ill_is_known_for_what_it_has(course: Course, ailment: Ailment) -> None:
    [told] = [each for each in course.ill.report.portals if each.host == course.hosts[ailment.name]]
    assert told.health is not None
    assert (told.health.state, told.health.cause) == (ailment.state, ailment.cause)
    assert told.health.evidence
    assert told.before == "ok"


def test_it_takes_no_other_portal_with_it(course: Course) -> None:
    assert (course.ill.incomplete, course.ill.wrong) == ((), ())
    assert course.ill.stored == WELL * 4


def test_a_night_with_portals_that_are_ill_ends_with_1(course: Course) -> None:
    assert course.ill.spent.status == 1
    assert course.ill.report.exit_status == 1


def test_every_night_has_one_report(course: Course) -> None:
    assert len(course.reports) == 4


def test_a_second_start_touches_nothing_and_names_who_holds_the_lock(course: Course) -> None:
    second = course.stopped.second
    assert course.stopped.was_full
    assert second.spent.status == 2
    assert second.files
    assert not second.is_touched
    [line] = second.spent.said.splitlines()
    assert "a night is running already: process " in line


def test_sigterm_ends_a_full_night_with_everything_that_was_fetched_stored(course: Course) -> None:
    assert course.stopped.was_full
    assert course.stopped.stored == course.stopped.handed_out
    assert 0 < len(course.stopped.stored) < (len(ALL) + WELL) * NEW
    assert course.stopped.checked == "The archive is sound."
    assert (course.stopped.spent.status, course.told) == (1, "stopped")


def test_the_next_night_fetches_what_a_stopped_one_left(course: Course) -> None:
    assert course.last.spent.status == 0, course.last.spent.said
    assert (course.last.incomplete, course.last.wrong) == ((), ())
