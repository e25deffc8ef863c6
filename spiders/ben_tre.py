"""Bến Tre."""

from __future__ import annotations

from portalcrawl.engines.generic import Generic
from portalcrawl.portals import Portal
from spiders.province import ProvinceSpider


class BenTreSpider(ProvinceSpider):
    """Bến Tre, since 1 July 2025 part of Vĩnh Long.

    www.bentre.gov.vn: confidence low. Only the host is known; addresses of it in public demo code
    are invented: what ends in an id, .html or .aspx after six words or more is taken for an
    article, as in the grammars that several families share: a guess.
    """

    name = "ben_tre"
    portals = (
        Portal(
            "www.bentre.gov.vn",
            Generic(article=r"/(?:[^/?]+/)*(?:[^/?-]+-){6,}(?:\d+|[^/?]+\.(?:html?|aspx))$"),
            confidence="low",
        ),
    )
