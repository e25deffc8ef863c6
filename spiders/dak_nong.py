"""Đắk Nông."""

from __future__ import annotations

from portalcrawl.engines.liferay import Liferay
from portalcrawl.portals import Portal
from spiders.province import ProvinceSpider


class DakNongSpider(ProvinceSpider):
    """Đắk Nông, since 1 July 2025 part of Lâm Đồng.

    daknong.gov.vn: confidence high. Texts and URLs of 2020 of Bkav's portal on Liferay were seen
    (/-/view_content/<id>-<slug>.html); the home page as start is assumed.
    """

    name = "dak_nong"
    portals = (Portal("daknong.gov.vn", Liferay(), confidence="high"),)
