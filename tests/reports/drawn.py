"""Any report of a night, as hypothesis draws it."""

from __future__ import annotations

from datetime import UTC, date, datetime

from hypothesis import strategies as st

from portalcrawl.health.observed import PortalNight
from portalcrawl.health.state import Health
from portalcrawl.items import VIETNAM
from portalcrawl.reports.needs import STATES
from portalcrawl.reports.night import (
    FailedSpider,
    Night,
    NightReport,
    PortalReport,
    SnapshotReport,
    Total,
)

COUNTS = st.integers(0, 2**53)
TEXTS = st.text(max_size=12) | st.sampled_from(
    [
        "<script>alert(1)</script>",
        "\"'><b>&",
        "]]>",
        "a\nb",
        "\x1b[2J",
        "Đắk Lắk",
        "javascript:alert(1)",
        "`",
        "{{ 7*7 }}",
    ]
)
DAYS = st.dates(date(2020, 1, 1), date(2040, 12, 31))
MOMENTS = st.datetimes(
    datetime(2020, 1, 1),  # noqa: DTZ001 - aware by the strategy
    datetime(2040, 12, 31),  # noqa: DTZ001
    timezones=st.sampled_from([UTC, VIETNAM]),
)
STATE = st.sampled_from(STATES)
_BY_CLASS = st.dictionaries(TEXTS, COUNTS, max_size=2)
_COUNTED = st.builds(
    PortalNight,
    host=TEXTS,
    day=DAYS,
    outcome=TEXTS,
    found=COUNTS,
    stored=COUNTS,
    revised=COUNTS,
    requests=COUNTS,
    failed=_BY_CLASS,
    methods=_BY_CLASS,
)
HEALTH = st.builds(
    Health,
    host=TEXTS,
    day=DAYS,
    state=STATE,
    cause=st.none() | TEXTS,
    evidence=st.lists(TEXTS, max_size=2).map(tuple),
    since=st.none() | DAYS,
    needs_person=st.booleans(),
)
_NIGHT = st.builds(Night, day=DAYS, found=COUNTS, stored=COUNTS, state=st.none() | STATE)
PORTALS = st.builds(
    PortalReport,
    host=TEXTS,
    spider=TEXTS,
    province=st.none() | TEXTS,
    health=st.none() | HEALTH,
    last=st.none() | HEALTH,
    counts=st.none() | _COUNTED,
    before=st.none() | STATE,
    scheme=st.sampled_from(["http", "https"]),
    left_out=st.none() | TEXTS,
    nights=st.lists(_NIGHT, max_size=3).map(tuple),
)
_TOTAL = st.builds(Total, day=DAYS, found=COUNTS, stored=COUNTS, revised=COUNTS, failed=COUNTS)
_TEXT_LIST = st.lists(TEXTS, max_size=2).map(tuple)
REPORTS = st.builds(
    NightReport,
    night=TEXTS,
    version=TEXTS,
    archive=TEXTS,
    started=MOMENTS,
    finished=MOMENTS,
    until=st.none() | MOMENTS,
    outcome=st.sampled_from(["complete", "out of time", "stopped"]),
    exit_status=st.integers(0, 2),
    portals=st.lists(PORTALS, max_size=4, unique_by=lambda portal: portal.host).map(tuple),
    failed_spiders=st.lists(
        st.builds(FailedSpider, spider=TEXTS, outcome=TEXTS, log=TEXTS), max_size=2
    ).map(tuple),
    faults=_TEXT_LIST,
    notes=_TEXT_LIST,
    snapshot=st.none() | st.builds(SnapshotReport, path=TEXTS, articles=COUNTS),
    no_snapshot=st.none() | TEXTS,
    disk_free=COUNTS,
    disk_total=COUNTS,
    nights=st.lists(_TOTAL, max_size=4).map(tuple),
    articles=COUNTS,
)
