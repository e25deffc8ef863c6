"""What ``portalcrawl crawl URL`` crawls: a declared portal, or what a probe finds."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import click

from portalcrawl.cli.asking import ask_portal
from portalcrawl.cli.registry import portal_of, spider_class, spider_names
from portalcrawl.cli.web_address import require_in_reach, require_web_address
from portalcrawl.declaration import read_finding
from portalcrawl.errors import Fault
from portalcrawl.portals import Portal
from portalcrawl.settings import REPLICA_OVERRIDES

SPIDER = "undeclared"
FOLDER = "probes"
"""In the archive: one JSON for each host."""
FRESH = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Order:
    """What to run for a URL."""

    spider: str
    arguments: dict[str, str]
    settings: dict[str, object]


def order_for(url: str, archive: Path, *, loopback: bool, again: bool) -> Order:
    """The spider that crawls the portal at an address, and its arguments.

    A portal that nobody declared is probed, unless it was within 30 days. Raises Fault where the
    probe comes to nothing and none has been before, and where a declared portal is asked for with
    ``loopback`` or ``again``, which are of no use there.
    """
    require_web_address(url)
    declared = portal_of(url)
    if declared is not None:
        spider = spider_of(declared)
        if loopback or again:
            raise Fault(
                f"{declared.host} is declared (spider {spider}): leave out"
                " --loopback and --probe-again"
            )
        click.echo(f"{declared.host} is declared: spider {spider}, portal={declared.host}")
        return Order(spider, {"portal": declared.host}, {})
    require_in_reach(url, loopback=loopback)
    path = finding_path(archive, urlsplit(url).netloc)
    probed_at = _probed_at(path)
    if probed_at is None or again or datetime.now(UTC) - probed_at > FRESH:
        _probe(url, path, probed_at, loopback=loopback)
    else:
        click.echo(f"Probed on {probed_at:%Y-%m-%d}: {path} (--probe-again asks anew)")
    # Replicas that stand for declared portals have nothing to do with this one.
    settings = {**(REPLICA_OVERRIDES if loopback else {}), "REPLICAS": {}}
    return Order(SPIDER, {"finding": str(path.resolve())}, settings)


def spider_of(portal: Portal) -> str:
    """The spider that declares a portal."""
    return next(name for name in spider_names() if portal in spider_class(name).portals)


def finding_path(archive: Path, netloc: str) -> Path:
    """Where the finding of a host is kept."""
    host = netloc.rpartition("@")[2].lower().replace(":", "_")
    return archive / FOLDER / f"{host}.json"


def findings(archive: Path) -> Iterator[Portal]:
    """The portals that were found by probes of an archive; what cannot be read is passed over."""
    for path in sorted((archive / FOLDER).glob("*.json")):
        try:
            portal, _probed_at = read_finding(path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            continue
        yield portal


def _probed_at(path: Path) -> datetime | None:
    try:
        return read_finding(path.read_text(encoding="utf-8"))[1]
    except (OSError, ValueError):
        return None


def _probe(url: str, path: Path, before: datetime | None, *, loopback: bool) -> None:
    try:
        finding = ask_portal(url, loopback=loopback)
    except Fault as fault:
        if before is None:
            raise
        click.echo(f"{fault}; going on with what was found on {before:%Y-%m-%d}", err=True)
        return
    _write(path, finding.as_json())
    portal = finding.portal
    click.echo(
        f"{portal.host}: {type(portal.engine).__name__}, {len(finding.sections)} sections,"
        f" {len(finding.feeds)} feeds, {len(finding.sitemaps)} sitemaps; {finding.reason}"
    )
    for unknown in finding.unknown:
        click.echo(f"  not known: {unknown}")


def _write(path: Path, text: str) -> None:
    """Whole or not at all: another run may read it meanwhile."""
    aside = path.with_suffix(f".{os.getpid()}.tmp")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        aside.write_text(f"{text}\n", encoding="utf-8")
        aside.replace(path)
    except OSError as error:
        raise Fault(f"cannot write {path}: {error.strerror}") from None
