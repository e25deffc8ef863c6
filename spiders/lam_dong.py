"""Lâm Đồng."""

from __future__ import annotations

from portalcrawl.engines.sharepoint import SharePoint
from portalcrawl.portals import Portal
from spiders.province import ProvinceSpider


class LamDongSpider(ProvinceSpider):
    """Lâm Đồng, since 1 July 2025 with the former Bình Thuận and Đắk Nông.

    lamdong.gov.vn: confidence medium. A public crawler of May 2026 names the list, the article
    grammar and that pages are drawn by JavaScript; another one, older, names the other two
    sections. No page was seen.
    www.lamdong.gov.vn: confidence high. Text and URL of an article of 2017 were seen. The bare host
    has taken its place; the day of the change is assumed.
    """

    name = "lam_dong"
    portals = (
        Portal(
            "lamdong.gov.vn",
            SharePoint(
                grammars=("pages",),
                sections=(
                    "/HOME/news/hotnews/Lists/Posts/Posts.aspx",
                    "/HOME/news/tin-trong-tinh/SitePages/Home.aspx",
                    "/HOME/news/tintrongnuoc/SitePages/Home.aspx",
                ),
            ),
            since="2022-01-01",
            confidence="medium",
            browser=True,
        ),
        Portal(
            "www.lamdong.gov.vn",
            SharePoint(grammars=("pages",), sections=("/Sites/vi-vn/Pages/default.aspx",)),
            until="2021-12-31",
            confidence="high",
            scheme="http",
        ),
    )
