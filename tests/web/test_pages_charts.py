"""What stands where in the pictures."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from portalcrawl.provinces import provinces
from portalcrawl.web import charts
from portalcrawl.web.formats import Formats
from portalcrawl.web.views import YearCount
from tests.web import made


def test_every_unit_of_today_has_a_place_of_its_own() -> None:
    assert charts.PLACES.keys() == {unit.slug for unit in provinces() if unit.lives_on}
    assert len(set(charts.PLACES.values())) == 34


def test_tiles_are_read_from_north_to_south() -> None:
    rows = [tile.row for tile in charts.tiles(made.TODAY)]
    assert rows == sorted(rows)
    assert len(rows) == 34


@given(st.integers(1, 10**7), st.integers(1, 10**7))
def test_more_is_never_lighter(one: int, other: int) -> None:
    less, more = sorted((one, other))
    assert 1 <= charts.shade(less, more) <= charts.shade(more, more) == 5


def test_nothing_has_no_shade() -> None:
    assert charts.shade(0, 10) == 0


@given(st.lists(st.integers(0, 10**6), min_size=1, max_size=40))
def test_columns_stand_on_the_floor_and_stay_in_the_chart(values: list[int]) -> None:
    chart = charts.years(
        [YearCount(year=1990 + at, articles=value) for at, value in enumerate(values)]
    )
    for drawn in chart.columns:
        assert 0 <= drawn.column.y <= charts.FLOOR
        assert drawn.column.y + drawn.column.height == charts.FLOOR
        assert (drawn.column.height > 0) == (drawn.count.articles > 0)


def test_the_latest_year_and_the_undated_are_labelled() -> None:
    *years, undated = charts.years(made.YEARS).columns
    assert years[-1].label_at is not None
    assert undated.label_at is not None


def test_labels_of_years_are_few_enough_to_be_read() -> None:
    labels = [each for each in charts.years(made.YEARS).columns if each.label_at is not None]
    assert len(labels) <= 12


def test_a_strip_ends_with_the_last_night() -> None:
    strip = charts.strip(("ok", "blocked"))
    assert strip.failed == "M118 1v13"
    assert strip.told == (("blocked", 1), ("ok", 1))


def test_a_portal_without_nights_says_nothing() -> None:
    assert charts.strip((None,) * 30).told == ()


def test_a_date_is_as_precise_as_it_is_known() -> None:
    shown = Formats("vi").published
    assert [shown("2024-12"), shown("2024-07-01"), shown("2023-12-28T21:10+07:00")] == [
        "12/2024",
        "01/07/2024",
        "28/12/2023 21:10",
    ]


def test_a_moment_is_in_the_time_of_viet_nam() -> None:
    assert Formats("vi").moment("2026-11-22T18:53:15Z") == "23/11/2026 01:53"
    assert Formats("en").moment("2026-11-22T18:53:15Z") == "2026-11-23 01:53"


def test_sizes_have_the_decimal_sign_of_the_language() -> None:
    assert Formats("vi").size(1_500_000) == "1,5 MB"
    assert Formats("en").size(1_500_000) == "1.5 MB"
