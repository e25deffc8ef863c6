"""Thừa Thiên Huế."""

from __future__ import annotations

from portalcrawl.engines.dotnetnuke import DotNetNuke
from portalcrawl.portals import Portal
from spiders.province import ProvinceSpider


class ThuaThienHueSpider(ProvinceSpider):
    """Thừa Thiên Huế, unchanged by the merger; since 1 January 2025 the municipality of Huế.

    thuathienhue.gov.vn: confidence high. Text and URL of an article of 2020 were seen, with the
    GUIDs of DotNetNuke's news module. Public sources of 2026 report the host dead (no DNS).
    hue.gov.vn: confidence low. The successor: files of DotNetNuke (/Portals/0/) of 2026 and
    addresses of events (/Chi-tiet/mlid/<GUID>) were seen in public sources; that news keeps the
    former grammar is assumed, and so is the day of the change.
    """

    name = "thua_thien_hue"
    portals = (
        Portal("thuathienhue.gov.vn", DotNetNuke(), until="2024-12-31", confidence="high"),
        Portal("hue.gov.vn", DotNetNuke(), since="2025-01-01", confidence="low"),
    )
