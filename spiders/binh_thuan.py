"""Bình Thuận."""

from __future__ import annotations

from portalcrawl.engines.vnportal import VnPortal
from portalcrawl.portals import Portal
from spiders.province import ProvinceSpider


class BinhThuanSpider(ProvinceSpider):
    """Bình Thuận, since 1 July 2025 part of Lâm Đồng.

    binhthuan.gov.vn: confidence low. Only the address of a file in vnPortal's storage was seen, and
    pictures of an earlier site of 2019 to 2021; all grammars of the family are accepted, articles
    at the root too, as on www.cantho.gov.vn. The home page as start is assumed.
    """

    name = "binh_thuan"
    portals = (Portal("binhthuan.gov.vn", VnPortal(flat=True), confidence="low"),)
