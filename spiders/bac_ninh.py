"""Bắc Ninh."""

from __future__ import annotations

from portalcrawl.engines.generic import Generic
from portalcrawl.engines.liferay import Liferay
from portalcrawl.portals import Portal
from spiders.province import ProvinceSpider


class BacNinhSpider(ProvinceSpider):
    """Bắc Ninh, since 1 July 2025 with the former Bắc Giang.

    bacninh.gov.vn: confidence high. A public crawler names the portlet, its classes, the listings
    and the old TLS ciphers; one article URL is known, no page.
    thuanthanh.bacninh.gov.vn, a district: confidence medium. Liferay's skip link was seen on the
    page of an office, no article URL; the home page as a second listing is assumed.
    baobacninh.com.vn, the provincial newspaper: confidence high. Liferay is known by a listing, by
    assets of 2019 and by an article URL of 2025, the CMS before it by text and URL of an article
    (?page=news_detail). The day of the change is assumed.
    """

    name = "bac_ninh"
    portals = (
        Portal(
            "bacninh.gov.vn",
            Liferay(
                sections=(
                    "chinh-tri",
                    "kinh-te",
                    "van-hoa",
                    "xa-hoi",
                    "so-nganh-dia-phuong",
                    "tin-trong-nuoc",
                )
            ),
            confidence="high",
            tls="old",
        ),
        Portal(
            "thuanthanh.bacninh.gov.vn",
            Liferay(sections=("web/so-noi-vu", "")),
            role="department",
            confidence="medium",
            scheme="http",
            tls="old",
        ),
        Portal(
            "baobacninh.com.vn",
            Liferay(site="bbn", sections=("1",)),
            since="2019-01-01",
            role="newspaper",
            confidence="high",
            scheme="http",
        ),
        Portal(
            "baobacninh.com.vn",
            Generic(
                article=r"/\?category_id=(?P<category>\d+)&id=(?P<key>\d+)&page=news_detail\b",
                form="/?category_id={category}&id={key}&page=news_detail&portal=baobacninh",
            ),
            until="2018-12-31",
            role="newspaper",
            confidence="high",
            scheme="http",
            keys="page",
        ),
    )
