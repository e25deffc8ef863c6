"""Ninh Thuận."""

from __future__ import annotations

from portalcrawl.engines.sharepoint import SharePoint
from portalcrawl.portals import Portal
from spiders.province import ProvinceSpider


class NinhThuanSpider(ProvinceSpider):
    """Ninh Thuận, since 1 July 2025 part of Khánh Hòa.

    ninhthuan.gov.vn: confidence high. One article URL of 2024 in the grammar of the "Tân Dân"
    template was seen, no page; the registry has it as high all the same. The home page as start is
    assumed.
    bandantoc.ninhthuan.gov.vn, ethnic affairs: confidence high. The text of a print view on the
    same template was seen; the home page as start is assumed.
    """

    name = "ninh_thuan"
    portals = (
        Portal("ninhthuan.gov.vn", SharePoint(grammars=("tandan",)), confidence="high"),
        Portal(
            "bandantoc.ninhthuan.gov.vn",
            SharePoint(grammars=("tandan",)),
            role="department",
            confidence="high",
        ),
    )
