"""A family of engines: its declaration as a spider has it, and its replica."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Protocol

from portalcrawl.engines.base import Engine
from portalcrawl.portals import Portal
from portalcrawl.replicas.content import ReplicaArticle
from portalcrawl.replicas.families.disguise import disguised as hidden
from portalcrawl.replicas.site import Replica

Seen = Callable[[ReplicaArticle], ReplicaArticle]


class Site(Protocol):
    """A site of a family: a frozen dataclass whose fields are what its addresses depend on."""

    def build(self, articles: tuple[ReplicaArticle, ...]) -> Replica:
        """The replica with these articles, newest first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    """One engine family with a site that speaks its grammar."""

    name: str
    engine: Engine
    """With the options that a province's declaration would have."""
    site: Site
    folders: tuple[str, ...] = ()
    """Where the software keeps its files, as disguised sites must not show."""
    drawn: Site | None = None
    """The same site as a browser draws it, where pages show nothing without JavaScript."""

    def portal(self, host: str | None = None) -> Portal:
        """The declaration; the host is the replica's ``declared_host`` where none is given."""
        return Portal(host or declared_host(self.name), self.engine, browser=self.drawn is not None)

    def replica(
        self, articles: Iterable[ReplicaArticle], *, disguised: bool = False, drawn: bool = False
    ) -> Replica:
        """The site with these articles, newest first; ``disguised`` hides the engine.

        Its ``articles`` are as an archive must hold them: some families show days alone. With
        ``drawn`` the pages are as a browser has them when their script has run.
        """
        site = self.drawn if drawn and self.drawn else self.site
        built = site.build(tuple(articles))
        named = replace(built, name=self.name, declared_host=declared_host(self.name))
        return hidden(named, self.folders) if disguised else named


def declared_host(name: str) -> str:
    """The host that a family's replica stands for: RFC 2606 keeps ``.invalid`` free."""
    return f"{name.replace('_', '-')}.invalid"
