"""A request that is not made because of what the host has answered to another one."""

from __future__ import annotations

from scrapy.exceptions import IgnoreRequest


class NotAsked(IgnoreRequest):
    """The host is left alone in this run; ``status`` is that of the answer which says so."""

    def __init__(self, reason: str, status: int) -> None:
        super().__init__(reason)
        self.status = status
