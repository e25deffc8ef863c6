"""Long An."""

from __future__ import annotations

from portalcrawl.engines.generic import Generic
from portalcrawl.engines.newspaper import Newspaper
from portalcrawl.portals import Portal
from spiders.province import ProvinceSpider


class LongAnSpider(ProvinceSpider):
    """Long An, since 1 July 2025 part of Tây Ninh.

    www.longan.gov.vn: confidence low. Only the host is known, a department ran DotNetNuke in 2012:
    what ends in an id, .html or .aspx after six words or more is taken for an article, as in the
    grammars that several families share: a guess.
    baolongan.vn, the provincial newspaper: confidence high. Article URLs of 2024 and 2025 were seen
    (-a<id>.html), no page; home page and sitemap are assumed.
    """

    name = "long_an"
    portals = (
        Portal(
            "www.longan.gov.vn",
            Generic(article=r"/(?:[^/?]+/)*(?:[^/?-]+-){6,}(?:\d+|[^/?]+\.(?:html?|aspx))$"),
            confidence="low",
        ),
        Portal("baolongan.vn", Newspaper(flat=True), role="newspaper", confidence="high"),
    )
