"""Hải Phòng."""

from __future__ import annotations

from portalcrawl.engines.generic import Generic
from portalcrawl.engines.vnportal import VnPortal
from portalcrawl.portals import Portal
from spiders.province import ProvinceSpider


class HaiPhongSpider(ProvinceSpider):
    """Hải Phòng, since 1 July 2025 with the former Hải Dương.

    haiphong.gov.vn: confidence medium. Two article URLs of 2024 and one of a page about the city
    were seen in vnPortal's grammar, no page; wards on the same platform have articles alike
    (haiduong.haiphong.gov.vn, 2026). The listings are the folders of those URLs, the home page as
    another is assumed.
    haiphong.gov.vn before: confidence low. One article URL of 2023 was seen, with an id and .html,
    and assets of 2020 to 2023 (/upload/haiphong/product/); the CMS is unknown, its folder as a
    listing is assumed, and so is the day of the change.
    """

    name = "hai_phong"
    portals = (
        Portal(
            "haiphong.gov.vn",
            VnPortal(sections=("tin-tuc-su-kien", "co-so-ha-tang", "")),
            since="2024-01-01",
            confidence="medium",
        ),
        Portal(
            "haiphong.gov.vn",
            Generic(
                article=r"/[^/?]+/[^/?]+-(?P<key>\d{4,7})\.html$", sections=("/tin-tuc-su-kien",)
            ),
            until="2023-12-31",
            confidence="low",
            keys="html",
        ),
    )
