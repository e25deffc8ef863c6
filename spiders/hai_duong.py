"""Hải Dương."""

from __future__ import annotations

from portalcrawl.engines.sharepoint import SharePoint
from portalcrawl.portals import Portal
from spiders.province import ProvinceSpider


class HaiDuongSpider(ProvinceSpider):
    """Hải Dương, since 1 July 2025 part of Hải Phòng.

    haiduong.gov.vn: confidence low. /Trang/Default.aspx was seen, and on web01.haiduong.gov.vn in
    2024 an article in the grammar of Quảng Ninh (?nid=13066&title=); that the portal itself has it
    is assumed.
    """

    name = "hai_duong"
    portals = (
        Portal(
            "haiduong.gov.vn",
            SharePoint(grammars=("nid",), sections=("/Trang/Default.aspx",)),
            confidence="low",
        ),
    )
