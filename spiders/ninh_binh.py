"""Ninh Bình."""

from __future__ import annotations

from portalcrawl.engines.generic import Generic
from portalcrawl.engines.vnportal import VnPortal
from portalcrawl.portals import Portal
from spiders.province import ProvinceSpider


class NinhBinhSpider(ProvinceSpider):
    """Ninh Bình, since 1 July 2025 with the former Hà Nam and Nam Định.

    ninhbinh.gov.vn: confidence high. A public crawler names vnPortal's classes, the listings and
    their paging by POST; one article URL of 2024 is known, no page. A listing of the department of
    science that it reads too (sokhcn.ninhbinh.gov.vn) is on another host.
    khanhthien.ninhbinh.gov.vn, a commune: confidence medium. One legal document was seen
    (/van-ban/chitietvb-26.html), which is no article. The registry has it as medium; no article was
    seen, the pattern for news, a slug of four words and more with an id, is assumed.
    """

    name = "ninh_binh"
    portals = (
        Portal(
            "ninhbinh.gov.vn",
            VnPortal(
                sections=(
                    "kinh-te",
                    "van-hoa-xa-hoi",
                    "an-ninh-quoc-phong",
                    "thong-tin-chi-dao-dieu-hanh",
                    "tin-trong-nuoc-quoc-te",
                )
            ),
            confidence="high",
        ),
        Portal(
            "khanhthien.ninhbinh.gov.vn",
            Generic(article=r"/(?!van-ban/)[^/?]+/[^/?-]+(?:-[^/?-]+){3,}-(?P<key>\d+)\.html$"),
            role="department",
            confidence="medium",
        ),
    )
