"""Hà Nam."""

from __future__ import annotations

from portalcrawl.engines.generic import Generic
from portalcrawl.portals import Portal
from spiders.province import ProvinceSpider


class HaNamSpider(ProvinceSpider):
    """Hà Nam, since 1 July 2025 part of Ninh Bình.

    www.hanam.gov.vn: confidence low. The host alone is known, from lists of addresses. The pattern
    takes what several families share, slugs of five words and more that end in an id or in .html or
    .aspx, and is assumed; so is the home page as the only listing.
    """

    name = "ha_nam"
    portals = (
        Portal(
            "www.hanam.gov.vn",
            Generic(
                article=r"(?:/[^/?]+)*/[^/?-]+(?:-[^/?-]+){4,}(?:(?<=\d)|\.html?|\.aspx)$",
                sections=("/",),
            ),
            confidence="low",
        ),
    )
