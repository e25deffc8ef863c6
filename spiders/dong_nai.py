"""Đồng Nai."""

from __future__ import annotations

from portalcrawl.engines.newspaper import Newspaper
from portalcrawl.engines.nukeviet import NukeViet
from portalcrawl.portals import Portal
from spiders.province import ProvinceSpider


class DongNaiSpider(ProvinceSpider):
    """Đồng Nai, since 1 July 2025 with the former Bình Phước.

    dongnai.gov.vn: confidence high. The generator tag of NukeViet 4.5 and saved-file pages of its
    English side were seen; the install is the former Bình Phước's, from which the Vietnamese
    category is taken. Articles of 2009 were moved into it, so an id says nothing about age.
    baodongnai.com.vn, the provincial newspaper: confidence high for the URLs (2024 to 2025), no
    page was seen; feeds and sitemap are assumed.
    """

    name = "dong_nai"
    portals = (
        Portal(
            "dongnai.gov.vn",
            NukeViet(sections=("tin-tuc-su-kien-421",), language="vi"),
            since="2025-07-01",
            confidence="high",
        ),
        Portal(
            "baodongnai.com.vn",
            Newspaper(sections=("chinh-tri", "kinh-te", "xa-hoi")),
            role="newspaper",
            confidence="high",
        ),
    )
