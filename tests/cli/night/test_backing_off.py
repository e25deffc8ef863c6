"""How often a portal is asked that fails night after night."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portalcrawl.cli.night.backing_off import LONGEST, asked_again_on, failing_since
from portalcrawl.health.state import State

FIRST = date(2026, 11, 1)
STATES: list[State | None] = ["ok", "silent", "unreachable", "blocked", "gone", "degraded", None]


def nights(*states: State | None) -> list[tuple[date, State | None]]:
    return [(FIRST + timedelta(days=at), state) for at, state in enumerate(states)]


@pytest.mark.parametrize("states", [(), ("ok",), ("unreachable",), ("unreachable", "blocked")])
def test_a_portal_that_has_failed_for_less_than_three_nights_is_asked_every_night(
    states: tuple[State, ...],
) -> None:
    assert asked_again_on(nights(*states)) is None


def test_the_longer_it_fails_the_less_often_it_is_asked_but_once_a_week_for_ever() -> None:
    asked = [FIRST, FIRST + timedelta(days=1), FIRST + timedelta(days=2)]
    for _ in range(8):
        again = asked_again_on([(day, "unreachable") for day in asked])
        assert again is not None
        asked.append(again)
    waits = [(after - before).days for before, after in pairwise(asked[2:])]
    assert waits == [1, 2, 4, 7, 7, 7, 7, 7]


def test_one_good_night_ends_it() -> None:
    assert asked_again_on(nights("gone", "gone", "gone", "gone", "ok")) is None


def test_a_portal_whose_layout_changed_is_asked_every_night_since_it_answers() -> None:
    assert asked_again_on([(day, "layout changed") for day, _ in nights(*[None] * 9)]) is None


def test_a_night_in_which_it_was_not_judged_neither_ends_nor_lengthens_it() -> None:
    assert failing_since(nights("unreachable", None, "blocked")) == (
        FIRST,
        FIRST + timedelta(days=2),
        2,
    )


def test_two_runs_on_one_day_are_one_night() -> None:
    twice = [(FIRST, "unreachable"), (FIRST, "unreachable"), (FIRST, "unreachable")]
    assert asked_again_on(twice) is None  # type: ignore[arg-type]


@given(st.lists(st.sampled_from(STATES), max_size=40))
def test_no_portal_waits_longer_than_a_week(states: list[State | None]) -> None:
    again = asked_again_on(nights(*states))
    if again is not None:
        last = max(day for day, state in nights(*states) if state is not None)
        assert last < again <= last + timedelta(days=LONGEST)
