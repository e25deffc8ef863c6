"""Gia Lai."""

from __future__ import annotations

from portalcrawl.engines.generic import Generic
from portalcrawl.engines.publish_upload import PublishUpload
from portalcrawl.engines.sharepoint import SharePoint
from portalcrawl.portals import Portal
from spiders.province import ProvinceSpider


class GiaLaiSpider(ProvinceSpider):
    """Gia Lai, since 1 July 2025 with the former Bình Định.

    gialai.gov.vn: confidence medium. A public crawler of 2025 names the sections and class names.
    The registry has it as medium; no article was seen, its grammar is borrowed from
    quangngai.gov.vn and assumed.
    gialai.gov.vn before: confidence low. The address of an attachment of 2020 in a SharePoint list
    was seen; the article grammar is borrowed from vinhphuc.gov.vn and assumed, and so is that the
    change came with the merger.
    dbnd.gialai.gov.vn, the delegates' office: confidence high. The text of an article of 2014 was
    seen, its slug cut at 50 characters; the home page as start is assumed.
    """

    name = "gia_lai"
    portals = (
        Portal(
            "gialai.gov.vn",
            PublishUpload(
                sections=(
                    "/tin-tuc/tin-tuc-chinh-tri",
                    "/tin-tuc/hoat-dong-cua-lanh-dao",
                    "/tin-tuc/tin-kinh-te-tong-hop",
                    "/tin-tuc/tin-van-hoa-xa-hoi",
                    "/tin-tuc/tin-tu-so-ban-nganh",
                ),
            ),
            since="2025-07-01",
            confidence="medium",
        ),
        Portal(
            "gialai.gov.vn",
            SharePoint(grammars=("lists",)),
            until="2025-06-30",
            confidence="low",
            keys="sharepoint",
        ),
        Portal(
            "dbnd.gialai.gov.vn",
            Generic(article=r"/News/[A-Za-z]+/[A-Za-z0-9-]+$"),
            role="department",
            confidence="high",
        ),
    )
