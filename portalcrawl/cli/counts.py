"""The counts of a spider, added up over its portals."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from portalcrawl.health.observed import of_portals


def of_all_portals(stats: Mapping[str, Any], name: str) -> int:
    """The sum of ``portal/<host>/<name>`` over all hosts."""
    return sum(
        int(value)
        for _host, counted, kind, value in of_portals(stats)
        if counted == name and kind is None
    )
