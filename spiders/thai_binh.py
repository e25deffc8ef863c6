"""Thái Bình."""

from __future__ import annotations

from portalcrawl.engines.generic import Generic
from portalcrawl.engines.publish_upload import PublishUpload
from portalcrawl.portals import Portal
from spiders.province import ProvinceSpider


class ThaiBinhSpider(ProvinceSpider):
    """Thái Bình, since 1 July 2025 part of Hưng Yên.

    thaibinh.gov.vn: confidence medium. One article URL of a sub-site, a listing in a public crawler
    and the family's assets were seen; a department on the same platform has articles alike
    (sotttt.thaibinh.gov.vn). The second listing is assumed.
    socongthuong.thaibinh.gov.vn, the department of industry and trade: confidence low. One listing
    was seen, no article URL and no sign of the CMS: the pattern takes slugs of five words and more
    that end in an id or in .html; the home page as a second listing is assumed.
    """

    name = "thai_binh"
    portals = (
        Portal(
            "thaibinh.gov.vn",
            PublishUpload(sections=("/tin-tuc/tin-tong-hop?isFeatured=1", "/tin-tuc/tin-tong-hop")),
            confidence="medium",
        ),
        Portal(
            "socongthuong.thaibinh.gov.vn",
            Generic(
                article=r"(?!/danh-muc/)(?:/[^/?]+)*/[^/?-]+(?:-[^/?-]+){4,}(?:(?<=\d)|\.html?)$",
                sections=("/danh-muc/dau-tu-cong", "/"),
            ),
            role="department",
            confidence="low",
        ),
    )
