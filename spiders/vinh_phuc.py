"""Vĩnh Phúc."""

from __future__ import annotations

from portalcrawl.engines.api import JsonListing
from portalcrawl.engines.base import FORM
from portalcrawl.engines.dotnetnuke import DotNetNuke
from portalcrawl.engines.sharepoint import SharePoint
from portalcrawl.portals import Portal
from spiders.province import ProvinceSpider

LISTS = tuple(
    f"/ct/cms/tintuc/Lists/{name}"
    for name in ("ThoiSuChinhTri", "KinhTe", "VanHoaXaHoi", "NguoiTotViecTot")
)


class VinhPhucSpider(ProvinceSpider):
    """Vĩnh Phúc, since 1 July 2025 part of Phú Thọ.

    vinhphuc.gov.vn: confidence high. A public crawler names the lists, the endpoint that pages
    them, and the old TLS ciphers; one article URL is known, the last dates seen are of 30 June
    2025. No page was seen; the registry has it as high all the same.
    vinhphuctv.vn, the broadcaster: confidence high. Text and URL of an article of 2020 are known;
    its tab is one listing, the home page as the other is assumed.
    """

    name = "vinh_phuc"
    portals = (
        Portal(
            "vinhphuc.gov.vn",
            SharePoint(
                grammars=("lists",),
                sections=LISTS,
                api=tuple(
                    JsonListing(
                        path="/APIVP/api/DSTinTuc/QUERYDATA",
                        body=(
                            "do=QUERYDATA&fieldOrder=CreatedDate&ascending=desc"
                            f"&UrlList={path}&start={{page}}&length=50"
                        ),
                        content_type=FORM,
                        first=0,
                        step=50,
                        size=50,
                        items="data",
                        link=f"{path}/View_Detail.aspx?ItemID={{ID}}",
                        title="Title",
                        published="CreatedDate",
                    )
                    for path in LISTS
                ),
            ),
            confidence="high",
            tls="old",
        ),
        Portal(
            "vinhphuctv.vn",
            DotNetNuke(sections=("/Qu%E1%BA%A3n-tr%E1%BB%8B/Tin-t%E1%BB%A9c-chung", "/")),
            role="newspaper",
            confidence="high",
            scheme="http",
        ),
    )
