from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from portalcrawl.health.shares import Share, tail

DAY = date(2026, 5, 4)


def known(count: int, among: int, nights: int = 20) -> Share:
    share = Share()
    for _ in range(nights):
        share.learn(count, among)
    return share


def test_what_was_never_so_and_is_so_of_many_is_certain_in_one_night() -> None:
    share = known(0, 15)
    share.see(DAY, 30, 30, new=10, again=20)

    excess = share.excess(0.6)

    assert excess is not None
    assert excess.is_certain
    assert excess.usually == "usually 0 of 300"


def test_of_a_few_it_takes_two_nights() -> None:
    share = known(0, 15)
    share.see(DAY, 3, 3, new=3, again=0)
    first = share.excess(0.6)
    share.see(DAY + timedelta(days=1), 5, 5, new=2, again=3)
    second = share.excess(0.6)

    assert first is not None
    assert not first.is_certain
    assert second is not None
    assert second.is_certain


def test_what_is_only_read_again_proves_nothing_new() -> None:
    share = known(0, 15)
    share.see(DAY, 3, 3, new=3, again=0)
    share.see(DAY + timedelta(days=1), 3, 3, new=0, again=3)

    assert not share.tells
    assert share.excess(0.6) is None


def test_a_share_that_its_history_has_is_no_excess() -> None:
    share = known(12, 15)
    share.see(DAY, 30, 30, new=10, again=20)

    assert share.excess(0.6) is None


def test_without_a_history_there_is_no_excess() -> None:
    share = Share()
    share.see(DAY, 30, 30, new=10, again=20)

    assert share.excess(0.6) is None


@given(st.integers(0, 5000), st.integers(1, 5000), st.floats(0.001, 0.999))
def test_the_tail_is_a_probability(count: int, among: int, chance: float) -> None:
    assert 0 <= tail(min(count, among), among, chance) <= 1 + 1e-9
