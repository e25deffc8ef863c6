"""Cao Bằng."""

from __future__ import annotations

from portalcrawl.engines.generic import Generic
from portalcrawl.engines.nukeviet import NukeViet
from portalcrawl.engines.vnportal import VnPortal
from portalcrawl.portals import Portal
from spiders.province import ProvinceSpider

NOTHING = r"(?!)"
"""A pattern that no address matches."""


class CaoBangSpider(ProvinceSpider):
    """Cao Bằng, unchanged by the merger.

    caobang.gov.vn: confidence high. Public crawlers name vnPortal's classes, the listings and that
    articles end in -<id>, with or without a folder. The registry has it as high; no article was
    seen, its grammar is assumed from theirs.
    congbao.caobang.gov.vn, the gazette: confidence medium. One issue of 2013 was seen
    (/index/2013/89). A gazette has no news, so nothing on it is an article.
    tinhdoan.caobang.gov.vn, the youth union: confidence low. One article URL of 2025 was seen
    (/index.php/tin-tuc/<slug>-3189.html) and NukeViet's folders of uploads; feed and sitemap are
    assumed.
    """

    name = "cao_bang"
    portals = (
        Portal(
            "caobang.gov.vn",
            VnPortal(
                sections=(
                    "chinh-tri",
                    "kinh-te",
                    "van-hoaxa-hoi",
                    "quoc-phong-an-ninh",
                    "chuyen-muc-tin-tuc",
                ),
                flat=True,
            ),
            confidence="high",
        ),
        Portal(
            "congbao.caobang.gov.vn",
            Generic(article=NOTHING),
            role="department",
            confidence="medium",
            scheme="http",
        ),
        Portal(
            "tinhdoan.caobang.gov.vn",
            NukeViet(sections=("tin-tuc",)),
            role="department",
            confidence="low",
        ),
    )
