"""When a portal that does not answer is gone."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from portalcrawl.health.observed import PortalNight
from portalcrawl.health.sign import Sign
from portalcrawl.health.signs import ABSENT, ELSEWHERE

DAYS = 14
"""After which a portal is gone: longer than the offices are closed at Tết, when nobody would mend
a name server, and short enough that its last pages may still be found elsewhere."""
_NIGHTS = 4
"""That must have shown it."""

_SAID = {
    "dns": "its name has not resolved",
    "absent": "every listing has answered 404 or 410",
    "elsewhere": "every listing has led to another host",
}


@dataclass(slots=True)
class Absence:
    """Nights in a row in which a portal was not there, in one and the same way."""

    since: date | None = None
    way: str | None = None
    nights: int = 0

    def night(self, night: PortalNight, sign: Sign | None) -> None:
        """A night with the sign that no listing was read, or without."""
        way = None if sign is None or night.read else _way(sign.cause)
        if way is None:
            self.since, self.way, self.nights = None, None, 0
        elif way == self.way:
            self.nights += 1
        else:
            self.since, self.way, self.nights = night.day, way, 1

    def judged(self, sign: Sign, day: date) -> Sign:
        """The sign, which says that the portal is gone where it has lasted for so long."""
        if self.since is None or self.way is None or self.nights < _NIGHTS:
            return sign
        days = (day - self.since).days
        if days < DAYS:
            return sign
        said = f"For {days} days {_SAID[self.way]}, in {self.nights} nights, since {self.since}"
        return replace(sign, state="gone", evidence=(said, *sign.evidence))


def _way(cause: str) -> str | None:
    if cause in ABSENT:
        return "absent"
    if cause in ELSEWHERE:
        return "elsewhere"
    return "dns" if cause == "dns" else None
