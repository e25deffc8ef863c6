"""Khánh Hòa."""

from __future__ import annotations

from portalcrawl.engines.webforms import WebForms
from portalcrawl.portals import Portal
from spiders.province import ProvinceSpider


class KhanhHoaSpider(ProvinceSpider):
    """Khánh Hòa, since 1 July 2025 with the former Ninh Thuận.

    khanhhoa.gov.vn: confidence medium. A public crawler names sections, class names and paging by
    postback; article URLs /vi/<section>/<slug> were seen in public sources, no page. Registers of
    documents (/vi/van-ban...) are left out, that they are named so is assumed.
    """

    name = "khanh_hoa"
    portals = (
        Portal(
            "khanhhoa.gov.vn",
            WebForms(
                article=r"/vi/(?!van-ban)[a-z0-9-]+/[a-z0-9-]+$",
                sections=(
                    "/vi/tin-hoat-dong-cua-lanh-dao-tinh",
                    "/vi/tin-hoat-dong-so-nganh-dia-phuong",
                    "/vi/chinh-sach-va-cuoc-song",
                    "/vi/tin-noi-bat-danh-cho-cong-dan",
                    "/vi/tin-noi-bat-danh-cho-doanh-nghiep",
                ),
            ),
            confidence="medium",
        ),
    )
