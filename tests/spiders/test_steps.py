"""The way through a listing: where a later run goes on."""

from __future__ import annotations

import pytest

from portalcrawl.engines.base import Ask, Listing
from spiders.steps import first_step, pages_before, start_of

SECTION = "https://a.vn/tin?x=1"
NEXT = Ask(SECTION, b"__EVENTTARGET=pager")


def test_a_linked_page_is_its_own_place() -> None:
    step = first_step(Listing(SECTION, "section")).to(Ask(f"{SECTION}&page=2"))
    assert (step.depth, step.place) == (2, f"{SECTION}&page=2")
    assert pages_before(step.place) == (step.place, 0)


def test_the_place_of_a_posted_page_leads_back_to_its_listing() -> None:
    step = first_step(Listing(SECTION, "section")).to(NEXT).to(NEXT).to(NEXT)
    assert pages_before(step.place) == (SECTION, 3)


def test_listings_of_one_endpoint_are_told_apart() -> None:
    zones = [Listing(SECTION, "section", body=body) for body in (b"zone=1", b"zone=2")]
    places = [first_step(zone).to(Ask(SECTION, b"zone=?&page=2")).place for zone in zones]
    assert [pages_before(place) for place in places] == [(start_of(zone), 1) for zone in zones]
    assert len(set(places)) == 2


@pytest.mark.parametrize("place", ["https://a.vn/#", "https://a.vn/#x", "https://a.vn/"])
def test_a_place_without_a_number_is_a_page(place: str) -> None:
    assert pages_before(place) == (place, 0)
