"""A Portal: one host, the engine it runs on, and the time in which it does."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal
from urllib.parse import urlsplit

from portalcrawl.engines.base import Engine

Role = Literal["portal", "office", "department", "newspaper"]
Confidence = Literal["high", "medium", "low"]
Tls = Literal["verified", "old", "unverified"]
"""``old`` also speaks the ciphers and key sizes that OpenSSL has given up, and verifies; with
``unverified`` the certificate is not checked, and every capture says so."""


@dataclass(frozen=True, slots=True)
class Portal:
    """Where a province publishes. The CMS belongs to (host, era): each era is a Portal of its own.

    ``since`` and ``until`` are ISO dates, both inclusive; None is open.
    """

    host: str
    engine: Engine
    since: str | None = None
    until: str | None = None
    role: Role = "portal"
    confidence: Confidence = "low"
    """How well the engine is established.

    ``high`` where a page, an article's text with its address, several article addresses, the class
    names of a crawler that reads the portal, or a generator tag were seen; ``medium`` where one
    article address, one listing, or the family's own files were; ``low`` where only a list of hosts
    or an analogy speaks: a guess. The word of the registry of portals is kept where one would
    judge otherwise; what was seen and what is assumed stands in the docstring of the spider.
    """
    scheme: Literal["http", "https"] = "https"
    tls: Tls = "verified"
    browser: bool = False
    """Whether pages show nothing without JavaScript, so that a browser has to render them."""
    keys: str = ""
    """What article keys begin with, where another era of the host has the same ids anew."""

    @property
    def origin(self) -> str:
        """Scheme and host, without a slash at the end."""
        return f"{self.scheme}://{self.host}"

    def article_key(self, url: str) -> str:
        """The engine's key of the article, unique among all eras of the host."""
        key = self.engine.article_key(url)
        return f"{self.keys}:{key}" if self.keys else key

    def in_force(self, day: date) -> bool:
        """Whether the portal served on ``day``."""
        text = day.isoformat()
        return (self.since is None or self.since <= text) and (
            self.until is None or text <= self.until
        )

    def served_at(self, origin: str) -> Portal:
        """The same declaration at another address: how a spider is tried on a replica.

        Replicas draw nothing with JavaScript, so none needs a browser.
        """
        parts = urlsplit(origin)
        if parts.scheme not in ("http", "https") or not parts.netloc:
            raise ValueError(f"not an origin: {origin!r}; write it like http://127.0.0.1:8801")
        scheme: Literal["http", "https"] = "https" if parts.scheme == "https" else "http"
        return replace(self, scheme=scheme, host=parts.netloc, browser=False)


def portal_serving(portals: Iterable[Portal], host: str, url: str) -> Portal | None:
    """The portal of a host that serves a URL; None if no portal has the host.

    Of several eras of one host the newest whose article grammar takes the URL, else the newest.
    """
    return max(
        (portal for portal in portals if portal.host == host),
        key=lambda each: (each.engine.is_article(url), each.since or ""),
        default=None,
    )
