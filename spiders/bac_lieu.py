"""Bạc Liêu."""

from __future__ import annotations

from portalcrawl.engines.sharepoint import SharePoint
from portalcrawl.portals import Portal
from spiders.province import ProvinceSpider


class BacLieuSpider(ProvinceSpider):
    """Bạc Liêu, since 1 July 2025 part of Cà Mau.

    baclieu.gov.vn: confidence medium. Pictures and a list of Lạc Việt's blogs on SharePoint were
    seen, of 2013 and later; the list is about relics and not read. That an article has ItemID is
    assumed, and so is the home page as start.
    """

    name = "bac_lieu"
    portals = (
        Portal(
            "baclieu.gov.vn",
            SharePoint(grammars=("posts",)),
            confidence="medium",
            scheme="http",
        ),
    )
