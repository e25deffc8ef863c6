"""What a run counted of one portal: the one thing that health is judged by."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from typing import Any

_GROUPS = {
    "failed": "failed",
    "refused": "refused",
    "method": "methods",
    "without": "without",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class PortalNight:
    """One portal in one run. All numbers are counts; what was not counted is 0."""

    host: str
    """Of the portal."""
    day: date
    """The local day (Viet Nam) of the evening on which the night began."""
    outcome: str = "finished"
    """How the spider's run ended: ``finished``, ``interrupted``, or why it failed."""
    listings: int = 0
    """Listings, feeds and sitemaps that answered."""
    unmodified: int = 0
    """Of these, with 304: nothing was looked for in them."""
    starts_failed: int = 0
    """First pages of listings that could not be read."""
    starts_empty: int = 0
    """First pages of listings that answered and name no article."""
    found: int = 0
    """Articles that listings name."""
    known: int = 0
    """Of these, in the archive already, or refused for good."""
    requested: int = 0
    """Articles that were asked for because they are new."""
    requests: int = 0
    """Requests of every kind that were due to go to the host; the last may not have been sent."""
    stored: int = 0
    """Articles that are new in the archive."""
    revised: int = 0
    """Articles that the portal has edited since."""
    unchanged: int = 0
    """Articles that were asked for again and are as before."""
    rechecked: int = 0
    """Stored articles that were asked for again."""
    missing: int = 0
    """Stored articles that the portal denied for the first time."""
    gone: int = 0
    """Stored articles that it denied for good."""
    busy: int = 0
    """1 where it was left out, because another process was crawling it."""
    failed: Mapping[str, int] = field(default_factory=dict)
    """Requests without an answer, by class (``portalcrawl.fetch.failures``)."""
    refused: Mapping[str, int] = field(default_factory=dict)
    """Pages that are no article, by kind."""
    methods: Mapping[str, int] = field(default_factory=dict)
    """Articles by the way they were read: ``profile:<engine>``, ``generic`` ..."""
    without: Mapping[str, int] = field(default_factory=dict)
    """Articles that lack a field, by field."""

    @property
    def read(self) -> int:
        """Articles that were read, whether they were new or not."""
        return sum(self.methods.values())

    @property
    def generic(self) -> int:
        """Of these, by the generic rules: the profile found nothing."""
        return sum(count for name, count in self.methods.items() if name.startswith("generic"))

    @property
    def failures(self) -> int:
        """Requests that failed, of every class."""
        return sum(self.failed.values())


#: What is counted, as the fields of a PortalNight are named.
COUNTS = tuple(
    each.name for each in fields(PortalNight) if each.name not in ("host", "day", "outcome")
)
_NUMBERS = frozenset(COUNTS) - set(_GROUPS.values())


def portal_nights(
    stats: Mapping[str, Any], day: date, outcome: str = "finished"
) -> tuple[PortalNight, ...]:
    """The portals of a run, in the order of its stats (``portal/<host>/<name>[/<class>]``)."""
    counted: dict[str, dict[str, Any]] = {}
    for host, name, kind, value in of_portals(stats):
        of_host = counted.setdefault(host, {})
        if kind is None and name in _NUMBERS:
            of_host[name] = int(value)
        elif kind is not None and name in _GROUPS:
            of_host.setdefault(_GROUPS[name], {})[kind] = int(value)
    return tuple(
        PortalNight(host=host, day=day, outcome=outcome, **counts)
        for host, counts in counted.items()
    )


def of_portals(stats: Mapping[str, Any]) -> Iterator[tuple[str, str, str | None, Any]]:
    """Of each stat of a portal its host, name, class (None without one) and value, in order."""
    for key, value in stats.items():
        parts = key.split("/", 3)
        if parts[0] == "portal" and len(parts) > 2:
            yield parts[1], parts[2], parts[3] if len(parts) == 4 else None, value
