"""``portalcrawl snapshot``: the archive as CSV files."""

from __future__ import annotations

from pathlib import Path

import click

from portalcrawl.cli.crawl import say_where, snapshot_of
from portalcrawl.cli.options import archive_option


@click.command()
@archive_option
def snapshot(archive: Path) -> None:
    """Write a snapshot of the archive: CSV files with checksums."""
    say_where(archive, snapshot_of(archive))
