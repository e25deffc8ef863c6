"""Bình Phước."""

from __future__ import annotations

from portalcrawl.engines.nukeviet import NukeViet
from portalcrawl.portals import Portal
from spiders.province import ProvinceSpider


class BinhPhuocSpider(ProvinceSpider):
    """Bình Phước, since 1 July 2025 part of Đồng Nai.

    binhphuoc.gov.vn: confidence high. Article URLs of NukeViet and the category were seen,
    departments are its modules (/vi/dukhach/). The install serves dongnai.gov.vn since the merger;
    whether this host still answers is not known. Feed and sitemap are assumed.
    phuoclong.binhphuoc.gov.vn, a town: confidence high. Text and URL of an article of 2021 were
    seen; the category is its folder, feed and sitemap are assumed.
    """

    name = "binh_phuoc"
    portals = (
        Portal(
            "binhphuoc.gov.vn",
            NukeViet(sections=("tin-tuc-su-kien-421",), language="vi"),
            confidence="high",
        ),
        Portal(
            "phuoclong.binhphuoc.gov.vn",
            NukeViet(sections=("Tin-tuc-su-kien",), language="vi"),
            role="department",
            confidence="high",
        ),
    )
