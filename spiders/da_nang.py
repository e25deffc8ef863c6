"""Đà Nẵng."""

from __future__ import annotations

from portalcrawl.engines.liferay import Liferay
from portalcrawl.portals import Portal
from spiders.province import ProvinceSpider


class DaNangSpider(ProvinceSpider):
    """Đà Nẵng, since 1 July 2025 with the former Quảng Nam.

    danang.gov.vn: confidence high. Articles of Liferay 7.4 (/vi/w/<slug>, /web/dng/-/<slug>) of
    2024 to 2026 and class names from a public crawler were seen, which also names the two sections,
    at the root: that they stand below /vi/web/dng/ too is assumed. Its former generation, Liferay 6
    (/web/guest/chi-tiet?id=N), is read by the same grammar: ids and slugs do not meet.
    """

    name = "da_nang"
    portals = (
        Portal(
            "danang.gov.vn",
            Liferay(site="dng", sections=("tin-tuc-su-kien", "le-hoi-su-kien", ""), language="vi"),
            confidence="high",
        ),
    )
