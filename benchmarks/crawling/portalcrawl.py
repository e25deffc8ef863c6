"""The project's own spider with a declaration for the portal: its sitemap and its front page.

``scrapy crawl`` runs it with the project's settings, as ``portalcrawl crawl`` does.
"""

from __future__ import annotations

from portalcrawl.engines.nukeviet import NukeViet
from portalcrawl.portals import Portal
from spiders.province import ProvinceSpider

DECLARED_HOST = "hcc.nghean.gov.vn"


class BenchmarkSpider(ProvinceSpider):
    """As shipped."""

    name = "portalcrawl"
    portals = (Portal(DECLARED_HOST, NukeViet(feeds=False), role="office"),)
