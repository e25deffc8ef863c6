"""Phú Yên."""

from __future__ import annotations

from portalcrawl.engines.generic import Generic
from portalcrawl.portals import Portal
from spiders.province import ProvinceSpider


class PhuYenSpider(ProvinceSpider):
    """Phú Yên, since 1 July 2025 part of Đắk Lắk.

    phuyen.gov.vn: confidence low. Only pictures of IBM's WCM (/wps/wcm/connect/) on hosts of its
    departments were seen, no page and no article: addresses as on www.cantho.gov.vn before, of the
    same maker, are taken, and what ends in an id, .html or .aspx after six words or more is taken
    for an article, as in the grammars that several families share: a guess.
    """

    name = "phu_yen"
    portals = (
        Portal(
            "phuyen.gov.vn",
            Generic(
                article=(
                    r"/wps/portal/(?:[^/?]+/)+chi-tiet/[^?]+$"
                    r"|/(?:[^/?]+/)*(?:[^/?-]+-){6,}(?:\d+|[^/?]+\.(?:html?|aspx))$"
                ),
                drop=("WCM_*",),
            ),
            confidence="low",
        ),
    )
