"""Bắc Kạn."""

from __future__ import annotations

from portalcrawl.engines.sharepoint import SharePoint
from portalcrawl.portals import Portal
from spiders.province import ProvinceSpider


class BacKanSpider(ProvinceSpider):
    """Bắc Kạn, since 1 July 2025 part of Thái Nguyên.

    backan.gov.vn: confidence medium. SharePoint's folders of documents and pictures were seen, no
    article URL: every article template of the family is accepted, and the home page as the only
    listing is assumed.
    """

    name = "bac_kan"
    portals = (Portal("backan.gov.vn", SharePoint(), confidence="medium"),)
