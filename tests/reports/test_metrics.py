"""The metrics are what Prometheus reads."""

from __future__ import annotations

import re
from dataclasses import replace

from hypothesis import HealthCheck, given, settings
from prometheus_client.parser import text_string_to_metric_families
from prometheus_client.samples import Sample

from portalcrawl.reports.metrics import as_metrics
from portalcrawl.reports.night import NightReport
from tests.reports.drawn import REPORTS
from tests.reports.nights import a_night


def samples(report: NightReport) -> list[Sample]:
    families = text_string_to_metric_families(as_metrics(report))
    return [sample for family in families for sample in family.samples]


def value(report: NightReport, name: str, **labels: str) -> float:
    [found] = [
        sample.value
        for sample in samples(report)
        if sample.name == name and labels.items() <= sample.labels.items()
    ]
    return found


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(report=REPORTS)
def test_any_report_is_read_back_with_its_portals(report: NightReport) -> None:
    crawled = [each for each in samples(report) if each.name == "portalcrawl_portal_crawled"]
    assert {(each.labels["portal"], each.value) for each in crawled} == {
        (portal.host, float(portal.counts is not None)) for portal in report.portals
    }


def test_every_metric_is_a_gauge_with_its_help_and_of_our_name() -> None:
    for family in text_string_to_metric_families(as_metrics(a_night())):
        assert family.type == "gauge"
        assert family.documentation
        assert re.fullmatch(r"portalcrawl(_[a-z]+)+", family.name)
        assert not family.name.endswith(("_total", "_count", "_sum", "_bucket"))


def test_times_are_seconds_and_sizes_are_bytes() -> None:
    report = a_night()
    assert value(report, "portalcrawl_night_start_timestamp_seconds") == report.started.timestamp()
    assert value(report, "portalcrawl_archive_disk_free_bytes") == report.disk_free


def test_a_portal_is_in_one_state_of_all() -> None:
    states = {
        each.labels["state"]: each.value
        for each in samples(a_night())
        if each.name == "portalcrawl_portal_state" and each.labels["portal"] == "laichau.gov.vn"
    }
    assert len(states) == 7
    assert [state for state, is_so in states.items() if is_so] == ["unreachable"]


def test_the_alarm_of_a_portal_that_waits_goes_on_though_nobody_asked_it() -> None:
    report = a_night()
    assert value(report, "portalcrawl_portal_needs_person", portal="longan.gov.vn") == 1
    assert value(report, "portalcrawl_portal_crawled", portal="longan.gov.vn") == 0
    names = {each.name for each in samples(report) if each.labels.get("portal") == "longan.gov.vn"}
    assert "portalcrawl_portal_articles_found" not in names


def test_failed_requests_are_told_by_class() -> None:
    labels = {"portal": "laichau.gov.vn", "province": "Lai Châu", "class": "dns"}
    assert value(a_night(), "portalcrawl_portal_requests_failed", **labels) == 12


def test_a_night_without_a_snapshot_says_so() -> None:
    report = replace(a_night(), snapshot=None)
    assert value(a_night(), "portalcrawl_snapshot_written") == 1
    assert value(report, "portalcrawl_snapshot_written") == 0
    assert "portalcrawl_snapshot_articles" not in as_metrics(report)


def test_every_metric_of_the_night_itself_is_there_whatever_became_of_it() -> None:
    # An alert on a metric that vanishes when it is needed never fires.
    bad = replace(a_night(), snapshot=None, portals=(), faults=("no disk",), exit_status=2)
    missing = {each.name for each in samples(a_night())} - {each.name for each in samples(bad)}
    assert {name for name in missing if "_portal_" not in name} == {"portalcrawl_snapshot_articles"}
