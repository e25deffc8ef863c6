"""Hà Giang."""

from __future__ import annotations

from portalcrawl.engines.generic import Generic
from portalcrawl.portals import Portal
from spiders.province import ProvinceSpider


class HaGiangSpider(ProvinceSpider):
    """Hà Giang, since 1 July 2025 part of Tuyên Quang.

    www.hagiang.gov.vn: confidence low. The host alone is known. Offices below it ran
    "publish-upload" (tuyengiao.hagiang.gov.vn, assets of 2018 to 2024) and a Liferay portlet
    (quanba.hagiang.gov.vn in 2023, /chi-tiet-tin-tuc/-/news/44741/<slug>.html); the pattern, which
    takes the .html of both below a folder where the slug has four words or more, is assumed, and so
    is the home page as the only listing.
    """

    name = "ha_giang"
    portals = (
        Portal(
            "www.hagiang.gov.vn",
            Generic(article=r"(?:/[^/?]+)+/[^/?-]+(?:-[^/?-]+){3,}\.html$", sections=("/",)),
            confidence="low",
        ),
    )
