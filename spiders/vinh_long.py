"""Vĩnh Long."""

from __future__ import annotations

from portalcrawl.engines import dotnetnuke
from portalcrawl.engines.generic import Generic
from portalcrawl.portals import Portal
from spiders.province import ProvinceSpider


class VinhLongSpider(ProvinceSpider):
    """Vĩnh Long, since 1 July 2025 with the former Bến Tre and Trà Vinh.

    vinhlong.gov.vn: confidence medium. The feed and links of DotNetNuke (/LinkClick.aspx) were seen
    in public sources, no article: what names an id as DotNetNuke's modules do is taken,
    svhttdl.vinhlong.gov.vn has /xem-chi-tiet-tin-tuc/id/<id>. That this portal has it too is
    assumed, and so is the home page.
    """

    name = "vinh_long"
    portals = (
        Portal(
            "vinhlong.gov.vn",
            Generic(
                article=(
                    r"(?i)/(?:[^/?]+/)+(?:id|newsid|articleid)/(?P<key>[0-9]+|[0-9a-f-]{36})"
                    r"(?:/[^?]*)?$"
                ),
                feeds=("/rss/tintuc.rss",),
                sections=("/",),
                layout=dotnetnuke.PROFILE,
            ),
            confidence="medium",
        ),
    )
