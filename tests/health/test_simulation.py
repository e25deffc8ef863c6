from __future__ import annotations

from statistics import mean

from benchmarks.health import false_alarms_a_year, recall, simulated


def test_most_failures_are_seen_within_three_nights_and_few_alarms_are_false() -> None:
    portals = simulated(seed=7, portals=16)
    seen = [each for portal in portals for each in portal.seen if each.is_observable]

    assert len(seen) >= 10
    assert recall(seen) >= 0.9
    assert mean(false_alarms_a_year(portals)) <= 0.5
