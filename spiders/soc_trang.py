"""Sóc Trăng."""

from __future__ import annotations

from portalcrawl.engines.vnportal import VnPortal
from portalcrawl.portals import Portal
from spiders.province import ProvinceSpider


class SocTrangSpider(ProvinceSpider):
    """Sóc Trăng, since 1 July 2025 part of Cần Thơ.

    soctrang.gov.vn: confidence medium. An article's address in vnPortal's mobile view was seen
    (/mDefault.aspx?catid=&id=&pageid=&sid=); with catid alone it is a list. The home page as start
    is assumed.
    sotuphap.soctrang.gov.vn, justice: confidence high. The page of an article of 2023 was read by
    public code, its site name is that of another department; the home page as start is assumed.
    """

    name = "soc_trang"
    portals = (
        Portal("soctrang.gov.vn", VnPortal(), confidence="medium"),
        Portal("sotuphap.soctrang.gov.vn", VnPortal(), role="department", confidence="high"),
    )
