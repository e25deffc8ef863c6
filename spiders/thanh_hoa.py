"""Thanh Hóa."""

from __future__ import annotations

from portalcrawl.engines.generic import Generic
from portalcrawl.engines.sharepoint import SharePoint
from portalcrawl.portals import Portal
from spiders.province import ProvinceSpider


class ThanhHoaSpider(ProvinceSpider):
    """Thanh Hóa, unchanged by the merger.

    thanhhoa.gov.vn: confidence high. Text and URL of an article of 2023 are known, no page source;
    the start page of the template as the only listing is assumed.
    dbndthanhhoa.gov.vn, the people's council: confidence high. Text and URL of an article of 2017
    are known, a listing stands in a public script; the start page as a second one is assumed.
    baothanhhoa.vn, the provincial newspaper: confidence high. Article URLs were seen
    (/<category>/<slug>/<id>.htm and, in public references, /<slug>-<id>.htm), no page; a feed
    stands in a public reader's list. Its print views are ciphertext after the lead and are no
    articles.
    """

    name = "thanh_hoa"
    portals = (
        Portal(
            "thanhhoa.gov.vn",
            SharePoint(
                grammars=("tandan",), counted="PageIndex", sections=("/portal/Pages/default.aspx",)
            ),
            confidence="high",
        ),
        Portal(
            "dbndthanhhoa.gov.vn",
            SharePoint(
                grammars=("tandan",),
                counted="PageIndex",
                sections=(
                    "/portal/KenhTin/Hoi-dong-nhan-dan-tinh.aspx",
                    "/portal/pages/default.aspx",
                ),
            ),
            role="department",
            confidence="high",
        ),
        Portal(
            "baothanhhoa.vn",
            Generic(
                article=r"/(?!print/)(?:[^/?]+/[^/?]+/|[^/?]+-[^/?]+-)(?P<key>\d{4,})\.htm$",
                sections=("/thoi-su",),
                feeds=("/rss/thoi-su.xml",),
            ),
            role="newspaper",
            confidence="high",
        ),
    )
