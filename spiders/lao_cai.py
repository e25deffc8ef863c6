"""Lào Cai."""

from __future__ import annotations

from portalcrawl.engines.generic import Generic
from portalcrawl.engines.vnportal import VnPortal
from portalcrawl.portals import Portal
from spiders.province import ProvinceSpider


class LaoCaiSpider(ProvinceSpider):
    """Lào Cai, since 1 July 2025 with the former Yên Bái.

    www.laocai.gov.vn: confidence low. One page in vnPortal's old query grammar was seen, which is
    no listing of news, and an article URL of an office in the new one (chuyendoiso.laocai.gov.vn,
    2024); that the portal has it too is assumed, and so is the home page as a listing.
    doingoailaocai.vn, the portal for foreign affairs: confidence high. Article and listing pages of
    2012 to 2022 were seen; the CMS is unknown. It was served at a bare IP address too.
    """

    name = "lao_cai"
    portals = (
        Portal(
            "www.laocai.gov.vn",
            VnPortal(sections=("Default.aspx?dvid=1231&pageid=95227&sid=1365", "")),
            confidence="low",
        ),
        Portal(
            "doingoailaocai.vn",
            Generic(
                article=r"/(?:vi|en)/bai-viet/(?P<key>\d+)$",
                sections=("/vi/kenh-tin/11-lao-cai", "/en/kenh-tin/11-lao-cai"),
            ),
            role="department",
            confidence="high",
            scheme="http",
        ),
    )
