"""Which portals somebody may have meant."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.near_hosts import near_hosts

KNOWN = {
    "baolangson.vn",
    "binhdinh.gov.vn",
    "dongnai.gov.vn",
    "kontum.gov.vn",
    "langson.gov.vn",
    "nghean.gov.vn",
    "sotttt.nghean.gov.vn",
}


@pytest.mark.parametrize("host", ["caobang.gov.vn", "hanoi.gov.vn", "namdinh.gov.vn", "x.vn", ""])
def test_the_ending_that_all_have_makes_no_two_hosts_alike(host: str) -> None:
    assert near_hosts(host, KNOWN) == []


@pytest.mark.parametrize(
    ("host", "meant"),
    [
        ("kontum", "kontum.gov.vn"),
        ("www.kontum.gov.vn", "kontum.gov.vn"),
        ("kontum.vn", "kontum.gov.vn"),
        ("kontumgov.vn", "kontum.gov.vn"),
        ("kontum.gov.v", "kontum.gov.vn"),
        ("KonTun.gov.vn", "kontum.gov.vn"),
        ("langosn.gov.vn", "langson.gov.vn"),
        ("sotttt", "sotttt.nghean.gov.vn"),
    ],
)
def test_one_that_is_written_otherwise_is_meant(host: str, meant: str) -> None:
    assert near_hosts(host, KNOWN) == [meant]


@given(st.text() | st.sampled_from(sorted(KNOWN)), st.sets(st.sampled_from(sorted(KNOWN))))
def test_at_most_three_are_named_and_all_of_them_are_known(host: str, known: set[str]) -> None:
    near = near_hosts(host, known)
    assert len(near) == len(set(near)) <= 3
    assert known.issuperset(near)
    assert host in near or host not in known
