"""Tuyên Quang."""

from __future__ import annotations

from portalcrawl.engines.generic import Generic
from portalcrawl.engines.newspaper import Newspaper
from portalcrawl.engines.sharepoint import SharePoint
from portalcrawl.portals import Portal
from spiders.province import ProvinceSpider

NUMBERED = r"(?:/[^/?]+)+/(?!trang-\d)[^/?]+-(?P<key>\d+)\.html$"
"""``/<category>/<subcategory>!/<slug>!-<id>.html``; ``/<category>/trang-302.html`` is a list."""


class TuyenQuangSpider(ProvinceSpider):
    """Tuyên Quang, since 1 July 2025 with the former Hà Giang.

    www.tuyenquang.gov.vn: confidence medium. One article URL of July 2025 was seen, with
    ?type=NEWS&id= and without, so the slug is the key; an office on the same platform has the like.
    No page: it is drawn by JavaScript, which the registry says, and the home page is the only
    listing that can be assumed. It began with the merger; the day is assumed.
    tuyenquang.gov.vn: confidence low. SharePoint assets of 2023 were seen in the folders that Yên
    Bái has; the article URL is by analogy with Yên Bái. That it ended with the merger is assumed.
    baotuyenquang.com.vn, the provincial newspaper: confidence medium. One article URL of July 2024
    was seen and assets of 2025 in ePi's folders; feeds, sitemap and categories are assumed. Before,
    to February 2024 by its assets, pictures stood elsewhere and listings ended in /trang-29.html;
    of that generation no article was seen, its grammar is borrowed from hdndtuyenquang.gov.vn and
    assumed, and so is the day of the change.
    hdndtuyenquang.gov.vn, the people's council: confidence high. One article URL of 2023 and a
    listing were seen, no page; the registry has it as high all the same. The CMS is unknown. The
    home page as a second listing is assumed.
    tnmttuyenquang.gov.vn, the department of environment: confidence low. One listing was seen; the
    article URL is by analogy with hdndtuyenquang.gov.vn, which pages alike, and the home page as a
    second listing is assumed.
    tuyenquangtv.vn, the broadcaster: confidence high. Text and URL of an article of April 2024 are
    known; feeds and sitemap are assumed.
    """

    name = "tuyen_quang"
    portals = (
        Portal(
            "www.tuyenquang.gov.vn",
            Generic(article=r"/(?:vi|en)/post/[^/?]+$", drop=("type", "id")),
            since="2025-07-01",
            confidence="medium",
            browser=True,
        ),
        Portal(
            "tuyenquang.gov.vn",
            SharePoint(grammars=("details",)),
            until="2025-06-30",
            confidence="low",
        ),
        Portal(
            "baotuyenquang.com.vn",
            Newspaper(sections=("chinh-tri", "kinh-te", "xa-hoi")),
            since="2024-04-01",
            role="newspaper",
            confidence="medium",
        ),
        Portal(
            "baotuyenquang.com.vn",
            Generic(article=NUMBERED, sections=("/chinh-tri/trang-1.html",)),
            until="2024-03-31",
            role="newspaper",
            confidence="medium",
            keys="trang",
        ),
        Portal(
            "hdndtuyenquang.gov.vn",
            Generic(article=NUMBERED, sections=("/tin-hoat-dong/tin-tuc-chung/trang-1.html", "/")),
            role="department",
            confidence="high",
        ),
        Portal(
            "tnmttuyenquang.gov.vn",
            Generic(article=NUMBERED, sections=("/tin-tuc/chinh-tri-xa-hoi/trang-1.html", "/")),
            role="department",
            confidence="low",
            scheme="http",
        ),
        Portal(
            "tuyenquangtv.vn",
            Newspaper(sections=("xay-dung-dang",)),
            role="newspaper",
            confidence="high",
        ),
    )
