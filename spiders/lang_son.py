"""Lạng Sơn."""

from __future__ import annotations

from portalcrawl.engines.drupal import Drupal
from portalcrawl.engines.generic import Generic
from portalcrawl.engines.publish_upload import PublishUpload
from portalcrawl.portals import Portal
from spiders.province import ProvinceSpider


class LangSonSpider(ProvinceSpider):
    """Lạng Sơn, unchanged by the merger.

    langson.gov.vn: confidence low. The family is inferred from the URLs of the city's former site
    and of one page in English without ``.html``; sections and sitemap are assumed.
    www.langson.gov.vn: confidence medium. One URL of the Drupal before it was seen
    (/ubnd/node/117). Drupal is last seen in April 2020, at songv; the day on which it ended here is
    assumed.
    songv.langson.gov.vn, the department of foreign affairs: confidence high. Text and URL of an
    article of 2020 are known; the home page as the only listing is assumed.
    sotp.langson.gov.vn, the department of justice: confidence medium. One article URL was seen, of
    the family's shape; its folder is one listing, the home page as the other is assumed.
    thanhpho.langson.gov.vn, the city, dissolved on 1 July 2025: confidence medium. One article URL
    was seen, of the family's shape; its folders are the listings.
    thiduakhenthuong.langson.gov.vn, the board for commendation: confidence medium. One page of 2015
    was seen, a news text at /en/page_lanthutu; CMS and listings are unknown.
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
        Portal(
            "www.langson.gov.vn",
            Drupal(folder="/ubnd", languages=("", "vi"), aliases=False, sections=("/ubnd",)),
            until="2020-12-31",
            confidence="medium",
            scheme="http",
        ),
        Portal(
            "songv.langson.gov.vn",
            Drupal(languages=("vi",), sections=("/vi",)),
            role="department",
            confidence="high",
            scheme="http",
        ),
        Portal(
            "sotp.langson.gov.vn",
            PublishUpload(sections=("/tin-tuc-su-kien", "/")),
            role="department",
            confidence="medium",
        ),
        Portal(
            "thanhpho.langson.gov.vn",
            PublishUpload(
                sections=("/thong-tin-theo-linh-vuc", "/thong-tin-theo-linh-vuc/van-hoa-xa-hoi")
            ),
            role="department",
            confidence="medium",
        ),
        Portal(
            "thiduakhenthuong.langson.gov.vn",
            Generic(article=r"/(?:vi|en)/page_\w+$"),
            role="department",
            confidence="medium",
            scheme="http",
        ),
    )
