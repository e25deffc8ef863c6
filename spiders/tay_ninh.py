"""Tây Ninh."""

from __future__ import annotations

from portalcrawl.engines.generic import Generic
from portalcrawl.engines.nukeviet import NukeViet
from portalcrawl.portals import Portal
from spiders.province import ProvinceSpider


class TayNinhSpider(ProvinceSpider):
    """Tây Ninh, since 1 July 2025 with the former Long An.

    www.tayninh.gov.vn: confidence low. Only the host is known, two of its sub-hosts run NukeViet:
    what ends in an id, .html or .aspx after six words or more is taken for an article, as in the
    grammars that several families share: a guess.
    pbgdpl.tayninh.gov.vn, legal education: confidence high. Text and URL of an article of NukeViet
    were seen; the category is its folder, feed and sitemap are assumed.
    """

    name = "tay_ninh"
    portals = (
        Portal(
            "www.tayninh.gov.vn",
            Generic(article=r"/(?:[^/?]+/)*(?:[^/?-]+-){6,}(?:\d+|[^/?]+\.(?:html?|aspx))$"),
            confidence="low",
        ),
        Portal(
            "pbgdpl.tayninh.gov.vn",
            NukeViet(sections=("tin-hoat-dong",), language="vi"),
            role="department",
            confidence="high",
        ),
    )
