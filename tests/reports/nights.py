"""A night as it could be: 142 portals, 60 nights, some of them bad. The same at every call.

``python -m tests.reports.nights > report.html`` shows its page.
"""

from __future__ import annotations

import sys
from dataclasses import replace
from datetime import date, datetime, timedelta
from random import Random

from portalcrawl.health.observed import PortalNight
from portalcrawl.health.state import FAILED, Health, State
from portalcrawl.items import VIETNAM
from portalcrawl.provinces import provinces
from portalcrawl.reports.night import (
    FailedSpider,
    Night,
    NightReport,
    PortalReport,
    SnapshotReport,
    Total,
)
from portalcrawl.reports.page import as_html

TODAY = date(2026, 11, 22)
NIGHTS = 60
_PREFIXES = ("", "ubnd.", "soyte.")
#: What is wrong with some: by the place in the list, for how many nights, and what was seen.
_BAD: dict[int, tuple[State, str, int, bool, tuple[str, ...]]] = {
    7: ("unreachable", "dns", 11, True, ("No listing was read; failed: dns 12",)),
    23: (
        "layout changed",
        "no links",
        3,
        True,
        (
            "3 listings read; 0 articles found, on Sundays 25",
            "4 of 4 articles read by the generic rules, usually 0 %",
        ),
    ),
    38: ("blocked", "403", 5, True, ("No listing was read; failed: 403 12",)),
    61: ("unreachable", "5xx", 1, False, ("No listing was read; failed: 5xx 12",)),
    74: ("degraded", "author", 2, False, ("9 of 9 articles without an author, usually 4 %",)),
    90: (
        "silent",
        "no news",
        9,
        False,
        (
            "Nothing new in 9 nights since 2026-11-13; its longest quiet time but one had 4",
            "6 listings answered, 96 articles found, all known",
        ),
    ),
    101: (
        "gone",
        "404",
        16,
        True,
        (
            "For 15 days every listing has answered 404 or 410, in 16 nights, since 2026-11-07",
            "No listing was read; failed: 404 12",
        ),
    ),
    118: ("unreachable", "timeout", 1, False, ("No listing was read; failed: timeout 12",)),
}
_LEFT_OUT = {
    50: "failing since 2026-10-30, asked again on 2026-11-25",
    111: "another process is crawling it",
}


def a_night() -> NightReport:
    """The night of 22 November 2026."""
    random = Random(20261122)  # noqa: S311 -- figures for a picture
    names = provinces()
    portals = tuple(
        sorted(
            (
                _portal(random, at, names[at % len(names)].slug, names[at % len(names)].name_vi)
                for at in range(142)
            ),
            key=lambda portal: portal.host,
        )
    )
    started = datetime(2026, 11, 23, 1, 15, 3, tzinfo=VIETNAM)
    return NightReport(
        night="20261122T181503Z",
        version="0.1.0",
        archive="/srv/archive",
        started=started,
        finished=started + timedelta(hours=3, minutes=52, seconds=41),
        until=datetime(2026, 11, 23, 6, 0, tzinfo=VIETNAM),
        exit_status=1,
        portals=portals,
        failed_spiders=(
            FailedSpider(
                spider="kien_giang",
                outcome="stopped after SPIDER_TIME_LIMIT=18000 s",
                log="logs/20261122T181503Z-4711-kien_giang.log",
            ),
        ),
        notes=("no contact is set: portals cannot tell whom to write to",),
        snapshot=SnapshotReport(path="snapshots/20261122T220744Z", articles=1_283_551),
        disk_free=412_300_000_000,
        disk_total=2_000_000_000_000,
        nights=_totals(portals),
        articles=1_283_551,
    )


def a_good_night() -> NightReport:
    """The same with nothing wrong."""
    report = a_night()
    portals = tuple(
        replace(each, health=Health(host=each.host, day=TODAY, state="ok"))
        for each in report.portals
        if each.counts
    )
    return replace(report, exit_status=0, portals=portals, failed_spiders=(), notes=())


def _portal(random: Random, at: int, slug: str, name: str) -> PortalReport:
    host = f"{_PREFIXES[at // 63]}{slug.replace('_', '')}.gov.vn"
    usual = random.choice((0.4, 1, 3, 5, 8, 14, 30))
    bad = _BAD.get(at)
    absent = 23 if at == 50 else 0
    nights = [
        _one_night(random, usual, NIGHTS - 1 - back, bad if bad and back < bad[2] else None)
        for back in range(NIGHTS)
    ]
    nights = nights[absent:] if absent else nights
    if at == 50:
        nights[:4] = [replace(each, found=0, stored=0, state="unreachable") for each in nights[:4]]
    nights.reverse()
    if at in _LEFT_OUT:
        waits = Health(
            host=host,
            day=TODAY - timedelta(days=4),
            state="unreachable",
            cause="tls",
            evidence=("No listing was read; failed: tls 6",),
            since=date(2026, 10, 30),
            needs_person=True,
        )
        return PortalReport(
            host=host,
            last=waits if at == 50 else None,
            spider=slug,
            province=name,
            health=None,
            counts=None,
            before="unreachable" if at == 50 else "ok",
            left_out=_LEFT_OUT[at],
            nights=tuple(nights if at == 50 else nights[:-1]),
        )
    health = Health(host=host, day=TODAY, state="ok")
    failed: dict[str, int] = {}
    if bad:
        state, cause, lasted, sure, evidence = bad
        health = Health(
            host=host,
            day=TODAY,
            state=state,
            cause=cause,
            evidence=evidence,
            since=TODAY - timedelta(days=lasted - 1),
            needs_person=sure,
        )
        failed = {cause: 12} if state in ("unreachable", "blocked", "gone") else {}
    elif random.random() < 0.15:
        failed = {random.choice(("timeout", "5xx", "404")): random.randint(1, 3)}
    tonight = nights[-1]
    return PortalReport(
        host=host,
        spider=slug,
        province=name,
        health=health,
        counts=PortalNight(
            host=host,
            day=TODAY,
            listings=0 if bad and bad[0] in FAILED else 6,
            found=tonight.found,
            known=tonight.found - tonight.stored,
            requested=tonight.stored,
            requests=9 + 2 * tonight.stored,
            stored=tonight.stored,
            revised=random.randint(0, 1 + tonight.stored // 6),
            failed=failed,
            methods={"profile:liferay": tonight.stored},
        ),
        before=nights[-2].state,
        nights=tuple(nights),
    )


def _one_night(
    random: Random,
    usual: float,
    at: int,
    bad: tuple[State, str, int, bool, tuple[str, ...]] | None,
) -> Night:
    day = TODAY - timedelta(days=NIGHTS - 1 - at)
    weekend = 0.35 if day.weekday() >= 5 else 1.0
    stored = max(0, round(random.gauss(usual * weekend, (usual * weekend) ** 0.5)))
    found = round(stored + 20 + usual * 2 + random.random() * 4)
    state: State = "ok" if stored or usual < 1 or random.random() < 0.7 else "silent"
    if random.random() < 0.008 and at < NIGHTS - 1:
        return Night(day=day, found=0, stored=0, state="unreachable")
    if bad is None:
        return Night(day=day, found=found, stored=stored, state=state)
    if bad[0] == "degraded":
        return Night(day=day, found=found, stored=stored, state="degraded")
    return Night(day=day, found=found if bad[0] == "silent" else 0, stored=0, state=bad[0])


def _totals(portals: tuple[PortalReport, ...]) -> tuple[Total, ...]:
    """All portals together; the timer was off for three nights."""
    by_day: dict[date, list[Night]] = {}
    for portal in portals:
        for night in portal.nights:
            by_day.setdefault(night.day, []).append(night)
    off = {TODAY - timedelta(days=back) for back in (33, 34, 35)}
    return tuple(
        Total(
            day=day,
            found=sum(each.found for each in nights),
            stored=sum(each.stored for each in nights),
            revised=sum(each.stored for each in nights) // 9,
            failed=sum(each.state in FAILED for each in nights),
        )
        for day, nights in sorted(by_day.items())
        if day not in off
    )


if __name__ == "__main__":
    sys.stdout.write(as_html(a_night()))
