"""How often an address may ask: a bucket of tokens for each, in bounded memory."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address

#: Addresses that are remembered. One that is forgotten begins with a full bucket.
MOST_ADDRESSES = 20_000
_OF_A_HOUSEHOLD = 64
"""Bits of an IPv6 address that one customer shares with nobody."""


@dataclass(slots=True)
class _Bucket:
    tokens: float
    filled: float
    """When, in seconds of the clock that the caller reads."""


class Buckets:
    """Each name has ``burst`` tokens, of which ``rate`` come back a second."""

    def __init__(self, rate: float, burst: int, most: int = MOST_ADDRESSES) -> None:
        self._rate, self._burst, self._most = rate, burst, most
        self._buckets: OrderedDict[str, _Bucket] = OrderedDict()

    def take(self, name: str, now: float) -> float:
        """Take one token. Gives 0 where there was one, else the seconds until there is."""
        bucket = self._buckets.pop(name, None) or _Bucket(self._burst, now)
        passed = max(0.0, now - bucket.filled)
        bucket.tokens = min(float(self._burst), bucket.tokens + passed * self._rate)
        bucket.filled = now
        self._buckets[name] = bucket
        if len(self._buckets) > self._most:
            self._buckets.popitem(last=False)
        if bucket.tokens >= 1:
            bucket.tokens -= 1
            return 0.0
        return (1 - bucket.tokens) / self._rate


def household(client: str) -> str:
    """The name under which an address is counted: itself, or its network where it has many."""
    try:
        address = ip_address(client)
    except ValueError:
        return client[:64]
    if not isinstance(address, IPv6Address):
        return client
    if address.ipv4_mapped:
        return str(address.ipv4_mapped)
    shift = 128 - _OF_A_HOUSEHOLD
    return f"{IPv6Address(int(address) >> shift << shift)}/{_OF_A_HOUSEHOLD}"
