"""Lạng Sơn."""

from __future__ import annotations

from portalcrawl.engines.publish_upload import PublishUpload
from portalcrawl.portals import Portal
from spiders.province import ProvinceSpider


class LangSonSpider(ProvinceSpider):
    """Lạng Sơn, unchanged by the merger.

    langson.gov.vn: confidence low. The family is inferred from the URLs of the city's former site
    and of one page in English without ``.html``; sections and sitemap are assumed. Before, the host
    ran Drupal (``/ubnd/node/117``).
    """

    name = "lang_son"
    portals = (
        Portal(
            "langson.gov.vn",
            PublishUpload(
                sections=("/tin-trong-tinh", "/hoat-dong-cua-lanh-dao", "/van-hoa-xa-hoi"),
                sitemap="/sitemap.xml",
                copies=("en",),
                bare_slugs=True,
            ),
            confidence="low",
        ),
    )
