"""Quảng Trị."""

from __future__ import annotations

from portalcrawl.engines.generic import Generic
from portalcrawl.portals import Portal
from spiders.province import ProvinceSpider


class QuangTriSpider(ProvinceSpider):
    """Quảng Trị, since 1 July 2025 with the former Quảng Bình.

    www.quangtri.gov.vn: confidence medium. A public crawler of May 2026 names the list /tin-tuc and
    the article grammar, and that the certificate's chain is broken, so it is not verified; it used
    a browser, whether that is needed is not known. No page was seen, the CMS is not known (a
    commune's site runs Liferay 7). Sections below /tin-tuc/ would look like articles.
    """

    name = "quang_tri"
    portals = (
        Portal(
            "www.quangtri.gov.vn",
            Generic(article=r"/tin-tuc/[a-z0-9-]+$", sections=("/tin-tuc",)),
            confidence="medium",
            tls="unverified",
        ),
    )
