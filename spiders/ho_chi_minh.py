"""Hồ Chí Minh."""

from __future__ import annotations

from portalcrawl.engines.liferay import Liferay
from portalcrawl.portals import Portal
from spiders.province import ProvinceSpider


class HoChiMinhSpider(ProvinceSpider):
    """Hồ Chí Minh, since 1 July 2025 with the former Bình Dương and Bà Rịa - Vũng Tàu.

    hochiminhcity.gov.vn: confidence high. Article URLs of Liferay 7.4 (/vi/web/hcm/w/<slug>) and
    the instance of its Asset Publisher were seen; the list of all news, with its odd name, is that
    of a public crawler of 2026, which also shows /web/hcm/-/<slug>. It asks for it at the root:
    that it stands below /vi/web/hcm/ too is assumed.
    """

    name = "ho_chi_minh"
    portals = (
        Portal(
            "hochiminhcity.gov.vn",
            Liferay(
                site="hcm",
                sections=("tin-t%E1%BB%A9c-s%E1%BB%B1-ki%E1%BB%87n-all-", ""),
                language="vi",
            ),
            confidence="high",
        ),
    )
