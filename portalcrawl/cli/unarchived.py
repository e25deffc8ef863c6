"""Pages that are asked for to be looked at: with all that guards a crawl, and kept nowhere."""

from __future__ import annotations

from datetime import UTC, datetime

from scrapy.http import Response
from scrapy.settings import Settings

from portalcrawl.cli.registry import settings
from portalcrawl.items import Page


def unarchived(**changed: object) -> Settings:
    """The settings of a crawl that writes neither archive nor log, with some more changed."""
    chosen = settings()
    quiet = {
        "ITEM_PIPELINES": {},
        "ARCHIVE_DIR": "",
        "LOG_ENABLED": False,
        "LOG_INSTALL_ROOT_HANDLER": False,
    }
    chosen.setdict({**quiet, **changed}, priority="cmdline")
    return chosen


def page_of(response: Response) -> Page:
    """The page that has just been answered with."""
    header = response.headers.get("Content-Type")
    return Page(
        url=response.url,
        body=response.body,
        status=response.status,
        content_type=header.decode("latin-1") if header else None,
        fetched_at=datetime.now(UTC),
    )
