"""Which snapshots, reports and logs are kept. Pure: no I/O, no clock.

Days, weeks (from Monday), months and years are those of UTC, in which snapshots are named.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

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
    """Days after which a report goes."""
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


def _last_of_each(newest_first: Iterable[datetime], period: _Period) -> list[datetime]:
    last: dict[Hashable, datetime] = {}
    for time in newest_first:
        last.setdefault(period(time.astimezone(UTC)), time)
    return list(last.values())


def _day(time: datetime) -> Hashable:
    return time.date()


def _week(time: datetime) -> Hashable:
    return time.isocalendar()[:2]


def _month(time: datetime) -> Hashable:
    return time.year, time.month


def _year(time: datetime) -> Hashable:
    return time.year
