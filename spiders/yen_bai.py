"""Yên Bái."""

from __future__ import annotations

from portalcrawl.engines.generic import Generic
from portalcrawl.engines.sharepoint import SharePoint
from portalcrawl.portals import Portal
from spiders.province import ProvinceSpider


class YenBaiSpider(ProvinceSpider):
    """Yên Bái, since 1 July 2025 part of Lào Cai.

    yenbai.gov.vn: confidence medium. SharePoint's folders, a menu page and one article URL of a
    sub-site with ItemID were seen, no page; the other listings are assumed.
    hoilhpn.yenbai.gov.vn, the women's union: confidence medium. Page 11 of a listing was seen,
    whose template shows articles too; that an article has ItemID is assumed from the province's
    portal, and so is the home page as a second listing.
    baoyenbai.com.vn, the provincial newspaper: confidence high. Text and URLs of articles of 2018
    and 2021 are known, no page source; the category's feed stands in a public app, the home page as
    a listing is assumed.
    """

    name = "yen_bai"
    portals = (
        Portal(
            "yenbai.gov.vn",
            SharePoint(
                grammars=("details",),
                sections=(
                    "/Pages/Thuong-truc-Tinh-uy.aspx",
                    "/noidung/tintuc/Pages/chi-tiet-tin-tuc.aspx?l=Tinhoatdong",
                    "/",
                ),
            ),
            confidence="medium",
        ),
        Portal(
            "hoilhpn.yenbai.gov.vn",
            SharePoint(
                grammars=("details",),
                sections=(
                    "/noidung/tintuc/Pages/chi-tiet-tin-tuc.aspx?l=Tinhoatdong+&lv=4",
                    "/",
                ),
            ),
            role="department",
            confidence="medium",
        ),
        Portal(
            "baoyenbai.com.vn",
            Generic(
                article=r"/\d+/(?P<key>\d+)/[^/?]+\.(?:aspx|html?)$",
                sections=("/",),
                feeds=("/rss/11.rss",),
            ),
            role="newspaper",
            confidence="high",
            scheme="http",
        ),
    )
