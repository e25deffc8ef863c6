"""Quảng Ngãi."""

from __future__ import annotations

from portalcrawl.engines.liferay import Liferay
from portalcrawl.engines.publish_upload import PublishUpload
from portalcrawl.portals import Portal
from spiders.province import ProvinceSpider


class QuangNgaiSpider(ProvinceSpider):
    """Quảng Ngãi, since 1 July 2025 with the former Kon Tum.

    quangngai.gov.vn: confidence medium. Article URLs under /tin-tuc/ and the vendor's /upload/
    assets were seen in public sources of 2025 and 2026, no page.
    www.quangngai.gov.vn: confidence high. Text and URL of an article of 2021 and the listing
    /web/portal-qni/tin-noi-bat are known; feed and further sections are assumed.
    syt.quangngai.gov.vn, the health department: confidence low. Only the address of an /upload/
    asset of 2026 was seen; the family is inferred from it, the home page is assumed.
    """

    name = "quang_ngai"
    portals = (
        Portal(
            "quangngai.gov.vn",
            PublishUpload(sections=("/tin-tuc",)),
            since="2025-07-01",
            confidence="medium",
        ),
        Portal(
            "www.quangngai.gov.vn",
            Liferay(
                site="portal-qni",
                sections=("tin-noi-bat", "tin-tuc-su-kien", "chi-ao-ieu-hanh"),
                feed_instance="QNiTinTuc",
            ),
            until="2025-06-30",
            confidence="high",
        ),
        Portal("syt.quangngai.gov.vn", PublishUpload(), role="department", confidence="low"),
    )
