"""A layout whose portal is not known."""

from __future__ import annotations

from portalcrawl.engines.generic import Generic
from portalcrawl.portals import Portal
from spiders.province import ProvinceSpider


class ReplicaSpider(ProvinceSpider):
    """An ASP.NET office portal known by one article's text: only its replica can be crawled.

    office.invalid: confidence low. The article is real, its URL grammar is that of other ASP.NET
    portals (``/Trang/ChiTietTinTuc.aspx?nid=``), and the host is nobody's (RFC 2606).
    """

    name = "replica"
    portals = (
        Portal(
            "office.invalid",
            Generic(
                article=r"(?i)/Trang/ChiTietTinTuc\.aspx\?(?:.*&)?nid=(?P<key>\d+)",
                form="/Trang/ChiTietTinTuc.aspx?nid={key}",
                sections=tuple(f"/Trang/TinTuc.aspx?cid={number}" for number in (1, 2, 3)),
            ),
            role="office",
            confidence="low",
        ),
    )
