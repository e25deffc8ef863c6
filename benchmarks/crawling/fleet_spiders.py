"""Sixty-three spiders, each with one portal of an engine family: as many as there were provinces.

The families take turns, and each portal has articles of its own.
"""

from __future__ import annotations

from portalcrawl.portals import Portal
from portalcrawl.replicas.families import FAMILIES
from spiders.province import ProvinceSpider

MOST = 63
_FAMILIES = tuple(name for name, each in FAMILIES.items() if not each.portal().browser)


def family_of(number: int) -> str:
    """The family of a portal."""
    return _FAMILIES[number % len(_FAMILIES)]


def host_of(number: int) -> str:
    """The host that it is declared with."""
    return f"portal-{number:02}.invalid"


def name_of(number: int) -> str:
    """The name of its spider."""
    return f"fleet_{number:02}"


def _spider(number: int) -> type[ProvinceSpider]:
    portal: Portal = FAMILIES[family_of(number)].portal(host_of(number))
    values = {"name": name_of(number), "portals": (portal,), "__module__": __name__}
    return type(f"Fleet{number:02}Spider", (ProvinceSpider,), values)


globals().update((f"Fleet{number:02}Spider", _spider(number)) for number in range(MOST))
