"""Nam Định."""

from __future__ import annotations

from portalcrawl.engines.sharepoint import SharePoint
from portalcrawl.engines.vnportal import VnPortal
from portalcrawl.portals import Portal
from spiders.province import ProvinceSpider


class NamDinhSpider(ProvinceSpider):
    """Nam Định, since 1 July 2025 part of Ninh Bình.

    namdinh.gov.vn: confidence medium. A page in vnPortal's query grammar and the storage of
    vnPortal were seen, no article URL: its grammar is by analogy with other portals of the family
    and assumed. The page is the start of the site.
    namdinh.gov.vn before: confidence high. Article URLs of 2020 and 2021 in the Tân Dân template
    were seen, files to January 2023, no page. The change was in 2023, its day is assumed; the home
    page as the only listing is assumed.
    """

    name = "nam_dinh"
    portals = (
        Portal(
            "namdinh.gov.vn",
            VnPortal(sections=("Default.aspx?sname=ubndnamdinh&sid=4&pageid=468",), flat=True),
            since="2023-07-01",
            confidence="medium",
        ),
        Portal(
            "namdinh.gov.vn",
            SharePoint(grammars=("tandan",), counted="PageIndex"),
            until="2023-06-30",
            confidence="high",
            keys="sharepoint",
        ),
    )
