"""Kiên Giang."""

from __future__ import annotations

from portalcrawl.engines.generic import Generic
from portalcrawl.engines.sharepoint import SharePoint
from portalcrawl.portals import Portal
from spiders.province import ProvinceSpider


class KienGiangSpider(ProvinceSpider):
    """Kiên Giang, since 1 July 2025 part of An Giang.

    kiengiang.gov.vn: confidence medium. Pictures of SharePoint (/PublishingImages/TinTuc/) were
    seen, no article: every template of the family is accepted. The home page as start is assumed.
    stttt.kiengiang.gov.vn, information and communications: confidence medium. One article URL of
    the mobile view was seen; that the view for desktops lacks its /m/ is assumed, and so is the
    home page as start.
    """

    name = "kien_giang"
    portals = (
        Portal("kiengiang.gov.vn", SharePoint(), confidence="medium"),
        Portal(
            "stttt.kiengiang.gov.vn",
            Generic(
                article=r"/(?:m/)?(?P<category>\d+)/(?P<key>\d+)/(?P<slug>[A-Za-z0-9-]+)\.html$",
                form="/{category}/{key}/{slug}.html",
            ),
            role="department",
            confidence="medium",
        ),
    )
