"""The report as lines: what needs a person first."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portalcrawl.reports.night import NightReport
from portalcrawl.reports.text import as_text
from tests.reports.drawn import REPORTS
from tests.reports.nights import a_good_night, a_night


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(report=REPORTS, every_portal=st.booleans())
def test_every_line_is_one_that_a_terminal_may_show(
    report: NightReport, every_portal: bool
) -> None:
    assert all(line.isprintable() for line in as_text(report, every_portal=every_portal))


def test_an_alarm_says_who_what_since_when_why_and_what_to_do() -> None:
    lines = as_text(a_night())
    at = lines.index("namdinh.gov.vn (Nam Định): layout changed since 20 Nov 2026")
    assert lines[at + 1 : at + 3] == [
        "    3 listings read; 0 articles found, on Sundays 25",
        "    4 of 4 articles read by the generic rules, usually 0 %",
    ]
    assert lines[at + 3].startswith(
        "    To do: Ask the portal what it is now, portalcrawl probe https://namdinh.gov.vn/, and"
    )


def test_an_alarm_of_a_portal_that_waits_says_until_when() -> None:
    waits = "    Not crawled tonight: failing since 2026-10-30, asked again on 2026-11-25"
    assert waits in as_text(a_night())


def test_the_figures_of_the_night_are_told() -> None:
    lines = as_text(a_good_night())
    assert lines[0] == "Nothing needs a person."
    night, portals, articles, snapshot, disk = lines[-5:]
    assert night == (
        "Night of Mon 23 Nov 2026, 01:15 to 05:07 (Viet Nam time, UTC+7; 3 h 53 min, stop budget"
        " 06:00). Every portal had its turn."
    )
    assert portals == "140 portals: ok 140"
    assert articles == (
        "Articles: found 5,613, stored 403, revised 85; 1,283,551 in the archive (2,066 requests,"
        " 90 failed)"
    )
    assert snapshot == "Snapshot: snapshots/20261122T220744Z (1,283,551 articles)"
    assert disk == "Disk: 412 GB of 2.0 TB free"


def test_what_failed_of_the_night_itself_is_told_before_the_notes() -> None:
    lines = as_text(replace(a_night(), faults=("the hook tell could not be run",)))
    assert lines.index("Fault: the hook tell could not be run") < lines.index(
        "Note: no contact is set: portals cannot tell whom to write to"
    )


def test_the_table_has_every_portal_once_and_those_in_need_first() -> None:
    lines = as_text(a_night(), every_portal=True)
    table = lines[next(at for at, line in enumerate(lines) if line.startswith("portal ")) + 1 :]
    hosts = [line.split()[0] for line in table]
    assert sorted(hosts) == [portal.host for portal in a_night().portals]
    assert hosts[:5] == [
        "binhthuan.gov.vn",
        "laichau.gov.vn",
        "longan.gov.vn",
        "namdinh.gov.vn",
        "ubnd.binhthuan.gov.vn",
    ]


def test_a_reason_for_no_snapshot_is_told() -> None:
    report = replace(a_night(), snapshot=None, no_snapshot="nothing usable came")
    assert "Snapshot: none, nothing usable came" in as_text(report)
