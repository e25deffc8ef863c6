"""A replica behind a name or behind TLS, as portals are."""

from __future__ import annotations

import contextlib
import ssl
from collections.abc import Iterator
from dataclasses import replace

from portalcrawl.replicas import Replica, RunningReplica, serve
from portalcrawl.replicas.site import Page, Visit


@contextlib.contextmanager
def served(
    site: Replica, port: int, origin: str, *, tls: ssl.SSLContext | None = None
) -> Iterator[RunningReplica]:
    """Serve a site on loopback; its pages name it as ``origin`` does, whatever port that has."""
    scheme, _, name = origin.partition("://")
    host = name.partition(":")[0]

    def pages(visit: Visit) -> Page | None:
        own = visit.origin.rpartition(":")[2]
        return site.pages(replace(visit, origin=f"{scheme}://{host}:{own}"))

    known = replace(site, pages=pages)
    with serve(known, port, tls=tls) as running:
        yield running
