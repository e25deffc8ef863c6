"""``portalcrawl nightly``, as it is typed."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import click

from portalcrawl import settings as project
from portalcrawl.cli.night import clock
from portalcrawl.cli.night.course import Order, spend
from portalcrawl.cli.night.lock import night_lock
from portalcrawl.cli.options import Day, archive_option, settings_option
from portalcrawl.disk import refuse_full_disk


@click.command()
@click.option(
    "--until",
    metavar="HH:MM",
    help="Ask for nothing more when the clock shows this; the next night goes on.",
)
@click.option("--quiet", is_flag=True, help="Print only what needs a person.")
@click.option("--day", type=Day(), hidden=True)
@settings_option
@archive_option
def nightly(
    until: str | None,
    quiet: bool,
    day: date | None,
    given_settings: tuple[tuple[str, str], ...],
    archive: Path,
) -> int:
    """Crawl every enabled portal, judge each, write a snapshot and the report.

    The exit status is 0; 1 if portals or spiders failed; 2 if nothing usable came of it.
    """
    config, started = project.CONFIG, datetime.now(UTC)
    wanted = until or config.night.until
    order = Order(
        archive=archive,
        config=config,
        settings=dict(given_settings),
        started=started,
        day=day or clock.day_of(started),
        ends_at=clock.end_of(wanted, started) if wanted else None,
        quiet=quiet,
    )
    with night_lock(archive, started):
        refuse_full_disk(archive, config.night.free_space_mb)
        return spend(order).exit_status
