"""Bắc Giang."""

from __future__ import annotations

from portalcrawl.engines.liferay import Liferay
from portalcrawl.engines.wordpress import WordPress
from portalcrawl.portals import Portal
from spiders.province import ProvinceSpider


class BacGiangSpider(ProvinceSpider):
    """Bắc Giang, since 1 July 2025 part of Bắc Ninh.

    bacgiang.gov.vn: confidence high. A public crawler names Liferay's classes, the listings, both
    forms of an article's address and the old TLS ciphers; no page was seen. Its listings are Bắc
    Giang's own, so the portal goes on until somebody knows that it is dark.
    atgt.bacgiang.gov.vn, the traffic safety board: confidence high. One article URL of March 2025
    was seen, no page; the registry has it as high all the same. The home page as the only listing
    is assumed, and that it has the province's TLS.
    hoinongdan.bacgiang.gov.vn, the farmers' union: confidence medium. Page 35 of a listing was
    seen; permalinks, feed and REST API are assumed, and that it has the province's TLS.
    """

    name = "bac_giang"
    portals = (
        Portal(
            "bacgiang.gov.vn",
            Liferay(
                sections=(
                    "chinh-tri",
                    "kinh-te",
                    "van-hoa-xa-hoi",
                    "quoc-phong-an-ninh",
                    "so-ban-nganh",
                    "hoi-doan-the",
                    "huyen-thanh-pho",
                )
            ),
            confidence="high",
            tls="old",
        ),
        Portal("atgt.bacgiang.gov.vn", Liferay(), role="department", confidence="high", tls="old"),
        Portal(
            "hoinongdan.bacgiang.gov.vn",
            WordPress(sections=("/tin-tuc/trong-tinh/",)),
            role="department",
            confidence="medium",
            tls="old",
        ),
    )
