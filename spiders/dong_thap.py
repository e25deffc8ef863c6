"""Đồng Tháp."""

from __future__ import annotations

from portalcrawl.engines.liferay import Liferay
from portalcrawl.portals import Portal
from spiders.province import ProvinceSpider


class DongThapSpider(ProvinceSpider):
    """Đồng Tháp, since 1 July 2025 with the former Tiền Giang.

    dongthap.gov.vn: confidence high. Article URLs /tin-tuc/chi-tiet?id=N of the portal and of a
    department's site (/web/sctdt/) and files of Liferay 7 were seen, no page; the list is the
    folder of that URL.
    """

    name = "dong_thap"
    portals = (Portal("dongthap.gov.vn", Liferay(sections=("tin-tuc", "")), confidence="high"),)
