"""Addresses that are given on the command line."""

from __future__ import annotations

from urllib.parse import urlsplit

from portalcrawl.errors import Fault
from portalcrawl.fetch.address import Reach, literal, refusal


def is_address(text: str) -> bool:
    """Whether it is written like a URL."""
    return "://" in text


def require_web_address(url: str) -> None:
    """Raise Fault unless it is an http or https URL with a host."""
    try:
        parts = urlsplit(url)
    except ValueError:
        parts = urlsplit("")
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise Fault(f"not an address of the web: {url}; write it like https://host/path")


def require_in_reach(url: str, *, loopback: bool) -> None:
    """Raise Fault where a crawl must not ask for it: a private network, an odd port."""
    refused = refusal(url, Reach(allow_loopback=loopback))
    if refused:
        would_do = not loopback and _is_this_machine(urlsplit(url).hostname or "")
        raise Fault(f"{refused.reason}{'; see --loopback' if would_do else ''}")


def _is_this_machine(host: str) -> bool:
    address = literal(host)
    return host == "localhost" or (address is not None and address.is_loopback)
