from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from portalcrawl.retention import Policy, kept, of_last_days

COUNTS = ("keep_daily", "keep_weekly", "keep_monthly", "keep_yearly")
START = datetime(2024, 1, 1, 18, 15, tzinfo=UTC)

#: Some in one day, some years apart.
times = st.lists(
    st.integers(0, 4 * 365 * 24).map(lambda hours: START + timedelta(hours=hours)), max_size=60
)
some_times = times.filter(bool)
policies = st.fixed_dictionaries({name: st.integers(0, 6) for name in COUNTS}).map(
    lambda counts: Policy(**counts)
)


def nights(count: int, start: datetime = START) -> list[datetime]:
    return [start + timedelta(days=day) for day in range(count)]


def dates(times: Iterable[datetime]) -> list[str]:
    return sorted(f"{time:%Y-%m-%d}" for time in times)


def test_the_newest_of_each_day_week_month_and_year_stays() -> None:
    policy = Policy(keep_daily=3, keep_weekly=2, keep_monthly=3, keep_yearly=2)
    found = kept(nights(500), policy)
    assert dates(found) == [
        "2024-12-31",  # year
        "2025-03-31",  # month
        "2025-04-30",  # month
        "2025-05-11",  # week: a Sunday
        "2025-05-12",
        "2025-05-13",
        "2025-05-14",
    ]


def test_of_several_in_one_day_the_last_stays() -> None:
    day = [START + timedelta(minutes=minutes) for minutes in range(5)]
    assert kept(day, Policy()) == {day[-1]}


def test_days_without_one_do_not_count() -> None:
    rare = [START + timedelta(days=100 * place) for place in range(5)]
    policy = Policy(keep_daily=4, keep_weekly=0, keep_monthly=0, keep_yearly=0)
    assert kept(rare, policy) == set(rare[1:])


def test_the_week_of_the_turn_of_the_year_is_one_week() -> None:
    monday = datetime(2024, 12, 30, 18, tzinfo=UTC)
    policy = Policy(keep_daily=0, keep_weekly=5, keep_monthly=0, keep_yearly=0)
    assert kept(nights(7, monday), policy) == {monday + timedelta(days=6)}


def test_nothing_stays_of_nothing() -> None:
    assert kept([], Policy()) == frozenset()


def test_the_defaults_are_those_of_the_configuration() -> None:
    assert {field.name: field.default for field in fields(Policy)} == {
        "keep_daily": 14,
        "keep_weekly": 8,
        "keep_monthly": 120,
        "keep_yearly": 100,
        "reports_days": 730,
        "logs_days": 30,
    }


@given(some_times, policies)
def test_the_newest_always_stays(times: list[datetime], policy: Policy) -> None:
    assert max(times) in kept(times, policy)


@given(times, policies)
def test_only_what_is_there_stays_and_in_any_order_the_same(
    times: list[datetime], policy: Policy
) -> None:
    assert kept(times, policy) <= set(times)
    assert kept(reversed(times), policy) == kept(times, policy)


@given(times, policies)
def test_pruning_again_deletes_nothing_more(times: list[datetime], policy: Policy) -> None:
    once = kept(times, policy)
    assert kept(once, policy) == once


@given(times, policies, st.sampled_from(COUNTS))
def test_keeping_more_never_deletes_more(times: list[datetime], policy: Policy, name: str) -> None:
    more = replace(policy, **{name: getattr(policy, name) + 1})
    assert kept(times, policy) <= kept(times, more)


@given(some_times, policies, st.integers(1, 10_000))
def test_a_newer_one_never_brings_a_deleted_one_back(
    times: list[datetime], policy: Policy, hours: int
) -> None:
    newer = max(times) + timedelta(hours=hours)
    assert kept([*times, newer], policy) - {newer} <= kept(times, policy)


@given(times, policies)
def test_pruning_every_night_leaves_what_pruning_once_does(
    times: list[datetime], policy: Policy
) -> None:
    left: frozenset[datetime] = frozenset()
    for time in sorted(times):
        left = kept({*left, time}, policy)
    assert left == kept(times, policy)


@given(times, policies)
def test_no_more_stay_than_are_asked_for(times: list[datetime], policy: Policy) -> None:
    most = sum(getattr(policy, name) for name in COUNTS)
    assert len(kept(times, policy)) <= max(1, most)


@given(times, st.integers(1, 60))
def test_all_of_the_last_days_that_have_one_stay(times: list[datetime], days: int) -> None:
    found = of_last_days(times, days)
    there = sorted({time.date() for time in times})
    assert found == {time for time in times if time.date() in there[-days:]}


def test_a_time_years_ahead_takes_the_place_of_one_day() -> None:
    every = nights(40)
    assert of_last_days([*every, START.replace(year=2099)], 30) > set(every[-29:])
