"""The portal, the era and the province of an address of the past."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from portalcrawl.cli.homes import Homes
from portalcrawl.engines.liferay import Liferay

BEFORE = datetime(2021, 3, 4, 5, 6, tzinfo=UTC)
AFTER = datetime(2026, 3, 4, 5, 6, tzinfo=UTC)
LIFERAY = "/web/portal-qni/xem-chi-tiet/-/asset_publisher/Content/khai-mac?12150284"
UPLOAD = "/tin-tuc/khai-mac-hoi-nghi-chuyen-doi-so.html"
NUKEVIET = "/tin-tong-hop/khai-mac-hoi-nghi-1283.html"


@pytest.fixture(scope="module")
def homes() -> Homes:
    return Homes()


@pytest.mark.parametrize(
    ("url", "moment", "host", "province"),
    [
        (f"http://www.quangngai.gov.vn{LIFERAY}", BEFORE, "www.quangngai.gov.vn", "quang_ngai"),
        (f"https://quangngai.gov.vn{LIFERAY}", BEFORE, "www.quangngai.gov.vn", "quang_ngai"),
        (f"https://quangngai.gov.vn{UPLOAD}", AFTER, "quangngai.gov.vn", "quang_ngai"),
        (f"https://www.quangngai.gov.vn:443{UPLOAD}", AFTER, "quangngai.gov.vn", "quang_ngai"),
        (f"HTTP://HCC.NgheAn.gov.vn:80{NUKEVIET}", AFTER, "hcc.nghean.gov.vn", "nghe_an"),
        (f"http://www.hcc.nghean.gov.vn{NUKEVIET}", AFTER, "hcc.nghean.gov.vn", "nghe_an"),
    ],
)
def test_an_address_has_the_home_of_its_host_and_time(
    url: str, moment: datetime, host: str, province: str, homes: Homes
) -> None:
    home = homes(url, moment)
    assert not isinstance(home, str)
    assert (home.portal.host, home.province) == (host, province)
    assert home.canonical_url.startswith(f"https://{host}/")


def test_an_address_of_the_old_grammar_is_found_after_its_era_too(homes: Homes) -> None:
    home = homes(f"https://www.quangngai.gov.vn{LIFERAY}", AFTER)
    assert not isinstance(home, str)
    assert isinstance(home.portal.engine, Liferay)
    assert home.article_key == "12150284"


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        (f"https://vnexpress.example{NUKEVIET}", "unknown host"),
        (f"https://hcc.nghean.gov.vn:8080{NUKEVIET}", "unknown host"),
        ("dns:hcc.nghean.gov.vn", "unknown host"),
        ("https://hcc.nghean.gov.vn/", "not an article's address"),
        ("https://hcc.nghean.gov.vn/print/tin-tong-hop/khai-mac-1283.html", "print view"),
        ("https://hcc.nghean.gov.vn/savefile/tin-tong-hop/khai-mac-1283.html", "saved file"),
    ],
)
def test_an_address_without_a_home_has_a_reason(url: str, reason: str, homes: Homes) -> None:
    assert homes(url, AFTER) == reason


def test_a_page_of_an_unknown_host_is_read_as_its_engine_family_has_it(homes: Homes) -> None:
    profile = homes.profile(f"http://127.0.0.1:8801{NUKEVIET}", AFTER, "nukeviet")
    assert profile is not None
    assert profile.name == "nukeviet"
    assert homes.profile("http://127.0.0.1:8801/", AFTER, None) is None
