"""Kon Tum."""

from __future__ import annotations

from portalcrawl.engines.generic import Generic
from portalcrawl.portals import Portal
from spiders.province import ProvinceSpider


class KonTumSpider(ProvinceSpider):
    """Kon Tum, since 1 July 2025 part of Quảng Ngãi.

    www.kontum.gov.vn: confidence medium. The text of its home page of 2021 was seen, with a site
    clock that is no date of an article. The registry has it as medium; no article was seen, its
    grammar is borrowed from huyendakglei.kontum.gov.vn and assumed. A department's host is reported
    dead since the merger.
    baokontum.com.vn, the provincial newspaper: confidence medium. One list
    (/thoi-su-chinh-tri-21.html?page=452) was seen. The registry has it as medium; no article was
    seen, its grammar is a guess: what ends in an id, .html or .aspx after six words or more is
    taken for an article, as in the grammars that several families share.
    huyendakglei.kontum.gov.vn, a district: confidence medium. One article URL was seen; the home
    page as start is assumed.
    """

    name = "kon_tum"
    portals = (
        Portal(
            "www.kontum.gov.vn",
            Generic(article=r"/[a-z0-9-]+/[A-Za-z0-9-]+-(?P<key>\d+)$"),
            confidence="medium",
        ),
        Portal(
            "baokontum.com.vn",
            Generic(
                article=r"/(?:[^/?]+/)*(?:[^/?-]+-){6,}(?:\d+|[^/?]+\.(?:html?|aspx))$",
                sections=("/thoi-su-chinh-tri-21.html", "/"),
            ),
            role="newspaper",
            confidence="medium",
        ),
        Portal(
            "huyendakglei.kontum.gov.vn",
            Generic(article=r"/[a-z0-9-]+/[A-Za-z0-9-]+-(?P<key>\d+)$"),
            role="department",
            confidence="medium",
        ),
    )
