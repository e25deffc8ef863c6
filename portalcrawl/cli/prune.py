"""``portalcrawl prune``: remove old snapshots, reports and logs."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click

from portalcrawl import settings
from portalcrawl.cli.options import archive_option
from portalcrawl.cli.pruning import Pruned
from portalcrawl.cli.pruning import prune as remove_old
from portalcrawl.config import Config
from portalcrawl.disk import as_text
from portalcrawl.errors import Fault
from portalcrawl.retention import Policy


@click.command()
@archive_option
@click.option("--dry-run", is_flag=True, help="Only say what would be removed.")
def prune(archive: Path, dry_run: bool) -> None:
    """Remove the snapshots, reports and logs that are older than they are kept.

    What is kept stands in portalcrawl.toml ([snapshots], [reports], [logs]). Captures, articles and
    backups are never touched.
    """
    if not archive.is_dir():
        raise Fault(f"there is no archive in {archive}; name the folder of one (--archive)")
    policy = policy_of(settings.CONFIG)
    pruned = remove_old(archive, policy, datetime.now(UTC), dry_run=dry_run)
    for line in told(pruned, dry_run=dry_run):
        click.echo(line)


def policy_of(config: Config) -> Policy:
    """What a configuration keeps."""
    return Policy(
        keep_daily=config.snapshots.keep_daily,
        keep_weekly=config.snapshots.keep_weekly,
        keep_monthly=config.snapshots.keep_monthly,
        keep_yearly=config.snapshots.keep_yearly,
        reports_days=config.reports.keep_days,
        logs_days=config.logs.keep_days,
    )


def told(pruned: Pruned, *, dry_run: bool) -> list[str]:
    """What was removed, in lines: each folder, and how much it was."""
    verb = "Would remove" if dry_run else "Removed"
    lines = [f"{verb} {path}" for path in (*pruned.snapshots, *pruned.unfinished, *pruned.reports)]
    if pruned.logs:
        lines.append(f"{verb} {len(pruned.logs):,} logs in {pruned.logs[0].parent}")
    if not pruned.everything:
        return ["Nothing is old enough to be removed."]
    return [*lines, f"{'That would free' if dry_run else 'Freed'} {as_text(pruned.freed)}."]
