"""Nghệ An."""

from __future__ import annotations

from portalcrawl.engines.nukeviet import NukeViet
from portalcrawl.engines.vnportal import VnPortal
from portalcrawl.portals import Portal
from spiders.province import ProvinceSpider


class NgheAnSpider(ProvinceSpider):
    """Nghệ An, unchanged by the merger.

    nghean.gov.vn: confidence medium. An article URL of 2025 and the storage layout of vnPortal were
    seen; the section is the first segment of that URL. No page.
    hcc.nghean.gov.vn, the public service centre: confidence high. The generator tag of NukeViet 4.5
    and a saved-file page of 2024 were seen; the other two categories are assumed.
    """

    name = "nghe_an"
    portals = (
        Portal(
            "nghean.gov.vn",
            VnPortal(sections=("tin-tuc-su-kien-73053",)),
            confidence="medium",
        ),
        Portal(
            "hcc.nghean.gov.vn",
            NukeViet(sections=("tin-tong-hop", "tin-hoat-dong", "cai-cach-hanh-chinh")),
            role="office",
            confidence="high",
        ),
    )
