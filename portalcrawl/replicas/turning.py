"""What turns at every request: view counters, visitor counters and clocks.

A page is rendered once, with marks where these stand; each answer fills the marks anew. So the
validators of a page are taken from what an editor would call its content, and a counter never
changes an ETag.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from portalcrawl.replicas.dates import weekday

_MARK = re.compile("\ue000([a-z]+):(\\d*)\ue001")
_OFFICE_CLOCK = datetime(2020, 5, 14, 10, 13, 21)  # noqa: DTZ001
_STALE_CLOCK = datetime(2021, 5, 17, 7, 58, 3)  # noqa: DTZ001


def turning(kind: str, start: int = 0) -> str:
    """A mark for a thing that turns; counters begin at ``start``.

    Kinds: ``views``, ``total``, ``online``, ``nonce``, ``clock``, ``officeclock``, ``staleclock``.
    """
    return f"\ue000{kind}:{start}\ue001"


def turned(text: str, visit: int, now: datetime) -> str:
    """The text with every mark filled in: ``visit`` counts the requests, ``now`` is local time."""

    def fill(mark: re.Match[str]) -> str:
        return _filled(mark[1], int(mark[2] or 0), visit, now)

    return _MARK.sub(fill, text)


def _filled(kind: str, start: int, visit: int, now: datetime) -> str:
    if kind == "views":
        return str(start + visit)
    if kind == "total":
        return f"{start + visit:,}".replace(",", ".")
    if kind == "online":
        return str(start + visit % 7)
    if kind == "nonce":
        return f"{(start + visit) * 2654435761 % 2**32:08x}"
    return _clock(kind, visit, now)


def _clock(kind: str, visit: int, now: datetime) -> str:
    if kind == "officeclock":
        then = _OFFICE_CLOCK + timedelta(seconds=visit % 3600)
        return f"Thứ 5 Ngày {then.day}/{then.month}/{then.year}, {then:%H:%M:%S} AM"
    if kind == "staleclock":
        then = _STALE_CLOCK + timedelta(seconds=visit % 3600)
        return f"{weekday(then)}, Ngày {then:%d/%m/%Y} - {then:%H:%M:%S}"
    return f"{weekday(now)}, {now:%d/%m/%Y %H:%M:%S}.{visit % 100:02d}"
