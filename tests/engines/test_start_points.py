"""Where discovery of each family begins."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from portalcrawl.engines.generic import Generic
from portalcrawl.engines.liferay import Liferay
from portalcrawl.engines.newspaper import Newspaper
from portalcrawl.engines.nukeviet import NukeViet
from portalcrawl.engines.publish_upload import PublishUpload
from portalcrawl.engines.vnportal import VnPortal
from portalcrawl.portals import Portal

if TYPE_CHECKING:
    from portalcrawl.engines.base import Engine


@pytest.mark.parametrize(
    ("engine", "paths"),
    [
        (
            NukeViet(sections=("tin",)),
            ["feed /rss/tin/", "sitemap /sitemap.xml", "section /tin/"],
        ),
        (
            NukeViet(sections=("tin",), language="vi", sitemap=None),
            ["feed /vi/news/rss/tin/", "section /vi/news/tin/"],
        ),
        (
            Liferay(site="qni", sections=("tin",), feed_instance="QNiTinTuc"),
            [
                "feed /web/qni/tin/-/asset_publisher/QNiTinTuc/rss",
                "section /web/qni/tin",
            ],
        ),
        (Liferay(sections=("thoi-su",), language="vi_VN"), ["section /vi_VN/thoi-su"]),
        (
            PublishUpload(sections=("/tin",), sitemap="/sitemap.xml"),
            ["sitemap /sitemap.xml", "section /tin"],
        ),
        (
            Newspaper(sections=("xa-hoi",)),
            ["feed /rss/xa-hoi.rss", "sitemap /sitemap.xml", "section /xa-hoi/"],
        ),
        (VnPortal(sections=("tin-73053",)), ["section /tin-73053"]),
        (Generic(article="/a", feeds=("/rss",)), ["feed /rss"]),
        (VnPortal(), ["section /"]),
        (Liferay(), ["section /"]),
    ],
)
def test_feeds_come_before_sitemaps_before_sections(engine: Engine, paths: list[str]) -> None:
    portal = Portal("a.gov.vn:8443", engine)
    origin = "https://a.gov.vn:8443"
    assert [
        f"{each.kind} {each.url.removeprefix(origin)}" for each in engine.listings(portal)
    ] == paths


def test_profiles_are_named_after_their_family() -> None:
    engines: tuple[Engine, ...] = (
        NukeViet(),
        Liferay(),
        PublishUpload(),
        Newspaper(),
        VnPortal(),
        Generic(article="/a"),
    )
    assert all(engine.profile.name == engine.name for engine in engines)
