"""The report as metrics, for the textfile collector of Prometheus' node exporter."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from prometheus_client import CollectorRegistry, Gauge
from prometheus_client.exposition import generate_latest

from portalcrawl.health.observed import PortalNight
from portalcrawl.reports.needs import STATES
from portalcrawl.reports.night import NightReport, PortalReport

_PORTAL = ("portal", "province")
_COUNTS = {
    "portalcrawl_portal_requests": ("requests", "Requests that went to the portal."),
    "portalcrawl_portal_articles_found": ("found", "Articles that its listings name."),
    "portalcrawl_portal_articles_stored": ("stored", "Articles stored for the first time."),
    "portalcrawl_portal_articles_revised": ("revised", "Articles stored with another wording."),
}


def as_metrics(report: NightReport) -> str:
    """Gauges of the last night in Prometheus' text format; times in seconds, sizes in bytes.

    A portal that was not crawled has no counts, and no state but where it waits because it fails.
    """
    registry = CollectorRegistry()
    _tell_night(report, registry)
    _tell_archive(report, registry)
    _tell_portals(report.portals, registry)
    return generate_latest(registry).decode()


def _tell_night(report: NightReport, registry: CollectorRegistry) -> None:
    told: dict[str, tuple[float, str]] = {
        "portalcrawl_night_start_timestamp_seconds": (
            report.started.timestamp(),
            "When the last night began.",
        ),
        "portalcrawl_night_finish_timestamp_seconds": (
            report.finished.timestamp(),
            "When it ended.",
        ),
        "portalcrawl_night_exit_status": (
            report.exit_status,
            "0: all well, 1: some portals or spiders failed, 2: nothing usable.",
        ),
        "portalcrawl_night_complete": (
            report.outcome == "complete",
            "Whether every portal had its turn before time was over or a signal came.",
        ),
        "portalcrawl_night_faults": (
            len(report.faults),
            "What of the night itself failed: archive, snapshot, hook.",
        ),
        "portalcrawl_night_spiders_failed": (
            len(report.failed_spiders),
            "Spiders that did not end as they should.",
        ),
    }
    for name, (value, help_text) in told.items():
        Gauge(name, help_text, registry=registry).set(value)
    version = Gauge(
        "portalcrawl_build_info", "The version that crawled.", ["version"], registry=registry
    )
    version.labels(report.version).set(1)


def _tell_archive(report: NightReport, registry: CollectorRegistry) -> None:
    told: dict[str, tuple[float, str]] = {
        "portalcrawl_archive_articles": (report.articles, "Articles in the archive."),
        "portalcrawl_archive_disk_free_bytes": (report.disk_free, "Free where the archive is."),
        "portalcrawl_archive_disk_size_bytes": (report.disk_total, "Size of that file system."),
        "portalcrawl_snapshot_written": (
            report.snapshot is not None,
            "Whether the last night wrote a snapshot.",
        ),
    }
    if report.snapshot is not None:
        told["portalcrawl_snapshot_articles"] = (report.snapshot.articles, "Articles in it.")
    for name, (value, help_text) in told.items():
        Gauge(name, help_text, registry=registry).set(value)


def _tell_portals(portals: Sequence[PortalReport], registry: CollectorRegistry) -> None:
    crawled = Gauge(
        "portalcrawl_portal_crawled",
        "Whether the portal was crawled in the last night.",
        _PORTAL,
        registry=registry,
    )
    for portal in portals:
        crawled.labels(*_labels(portal)).set(portal.counts is not None)
    _tell_health(portals, registry)
    counted = [(portal, portal.counts) for portal in portals if portal.counts]
    for name, (field, help_text) in _COUNTS.items():
        gauge = Gauge(name, help_text, _PORTAL, registry=registry)
        for portal, counts in counted:
            gauge.labels(*_labels(portal)).set(getattr(counts, field))
    _tell_failures(counted, registry)


def _tell_health(portals: Sequence[PortalReport], registry: CollectorRegistry) -> None:
    needs = Gauge(
        "portalcrawl_portal_needs_person",
        "Whether a person should look at the portal.",
        _PORTAL,
        registry=registry,
    )
    states = Gauge(
        "portalcrawl_portal_state",
        "1 for the state that the portal is in, 0 for the others.",
        [*_PORTAL, "state"],
        registry=registry,
    )
    for portal in portals:
        if portal.standing:
            needs.labels(*_labels(portal)).set(portal.needs_person)
            for state in STATES:
                states.labels(*_labels(portal), state).set(portal.standing.state == state)


def _tell_failures(
    counted: Iterable[tuple[PortalReport, PortalNight]], registry: CollectorRegistry
) -> None:
    failed = Gauge(
        "portalcrawl_portal_requests_failed",
        "Requests without an answer that can be used, by class.",
        [*_PORTAL, "class"],
        registry=registry,
    )
    for portal, counts in counted:
        for name, count in sorted(counts.failed.items()):
            failed.labels(*_labels(portal), name).set(count)


def _labels(portal: PortalReport) -> tuple[str, str]:
    return portal.host, portal.province or ""
