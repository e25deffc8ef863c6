"""Where an address of the past belongs: the portals of the registry, in all their eras."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from urllib.parse import urlsplit

from pipelines.offline.homes import Home
from portalcrawl.cli.registry import settings, spider_class, spider_names
from portalcrawl.cli.undeclared import SPIDER as UNDECLARED
from portalcrawl.cli.undeclared import findings
from portalcrawl.extraction import Profile
from portalcrawl.extraction.dates import VIETNAM
from portalcrawl.portals import Portal
from portalcrawl.provinces import UnknownProvinceError, province
from portalcrawl.urls import canonical_url
from spiders.place import Site, replica_origins, sites

#: Second forms of a page that are pages of their own: a crawl never asks for them, and beside the
#: article itself they would look like edits.
_OTHER_PAGES = frozenset({"print view", "saved file", "language copy", "mobile view"})


@dataclass(frozen=True, slots=True)
class _Resident:
    """A portal of one era, and who declares it."""

    site: Site
    spider: str
    province: str | None


class Homes:
    """Finds the portal and the era of an address. Fulfils ``pipelines.offline.homes.FindHome``.

    A host is found with and without ``www.``, at the port that is declared. Of several portals
    that it may be, the one in force on the day of the capture is taken, then the one with that very
    host; one whose grammar does not take the address never is. With an archive, the portals that
    its probes found are known too.
    """

    def __init__(self, archive: Path | None = None) -> None:
        self._by_host: dict[str, list[_Resident]] = defaultdict(list)
        self._eras: dict[str, list[Portal]] = defaultdict(list)
        self._profiles: dict[str | None, Profile] = {}
        for resident in _residents(replica_origins(settings().get("REPLICAS")), archive):
            self._eras[resident.site.portal.host].append(resident.site.portal)
            self._profiles[resident.site.portal.engine.name] = resident.site.portal.engine.profile
            for host in resident.site.hosts:
                self._by_host[host].append(resident)

    def __call__(self, url: str, captured_at: datetime) -> Home | str:
        """The home of an address, or why it has none: to be counted."""
        try:
            host = urlsplit(canonical_url(url, keep=("*",))).netloc
        except ValueError:
            return "unknown host"
        if host not in self._by_host:
            return "unknown host"
        day = captured_at.astimezone(VIETNAM).date()
        possible = [
            (resident, placed[0])
            for resident in self._by_host[host]
            if (placed := resident.site.at_home(url)) is not None
            and resident.site.portal.engine.is_article(placed[0])
        ]
        if not possible:
            return "not an article's address"
        return self._home(*max(possible, key=lambda each: _rank(each[0].site.portal, host, day)))

    def hosts_of(self, spider: str) -> frozenset[str]:
        """The hosts under which the archive has what a spider crawls."""
        return frozenset(
            resident.site.portal.host
            for residents in self._by_host.values()
            for resident in residents
            if resident.spider == spider
        )

    def profile(self, url: str, captured_at: datetime, engine: str | None) -> Profile | None:
        """How the page at an address is read: as its home says, else as its engine's family.

        ``engine`` is the name that the archive has of it: a replica's host is in no registry.
        """
        home = self(url, captured_at)
        return home.portal.engine.profile if isinstance(home, Home) else self._profiles.get(engine)

    def _home(self, resident: _Resident, url: str) -> Home | str:
        portal = resident.site.portal
        canonical = portal.engine.canonical(url)
        variant = portal.engine.variant(url)
        if variant in _OTHER_PAGES or (variant := portal.engine.variant(canonical)):
            return str(variant)
        return Home(
            portal=portal,
            eras=tuple(self._eras[portal.host]),
            province=resident.province,
            article_key=portal.article_key(url),
            canonical_url=canonical,
        )


def _rank(portal: Portal, host: str, day: date) -> tuple[bool, bool, str]:
    return portal.in_force(day), portal.host == host, portal.since or ""


def _residents(replicas: Mapping[str, str], archive: Path | None) -> Iterator[_Resident]:
    for name in spider_names():
        declared = spider_class(name).portals
        slug = _province_of(name)
        for site in (*_sites(declared, {}), *(_sites(declared, replicas) if replicas else ())):
            yield _resident(site, name, slug)
    found = () if archive is None else tuple(findings(archive))
    for site in (site for portal in found for site in _sites((portal,), {})):
        yield _resident(site, UNDECLARED, None)


def _resident(site: Site, spider: str, slug: str | None) -> _Resident:
    hosts = site.hosts | {_other_spelling(site.portal.host)}
    return _Resident(replace(site, hosts=hosts), spider, slug)


def _sites(declared: Iterable[Portal], replicas: Mapping[str, str]) -> tuple[Site, ...]:
    try:
        return sites(declared, replicas, date.max, all_eras=True)
    except ValueError:
        return ()  # a spider that has no such portal


def _other_spelling(host: str) -> str:
    return host.removeprefix("www.") if host.startswith("www.") else f"www.{host}"


def _province_of(spider: str) -> str | None:
    """The slug: a spider is named after its province, or belongs to none."""
    try:
        return province(spider).slug
    except UnknownProvinceError:
        return None
