"""Thái Nguyên."""

from __future__ import annotations

from portalcrawl.engines.liferay import Liferay
from portalcrawl.portals import Portal
from spiders.province import ProvinceSpider


class ThaiNguyenSpider(ProvinceSpider):
    """Thái Nguyên, since 1 July 2025 with the former Bắc Kạn.

    thainguyen.gov.vn: confidence high. A public crawler, of 2025 at the earliest, names Liferay's
    classes, the listings and their paging; one article URL is known, no page. Listings stand below
    /vi_VN/, the article without it.
    """

    name = "thai_nguyen"
    portals = (
        Portal(
            "thainguyen.gov.vn",
            Liferay(
                sections=(
                    "vi_VN/tin-hoat-dong-cua-tinh",
                    "vi_VN/thoi-su",
                    "vi_VN/tin-hoat-dong-cua-lanh-dao-chinh-quyen",
                    "vi_VN/tin-hoat-dong-cua-don-vi",
                    "vi_VN/bai-viet-thai-nguyen",
                    "vi_VN/tin-tuc-chuyen-do-so",
                    "vi_VN/tin-trong-nuoc",
                )
            ),
            confidence="high",
        ),
    )
