"""An Giang."""

from __future__ import annotations

from portalcrawl.engines.drupal import Drupal
from portalcrawl.portals import Portal
from spiders.province import ProvinceSpider


class AnGiangSpider(ProvinceSpider):
    """An Giang, since 1 July 2025 with the former Kiên Giang.

    angiang.gov.vn: confidence high. Article URLs of 2025 and 2026, a section's and Drupal's folder
    of files were seen, all pages in one flat grammar (/vi/<slug>), so an alias of fewer than six
    words is taken for a section. The home page as start is assumed.
    """

    name = "an_giang"
    portals = (
        Portal(
            "angiang.gov.vn",
            Drupal(sections=("/vi", "/vi/dau-tu-cong"), words=6),
            confidence="high",
        ),
    )
