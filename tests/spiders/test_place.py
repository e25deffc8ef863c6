"""Which portals a run crawls, and which addresses are theirs."""

from __future__ import annotations

from datetime import date

import pytest

from portalcrawl.engines.generic import Generic
from portalcrawl.engines.nukeviet import NukeViet
from portalcrawl.engines.vnportal import VnPortal
from portalcrawl.portals import Portal
from spiders.place import replica_origins, sites

ENGINE = Generic(article="/tin/")
NEW = Portal("moi.gov.vn", ENGINE, since="2025-07-01")
OLD = Portal("www.moi.gov.vn", ENGINE, until="2025-06-30")
PAPER = Portal("baomoi.vn", ENGINE)
NOBODY = Portal("van-phong.invalid", ENGINE)
ALL = (NEW, OLD, PAPER, NOBODY)
TODAY = date(2026, 11, 22)
REPLICA = {"www.moi.gov.vn": "http://127.0.0.1:8801"}


def hosts(*args: object, **kwargs: object) -> list[str]:
    return [site.portal.host for site in sites(*args, **kwargs)]  # type: ignore[arg-type]


def test_the_portals_in_force_are_crawled() -> None:
    assert hosts(ALL, {}, TODAY) == ["moi.gov.vn", "baomoi.vn"]
    assert hosts(ALL, {}, date(2024, 1, 1)) == ["www.moi.gov.vn", "baomoi.vn"]


def test_all_eras_or_one_portal_on_demand() -> None:
    assert hosts(ALL, {}, TODAY, all_eras=True) == ["moi.gov.vn", "www.moi.gov.vn", "baomoi.vn"]
    assert hosts(ALL, {}, TODAY, host="www.moi.gov.vn") == ["www.moi.gov.vn"]


def test_with_replicas_only_they_are_crawled_whatever_their_era() -> None:
    (site,) = sites(ALL, REPLICA, TODAY)
    assert site.portal.origin == "http://127.0.0.1:8801"


def test_a_host_that_is_nobodys_is_never_asked() -> None:
    with pytest.raises(ValueError, match=r"^nothing to crawl: this spider has no portal in force"):
        sites((NOBODY,), {}, TODAY)
    with pytest.raises(ValueError, match=r"^nothing to crawl"):
        sites(ALL, {}, TODAY, host="van-phong.invalid")
    assert hosts(ALL, {"van-phong.invalid": "http://127.0.0.1:1"}, TODAY) == ["127.0.0.1:1"]


@pytest.mark.parametrize(
    ("replicas", "host", "message"),
    [
        (
            {},
            "khac.vn",
            r"^portal=khac\.vn: not a portal of this spider; write one of moi\.gov\.vn",
        ),
        (
            {"khac.vn": "http://127.0.0.1:1"},
            None,
            "^nothing to crawl: .* with a replica in REPLICAS",
        ),
        ({"moi.gov.vn": "127.0.0.1"}, None, "^not an origin: '127.0.0.1'; write it like http://"),
    ],
)
def test_a_bad_choice_is_refused_in_one_line(
    replicas: dict[str, str], host: str | None, message: str
) -> None:
    with pytest.raises(ValueError, match=message) as error:
        sites(ALL, replicas, TODAY, host=host)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize("setting", [None, {}, "{}"])
def test_without_replicas_the_portals_themselves_are_asked(setting: object) -> None:
    assert replica_origins(setting) == {}


def test_replicas_are_a_mapping_or_its_json() -> None:
    assert replica_origins('{"a.vn": "http://127.0.0.1:1"}') == {"a.vn": "http://127.0.0.1:1"}
    assert replica_origins({"a.vn": "http://127.0.0.1:1"}) == {"a.vn": "http://127.0.0.1:1"}


@pytest.mark.parametrize("setting", ["a.vn=http://127.0.0.1", "[1]", "7", 7])
def test_replicas_that_are_neither_are_refused_in_one_line(setting: object) -> None:
    with pytest.raises(ValueError, match=r"^REPLICAS=.*: write a JSON object such as .*$"):
        replica_origins(setting)


def test_a_link_to_another_spelling_of_the_host_is_brought_home() -> None:
    (site,) = sites((PAPER,), {}, TODAY)
    assert site.at_home("https://baomoi.vn/tin/1#x") == ("https://baomoi.vn/tin/1", False)
    assert site.at_home("http://www.baomoi.vn/tin/1?b=1&a=2") == (
        "https://baomoi.vn/tin/1?a=2&b=1",
        True,
    )
    assert site.at_home("HTTPS://BaoMoi.vn:443/tin/1") == ("HTTPS://BaoMoi.vn:443/tin/1", False)


def test_the_www_host_of_another_era_is_another_portal() -> None:
    (site,) = sites(ALL, {}, TODAY, host="moi.gov.vn")
    assert site.at_home("https://www.moi.gov.vn/tin/1") is None


def test_links_that_leave_the_portal_are_told() -> None:
    (site,) = sites((PAPER,), {}, TODAY)
    for url in ("https://khac.vn/", "https://baomoi.vn.khac.vn/", "mailto:a@baomoi.vn", "http://["):
        assert site.at_home(url) is None


def test_a_replica_answers_for_the_host_it_stands_for() -> None:
    (site,) = sites(ALL, REPLICA, TODAY)
    for url in (
        "http://www.moi.gov.vn/tin/1",
        "http://www.moi.gov.vn:8801/tin/1",
        "http://localhost:8801/tin/1",
    ):
        assert site.at_home(url) == ("http://127.0.0.1:8801/tin/1", True)
    assert site.at_home("http://127.0.0.1:8802/tin/1") is None


def test_eras_of_a_host_whose_ids_begin_anew_have_keys_of_their_own() -> None:
    now = Portal("a.vn", NukeViet(sections=("tin",)), since="2025-07-01")
    before = Portal("a.vn", VnPortal(sections=("tin",)), until="2025-06-30", keys="vnportal")
    assert now.article_key("https://a.vn/tin/le-hoi-11711.html") == "11711"
    assert before.article_key("https://a.vn/tin/hoi-nghi-11711") == "vnportal:11711"
