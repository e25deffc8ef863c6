"""Which addresses a crawl may ask. Pure rules: no Scrapy, no lookup.

A portal's page decides where its links and redirects point, so it must not be able to point the
crawler into the network that the crawler stands in.
"""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Collection
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

DEFAULT_PORTS = {"http": 80, "https": 443}

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


@dataclass(frozen=True, slots=True)
class Refused:
    """Why a request does not leave."""

    kind: str
    """One word, for counting: ``scheme``, ``address``, ``port`` ..."""
    reason: str
    """One line, for people."""


@dataclass(frozen=True, slots=True)
class Reach:
    """How far a crawl may reach: the public internet, and loopback where the settings say so."""

    allow_loopback: bool = False
    loopback_only: bool = False

    @property
    def loopback(self) -> bool:
        """Whether this machine's own servers may be asked."""
        return self.allow_loopback or self.loopback_only

    def refuses_address(self, address: Address) -> bool:
        """Whether nothing may be asked at ``address``."""
        if address.is_loopback:
            return not self.loopback
        return self.loopback_only or not is_public(address)

    def refuses_name(self, name: str) -> bool:
        """Whether ``name`` may not even be looked up: a lookup already leaves the machine."""
        is_local = name.lower().rstrip(".") == "localhost" or is_nowhere(name)
        return self.loopback_only and not is_local


def is_nowhere(name: str) -> bool:
    """Whether ``name`` has no address anywhere, which nobody needs to be asked (RFC 6761, 6.4)."""
    return f".{name}".lower().rstrip(".").endswith(".invalid")


def is_public(address: Address) -> bool:
    """Whether the address is of the public internet and hides no other address in itself."""
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped is not None:
            return is_public(address.ipv4_mapped)
        if address.sixtofour is not None or address.teredo is not None or address in _NAT64:
            return False
    return address.is_global and not address.is_multicast


_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")  # RFC 6052: the last 32 bits are an IPv4 address


def literal(host: str) -> Address | None:
    """The address that ``host`` spells, None for a name.

    Also the forms that only a socket takes: ``2130706433``, ``0x7f.1``, ``0177.0.0.1`` (inet_aton).
    """
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        pass
    try:
        return ipaddress.IPv4Address(socket.inet_aton(host))
    except (OSError, ValueError):  # ValueError: a NUL byte
        return None


def refusal(url: str, reach: Reach, declared: Collection[str] = ()) -> Refused | None:
    """Why ``url`` may not be asked, None where it may.

    ``declared`` holds the portals' hosts, with the port where it is not the default one. A host
    that is not among them is asked at the default ports only; loopback, where allowed, at any.
    """
    try:
        parts = urlsplit(url)
        port = parts.port or DEFAULT_PORTS.get(parts.scheme)
    except ValueError:
        return Refused("url", f"not a URL: {url}")
    if parts.scheme not in DEFAULT_PORTS:
        return Refused("scheme", f"only http and https are fetched: {url}")
    if parts.username is not None or parts.password is not None:
        return Refused("credentials", f"user name or password in the URL: {parts.hostname}")
    if not parts.hostname:
        return Refused("url", f"no host: {url}")
    return _refused_host(parts.hostname, reach) or _refused_port(parts, port, reach, declared)


def _refused_host(host: str, reach: Reach) -> Refused | None:
    address = literal(host)
    if address is None:
        if reach.refuses_name(host):
            return Refused("address", f"only loopback may be asked: {host}")
    elif reach.refuses_address(address):
        return Refused("address", f"not an address that may be asked: {host} is {address}")
    return None


def _refused_port(
    parts: SplitResult, port: int | None, reach: Reach, declared: Collection[str]
) -> Refused | None:
    ports = ports_of(parts.hostname or "", declared)
    if not ports:
        address = literal(parts.hostname or "")
        if reach.loopback and (parts.hostname == "localhost" or (address and address.is_loopback)):
            return None
        ports = frozenset(DEFAULT_PORTS.values())
    if port in ports:
        return None
    return Refused("port", f"port {port} is declared by no portal: {parts.hostname}")


def ports_of(host: str, declared: Collection[str]) -> frozenset[int]:
    """The ports at which ``host`` is declared; none elsewhere. ``www.`` makes no difference."""
    found: set[int] = set()
    for entry in declared:
        parts = urlsplit(f"//{entry}")
        if _site(parts.hostname or "") == _site(host):
            found.update({parts.port} if parts.port else DEFAULT_PORTS.values())
    return frozenset(found)


def _site(host: str) -> str:
    return host.lower().rstrip(".").removeprefix("www.")
