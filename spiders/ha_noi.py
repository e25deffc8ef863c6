"""Hà Nội."""

from __future__ import annotations

from urllib.parse import urlencode

from portalcrawl.engines.api import JsonListing
from portalcrawl.engines.base import FORM
from portalcrawl.engines.generic import Generic
from portalcrawl.extraction.profile import Profile
from portalcrawl.portals import Portal
from spiders.province import ProvinceSpider

SITE = {"LanguageId": "jM2HDDVEz40=", "Site": "/CP0MQRJUt0="}
ZONES = (
    {"Catname": "nMSbbZ2pR0/XHR7JMRKsFGiPETTBu6V1", "PageSize": "TwNsaMrfVrU="},
    {
        "Catname": "fFeUG2QagshQSId/gnsY7cA7vzDD4bMURXrY7ae9cm68FyOjl3l+4A==",
        "PageSize": "DxZD1w2i+8E=",
    },
)
"""What the sections' pages post; the portal alone can read it, and may give it up at any time."""

LAYOUT = Profile(
    name="hanoi",
    date=(".news-info .time", ".detail-time"),
    body=(".detail-content.afcbc-body",),
)
"""Class names from a public crawler; the title is the page's ``h1``, the lead its description."""


class HaNoiSpider(ProvinceSpider):
    """Hà Nội, unchanged by the merger.

    hanoi.gov.vn: confidence medium. One article URL of April 2025 was seen, others of August 2025
    in public text, no page; the number is the second in which the article was made
    (4250407154648115). Two public crawlers, one of them of 2026, read the sections with POST
    /api/NewsZone/NewsZone, whose tokens the portal's script makes, and name the classes of the
    article page; the endpoint and the tokens of two sections are theirs, that the section pages
    themselves show articles is assumed. Of the Liferay before it only /documents/14/ and /home are
    known.
    """

    name = "ha_noi"
    portals = (
        Portal(
            "hanoi.gov.vn",
            Generic(
                article=r"/[^/?]+/[^/?]+-(?P<key>\d{13,18})\.htm$",
                sections=("/tin-tuc-su-kien-noi-bat", "/chi-dao-cua-ubnd-thanh-pho-ha-noi"),
                api=tuple(
                    JsonListing(
                        path="/api/NewsZone/NewsZone",
                        body="PageIndex={page}&" + urlencode(SITE | zone),
                        content_type=FORM,
                        first=0,
                    )
                    for zone in ZONES
                ),
                layout=LAYOUT,
            ),
            confidence="medium",
        ),
    )
