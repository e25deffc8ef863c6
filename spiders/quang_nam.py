"""Quảng Nam."""

from __future__ import annotations

from portalcrawl.engines.generic import Generic
from portalcrawl.engines.newspaper import Newspaper
from portalcrawl.portals import Portal
from spiders.province import ProvinceSpider


class QuangNamSpider(ProvinceSpider):
    """Quảng Nam, since 1 July 2025 part of Đà Nẵng.

    quangnam.gov.vn: confidence medium. URLs <slug>-<id>.html of 2025 were seen in public sources,
    no page; the CMS is not known. Five words before the id are asked for, so that a category is no
    article; the home page as start is assumed.
    quangnam.gov.vn before: confidence medium. One article URL of Oracle WebCenter was seen; its
    list is assumed, and so is the day of the change. A generation before that one
    (/cms/webservices) is not known.
    baoquangnam.vn, the provincial newspaper: confidence high. Article URLs of 2017 to 2025 were
    seen, no page; home page and sitemap are assumed. Articles before 2022 have a category before
    the slug.
    """

    name = "quang_nam"
    portals = (
        Portal(
            "quangnam.gov.vn",
            Generic(article=r"/(?:[a-z0-9]+-){5,}(?P<key>\d+)\.html$"),
            since="2022-01-01",
            confidence="medium",
        ),
        Portal(
            "quangnam.gov.vn",
            Generic(
                article=(
                    r"/webcenter/portal/(?P<site>[a-z]+)/(?P<page>pages_[a-z-]+)/chi-tiet\?"
                    r"(?:[^#]*&)?dDocName=(?P<key>PORTAL\d+)"
                ),
                form="/webcenter/portal/{site}/{page}/chi-tiet?dDocName={key}",
                sections=("/webcenter/portal/ubnd/pages_tin-tuc",),
            ),
            until="2021-12-31",
            confidence="medium",
            keys="webcenter",
        ),
        Portal("baoquangnam.vn", Newspaper(flat=True), role="newspaper", confidence="high"),
    )
