"""Cần Thơ."""

from __future__ import annotations

from portalcrawl.engines.generic import Generic
from portalcrawl.engines.vnportal import VnPortal
from portalcrawl.portals import Portal
from spiders.province import ProvinceSpider


class CanThoSpider(ProvinceSpider):
    """Cần Thơ, since 1 July 2025 with the former Hậu Giang and Sóc Trăng.

    www.cantho.gov.vn: confidence high. A public crawler of 2025 names sections, class names and
    that articles stand at the root with an id; no article URL is known. Legal documents share the
    template and are told by what is on the page.
    www.cantho.gov.vn before: confidence low. Pictures and home pages of IBM WebSphere were seen,
    and one page of its copy on old.cantho.gov.vn (/wps/portal/home/.../chi-tiet/...), from which
    the grammar is taken. The day of the change is assumed.
    cchccantho.gov.vn, administrative reform: confidence medium. Text and URL of an article at the
    root were seen; the CMS is not known. Pages stand there too, so six words are asked for; the
    home page as start is assumed.
    """

    name = "can_tho"
    portals = (
        Portal(
            "www.cantho.gov.vn",
            VnPortal(
                sections=(
                    "tin-tuc-va-su-kien",
                    "hoat-dong-lanh-dao-thanh-pho",
                    "chi-dao-dieu-hanh-trung-uong-dia-phuong",
                    "tuyen-truyen-pho-bien-phap-luat",
                    "thong-tin-can-biet",
                ),
                flat=True,
            ),
            since="2025-01-01",
            confidence="high",
        ),
        Portal(
            "www.cantho.gov.vn",
            Generic(
                article=r"/wps/portal/(?:[^/?]+/)+chi-tiet/[^?]+$",
                sections=("/wps/portal/home",),
                drop=("WCM_*",),
            ),
            until="2024-12-31",
            confidence="low",
            keys="wps",
        ),
        Portal(
            "cchccantho.gov.vn",
            Generic(article=r"/(?:[a-z0-9]+-){5,}[a-z0-9]+$"),
            role="department",
            confidence="medium",
            scheme="http",
        ),
    )
