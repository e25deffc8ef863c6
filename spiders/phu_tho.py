"""Phú Thọ."""

from __future__ import annotations

from portalcrawl.engines.drupal import Drupal
from portalcrawl.engines.generic import Generic
from portalcrawl.portals import Portal
from spiders.province import ProvinceSpider


class PhuThoSpider(ProvinceSpider):
    """Phú Thọ, since 1 July 2025 with the former Hòa Bình and Vĩnh Phúc.

    phutho.gov.vn: confidence medium. A listing of festivals and Drupal's folders of files were
    seen. The registry has it as medium; no article was seen, its grammar is assumed: an alias, told
    from a section by its words.
    congan.phutho.gov.vn, the police: confidence medium. Two article URLs of 2025 and 2026 were
    seen, no page. Procedures stand a folder deeper (/article/thu-tuc-hanh-chinh/) and are no news;
    the home page as the only listing is assumed.
    """

    name = "phu_tho"
    portals = (
        Portal(
            "phutho.gov.vn",
            Drupal(sections=("/vi/thanhpholehoi/cac-le-hoi", "/vi"), languages=("vi", "en")),
            confidence="medium",
        ),
        Portal(
            "congan.phutho.gov.vn",
            Generic(article=r"/article/[^/?]+-(?P<key>\d+)-\d+$"),
            role="department",
            confidence="medium",
        ),
    )
