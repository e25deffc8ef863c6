"""Hưng Yên."""

from __future__ import annotations

from portalcrawl.engines.generic import Generic
from portalcrawl.engines.newspaper import Newspaper
from portalcrawl.engines.publish_upload import PublishUpload
from portalcrawl.engines.sharepoint import SharePoint
from portalcrawl.portals import Portal
from spiders.province import ProvinceSpider


class HungYenSpider(ProvinceSpider):
    """Hưng Yên, since 1 July 2025 with the former Thái Bình.

    hungyen.gov.vn: confidence high. A public crawler, of 2025 at the earliest, names the family's
    classes, the listings and the old TLS ciphers; one article URL of 2025 is known, no page.
    hungyen.gov.vn before: confidence low. SharePoint is known by /en-us/Pages/Default.aspx and by
    assets of 2020 in the folders of the Tân Dân template, which its departments still had in 2022.
    The article URL is by analogy with the other portals of that template, the day on which it ended
    is assumed.
    huyenuyphucu.vn, a district's party committee: confidence medium. Text and URL of one article
    are known; the family is inferred from its -c<id>, the home page as the only listing is assumed.
    baohungyen.vn, the provincial newspaper: confidence high. Article URLs were seen (ePi's folders
    in 2021, /<slug>-<id>.html later), no page; sitemap and home page as listings are assumed.
    hungyentv.vn, the broadcaster: confidence high. Text and URL of an article of 2021 are known;
    the CMS is unknown, the home page as the only listing is assumed.
    """

    name = "hung_yen"
    portals = (
        Portal(
            "hungyen.gov.vn",
            PublishUpload(
                sections=(
                    "/chuyen-muc-tin-chung-toan-tinh-c217-1.html",
                    "/chuyen-muc-tin-cac-so-nganh-xa-phuong-c216-1.html",
                    "/chuyen-muc-tin-tong-hop-c21073-1.html",
                    "/chuyen-muc-tin-trong-nuoc-c221-1.html",
                    "/chuyen-muc-tin-quoc-te-c220-1.html",
                )
            ),
            since="2023-01-01",
            confidence="high",
            tls="old",
        ),
        Portal(
            "hungyen.gov.vn",
            SharePoint(grammars=("tandan",), counted="PageIndex"),
            until="2022-12-31",
            confidence="low",
            tls="old",
            keys="sharepoint",
        ),
        Portal(
            "huyenuyphucu.vn",
            PublishUpload(),
            role="department",
            confidence="medium",
            scheme="http",
        ),
        Portal(
            "baohungyen.vn", Newspaper(feed=None, flat=True), role="newspaper", confidence="high"
        ),
        Portal(
            "hungyentv.vn",
            Generic(article=r"/news/\d+/(?P<key>\d+)/[^/?]+$"),
            role="newspaper",
            confidence="high",
        ),
    )
