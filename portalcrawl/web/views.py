"""What each page shows, as data: the templates print it, the JSON API hands it out as it is.

Moments are text in UTC (``2026-11-22T05:53:15Z``), dates as in the CSV; slugs and hosts are keys.
None is unknown. No view knows a language: names of provinces come in Vietnamese and English.
"""

from __future__ import annotations

from dataclasses import dataclass

from db.records import Record, VersionLine
from db.search.results import Found, Hit
from portalcrawl.differences import Row
from portalcrawl.web.faults import Told


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """A unit of the first level: one of the 63 as it was, or one of the 34 as it is."""

    slug: str
    name_vi: str
    name_en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class YearCount:
    """Articles of one year of publication; year None: without a date."""

    year: int | None
    articles: int


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitCount:
    """Articles of the portals of a unit."""

    unit: Unit
    articles: int
    portals: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Home:
    """What is in the archive."""

    articles: int
    revisions: int
    edited: int
    """Articles with more than one revision that the portal made."""
    gone: int
    """Articles that the portal has taken down."""
    portals: int
    """With at least one article."""
    first_seen: str | None
    last_seen: str | None
    years: tuple[YearCount, ...]
    """Every year from the first to the last, in order; the undated last, if there are any."""
    provinces: tuple[UnitCount, ...]
    """The 34 units of today, the fullest first; also those with nothing."""
    newest: tuple[Hit, ...]
    """The latest published; snippets are beginnings."""
    recent_changes: tuple[tuple[str, VersionLine], ...]
    """The latest revisions that portals made of articles: article_id and revision."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """A page of what was found; ``found`` is None where nothing was asked, or asked wrongly."""

    text: str
    found: Found | None
    fault: Told | None
    """What is wrong with the query, in one line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """An article in one of its versions."""

    record: Record
    paragraphs: tuple[str, ...]
    """Of the text, lead first."""
    has_warc: bool
    """Whether the record of the capture can be downloaded from this site."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldChange:
    """A field besides the text that differs between two versions: its column name, and both."""

    field: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """Two versions of an article side by side; ``before.number`` is below ``after.number``."""

    article_id: str
    portal: str
    canonical_url: str
    before: VersionLine
    after: VersionLine
    versions: tuple[VersionLine, ...]
    """All of them, to choose others from."""
    fields: tuple[FieldChange, ...]
    title: Row
    rows: tuple[Row, ...]
    """The paragraphs; long runs that are the same are all here, a page may fold them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PortalLine:
    """A portal, what is there of it, and how it is by the last night that asked it."""

    host: str
    unit: Unit | None
    """The unit that ran it, as it was before the merger."""
    role: str | None
    engine: str | None
    since: str | None
    until: str | None
    articles: int
    revisions: int
    first_seen: str | None
    last_seen: str | None
    state: str | None
    """As the last night judged it (portalcrawl.health.state); None where no night did."""
    cause: str | None
    evidence: tuple[str, ...]
    needs_person: bool
    judged: str | None
    """ISO date of that night."""
    nights: tuple[str | None, ...]
    """Its state in each of the last nights, at most 30, the oldest first; None: it had none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Province:
    """A unit of today, or a former one, with the portals of its territory."""

    unit: Unit
    """With the name of today where it lives on, else the former one."""
    lives_on: bool
    now: Unit
    """The unit that holds the territory today; ``unit`` itself where it lives on."""
    members: tuple[UnitCount, ...]
    """The former units that it was made of, itself among them; of a former unit only itself."""
    articles: int
    years: tuple[YearCount, ...]
    portals: tuple[PortalLine, ...]
    newest: tuple[Hit, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """How the portals are."""

    night: str | None
    """Name of the last night (its UTC start, 20261122T170000Z); None where there was none."""
    day: str | None
    states: tuple[tuple[str, int], ...]
    """Portals by state, the worst first; only those that occur."""
    portals: tuple[PortalLine, ...]
    """Those that need a person first, then by state, then by host."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SnapshotFile:
    """One file of a snapshot."""

    name: str
    bytes: int
    sha256: str
    rows: int | None
    """Below the header; None for what has no rows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SnapshotLine:
    """A snapshot that can be downloaded."""

    name: str
    """Its folder: 20261122T053015Z."""
    taken_at: str
    is_latest: bool
    articles: int | None
    files: tuple[SnapshotFile, ...]
    citation: str | None
    """How to cite it, where the snapshot says so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Downloads:
    """The snapshots, the latest first."""

    snapshots: tuple[SnapshotLine, ...]
