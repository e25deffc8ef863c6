"""What two listings say of one article comes to the same, whichever answers first."""

from __future__ import annotations

import pytest

from portalcrawl.items import Link
from spiders.walk import merged

URL = "http://a.vn/bai-1.html"


@pytest.mark.parametrize("numbered", ["1. Mưa đầu mùa", "01 Mưa đầu mùa", "#3: Mưa đầu mùa"])
def test_the_number_of_a_box_of_the_most_read_is_no_part_of_a_title(numbered: str) -> None:
    box, listing = Link(url=URL, title=numbered), Link(url=URL, title="Mưa đầu mùa")
    assert merged(box, listing).title == merged(listing, box).title == "Mưa đầu mùa"


def test_a_number_that_every_listing_has_is_part_of_the_title() -> None:
    link = Link(url=URL, title="5 giải pháp chống ngập")
    assert merged(link, link).title == "5 giải pháp chống ngập"


def test_words_in_front_are_part_of_the_title() -> None:
    one = Link(url=URL, title="Khai mạc hội chợ")
    assert merged(one, Link(url=URL, title="hội chợ")).title == "Khai mạc hội chợ"


def test_what_one_listing_does_not_say_another_one_adds() -> None:
    one = merged(Link(url=URL), Link(url=URL, title="Mưa", published="1/2/2024", section="Xã hội"))
    assert one == Link(url=URL, title="Mưa", published="1/2/2024", section="Xã hội")
