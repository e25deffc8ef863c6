"""Đắk Lắk."""

from __future__ import annotations

from portalcrawl.engines.generic import Generic
from portalcrawl.engines.liferay import Liferay
from portalcrawl.portals import Portal
from spiders.province import ProvinceSpider


class DakLakSpider(ProvinceSpider):
    """Đắk Lắk, since 1 July 2025 with the former Phú Yên.

    daklak.gov.vn: confidence medium. An article URL /-/<slug> and files of Liferay were seen; the
    known list, /van-ban-chi-dao-dieu-hanh, is a register of documents and not read. The home page
    as start is assumed.
    ttthlak.gov.vn, a district's media centre: confidence medium. Text and URL of an article were
    seen; the CMS is not known, the list is the folder of that URL.
    """

    name = "dak_lak"
    portals = (
        Portal("daklak.gov.vn", Liferay(), confidence="medium"),
        Portal(
            "ttthlak.gov.vn",
            Generic(article=r"/tin-tuc/[a-z0-9-]+$", sections=("/tin-tuc",)),
            role="department",
            confidence="medium",
        ),
    )
