"""Bình Định."""

from __future__ import annotations

from portalcrawl.engines.generic import Generic
from portalcrawl.engines.publish_upload import PublishUpload
from portalcrawl.portals import Portal
from spiders.province import ProvinceSpider


class BinhDinhSpider(ProvinceSpider):
    """Bình Định, since 1 July 2025 part of Gia Lai.

    binhdinh.gov.vn: confidence medium. Assets of the family (/upload/2005340/, of 2021) and the
    list /tin-tuc were seen, no article: its grammar is borrowed from quangngai.gov.vn and assumed.
    The static page /loi-chao-mung is none.
    ubndbinhdinh.vn, the office of the People's Committee: confidence medium. One static page and
    its banner were seen, no article: what ends in an id, .html or .aspx after six words or more is
    taken for an article, as in the grammars that several families share: a guess.
    """

    name = "binh_dinh"
    portals = (
        Portal("binhdinh.gov.vn", PublishUpload(sections=("/tin-tuc",)), confidence="medium"),
        Portal(
            "ubndbinhdinh.vn",
            Generic(article=r"/(?:[^/?]+/)*(?:[^/?-]+-){6,}(?:\d+|[^/?]+\.(?:html?|aspx))$"),
            role="office",
            confidence="medium",
            scheme="http",
        ),
    )
