"""Cà Mau."""

from __future__ import annotations

from portalcrawl.engines.generic import Generic
from portalcrawl.engines.vnportal import VnPortal
from portalcrawl.portals import Portal
from spiders.province import ProvinceSpider


class CaMauSpider(ProvinceSpider):
    """Cà Mau, since 1 July 2025 with the former Bạc Liêu.

    camau.gov.vn: confidence medium. Files of vnPortal of 2025 and an article URL of
    cufo.camau.gov.vn (/<section>/<slug>-<id>) were seen, none of this host: that it has the same
    grammar is assumed, and so is the home page as start.
    camau.gov.vn before: confidence low. Pictures of IBM's WCM (/wps/wcm/connect/) were seen, which
    were moved along (/Datafiles/); the article grammar is borrowed from www.cantho.gov.vn before
    and assumed, and so is the day of the change.
    """

    name = "ca_mau"
    portals = (
        Portal("camau.gov.vn", VnPortal(), since="2025-01-01", confidence="medium"),
        Portal(
            "camau.gov.vn",
            Generic(
                article=r"/wps/portal/(?:[^/?]+/)+chi-tiet/[^?]+$",
                sections=("/wps/portal/home",),
                drop=("WCM_*",),
            ),
            until="2024-12-31",
            confidence="low",
            keys="wps",
        ),
    )
