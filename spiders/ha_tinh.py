"""Hà Tĩnh."""

from __future__ import annotations

from portalcrawl.engines.generic import Generic
from portalcrawl.portals import Portal
from spiders.province import ProvinceSpider


class HaTinhSpider(ProvinceSpider):
    """Hà Tĩnh, unchanged by the merger.

    hatinh.gov.vn: confidence high. URLs of articles below /vi/bai-viet/ of 2024 to 2026 and the
    list /tin-tuc-su-kien/28 were seen in public sources, no page; the CMS is not known. That the
    slug says the same in both languages is assumed. Older articles stood at the root under a bare
    slug, which nothing tells from a section: they are not taken.
    """

    name = "ha_tinh"
    portals = (
        Portal(
            "hatinh.gov.vn",
            Generic(
                article=r"/(?:vi|en)/bai-viet/(?P<key>[a-z0-9-]+)$",
                sections=("/tin-tuc-su-kien/28", "/"),
            ),
            confidence="high",
        ),
    )
