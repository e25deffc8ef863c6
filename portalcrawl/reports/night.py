"""What is reported of a night. Every form of the report is made from this and nothing else."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

from portalcrawl.health.observed import PortalNight
from portalcrawl.health.state import Health, State

Outcome = Literal["complete", "out of time", "stopped"]
"""``out of time``: the stop budget was over; ``stopped``: by a signal."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Night:
    """One night of one portal, for a chart."""

    day: date
    """On whose evening it began, in Viet Nam."""
    found: int
    """Articles that its listings named."""
    stored: int
    """Articles stored for the first time."""
    state: State | None
    """None where it was not crawled or not judged."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PortalReport:
    """One portal in the report."""

    host: str
    """With its port, where that is not the usual one."""
    spider: str
    """That crawls it."""
    province: str | None
    """The name of the province in Vietnamese; None for a spider that is no province's."""
    health: Health | None
    """None where it was not crawled tonight, or nothing can be said of it."""
    last: Health | None = None
    """How it was judged when it was last crawled, where it waits tonight because it fails: an alarm
    does not end because nobody asks."""
    counts: PortalNight | None
    """What was counted tonight; None where it was not crawled."""
    before: State | None = None
    """Its state when it was last crawled before."""
    scheme: Literal["http", "https"] = "https"
    """Of its addresses."""
    left_out: str | None = None
    """Why it was not crawled: ``failing since 2026-11-01, asked again on 2026-11-25``,
    ``another process is crawling it``, ``not started: the night was over`` ..."""
    nights: tuple[Night, ...] = ()
    """The last 60 nights or fewer, one a day, oldest first, tonight the last."""

    @property
    def needs_person(self) -> bool:
        """Whether a person should look at it."""
        return self.standing is not None and self.standing.needs_person

    @property
    def standing(self) -> Health | None:
        """How it stands: as judged tonight, else as it was left."""
        return self.health or self.last

    @property
    def home(self) -> str:
        """The address of its home page."""
        return f"{self.scheme}://{self.host}/"


@dataclass(frozen=True, slots=True, kw_only=True)
class FailedSpider:
    """A spider that did not end as it should."""

    spider: str
    """Its name."""
    outcome: str
    """Why, in one line."""
    log: str
    """Its log file, relative to the archive."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SnapshotReport:
    """The snapshot that was written."""

    path: str
    """Relative to the archive."""
    articles: int
    """That it holds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Total:
    """All portals together in one night, for a chart."""

    day: date
    """On whose evening it began, in Viet Nam."""
    found: int
    """Articles that listings named."""
    stored: int
    """Articles stored for the first time."""
    revised: int
    """Articles stored with another wording."""
    failed: int
    """Portals in a state of ``portalcrawl.health.state.FAILED``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NightReport:
    """A night: what was crawled, what came of it, what needs a person."""

    night: str
    """Its name, by the UTC time of its start: ``20261122T181500Z``."""
    version: str
    """Of portalcrawl."""
    archive: str
    """The folder."""
    started: datetime
    """When it began. Aware, as are all moments here."""
    finished: datetime
    """When everything but the report was done."""
    until: datetime | None = None
    """The stop budget, where there was one."""
    outcome: Outcome = "complete"
    """``complete``, ``out of time`` (the stop budget was over) or ``stopped`` (by a signal)."""
    exit_status: int = 0
    """0; 1: some portals or spiders failed; 2: nothing usable."""
    portals: tuple[PortalReport, ...] = ()
    """All that are enabled, by host."""
    failed_spiders: tuple[FailedSpider, ...] = ()
    """Those that did not end as they should."""
    faults: tuple[str, ...] = ()
    """Sentences: what of the night itself failed (the archive, the snapshot, the hook ...)."""
    notes: tuple[str, ...] = ()
    """Sentences: what else the operator should know (contact not set, disk nearly full ...)."""
    snapshot: SnapshotReport | None = None
    """The one that was written."""
    no_snapshot: str | None = None
    """Why none was written, in one line."""
    disk_free: int = 0
    """Bytes, where the archive is."""
    disk_total: int = 0
    """Bytes, free or not."""
    nights: tuple[Total, ...] = field(default=())
    """The last 60 nights or fewer, one a day, oldest first, tonight the last."""
    articles: int = 0
    """In the archive, all portals together."""
