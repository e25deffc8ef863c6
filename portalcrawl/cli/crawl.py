"""``portalcrawl crawl``: run spiders, say what they did."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import click

from db.archive import open_archive
from portalcrawl.cli import summary
from portalcrawl.cli.options import Day, archive_option, settings_option
from portalcrawl.cli.registry import refuse_bad_arguments
from portalcrawl.cli.registry import settings as scrapy_settings
from portalcrawl.cli.running import SpiderRun, run_spiders
from portalcrawl.cli.undeclared import order_for
from portalcrawl.cli.watching import Watcher
from portalcrawl.cli.web_address import is_address
from portalcrawl.errors import Fault
from portalcrawl.settings import database_url

SOME_FAILED = 1
NOTHING_USABLE = 2


@click.command()
@click.argument("spiders", nargs=-1, required=True, metavar="SPIDER...")
@click.option("--since", type=Day(), help="Only articles published on or after this day.")
@click.option("--until", type=Day(), help="Only articles published on or before this day.")
@click.option("--portal", help="Only this host of the spider.")
@click.option("--eras", type=click.Choice(["all"]), help="Portals of past eras too.")
@click.option(
    "--recheck", type=click.Choice(["all", "no"]), help="Ask again for all that is stored, or none."
)
@click.option("--sweep", type=click.Choice(["yes", "no"]), help="Read every listing to its end.")
@click.option("--attachments", type=click.Choice(["yes", "no"]), help="Capture PDF, DOC, XLS too.")
@click.option("--probe-again", is_flag=True, help="Of a URL: ask the portal anew what it is.")
@click.option("--loopback", is_flag=True, help="Allow a URL on this machine (a replica).")
@settings_option
@archive_option
def crawl(
    spiders: tuple[str, ...],
    since: date | None,
    until: date | None,
    portal: str | None,
    eras: str | None,
    recheck: str | None,
    sweep: str | None,
    attachments: str | None,
    probe_again: bool,
    loopback: bool,
    given_settings: tuple[tuple[str, str], ...],
    archive: Path,
) -> int:
    """Crawl the portals of some provinces into the archive.

    Or the portal at a URL: one that nobody declared is probed first.
    """
    arguments = {
        "since": since.isoformat() if since else None,
        "until": until.isoformat() if until else None,
        "portal": portal,
        "eras": eras,
        "recheck": recheck,
        "sweep": sweep,
        "attachments": attachments,
    }
    given = {name: value for name, value in arguments.items() if value}
    settings: dict[str, object] = dict(given_settings)
    if any(map(is_address, spiders)):
        if len(spiders) > 1 or portal is not None:
            raise Fault("a URL is crawled alone: give no other spider, URL or --portal with it")
        order = order_for(spiders[0], archive, loopback=loopback, again=probe_again)
        spiders, given = (order.spider,), given | order.arguments
        settings = {**order.settings, **settings}
    elif loopback or probe_again:
        raise Fault("--loopback and --probe-again go with a URL; give one")
    runs = crawl_into(archive, list(spiders), settings=settings, arguments=given)
    report(runs)
    return exit_status(runs)


def crawl_into(
    archive: Path,
    names: list[str],
    *,
    settings: Mapping[str, object] | None = None,
    arguments: Mapping[str, str] | None = None,
) -> list[SpiderRun]:
    """Run the spiders with their progress on the terminal.

    Raises Fault for an unknown spider or a bad argument, ArchiveError for an archive that cannot be
    written; nothing is fetched then.
    """
    chosen = scrapy_settings()
    chosen.setdict(settings or {}, priority="cmdline")
    for name in names:
        refuse_bad_arguments(name, arguments or {}, chosen)
    open_archive(database_url(archive)).close()
    if not chosen.get("CONTACT") and not chosen.get("REPLICAS"):
        click.echo(
            "PORTALCRAWL_CONTACT is not set: portals cannot tell whom to write to.", err=True
        )
    with Watcher() as watcher:
        return run_spiders(
            names,
            archive,
            settings=settings or {},
            arguments=arguments or {},
            progress=watcher.show,
        )


def report(runs: list[SpiderRun], names: Mapping[str, str] | None = None) -> None:
    """Print the summary: a table of portals, the reasons, and what failed."""
    rows, shown = summary.summarise(runs), names or {}
    click.echo()
    for line in summary.as_table(rows, shown):
        click.echo(line)
    click.echo()
    for line in summary.reasons(rows, shown):
        click.echo(line)
    for row in rows:
        if row.busy or not row.listings:
            why = "another process is crawling it" if row.busy else "no listing could be read"
            click.echo(f"{shown.get(row.portal, row.portal)}: {why}", err=True)
    for run in runs:
        if not run.ok:
            click.echo(f"{run.spider} failed: {run.outcome} (log: {run.log})", err=True)
    news = summary.nothing_new(rows)
    if news:
        click.echo(news)


def exit_status(runs: list[SpiderRun]) -> int:
    """0; 1 if some spiders failed or some portals gave no listing; 2 if nothing usable came.

    A portal that another process is crawling is in good hands.
    """
    rows = [row for run in runs if run.ok for row in summary.summarise([run])]
    answered = [bool(row.listings) for row in rows if not row.busy]
    if all(run.ok for run in runs) and all(answered):
        return 0
    return SOME_FAILED if any(answered) else NOTHING_USABLE
