"""``portalcrawl demo``: the nightly path over the replica portals, on this machine alone."""

from __future__ import annotations

from pathlib import Path

import click

from portalcrawl.cli.crawl import crawl_into, exit_status, report, say_where, snapshot_of
from portalcrawl.cli.registry import spider_class, spider_names
from portalcrawl.errors import Fault
from portalcrawl.replicas import serve_all
from portalcrawl.settings import REPLICA_OVERRIDES

FIRST_PORT = 8801


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
    """Crawl five small replica portals on this machine; nothing leaves it."""
    try:
        with serve_all(base_port=port) as origins:
            return _crawl_replicas(archive, origins)
    except OSError as error:
        raise Fault(
            f"cannot serve the replicas from port {port}: {error.strerror}; try --port {port + 100}"
        ) from error


def _crawl_replicas(archive: Path, origins: dict[str, str]) -> int:
    hosts = {origin.split("//")[1]: f"{host} (replica)" for host, origin in origins.items()}
    click.echo("Five replica portals with invented articles, on this machine:")
    for host, origin in origins.items():
        click.echo(f"  {origin}  stands for {host}")
    names = [name for name in spider_names() if _has_replica(name, origins)]
    overrides = {**REPLICA_OVERRIDES, "REPLICAS": origins}
    runs = crawl_into(archive, names, settings=overrides)
    report(runs, hosts)
    click.echo()
    say_where(archive, snapshot_of(archive))
    return exit_status(runs)


def _has_replica(name: str, origins: dict[str, str]) -> bool:
    return any(portal.host in origins for portal in spider_class(name).portals)
