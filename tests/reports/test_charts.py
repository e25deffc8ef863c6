"""Where things stand in the charts."""

from __future__ import annotations

import re
from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from portalcrawl.reports import charts
from portalcrawl.reports.night import Night

LAST = date(2026, 11, 22)
VALUES = st.lists(st.integers(0, 10**6), min_size=1, max_size=charts.NIGHTS)


def night(back: int, stored: int = 1) -> Night:
    return Night(day=LAST - timedelta(days=back), found=1, stored=stored, state="ok")


def test_each_night_stands_on_its_day_and_a_missing_one_leaves_a_gap() -> None:
    slots = charts.by_slot([night(2), night(0)], LAST)
    assert [slot is not None for slot in slots[-4:]] == [False, True, False, True]
    assert len(slots) == charts.NIGHTS


@given(back=st.lists(st.integers(-5, 100)))
def test_what_is_older_than_the_chart_or_later_is_left_out(back: list[int]) -> None:
    slots = charts.by_slot([night(each) for each in back], LAST)
    assert {(LAST - slot.day).days for slot in slots if slot} == {
        each for each in back if 0 <= each < charts.NIGHTS
    }


def test_of_two_nights_on_a_day_the_later_counts() -> None:
    last = charts.by_slot([night(0, stored=1), night(0, stored=2)], LAST)[-1]
    assert last is not None
    assert last.stored == 2


@given(values=VALUES)
def test_the_ceiling_is_a_value_that_is_there_and_presses_nine_of_ten_not_flat(
    values: list[int],
) -> None:
    top = charts.ceiling(values)
    assert top == 1 or top in values
    assert sum(value > top for value in values) <= len(values) / 2


def test_a_first_crawl_does_not_press_the_other_nights_flat() -> None:
    assert charts.ceiling([9_000, *[5, 6, 7] * 10]) == 7
    assert charts.ceiling([9_000, 5]) == 9_000
    assert charts.ceiling([]) == 1


@given(values=VALUES, full=st.integers(1, 200))
def test_no_bar_is_higher_than_the_chart_and_none_that_is_something_is_invisible(
    values: list[int], full: int
) -> None:
    for value, height in zip(
        values, charts.heights(values, charts.ceiling(values), full), strict=True
    ):
        assert 0 <= height <= full
        assert (height > 0) == (value > 0)


def test_bars_stand_on_the_floor() -> None:
    assert charts.bars([3, 0, 5], step=4, bottom=20) == "M2 20v-3M10 20v-5"


def test_a_line_in_steps_breaks_where_there_was_no_night() -> None:
    assert charts.steps([2, 2, 5, None, 0], step=4, bottom=20) == "M0 18h4h4V15h4M16 20h4"


def test_marks_stand_below_their_nights() -> None:
    assert charts.marks([0, 59], step=4, y=30, height=6) == "M2 30v6M238 30v6"


@given(heights=st.lists(st.none() | st.integers(0, 15), max_size=60))
def test_paths_are_numbers_and_commands_and_nothing_else(heights: list[int | None]) -> None:
    path = charts.steps(heights, step=4, bottom=16)
    path += charts.bars([height or 0 for height in heights], step=4, bottom=34)
    assert re.fullmatch(r"(M\d+ \d+|[hvV]-?\d+)*", path)


@given(top=st.integers(1, 10**9))
def test_an_axis_has_two_to_five_round_numbers(top: int) -> None:
    ticks = charts.ticks(top)
    assert 2 <= len(ticks) <= 5
    assert ticks[0] == 0
    assert ticks[-1] <= top


@given(values=VALUES)
def test_columns_stand_side_by_side_within_the_chart(values: list[int]) -> None:
    columns = charts.columns(values, charts.ceiling(values), floor=168, full=150)
    for left, right in pairwise(columns):
        assert left.x + left.width < right.x
    assert columns[-1].x + columns[-1].width <= 100
    assert all(column.y + column.height == 168 for column in columns)
