"""Sơn La."""

from __future__ import annotations

from portalcrawl.engines.vnportal import VnPortal
from portalcrawl.engines.wordpress import WordPress
from portalcrawl.portals import Portal
from spiders.province import ProvinceSpider


class SonLaSpider(ProvinceSpider):
    """Sơn La, unchanged by the merger.

    sonla.gov.vn: confidence high. Public crawlers, of 2025 at the earliest, name vnPortal's classes
    and the listings; one URL in the numeric grammar was seen, of a page about a district; of an
    article no URL is known.
    sonoivu.sonla.gov.vn, the department of home affairs: confidence high. Text and URL of an
    article of 2014 are known; feed, REST API and the home page as a listing are assumed.
    thuanchau.sonla.gov.vn, a district: confidence medium. A listing of April 2025 was seen; engine
    and article URL are by analogy with the province's portal, and the home page as a second listing
    is assumed.
    """

    name = "son_la"
    portals = (
        Portal(
            "sonla.gov.vn",
            VnPortal(
                sections=(
                    "tin-chinh-tri",
                    "tin-kinh-te",
                    "tin-van-hoa-xa-hoi",
                    "an-ninh-quoc-phong",
                    "doi-ngoai-nhan-dan",
                ),
                flat=True,
            ),
            confidence="high",
        ),
        Portal(
            "sonoivu.sonla.gov.vn",
            WordPress(permalinks=("/%year%/%monthnum%/%postname%.html",), sections=("/",)),
            role="department",
            confidence="high",
            scheme="http",
        ),
        Portal(
            "thuanchau.sonla.gov.vn",
            VnPortal(sections=("tin-cai-cach-hanh-chinh", ""), flat=True),
            role="department",
            confidence="medium",
        ),
    )
