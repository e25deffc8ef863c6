"""When a stored article is asked for again, for edits and deletions: pure functions.

Portals correct what they published within hours and days, and take it away within weeks. So an
article is asked for 1, 3, 7, 30 and 90 days after it was first seen. One that was already older
than that when it was found, as most are that a first crawl finds, skips those that its age has
passed, but for the last.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

DAYS = (1, 3, 7, 30, 90)
#: A nightly run may come to an article earlier than the night before.
_EARLIER = timedelta(hours=12)


def next_check(first_seen: datetime, seen: datetime, published_at: str | None) -> datetime | None:
    """When to ask again for an article that was asked for at ``seen``; None where never.

    Moments are aware. ``published_at`` is ISO 8601 cut at its precision, None where it is not
    known.
    """
    age = _age(first_seen, published_at)
    for days in DAYS:
        due = first_seen + timedelta(days=days) - _EARLIER
        if due > seen and (days > age or days == DAYS[-1]):
            return due
    return None


def _age(first_seen: datetime, published_at: str | None) -> int:
    """Whole days between publication and the first sight; 0 where they cannot be told."""
    try:
        published = date.fromisoformat(f"{published_at}-01"[:10] if published_at else "")
    except ValueError:
        return 0
    return max(0, (first_seen.astimezone(UTC).date() - published).days)
