"""Which snapshots, reports and logs are kept. Pure: no I/O, no clock.

Days, weeks (from Monday), months and years are those of UTC, in which snapshots are named.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime

_Period = Callable[[datetime], Hashable]


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """How much is kept. A snapshot goes only if none of the four wants it."""

    keep_daily: int = 14
    """Days that have a snapshot, the last ones, of which the newest stays."""
    keep_weekly: int = 8
    keep_monthly: int = 120
    keep_yearly: int = 100
    reports_days: int = 730
    """Days that have a report, the last ones, of which all reports stay."""
    logs_days: int = 30


def kept(times: Iterable[datetime], policy: Policy) -> frozenset[datetime]:
    """Of the times of snapshots (aware), those that stay: the newest of all is always one.

    Pruning every night leaves what pruning once at the end would leave.
    """
    newest_first = sorted(times, reverse=True)
    stays = set(newest_first[:1])
    for count, period in (
        (policy.keep_daily, _day),
        (policy.keep_weekly, _week),
        (policy.keep_monthly, _month),
        (policy.keep_yearly, _year),
    ):
        stays.update(_last_of_each(newest_first, period)[:count])
    return frozenset(stays)


def of_last_days(times: Iterable[datetime], days: int) -> frozenset[datetime]:
    """Of times (aware), those in the last so many days that have one.

    Counted by days that are there: a clock that was years ahead for a night takes the place of one.
    """
    everything = frozenset(times)
    last = frozenset(sorted({_day(time) for time in everything}, reverse=True)[:days])
    return frozenset(time for time in everything if _day(time) in last)


def _last_of_each(newest_first: Iterable[datetime], period: _Period) -> list[datetime]:
    last: dict[Hashable, datetime] = {}
    for time in newest_first:
        last.setdefault(period(time.astimezone(UTC)), time)
    return list(last.values())


def _day(time: datetime) -> date:
    return time.astimezone(UTC).date()


def _week(time: datetime) -> Hashable:
    return time.isocalendar()[:2]


def _month(time: datetime) -> Hashable:
    return time.year, time.month


def _year(time: datetime) -> Hashable:
    return time.year
