"""Điện Biên."""

from __future__ import annotations

from portalcrawl.engines.sharepoint import SharePoint
from portalcrawl.portals import Portal
from spiders.province import ProvinceSpider


class DienBienSpider(ProvinceSpider):
    """Điện Biên, unchanged by the merger.

    www.dienbien.gov.vn: confidence high. A public crawler names the classes of the Tân Dân template
    and the listings; article URLs of 2020 and of the newer /bai-viet/ are known, no page.
    svhttdl.dienbien.gov.vn, the department of culture: confidence medium. Article URLs of 2014 to
    2026 were seen, no page; the home page as the only listing is assumed.
    """

    name = "dien_bien"
    portals = (
        Portal(
            "www.dienbien.gov.vn",
            SharePoint(
                grammars=("tandan",),
                counted="PageIndex",
                sections=(
                    "/portal/Pages/Hoat-dong-lanh-dao-UBND-tinh.aspx",
                    "/portal/Pages/Tin-chi-dao-dieu-hanh.aspx",
                    "/portal/Pages/Tin-tuc-su-kien.aspx",
                    "/portal/Pages/Thong-tin-trong-tinh.aspx",
                    "/portal/Pages/Chuyen-muc-Kinh-te-Xa-hoi.aspx",
                    "/portal/Pages/Quoc-phong-an-ninh.aspx",
                    "/portal/Pages/Van-hoa-Du-lich.aspx",
                    "/portal/Pages/Hoat-dong-cua-cac-nganh-dia-phuong.aspx",
                ),
            ),
            confidence="high",
        ),
        Portal(
            "svhttdl.dienbien.gov.vn",
            SharePoint(grammars=("tandan",), counted="PageIndex"),
            role="department",
            confidence="medium",
        ),
    )
