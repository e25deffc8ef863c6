"""Quảng Bình."""

from __future__ import annotations

from portalcrawl.engines.generic import Generic
from portalcrawl.engines.liferay import Liferay
from portalcrawl.engines.newspaper import Newspaper
from portalcrawl.portals import Portal
from spiders.province import ProvinceSpider


class QuangBinhSpider(ProvinceSpider):
    """Quảng Bình, since 1 July 2025 part of Quảng Trị.

    quangbinh.gov.vn: confidence medium. One article URL of 2020 was seen, in a grammar of Liferay
    (/-/view-article/, its last number is epoch milliseconds); the home page as start is assumed.
    quangbinh.gov.vn before: confidence low. Its address /3cms/?cmd=170 and files of that CMS were
    seen; the article grammar is borrowed from ldld.quangbinh.gov.vn and assumed. The day of the
    change is assumed too: the first Liferay URL is of May 2020.
    baoquangbinh.vn, the provincial newspaper: confidence high. Article URLs of 2025 were seen, no
    page; feeds, sitemap and the sections but kinh-te are assumed.
    ldld.quangbinh.gov.vn, the trade unions: confidence medium. The URL of one article's print view
    was seen, of 2014 by the time in it; /3cms/ is the home page of another department, assumed
    here.
    """

    name = "quang_binh"
    portals = (
        Portal("quangbinh.gov.vn", Liferay(), since="2020-01-01", confidence="medium"),
        Portal(
            "quangbinh.gov.vn",
            Generic(
                article=r"/3cms/[A-Za-z0-9-]+\.htm\?art=(?P<key>\d+)$",
                sections=("/3cms/",),
            ),
            until="2019-12-31",
            confidence="low",
            scheme="http",
            keys="3cms",
        ),
        Portal(
            "baoquangbinh.vn",
            Newspaper(sections=("kinh-te", "chinh-tri", "xa-hoi")),
            role="newspaper",
            confidence="high",
        ),
        Portal(
            "ldld.quangbinh.gov.vn",
            Generic(
                article=r"/3cms/[A-Za-z0-9-]+\.htm\?art=(?P<key>\d+)$",
                sections=("/3cms/",),
            ),
            role="department",
            confidence="medium",
        ),
    )
