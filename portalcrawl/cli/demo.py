"""``portalcrawl demo``: the nightly path over the replica portals, on this machine alone."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import click

from db.archive import open_archive
from db.dialects import reading
from db.queries import counts_by_portal
from portalcrawl.cli.crawl import crawl_into, exit_status, report
from portalcrawl.cli.registry import spider_class, spider_names
from portalcrawl.cli.running import SpiderRun
from portalcrawl.cli.snapshot import say_where, snapshot_of
from portalcrawl.errors import Fault
from portalcrawl.replicas import serve_all
from portalcrawl.replicas.edits import edits
from portalcrawl.settings import REPLICA_OVERRIDES, database_url

FIRST_PORT = 8801


@dataclass(frozen=True, slots=True)
class _Known:
    """What the archive has of the replicas: the edits too, if there are more revisions."""

    articles: int
    revisions: int


@click.command()
@click.option(
    "--archive",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("demo-archive"),
    show_default=True,
    help="Folder of the demo's archive.",
)
@click.option("--port", default=FIRST_PORT, show_default=True, help="First port of the replicas.")
def demo(archive: Path, port: int) -> int:
    """Crawl five small replica portals on this machine; nothing leaves it.

    Into a new archive twice: once as they were published, and once more after their editors
    changed some articles.
    """
    try:
        with serve_all(base_port=port) as origins:
            _say_what_is_served(origins)
            known = _counted(archive, origins)
            runs = [] if known.articles else _crawl(archive, origins)
        with serve_all(base_port=port, is_edited=True) as origins:
            if runs:
                click.echo(
                    f"\nTheir editors change {len(edits())} articles, and all are asked for again:"
                )
            is_read_again = known.revisions > known.articles
            runs += _crawl(archive, origins, **({} if is_read_again else {"recheck": "all"}))
    except OSError as error:
        raise Fault(
            f"cannot serve the replicas from port {port}: {error.strerror}; try --port {port + 100}"
        ) from error
    click.echo()
    say_where(archive, snapshot_of(archive, forms=("excel",)))
    click.echo(f"Site      portalcrawl serve --archive {archive}")
    return exit_status(runs)


def _say_what_is_served(origins: dict[str, str]) -> None:
    click.echo("Five replica portals with invented articles, on this machine:")
    for host, origin in origins.items():
        click.echo(f"  {origin}  stands for {host}")


def _counted(archive: Path, origins: dict[str, str]) -> _Known:
    opened = open_archive(database_url(archive))
    try:
        with reading(opened.engine) as connection:
            hosts = _hosts(origins)
            counts = [each for each in counts_by_portal(connection) if each.host in hosts]
    finally:
        opened.close()
    return _Known(sum(each.articles for each in counts), sum(each.revisions for each in counts))


def _crawl(archive: Path, origins: dict[str, str], **arguments: str) -> list[SpiderRun]:
    names = [name for name in spider_names() if _has_replica(name, origins)]
    overrides = {**REPLICA_OVERRIDES, "REPLICAS": origins}
    runs = crawl_into(archive, names, settings=overrides, arguments=arguments)
    report(runs, _hosts(origins))
    return runs


def _hosts(origins: dict[str, str]) -> dict[str, str]:
    """The hosts that replicas are served at, and what to call them."""
    return {origin.split("//")[1]: f"{host} (replica)" for host, origin in origins.items()}


def _has_replica(name: str, origins: dict[str, str]) -> bool:
    return any(portal.host in origins for portal in spider_class(name).portals)
