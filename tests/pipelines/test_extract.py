"""Which profile reads a page: that of the portal and era whose grammar its address has."""

from __future__ import annotations

import pytest

from pipelines.extract import profile_of
from portalcrawl.engines.liferay import Liferay
from portalcrawl.engines.nukeviet import NukeViet
from portalcrawl.items import Page
from portalcrawl.portals import Portal

HOST = "example.gov.vn"
ERAS = (
    Portal(HOST, NukeViet(sections=("tin-tuc",)), since="2025-07-01"),
    Portal(HOST, Liferay(site="portal"), until="2025-06-30"),
)


@pytest.mark.parametrize(
    ("path", "profile"),
    [
        ("/tin-tuc/le-khai-giang-117.html", "nukeviet"),
        ("/web/portal/tin/-/asset_publisher/a1B2/content/le-khai-giang", "liferay"),
    ],
)
@pytest.mark.parametrize("eras", [ERAS, ERAS[::-1]])
def test_a_page_is_read_by_the_profile_of_its_era(
    path: str, profile: str, eras: tuple[Portal, ...]
) -> None:
    page = Page(url=f"https://{HOST}{path}", body=b"", portal=HOST)
    found = profile_of(page, eras)
    assert found is not None
    assert found.name == profile


def test_a_page_of_another_host_has_no_profile() -> None:
    assert profile_of(Page(url="https://x.vn/", body=b"", portal="x.vn"), ERAS) is None
