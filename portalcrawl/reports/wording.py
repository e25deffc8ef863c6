"""Figures, moments and days as people read them. Moments are in the local time of Viet Nam."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from portalcrawl.items import VIETNAM

ZONE = "Viet Nam time, UTC+7"
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_SIZES = ("bytes", "kB", "MB", "GB", "TB", "PB")


def number(value: float) -> str:
    """With a comma between thousands: ``12,345``; half an article is ``0.5``."""
    return f"{value:,.1f}" if value % 1 else f"{value:,.0f}"


def counted(value: int, noun: str) -> str:
    """``1 portal``, ``3 portals``."""
    return f"{number(value)} {noun}" if value == 1 else f"{number(value)} {noun}s"


def size(value: int) -> str:
    """Bytes, in powers of a thousand: ``412 GB``, ``1.5 TB``."""
    amount, at = float(value), 0
    while amount >= 999.5 and at < len(_SIZES) - 1:
        amount, at = amount / 1000, at + 1
    return (
        f"{amount:.1f} {_SIZES[at]}" if 0 < amount < 9.95 and at else f"{amount:,.0f} {_SIZES[at]}"
    )


def duration(value: timedelta) -> str:
    """In the two largest units at most: ``4 h 25 min``, ``3 days``, ``12 s``."""
    seconds = max(0, round(value.total_seconds()))
    if seconds < 60:
        return f"{seconds} s"
    minutes = round(seconds / 60)
    if minutes < 60:
        return f"{minutes} min"
    if minutes < 48 * 60:
        hours, left = divmod(minutes, 60)
        return f"{hours} h {left} min" if left else f"{hours} h"
    return f"{round(minutes / 60 / 24)} days"


def moment(value: datetime) -> str:
    """``Mon 23 Nov 2026, 01:15``."""
    local = value.astimezone(VIETNAM)
    return f"{_DAYS[local.weekday()]} {day(local.date())}, {clock(value)}"


def clock(value: datetime) -> str:
    """``01:15``."""
    return f"{value.astimezone(VIETNAM):%H:%M}"


def day(value: date) -> str:
    """``23 Nov 2026``."""
    return f"{short_day(value)} {value.year:04}"


def short_day(value: date) -> str:
    """``23 Nov``."""
    return f"{value.day} {_MONTHS[value.month - 1]}"


def span(first: date, last: date) -> str:
    """``23 Nov``, or ``21 Nov to 23 Nov``."""
    return short_day(first) if first == last else f"{short_day(first)} to {short_day(last)}"
