"""Figures and moments as people read them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portalcrawl.reports import wording
from tests.reports.drawn import MOMENTS


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (0, "0 bytes"),
        (999, "999 bytes"),
        (1000, "1.0 kB"),
        (9_949, "9.9 kB"),
        (9_950, "10 kB"),
        (999_600, "1.0 MB"),
        (412_300_000_000, "412 GB"),
        (2_000_000_000_000, "2.0 TB"),
        (10**19, "10,000 PB"),
    ],
)
def test_sizes_are_readable(value: int, said: str) -> None:
    assert wording.size(value) == said


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (-5, "0 s"),
        (12, "12 s"),
        (59.6, "1 min"),
        (3569, "59 min"),
        (3600, "1 h"),
        (15_900, "4 h 25 min"),
        (47 * 3600, "47 h"),
        (3 * 86_400, "3 days"),
    ],
)
def test_durations_are_readable(seconds: float, said: str) -> None:
    assert wording.duration(timedelta(seconds=seconds)) == said


def test_numbers_have_a_thousands_separator_and_nouns_their_number() -> None:
    assert wording.number(1283551) == "1,283,551"
    assert wording.counted(1, "portal") == "1 portal"
    assert wording.counted(1200, "portal") == "1,200 portals"


def test_moments_are_local_to_viet_nam_whatever_the_zone_of_the_machine() -> None:
    assert wording.moment(datetime(2026, 11, 22, 18, 15, tzinfo=UTC)) == "Mon 23 Nov 2026, 01:15"


def test_a_span_of_one_day_is_that_day() -> None:
    first, last = date(2026, 11, 21), date(2026, 11, 23)
    assert wording.span(first, first) == "21 Nov"
    assert wording.span(first, last) == "21 Nov to 23 Nov"


@given(moment=MOMENTS, days=st.integers(0, 400))
def test_nothing_is_worded_over_two_lines(moment: datetime, days: int) -> None:
    for said in (wording.moment(moment), wording.duration(timedelta(days=days))):
        assert said.splitlines() == [said]
