"""Tiền Giang."""

from __future__ import annotations

from portalcrawl.engines import liferay
from portalcrawl.engines.generic import Generic
from portalcrawl.engines.newspaper import Newspaper
from portalcrawl.portals import Portal
from spiders.province import ProvinceSpider


class TienGiangSpider(ProvinceSpider):
    """Tiền Giang, since 1 July 2025 part of Đồng Tháp.

    tiengiang.gov.vn: confidence medium. One article URL of Liferay was seen whole, slug and id in
    the query (/chi-tiet-tin?%2F<slug>%2F<id>=), and a sub-host's; no page. The home page as start
    is assumed.
    baoapbac.vn, the provincial newspaper: confidence high. Text and URL of an article of 2020 were
    seen; feeds, sitemap and the sections but chinh-tri are assumed.
    """

    name = "tien_giang"
    portals = (
        Portal(
            "tiengiang.gov.vn",
            Generic(
                article=r"/chi-tiet-tin\?%2F[^&%]+(?:%2F(?P<key>\d+)=?)?$",
                layout=liferay.PROFILE,
            ),
            confidence="medium",
        ),
        Portal(
            "baoapbac.vn",
            Newspaper(sections=("chinh-tri", "kinh-te", "xa-hoi")),
            role="newspaper",
            confidence="high",
            scheme="http",
        ),
    )
