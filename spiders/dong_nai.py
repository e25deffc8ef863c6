"""Đồng Nai."""

from __future__ import annotations

from portalcrawl.engines.newspaper import Newspaper
from portalcrawl.engines.nukeviet import NukeViet
from portalcrawl.engines.sharepoint import SharePoint
from portalcrawl.portals import Portal
from spiders.province import ProvinceSpider


class DongNaiSpider(ProvinceSpider):
    """Đồng Nai, since 1 July 2025 with the former Bình Phước.

    dongnai.gov.vn: confidence high. The generator tag of NukeViet 4.5 and saved-file pages of its
    English side were seen; the install is the former Bình Phước's, from which the Vietnamese
    category is borrowed, which is assumed. Articles of 2009 were moved into it, so an id says
    nothing about age.
    www.dongnai.gov.vn: confidence medium. The generation before, SharePoint: two lists were seen.
    The registry has it as medium; no article was seen, its grammar is borrowed from
    dpidongnai.gov.vn and assumed.
    baodongnai.com.vn, the provincial newspaper: confidence high. Article URLs of 2024 and 2025 were
    seen, no page; feeds and sitemap are assumed.
    dost-dongnai.gov.vn, science and technology: confidence high. The text of one page of SharePoint
    was seen, its introduction in English. The registry has it as high; no article was seen, its
    grammar is borrowed from dpidongnai.gov.vn and assumed, and so is the home page as start.
    dpidongnai.gov.vn, planning and investment: confidence high. Text and URL of an article of 2018
    were seen; the home page as start is assumed.
    skhcn.dongnai.gov.vn, science and technology: confidence medium. A page of a tag with dates of
    2026 was seen, as NukeViet writes it. The registry has it as medium; no article was seen, its
    grammar is NukeViet's usual one and assumed, and so are home page and sitemap.
    sub.dost-dongnai.gov.vn, sites of communes: confidence high. Text and URL of an English article
    of 2020 of /daiphuoc/ were seen; the start points are assumed.
    """

    name = "dong_nai"
    portals = (
        Portal(
            "dongnai.gov.vn",
            NukeViet(sections=("tin-tuc-su-kien-421",), language="vi"),
            since="2025-07-01",
            confidence="high",
        ),
        Portal(
            "www.dongnai.gov.vn",
            SharePoint(
                grammars=("newsid",),
                sections=("/Pages/tintucsukien.aspx?gId=2", "/Pages/news.aspx?CatId=153"),
            ),
            until="2025-06-30",
            confidence="medium",
        ),
        Portal(
            "baodongnai.com.vn",
            Newspaper(sections=("chinh-tri", "kinh-te", "xa-hoi")),
            role="newspaper",
            confidence="high",
        ),
        Portal(
            "dost-dongnai.gov.vn",
            SharePoint(grammars=("topics", "newsid")),
            role="department",
            confidence="high",
        ),
        Portal(
            "dpidongnai.gov.vn",
            SharePoint(grammars=("newsid",)),
            role="department",
            confidence="high",
            scheme="http",
        ),
        Portal(
            "skhcn.dongnai.gov.vn",
            NukeViet(language="vi"),
            role="department",
            confidence="medium",
        ),
        Portal(
            "sub.dost-dongnai.gov.vn",
            SharePoint(grammars=("newsid",), sections=("/", "/daiphuoc/")),
            role="department",
            confidence="high",
        ),
    )
