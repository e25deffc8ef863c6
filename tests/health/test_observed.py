from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from portalcrawl.health.observed import PortalNight, portal_nights

DAY = date(2026, 11, 21)


def test_the_stats_of_a_run_become_one_night_for_each_portal() -> None:
    stats = {
        "item_scraped_count": 7,
        "portal/a.gov.vn/found": 20,
        "portal/b.gov.vn/failed/dns": 3,
        "portal/a.gov.vn/method/profile:liferay": 5,
        "portal/a.gov.vn/method/generic": 2,
        "portal/a.gov.vn/without/lead": 1,
        "portal/a.gov.vn/refused/listing": 4,
    }

    one, other = portal_nights(stats, DAY, "interrupted")

    assert one == PortalNight(
        host="a.gov.vn",
        day=DAY,
        outcome="interrupted",
        found=20,
        methods={"profile:liferay": 5, "generic": 2},
        without={"lead": 1},
        refused={"listing": 4},
    )
    assert other == PortalNight(host="b.gov.vn", day=DAY, outcome="interrupted", failed={"dns": 3})


def test_reads_generic_ones_and_failures_are_summed() -> None:
    night = PortalNight(
        host="a.gov.vn",
        day=DAY,
        methods={"profile:liferay": 5, "generic": 2},
        failed={"dns": 3, "404": 1},
    )

    assert (night.read, night.generic, night.failures) == (7, 2, 4)


def test_stats_of_other_names_are_left_out() -> None:
    stats = {"portal/a.gov.vn/merged/other host": 2, "portal/a.gov.vn/limited/MAX_ARTICLES": 1}

    assert portal_nights(stats, DAY) == (PortalNight(host="a.gov.vn", day=DAY),)


@given(st.dictionaries(st.text(), st.integers(0, 9)))
def test_no_stats_raise(stats: dict[str, int]) -> None:
    portal_nights(stats, DAY)
    portal_nights({f"portal/{name}": count for name, count in stats.items()}, DAY)
