"""Hậu Giang."""

from __future__ import annotations

from portalcrawl.engines.generic import Generic
from portalcrawl.portals import Portal
from spiders.province import ProvinceSpider


class HauGiangSpider(ProvinceSpider):
    """Hậu Giang, since 1 July 2025 part of Cần Thơ.

    www.haugiang.gov.vn: confidence low. Only pictures of Umbraco (/media/) on sub-hosts were seen,
    no page and no article: what has seven words or more below a section is taken for an article,
    since Umbraco's addresses are nothing but names: a guess.
    """

    name = "hau_giang"
    portals = (
        Portal(
            "www.haugiang.gov.vn",
            Generic(
                article=r"/(?:[^/?]+/)+(?:[^/?-]+-){6,}[^/?]+$",
            ),
            confidence="low",
        ),
    )
