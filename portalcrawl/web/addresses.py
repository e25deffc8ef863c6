"""Addresses of the web that the site links to."""

from __future__ import annotations

from urllib.parse import urlsplit


def outside(url: str | None) -> str | None:
    """The URL where a link may lead to it: http or https, with a host. None for all others.

    What stands in the archive was written by others; ``javascript:`` must not become a link.
    """
    if not url or any(character <= " " for character in url):
        return None
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    return url if parts.scheme in ("http", "https") and parts.hostname else None
