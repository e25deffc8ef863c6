"""Five small portals on loopback, with invented articles: for the demo, tests and benchmarks.

Each speaks the URL grammar and the markup of one CMS family, furniture and traps included::

    with serve(replica("nghe_an")) as running:
        print(running.origin, running.requests.targets())
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager

from portalcrawl.replicas.content import Block, ReplicaArticle, load_articles
from portalcrawl.replicas.edits import edited
from portalcrawl.replicas.server import RequestLog, RunningReplica, serve
from portalcrawl.replicas.site import Replica, Section, Trap
from portalcrawl.replicas.sites import dong_nai, lang_son, nghe_an, office, quang_ngai

__all__ = [
    "NAMES",
    "Block",
    "Replica",
    "ReplicaArticle",
    "RequestLog",
    "RunningReplica",
    "Section",
    "Trap",
    "replica",
    "replicas",
    "serve",
    "serve_all",
]

_BUILDERS = {
    "quang_ngai": quang_ngai.build,
    "office": office.build,
    "nghe_an": nghe_an.build,
    "lang_son": lang_son.build,
    "dong_nai": dong_nai.build,
}
NAMES = tuple(_BUILDERS)
"""In the order of their ports."""


def replica(name: str, articles: Sequence[ReplicaArticle] | None = None) -> Replica:
    """One replica, with its own articles or, newest first, with those given.

    Raises KeyError if there is no replica of that name.
    """
    build = _BUILDERS[name]
    return build(load_articles(name) if articles is None else tuple(articles))


def replicas() -> tuple[Replica, ...]:
    """All five, with their own articles."""
    return tuple(replica(name) for name in NAMES)


def _later() -> tuple[Replica, ...]:
    return tuple(replica(name, edited(name, load_articles(name))) for name in NAMES)


@contextmanager
def serve_all(
    ports: Sequence[int] | None = None, *, base_port: int | None = None, is_edited: bool = False
) -> Iterator[dict[str, str]]:
    """Serve all five; gives {declared host: origin}, as the setting REPLICAS takes it.

    With ``is_edited`` some articles are as their editors left them later (``edits.toml``).

    Free ports unless ``ports`` names five, or ``base_port`` the first of five in a row.
    Raises OSError if one is taken.
    """
    if ports is None:
        ports = [0 if base_port is None else base_port + place for place in range(len(NAMES))]
    with ExitStack() as stack:
        running = [
            stack.enter_context(serve(each, port))
            for each, port in zip(_later() if is_edited else replicas(), ports, strict=True)
        ]
        yield {each.replica.declared_host: each.origin for each in running}
