"""When a stored article is asked for again, for edits and deletions: a pure function.

Portals correct what they published within hours and days, and take it away within weeks. So an
article is asked for 1, 3, 7, 30 and 90 days after it was first seen. A first crawl finds thousands
at a time: how many a run asks for again is limited (MAX_RECHECKS), and what was found last goes
first, so that the news does not wait for the backlog.
"""

from __future__ import annotations

from datetime import datetime, timedelta

DAYS = (1, 3, 7, 30, 90)
#: A nightly run may come to an article earlier than the night before.
_EARLIER = timedelta(hours=12)


def next_check(first_seen: datetime, seen: datetime) -> datetime | None:
    """When to ask again for an article that was asked for at ``seen``; None behind the last time.

    A time that was missed is made up for once. Both moments are aware.
    """
    dues = (first_seen + timedelta(days=days) - _EARLIER for days in DAYS)
    return next((due for due in dues if due > seen), None)
