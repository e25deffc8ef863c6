"""Which portals a run crawls, and which links lead to the same portal."""

from __future__ import annotations

import ipaddress
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from typing import Any
from urllib.parse import urlsplit

from portalcrawl.portals import Portal
from portalcrawl.urls import canonical_url

_NOWHERE = ".invalid"
"""RFC 2606: the host of a layout that is known without its portal. Only replicas serve it."""


class NothingToCrawlError(ValueError):
    """A spider has no portal that this run could crawl."""


@dataclass(frozen=True, slots=True)
class Site:
    """A portal as this run crawls it, with all the hosts under which it is known."""

    portal: Portal
    hosts: frozenset[str]

    def at_home(self, url: str) -> tuple[str, bool] | None:
        """The URL on the portal's own origin, and whether it had to be moved there.

        None for other hosts, and for what is no http(s) URL.
        """
        try:
            parts = urlsplit(canonical_url(url, keep=("*",)))
        except ValueError:
            return None
        if parts.netloc not in self.hosts:
            return None
        home = urlsplit(self.portal.origin)
        moved = (parts.scheme, parts.netloc) != (home.scheme, home.netloc)
        if not moved:
            return url.strip().partition("#")[0], False
        return parts._replace(scheme=home.scheme, netloc=home.netloc).geturl(), True


def sites(
    declared: Iterable[Portal],
    replicas: Mapping[str, str],
    today: date,
    *,
    host: str | None = None,
    all_eras: bool = False,
) -> tuple[Site, ...]:
    """The portals to crawl.

    With replicas, those that have one, whatever their era. Otherwise those in force today, all of
    them with ``all_eras``, or the one named by ``host``. Raises ValueError for an unknown host, an
    origin that is none, and where nothing is left.
    """
    portals = tuple(declared)
    if host is not None and host not in {portal.host for portal in portals}:
        known = list(dict.fromkeys(portal.host for portal in portals))
        near = ", ".join(get_close_matches(host, known, n=3) or known)
        raise ValueError(f"portal={host}: not a portal of this spider; write one of {near}")
    chosen = [portal for portal in portals if host in (None, portal.host)]
    if replicas:
        chosen = [portal for portal in chosen if portal.host in replicas]
    else:
        chosen = [portal for portal in chosen if not portal.host.endswith(_NOWHERE)]
        if host is None and not all_eras:
            chosen = [portal for portal in chosen if portal.in_force(today)]
    if not chosen:
        named = "with a replica in REPLICAS" if replicas else "in force; try -a eras=all"
        raise NothingToCrawlError(f"nothing to crawl: this spider has no portal {named}")
    others = {portal.host for portal in portals}
    return tuple(
        _site(portal, replicas.get(portal.host), others - {portal.host}) for portal in chosen
    )


def replica_origins(setting: Any) -> dict[str, str]:
    """The setting REPLICAS, a mapping or its JSON. Raises ValueError where it is neither."""
    try:
        value = json.loads(setting) if isinstance(setting, str) else dict(setting or {})
        return {str(host): str(origin) for host, origin in value.items()}
    except (ValueError, TypeError, AttributeError):
        example = '{"langson.gov.vn": "http://127.0.0.1:8804"}'
        raise ValueError(f"REPLICAS={setting!r}: write a JSON object such as {example}") from None


def _site(portal: Portal, origin: str | None, others: set[str]) -> Site:
    served = portal if origin is None else portal.served_at(origin)
    port = urlsplit(served.origin).port
    names = {portal.host, _other_spelling(portal.host)} - others
    with_port = {f"{name}:{port}" for name in names if ":" not in name} if port else set()
    return Site(
        served, frozenset(names | with_port | {served.host} | _loopback_names(served, port))
    )


def _other_spelling(host: str) -> str:
    return host.removeprefix("www.") if host.startswith("www.") else f"www.{host}"


def _loopback_names(served: Portal, port: int | None) -> set[str]:
    """A replica's second name, as the portals have a bare IP address beside their host."""
    try:
        address = ipaddress.ip_address(urlsplit(served.origin).hostname or "")
    except ValueError:
        return set()
    return {f"localhost:{port}"} if address.is_loopback else set()
