"""Bình Dương."""

from __future__ import annotations

from portalcrawl.engines.generic import Generic
from portalcrawl.engines.sharepoint import SharePoint
from portalcrawl.portals import Portal
from spiders.province import ProvinceSpider


class BinhDuongSpider(ProvinceSpider):
    """Bình Dương, since 1 July 2025 part of Hồ Chí Minh.

    www.binhduong.gov.vn: confidence low. Only a register of documents with a friendly address was
    seen in a public source of 2023, which is not read; no article: what ends in an id, .html or
    .aspx after six words or more is taken for an article, as in the grammars that several families
    share: a guess. The day since when is assumed.
    www.binhduong.gov.vn before: confidence low. Addresses of SharePoint (/chinhquyen/Pages/) were
    seen, a register of documents among them, no article: every template of the family is accepted.
    A PHP site came before (/vn/index.php), of which nothing is known.
    """

    name = "binh_duong"
    portals = (
        Portal(
            "www.binhduong.gov.vn",
            Generic(article=r"/(?:[^/?]+/)*(?:[^/?-]+-){6,}(?:\d+|[^/?]+\.(?:html?|aspx))$"),
            since="2023-01-01",
            confidence="low",
        ),
        Portal(
            "www.binhduong.gov.vn",
            SharePoint(),
            until="2022-12-31",
            confidence="low",
            keys="sharepoint",
        ),
    )
