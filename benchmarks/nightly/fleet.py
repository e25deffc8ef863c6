"""The fleet: a replica of one portal of each province, of which some can fall ill."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from benchmarks.nightly.ailments import (
    AILMENTS,
    BAD_CERTIFICATE,
    DRIP,
    NO_NAME,
    SILENCE,
    Ailment,
)
from benchmarks.nightly.certificates import Certificates
from benchmarks.nightly.names import FILE as NAMES
from benchmarks.nightly.serving import served
from portalcrawl.cli.registry import spider_class, spider_names
from portalcrawl.health.state import State
from portalcrawl.items import VIETNAM
from portalcrawl.portals import Portal
from portalcrawl.provinces import provinces
from portalcrawl.replicas import RequestLog
from portalcrawl.replicas.ailing import serve_drip, serve_silence
from portalcrawl.replicas.families import Living, articles, replica_for
from portalcrawl.replicas.server import LOOPBACK

NEWEST = datetime(2026, 11, 20, 9, 12)  # noqa: DTZ001 - local, as the replicas' articles are


@dataclass(slots=True, kw_only=True)
class Member:
    """One portal of the fleet: what it declares, the site, and where it is served."""

    spider: str
    portal: Portal
    site: Living
    origin: str
    ailment: Ailment | None
    """What it can fall ill with."""
    requests: RequestLog
    """Those since it was last well or ill."""
    running: ExitStack
    is_ill: bool = False
    served: Portal = field(init=False)
    """The declaration at the replica's origin, as it is crawled."""

    def __post_init__(self) -> None:
        """The same for as long as the fleet is served."""
        self.served = self.portal.served_at(self.origin)

    @property
    def host(self) -> str:
        """As stats and reports name it."""
        return self.served.host

    @property
    def port(self) -> int:
        """Where it is served."""
        return int(self.origin.rpartition(":")[2])

    @property
    def wanted(self) -> tuple[State, str | None]:
        """The state in which it has to be found, and the cause."""
        ailment = self.ailment if self.is_ill else None
        return (ailment.state, ailment.cause) if ailment else ("ok", None)

    def key(self, address: str) -> str:
        """The key under which an archive has the article at an address (path and query)."""
        return self.served.article_key(self.origin + address)

    def key_at(self, target: str) -> str | None:
        """The same for any address of the site; None where it is no article's."""
        is_article = self.served.engine.is_article(self.origin + target)
        return self.key(target) if is_article else None


class Fleet:
    """Up to 63 portals, served on loopback until the end of the block; a context manager."""

    def __init__(
        self,
        folder: Path,
        *,
        ill: Sequence[Ailment] = AILMENTS,
        well: int = 55,
        articles: int = 12,
    ) -> None:
        """``ill`` is what comes over as many portals; ``well`` more stay as they are.

        ``folder`` is for certificates, names and locks; ``articles`` is what each portal has.
        """
        self.folder = folder
        self.members: list[Member] = []
        self._certificates = Certificates(folder)
        self._articles = articles
        ailments = {each.province: each for each in ill}
        others = 0
        for number, (spider, portal) in enumerate(portals()):
            ailment = ailments.get(spider)
            if ailment is None and others == well:
                continue
            others += ailment is None
            self.members.append(self._begun(spider, portal, ailment, number))
        self._write_names()

    def __enter__(self) -> Fleet:
        return self

    def __exit__(self, *_: object) -> None:
        for member in self.members:
            member.running.close()

    @property
    def environment(self) -> dict[str, str]:
        """What a crawl of the fleet has to be told."""
        replicas = {each.portal.host: each.origin for each in self.members}
        return {
            "PORTALCRAWL_REPLICAS": json.dumps(replicas),
            NAMES: str(self._names),
            "SSL_CERT_FILE": str(self._certificates.authority),
        }

    @property
    def well(self) -> list[Member]:
        """Those that are not ill."""
        return [each for each in self.members if not each.is_ill]

    @property
    def ill(self) -> list[Member]:
        """Those that are."""
        return [each for each in self.members if each.is_ill]

    def publish(self, count: int) -> None:
        """So many new articles at every portal."""
        for member in self.members:
            member.site.publish(count)

    def fall_ill(self) -> None:
        """Have all fall ill that are to."""
        for member in self.members:
            if member.ailment is not None:
                member.running.close()
                member.running.enter_context(self._ailing(member, member.ailment))
                member.is_ill = True
        self._write_names()

    def recover(self) -> None:
        """Have all be well again, with what was published meanwhile."""
        for member in self.ill:
            member.running.close()
            self._serve(member)
            member.is_ill = False
        self._write_names()

    def _begun(self, spider: str, portal: Portal, ailment: Ailment | None, number: int) -> Member:
        made = articles(self._articles, NEWEST, number)
        site = Living(lambda held: replica_for(portal, held), made, seed=number)
        tls = self._certificates.good if ailment is BAD_CERTIFICATE else None
        name = f"{spider.replace('_', '-')}.invalid" if ailment is NO_NAME else LOOPBACK
        origin = f"{'https' if tls else 'http'}://{name}"
        stack = ExitStack()
        running = stack.enter_context(served(site.replica, 0, origin, tls=tls))
        return Member(
            spider=spider,
            portal=portal,
            site=site,
            origin=f"{origin}:{running.origin.rpartition(':')[2]}",
            ailment=ailment,
            requests=running.requests,
            running=stack,
        )

    def _serve(self, member: Member) -> None:
        tls = self._certificates.good if member.origin.startswith("https:") else None
        again = served(member.site.replica, member.port, member.origin, tls=tls)
        member.requests = member.running.enter_context(again).requests

    def _ailing(self, member: Member, ailment: Ailment) -> AbstractContextManager[object]:
        if ailment is SILENCE:
            return serve_silence(member.port)
        if ailment is DRIP:
            return serve_drip(member.port)
        tls = self._certificates.expired if ailment is BAD_CERTIFICATE else None
        now = member.site.now
        site = ailment.dress(now) if ailment.dress else now
        return served(site, member.port, member.origin, tls=tls)

    @property
    def _names(self) -> Path:
        return self.folder / "names.json"

    def _write_names(self) -> None:
        """A name that is ill is in no zone any more."""
        named = [each for each in self.well if each.ailment is NO_NAME]
        self._names.write_text(
            json.dumps({each.host.partition(":")[0]: LOOPBACK for each in named})
        )


def portals() -> Iterator[tuple[str, Portal]]:
    """One portal in force of each province's spider; one without a browser where there is one."""
    slugs = {unit.slug for unit in provinces()}
    today = datetime.now(VIETNAM).date()
    for name in spider_names():
        if name in slugs:
            declared = (each for each in spider_class(name).portals if each.in_force(today))
            yield name, min(declared, key=lambda each: each.browser)
