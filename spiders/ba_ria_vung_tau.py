"""Bà Rịa - Vũng Tàu."""

from __future__ import annotations

from portalcrawl.engines.generic import Generic
from portalcrawl.engines.liferay import Liferay
from portalcrawl.engines.newspaper import Newspaper
from portalcrawl.portals import Portal
from spiders.province import ProvinceSpider


class BaRiaVungTauSpider(ProvinceSpider):
    """Bà Rịa - Vũng Tàu, since 1 July 2025 part of Hồ Chí Minh.

    baria-vungtau.gov.vn: confidence medium. The URLs of the home page and of one article's print
    view were seen, of a CMS of its own; the article is of 2018 by the first eight figures of its
    uuid, the time of creation. That articles are told by their uuid, whatever their page is called,
    is assumed.
    baobariavungtau.com.vn, the provincial newspaper: confidence high. Text and URL of an article of
    2021 were seen; feeds, sitemap and the sections but chinh-tri are assumed.
    cchc.baria-vungtau.gov.vn, administrative reform: confidence medium. One list of Liferay 6 was
    seen (p_p_id=101), no article; that articles have the family's grammar is assumed, and so is the
    home page.
    truongchinhtri.baria-vungtau.gov.vn, the political school: confidence high. Text and URL of an
    article were seen; the CMS is not known, the home page as start is assumed.
    """

    name = "ba_ria_vung_tau"
    portals = (
        Portal(
            "baria-vungtau.gov.vn",
            Generic(
                article=(
                    r"/sphere/baria/vungtau/page/(?!trang-chu)[a-z-]+\.cpx\?"
                    r"(?:[^#]*&)?uuid=(?P<key>[0-9a-f]{24})(?:&|$)"
                ),
                sections=("/sphere/baria/vungtau/page/trang-chu.cpx",),
            ),
            confidence="medium",
        ),
        Portal(
            "baobariavungtau.com.vn",
            Newspaper(sections=("chinh-tri", "kinh-te", "xa-hoi")),
            role="newspaper",
            confidence="high",
        ),
        Portal(
            "cchc.baria-vungtau.gov.vn",
            Liferay(sections=("", "lich-kiem-tra-cchc")),
            role="department",
            confidence="medium",
            scheme="http",
        ),
        Portal(
            "truongchinhtri.baria-vungtau.gov.vn",
            Generic(article=r"/article\?(?:[^#]*&)?item=(?P<key>[0-9a-f]{32})(?:&|$)"),
            role="department",
            confidence="high",
        ),
    )
