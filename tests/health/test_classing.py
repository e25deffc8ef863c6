from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portalcrawl.health.classing import classed
from portalcrawl.health.holidays import holiday
from portalcrawl.health.observed import PortalNight
from tests.health.portals import HOST, day, failed, nights, told, usual

KNOWN = 84
"""Nights after which a portal is known."""


def test_a_usual_night_is_ok() -> None:
    health = told(nights(KNOWN))

    assert (health.state, health.cause, health.evidence) == ("ok", None, ())
    assert (health.since, health.needs_person) == (None, False)


# --- Unreachable, blocked, gone ----------------------------------------------------------------


@pytest.mark.parametrize(
    "kind", ["dns", "tls", "timeout", "connection", "5xx", "redirect", "limit", "other", "400"]
)
def test_a_portal_of_which_no_listing_is_read_is_unreachable(kind: str) -> None:
    health = told([*nights(KNOWN), failed(KNOWN, kind)])

    assert (health.state, health.cause) == ("unreachable", kind)
    assert health.evidence == (f"No listing was read; failed: {kind} 30",)
    assert not health.needs_person


def test_two_nights_in_a_row_are_an_alarm() -> None:
    health = told([*nights(KNOWN), failed(KNOWN, "dns"), failed(KNOWN + 1, "timeout")])

    assert (health.state, health.cause) == ("unreachable", "timeout")
    assert health.needs_person
    assert health.since == day(KNOWN)


def test_two_runs_in_one_night_are_one() -> None:
    tonight = failed(KNOWN, "dns")

    assert not told([*nights(KNOWN), tonight, tonight]).needs_person


def test_nights_that_were_left_out_do_not_break_the_row() -> None:
    assert told([*nights(KNOWN), failed(KNOWN, "dns"), failed(KNOWN + 5, "dns")]).needs_person


def test_a_portal_that_is_often_away_for_a_night_needs_three() -> None:
    history = [failed(each, "5xx") if each % 15 == 7 else usual(each) for each in range(KNOWN)]
    bad = [failed(KNOWN + each, "5xx") for each in range(3)]

    assert not told([*history, *bad[:2]]).needs_person
    assert told([*history, *bad]).needs_person


def test_a_server_that_is_off_at_weekends_is_no_alarm_for_long() -> None:
    history = [
        failed(each, "timeout") if day(each).weekday() >= 5 else usual(each) for each in range(70)
    ]
    alarms = sum(told(history[: each + 1]).needs_person for each in range(14, 70))

    assert alarms <= 1


@pytest.mark.parametrize("kind", ["blocked", "401", "403", "429", "451"])
def test_a_portal_that_keeps_us_out_is_blocked(kind: str) -> None:
    health = told([*nights(KNOWN), failed(KNOWN, kind), failed(KNOWN + 1, kind)])

    assert (health.state, health.cause, health.needs_person) == ("blocked", kind, True)


def test_robots_txt_that_forbids_all_blocks() -> None:
    tonight = PortalNight(host=HOST, day=day(KNOWN), refused={"robots": 2})

    assert told([*nights(KNOWN), tonight]).cause == "robots"
    assert told([*nights(KNOWN), tonight]).state == "blocked"


def test_a_portal_is_blocked_whose_listings_answer_and_whose_articles_do_not() -> None:
    tonight = usual(KNOWN, stored=0, methods={}, without={}, failed={"403": 30})

    health = told([*nights(KNOWN), tonight])

    assert (health.state, health.cause) == ("blocked", "403")
    assert health.evidence[0] == "30 of 30 articles asked for were kept from us"


def test_listings_that_are_not_there_are_another_layout() -> None:
    health = told([*nights(KNOWN), failed(KNOWN, "404"), failed(KNOWN + 1, "404")])

    assert (health.state, health.cause, health.needs_person) == ("layout changed", "404", True)


@pytest.mark.parametrize("kind", ["dns", "404", "refused", "redirect"])
def test_a_portal_that_is_not_there_for_a_fortnight_is_gone(kind: str) -> None:
    away = [failed(KNOWN + each, kind) for each in (0, 1, 2, 3, 5, 9, 16)]

    before, health = told([*nights(KNOWN), *away[:-1]]), told([*nights(KNOWN), *away])

    assert before.state != "gone"
    assert (health.state, health.needs_person) == ("gone", True)
    assert health.since == day(KNOWN)
    assert health.evidence[0].startswith("For 16 days")


def test_a_server_that_only_times_out_is_never_gone() -> None:
    away = [failed(KNOWN + each, "timeout") for each in range(0, 100, 7)]

    assert told([*nights(KNOWN), *away]).state == "unreachable"


def test_a_portal_whose_articles_are_still_read_is_not_gone() -> None:
    away = [
        replace(failed(KNOWN + each, "404"), methods={"profile:liferay": 3}) for each in range(20)
    ]

    assert told([*nights(KNOWN), *away]).state == "layout changed"


def test_the_first_night_of_all_says_that_nothing_answers() -> None:
    assert classed([], failed(0, "tls")).state == "unreachable"
    assert classed([], failed(0, "403")).state == "blocked"


# --- Layout changed ----------------------------------------------------------------------------


def without_links(number: int, **other: Any) -> PortalNight:
    return usual(
        number, listings=2, found=0, known=0, requested=0, stored=0, methods={}, without={}, **other
    )


def test_listings_that_name_nothing_any_more_are_another_layout() -> None:
    health = told([*nights(KNOWN), without_links(KNOWN), without_links(KNOWN + 1)])

    assert (health.state, health.cause, health.needs_person) == ("layout changed", "no links", True)
    assert health.evidence[0] == (
        "2 listings read; 0 articles found, on Tuesdays usually 61.5 (median of 12)"
    )


def test_one_night_of_it_may_be_maintenance() -> None:
    assert not told([*nights(KNOWN), without_links(KNOWN)]).needs_person


def test_listings_that_have_not_changed_name_nothing_and_are_ok() -> None:
    tonight = without_links(KNOWN, unmodified=2)

    assert told([*nights(KNOWN), tonight]).state == "ok"


def test_listings_that_answer_304_are_as_they_were_when_they_named_articles() -> None:
    tonight = without_links(KNOWN + 1, unmodified=2)

    assert told([*nights(KNOWN), without_links(KNOWN), tonight]).state != "layout changed"


def test_a_listing_that_never_names_anything_does_not_when_the_other_answers_304() -> None:
    history = nights(KNOWN, starts_empty=1)
    tonight = without_links(KNOWN, unmodified=1, starts_empty=1)

    assert told([*history, tonight]).state == "ok"


def test_all_listings_name_nothing_though_one_never_did() -> None:
    history = nights(KNOWN, starts_empty=1)
    bad = [without_links(KNOWN + each, starts_empty=2) for each in range(2)]

    health = told([*history, *bad])

    assert (health.state, health.cause, health.needs_person) == ("layout changed", "no links", True)


def test_in_the_first_night_all_listings_must_name_nothing() -> None:
    assert classed([], without_links(0)).state == "layout changed"
    assert classed([], without_links(0, failed={"timeout": 1})).state == "ok"


def test_many_articles_that_the_profile_does_not_fit_alarm_at_once() -> None:
    health = told([*nights(KNOWN), usual(KNOWN, methods={"generic": 31})])

    assert (health.state, health.cause, health.needs_person) == ("layout changed", "generic", True)
    assert health.evidence[0].startswith(
        "31 of 31 articles read by the generic rules, usually 0 of"
    )


def test_a_portal_without_a_profile_is_always_read_by_the_generic_rules() -> None:
    assert told(nights(KNOWN, methods={"generic": 31})).state == "ok"


@pytest.mark.parametrize(("field", "cause"), [("title", "title"), ("published_at", "date")])
def test_a_title_or_date_that_is_lost_is_another_layout(field: str, cause: str) -> None:
    health = told([*nights(KNOWN), usual(KNOWN, without={field: 31})])

    assert (health.state, health.cause, health.needs_person) == ("layout changed", cause, True)


def test_pages_that_are_refused_as_empty_are_another_layout() -> None:
    bad = [
        usual(KNOWN + each, stored=0, methods={}, without={}, refused={"empty": 30})
        for each in range(2)
    ]

    health = told([*nights(KNOWN), *bad])

    assert (health.state, health.cause, health.needs_person) == ("layout changed", "refused", True)


def test_a_handful_of_odd_articles_is_none() -> None:
    tonight = usual(KNOWN, methods={"profile:liferay": 25, "generic": 6})

    assert not told([*nights(KNOWN), tonight]).needs_person


# --- Degraded ----------------------------------------------------------------------------------


def test_a_lost_lead_is_degraded() -> None:
    bad = [usual(KNOWN + each, without={"lead": 30}) for each in range(2)]

    health = told([*nights(KNOWN), *bad])

    assert (health.state, health.cause, health.needs_person) == ("degraded", "lead", True)


def failing(number: int, count: int = 1) -> PortalNight:
    return usual(number, listings=4 - count, found=31, starts_failed=count, failed={"404": count})


def empty(number: int, count: int = 1) -> PortalNight:
    return usual(number, listings=4, found=31, starts_empty=count)


def test_a_listing_that_fails_night_after_night_is_degraded() -> None:
    bad = [failing(KNOWN + each) for each in range(3)]

    health = told([*nights(KNOWN), *bad])

    assert (health.state, health.cause, health.needs_person) == ("degraded", "listings", True)
    assert health.evidence[:2] == (
        "1 of 4 listings brought nothing, usually at most 0: 1 failed, 0 named no article",
        "Failed: 404 1",
    )
    assert health.since == day(KNOWN)


def test_a_listing_that_names_nothing_any_more_is_an_alarm_after_two_nights() -> None:
    one, two = empty(KNOWN), empty(KNOWN + 1)

    health = told([*nights(KNOWN), one, two])

    assert not told([*nights(KNOWN), one]).needs_person
    assert (health.state, health.cause, health.needs_person) == ("degraded", "listings", True)
    assert health.evidence[0] == (
        "1 of 4 listings brought nothing, usually at most 0: 0 failed, 1 named no article"
    )


def test_where_it_has_passed_before_three_nights_are_needed() -> None:
    history = [empty(each) if each in (40, 41) else usual(each) for each in range(KNOWN)]
    bad = [empty(KNOWN + each) for each in range(3)]

    assert not told([*history, *bad[:2]]).needs_person
    assert told([*history, *bad]).needs_person


def test_most_listings_that_name_nothing_are_another_layout() -> None:
    bad = [empty(KNOWN + each, 3) for each in range(2)]

    health = told([*nights(KNOWN), *bad])

    assert (health.state, health.cause, health.needs_person) == ("layout changed", "no links", True)
    assert health.evidence[0].startswith("3 of 4 listings brought nothing")


@pytest.mark.parametrize("in_vain", [empty, failing])
def test_a_listing_that_always_is_in_vain_is_as_usual(
    in_vain: Callable[[int], PortalNight],
) -> None:
    history = [in_vain(each) for each in range(KNOWN)]

    assert told(history).state == "ok"
    assert told([*history, empty(KNOWN), failing(KNOWN + 1)]).state == "ok"
    assert told([*history, empty(KNOWN, 2), empty(KNOWN + 1, 2)]).needs_person


def test_a_listing_that_now_and_then_fails_is_no_alarm() -> None:
    history = [failing(each) if each % 9 == 5 else usual(each) for each in range(KNOWN)]

    assert not any(told(history[: each + 1]).needs_person for each in range(KNOWN))


def test_one_slow_night_is_degraded_and_no_alarm() -> None:
    health = told([*nights(KNOWN), usual(KNOWN, failed={"timeout": 30})])

    assert (health.state, health.cause, health.needs_person) == ("degraded", "timeout", False)


def test_fewer_articles_on_as_many_listings_are_degraded() -> None:
    bad = [usual(KNOWN + each, found=20) for each in range(3)]

    health = told([*nights(KNOWN), *bad])

    assert (health.state, health.cause, health.needs_person) == ("degraded", "found", True)
    assert health.evidence[0].startswith("20 articles found, on Wednesdays usually 61.5")


def test_what_lasts_for_two_months_is_how_the_portal_is_now() -> None:
    bad = [usual(KNOWN + each, found=20) for each in range(70)]

    assert told([*nights(KNOWN), *bad]).state == "ok"


# --- Silent ------------------------------------------------------------------------------------


def quiet(number: int) -> PortalNight:
    return usual(
        number, listings=2, found=31, stored=0, requested=0, rechecked=0, methods={}, without={}
    )


def test_a_busy_portal_with_nothing_new_is_silent() -> None:
    health = told([*nights(KNOWN), *(quiet(KNOWN + each) for each in range(3))])

    assert (health.state, health.cause, health.needs_person) == ("silent", "no news", True)
    assert health.evidence[0].startswith("Nothing new in 3 nights since 2026-07-26")


def test_a_portal_that_is_often_silent_does_not_cry_wolf() -> None:
    history = [usual(each) if each % 10 == 0 else quiet(each) for each in range(171)]

    assert told([*history, *(quiet(171 + each) for each in range(12))]).state == "ok"


def test_over_tet_silence_is_expected() -> None:
    tet = date(2027, 2, 6)
    before = (tet - day(0)).days
    history = nights(before - 3)

    assert told([*history, *(quiet(before - 3 + each) for each in range(10))]).state == "ok"
    assert all(holiday(tet + timedelta(days=each)) for each in range(-4, 10))


def test_a_portal_without_any_news_is_said_to_be_silent_after_months() -> None:
    assert told([quiet(each) for each in range(100)]).state == "ok"
    assert told([quiet(each) for each in range(160)]).state == "silent"


# --- What is not the portal's fault, or no fault -------------------------------------------------


def test_a_first_crawl_and_a_sweep_are_ok() -> None:
    first = usual(
        0, listings=900, found=9000, known=0, stored=9000, methods={"profile:liferay": 9000}
    )
    sweep = usual(KNOWN, listings=300, found=9000)

    assert classed([], first).state == "ok"
    assert told([first, *nights(KNOWN)[1:], sweep]).state == "ok"
    assert told([first, *nights(KNOWN)[1:], sweep, usual(KNOWN + 1)]).state == "ok"


@pytest.mark.parametrize("outcome", ["interrupted", "failed: killed after 3600 s"])
def test_a_spider_that_was_cut_off_says_nothing_of_the_portal(outcome: str) -> None:
    nothing = PortalNight(host=HOST, day=day(KNOWN), outcome=outcome, listings=1)
    little = usual(KNOWN, outcome=outcome, listings=1, found=9, stored=0, methods={}, without={})

    assert told([*nights(KNOWN), nothing]).state == "ok"
    assert told([*nights(KNOWN), little]).state == "ok"


def test_a_portal_that_was_busy_is_what_it_was() -> None:
    busy = PortalNight(host=HOST, day=day(KNOWN + 2), busy=1)
    bad = [failed(KNOWN, "dns"), failed(KNOWN + 1, "dns")]

    assert told([*nights(KNOWN), busy]).state == "ok"
    assert told([*nights(KNOWN), *bad, busy]).state == "unreachable"
    assert told([*nights(KNOWN), *bad, busy]).needs_person


def test_a_disk_of_ours_that_fails_is_no_failure_of_the_portal() -> None:
    assert told([*nights(KNOWN), failed(KNOWN, "capture")]).state == "ok"


def test_a_portal_that_answers_again_is_ok_again() -> None:
    bad = [failed(KNOWN + each, "5xx") for each in range(9)]

    assert told([*nights(KNOWN), *bad, usual(KNOWN + 9, stored=80)]).state == "ok"


# --- Any history ---------------------------------------------------------------------------------

counts = st.integers(0, 50)
some_kinds = st.dictionaries(
    st.sampled_from(
        ["dns", "5xx", "404", "403", "capture", "empty", "listing", "blocked", "robots"]
    ),
    counts,
    max_size=3,
)
any_night = st.builds(
    PortalNight,
    host=st.just(HOST),
    day=st.dates(date(2026, 1, 1), date(2026, 3, 31)),
    outcome=st.sampled_from(["finished", "finished", "interrupted", "failed: x"]),
    listings=counts,
    unmodified=counts,
    starts_failed=counts,
    starts_empty=counts,
    found=counts,
    stored=counts,
    rechecked=counts,
    missing=counts,
    gone=counts,
    busy=st.sampled_from([0, 0, 0, 1]),
    failed=some_kinds,
    refused=some_kinds,
    methods=st.dictionaries(st.sampled_from(["profile:x", "generic"]), counts),
    without=st.dictionaries(st.sampled_from(["title", "published_at", "lead"]), counts),
)


@settings(max_examples=200, deadline=None)
@given(st.lists(any_night, max_size=40), any_night)
def test_any_history_gives_one_and_the_same_state(
    history: list[PortalNight], tonight: PortalNight
) -> None:
    health = classed(history, tonight)

    assert health == classed(list(history), tonight)
    assert (health.host, health.day) == (HOST, tonight.day)
    is_ok = health.state == "ok"
    assert is_ok == (health.since is None) == (health.cause is None) == (not health.evidence)
    assert not (is_ok and health.needs_person)
