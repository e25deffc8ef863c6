"""Which pages a browser renders, and whether there is one: for portals that need JavaScript.

A portal whose pages show nothing without JavaScript says so (``Portal.browser``). Its HTML pages
are then asked for by a Chromium through scrapy-playwright (``rendering``, imported only then); its
robots.txt, feeds, sitemaps and files are not, nor is anything of any other portal.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterable, Mapping
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from scrapy import Request, Spider
    from scrapy.crawler import Crawler
    from scrapy.settings import BaseSettings

    from portalcrawl.portals import Portal

#: As Debian, other distributions and Google name it.
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_NAMED_AS_NO_PAGE = re.compile(
    r"\.(?:xml|rss|atom|json|txt|csv|gz|zip|rar|7z|pdf|docx?|xlsx?|pptx?|od[tsp]|jpe?g|png|gif|svg|"
    r"webp|mp[34])$",
    re.IGNORECASE,
)
#: In ``Request.meta``, set here: whether it is for the browser.
RENDERED = "rendered"
#: In ``Request.meta``, set by who asks: it is for a feed or a file, not for a page.
NO_PAGE = "no_page"
#: In ``Response.flags``: the body is a document as it was drawn, not what was served.
DRAWN = "drawn"


class NoBrowserError(ValueError):
    """A portal needs a browser and none can be used; the message is one line."""


def rendered_hosts(spider: Spider | None) -> dict[str, Portal]:
    """The portals that need a browser, by each host under which they are known."""
    portals: Mapping[str, Portal] = getattr(spider, "portals_by_host", None) or {}
    return {host: portal for host, portal in portals.items() if getattr(portal, "browser", False)}


def require_browser(portals: Iterable[Portal], settings: BaseSettings) -> None:
    """Raise NoBrowserError where a portal needs a browser and there is none that could serve it."""
    for portal in portals:
        if not portal.browser:
            continue
        if portal.tls == "old":
            raise NoBrowserError(
                f'{portal.host}: no Chromium speaks old TLS; declare tls="unverified" or no browser'
            )
        if find_spec("scrapy_playwright") is None:
            raise NoBrowserError(
                f"{portal.host} shows nothing without JavaScript, and scrapy-playwright is not"
                " installed; install it: .venv/bin/pip install -e '.[browser]'"
            )
        chromium(portal.host, settings)


def chromium(host: str, settings: BaseSettings) -> str:
    """The path of the Chromium to use; NoBrowserError, which names the host, where there is none.

    That of the setting CHROMIUM, else the first one on PATH.
    """
    chosen: str = settings.get("CHROMIUM") or ""
    if chosen:
        found = shutil.which(chosen)
        if found is None:
            raise NoBrowserError(
                f"{host} needs a browser, and PORTALCRAWL_CHROMIUM={chosen} is no program;"
                " name a Chromium"
            )
        return found
    named = next(filter(None, map(shutil.which, NAMES)), None)
    if named is None:
        raise NoBrowserError(
            f"{host} shows nothing without JavaScript, and there is no Chromium on PATH; install"
            " one (Debian: apt install chromium), or name it in PORTALCRAWL_CHROMIUM"
        )
    return named


class BrowserMiddleware:
    """Marks what the browser is to render, behind all that may still refuse it."""

    def __init__(self, hosts: Mapping[str, Any]) -> None:
        self.hosts = hosts

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Reads the spider's portals. NoBrowserError as in ``require_browser``."""
        hosts = rendered_hosts(crawler.spider)
        require_browser(hosts.values(), crawler.settings)
        return cls(hosts)

    def process_request(self, request: Request) -> None:
        """Conditions are taken out: the empty page is always the same, whatever is drawn on it."""
        request.meta[RENDERED] = is_rendered(request, self.hosts)
        if request.meta[RENDERED]:
            for name in ("If-None-Match", "If-Modified-Since"):
                request.headers.pop(name, None)


def is_rendered(request: Request, hosts: Mapping[str, Any]) -> bool:
    """Whether the browser is to ask for it: a page of a portal that needs one."""
    parts = urlsplit(request.url)
    return (
        parts.netloc in hosts
        and request.method == "GET"
        and not request.meta.get("dont_obey_robotstxt")
        and not request.meta.get(NO_PAGE)
        and _NAMED_AS_NO_PAGE.search(parts.path) is None
    )


def needs_no_sandbox() -> bool:
    """Whether Chromium would not start within its sandbox: it never does for root."""
    return hasattr(os, "geteuid") and os.geteuid() == 0
