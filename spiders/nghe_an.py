"""Nghệ An."""

from __future__ import annotations

from portalcrawl.engines.newspaper import Newspaper
from portalcrawl.engines.nukeviet import NukeViet
from portalcrawl.engines.vnportal import VnPortal
from portalcrawl.portals import Portal
from spiders.province import ProvinceSpider


class NgheAnSpider(ProvinceSpider):
    """Nghệ An, unchanged by the merger.

    nghean.gov.vn: confidence medium. An article URL of 2025 and the storage layout of vnPortal were
    seen; the section is the first segment of that URL. No page.
    hcc.nghean.gov.vn, the public service centre: confidence high. The generator tag of NukeViet
    4.5, the feed of tin-tong-hop and a saved-file page of 2024 were seen; the other two categories
    are assumed.
    baonghean.vn, the provincial newspaper: confidence high. Article URLs of 2022 to 2026
    (-post<id>.html, since 2024 -<8 digits>.html) and the addresses of its feeds were seen; the
    sitemap is assumed. The English edition below /en/ is not taken.
    congan.nghean.gov.vn, the police: confidence medium. One article URL of 2025 was seen, in the
    grammar of the newspapers; home page and sitemap are assumed.
    hoathanh.yenthanh.nghean.gov.vn, a commune: confidence medium. A page of a tag with dates of
    2023 was seen, as NukeViet writes it. The registry has it as medium; no article was seen, its
    grammar is NukeViet's usual one and assumed, and so are home page and sitemap.
    ngheandost.gov.vn, science and technology: confidence high. Text and URL of an article of 2021
    were seen, its date line is NukeViet's; home page and sitemap are assumed.
    quangchau.nghean.gov.vn, a commune: confidence medium. One article URL of 2025 was seen, on the
    province's platform; the section is its first segment.
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
            role="department",
            confidence="high",
        ),
        Portal(
            "baonghean.vn",
            Newspaper(sections=("thoi-su", "kinh-te"), feed="/rss/{section}", flat=True),
            role="newspaper",
            confidence="high",
        ),
        Portal("congan.nghean.gov.vn", Newspaper(), role="department", confidence="medium"),
        Portal(
            "hoathanh.yenthanh.nghean.gov.vn",
            NukeViet(),
            role="department",
            confidence="medium",
        ),
        Portal(
            "ngheandost.gov.vn",
            NukeViet(),
            role="department",
            confidence="high",
            scheme="http",
        ),
        Portal(
            "quangchau.nghean.gov.vn",
            VnPortal(sections=("tin-noi-bat",)),
            role="department",
            confidence="medium",
        ),
    )
