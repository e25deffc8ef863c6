"""A portal that nobody declared: it is crawled on what a probe found."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from portalcrawl.declaration import read_finding
from spiders.province import ProvinceSpider


class UndeclaredSpider(ProvinceSpider):
    """No province: its one portal comes from ``finding=FILE``, the JSON that a probe has written.

    ``portalcrawl crawl URL`` runs it. A file that cannot be read raises ValueError with one line.
    """

    name = "undeclared"

    def __init__(
        self, name: str | None = None, *, finding: str | None = None, **arguments: Any
    ) -> None:
        super().__init__(name, **arguments)
        if finding is None:
            raise ValueError("it needs finding=FILE, as `portalcrawl crawl URL` writes it")
        try:
            portal, _probed_at = read_finding(Path(finding).read_text(encoding="utf-8"))
        except OSError as error:
            raise ValueError(f"finding={finding}: {error.strerror}") from None
        except ValueError as error:
            raise ValueError(f"finding={finding}: {error}") from None
        self.portals = (portal,)
