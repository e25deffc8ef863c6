"""Trà Vinh."""

from __future__ import annotations

from portalcrawl.engines.vnportal import VnPortal
from portalcrawl.portals import Portal
from spiders.province import ProvinceSpider


class TraVinhSpider(ProvinceSpider):
    """Trà Vinh, since 1 July 2025 part of Vĩnh Long.

    travinh.gov.vn: confidence high. The page of an article of 2023 in vnPortal's mobile view was
    read by public code (/mDefault.aspx?sid=&pageid=&catid=&id=); the home page as start is assumed.
    A department's host is reported dead since the merger.
    """

    name = "tra_vinh"
    portals = (Portal("travinh.gov.vn", VnPortal(), confidence="high"),)
