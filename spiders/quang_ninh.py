"""Quảng Ninh."""

from __future__ import annotations

from portalcrawl.engines.newspaper import Newspaper
from portalcrawl.engines.sharepoint import SharePoint
from portalcrawl.portals import Portal
from spiders.province import ProvinceSpider


class QuangNinhSpider(ProvinceSpider):
    """Quảng Ninh, unchanged by the merger.

    www.quangninh.gov.vn: confidence high. Text and URL of an article of 2022 are known, and two
    listings, the first of them read in August 2026; no page source.
    baoquangninh.vn, the provincial newspaper: confidence high. Article URLs of 2024 to 2026 were
    seen, no page; the feeds stand in a public reader's list, categories and sitemap are assumed
    from them.
    """

    name = "quang_ninh"
    portals = (
        Portal(
            "www.quangninh.gov.vn",
            SharePoint(
                grammars=("nid",),
                sections=("/Trang/tin-tuc-su-kien.aspx", "/Trang/Tin-tuc-su-kien.aspx?Cat=82"),
            ),
            confidence="high",
        ),
        Portal(
            "baoquangninh.vn",
            Newspaper(
                sections=(
                    "chinh-tri",
                    "kinh-te",
                    "xa-hoi",
                    "van-hoa-van-nghe",
                    "phap-luat",
                    "du-lich",
                ),
                feed="/rss/news/{section}.rss",
                flat=True,
            ),
            role="newspaper",
            confidence="high",
        ),
    )
