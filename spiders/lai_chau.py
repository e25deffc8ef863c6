"""Lai Châu."""

from __future__ import annotations

from portalcrawl.engines.publish_upload import PublishUpload
from portalcrawl.portals import Portal
from spiders.province import ProvinceSpider


class LaiChauSpider(ProvinceSpider):
    """Lai Châu, unchanged by the merger.

    laichau.gov.vn: confidence high. Public crawlers name the family's classes and the first
    listing; article URLs of 2023 to 2025 are known, no page. The other two listings are folders of
    those URLs.
    """

    name = "lai_chau"
    portals = (
        Portal(
            "laichau.gov.vn",
            PublishUpload(
                sections=(
                    "/tin-tuc-su-kien",
                    "/tin-tuc-su-kien/chuyen-de/tin-trong-nuoc",
                    "/du-khach",
                )
            ),
            confidence="high",
        ),
    )
