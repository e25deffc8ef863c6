"""The counts of a spider, added up over its portals."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def of_all_portals(stats: Mapping[str, Any], name: str) -> int:
    """The sum of ``portal/<host>/<name>`` over all hosts."""
    return sum(
        int(value)
        for key, value in stats.items()
        if key.startswith("portal/") and key.endswith(f"/{name}")
    )
