"""``portalcrawl db``: the schema of the archive."""

from __future__ import annotations

from pathlib import Path

import click

from db import schema
from db.archive import open_archive
from db.engine import open_engine
from portalcrawl.cli.options import archive_option
from portalcrawl.settings import database_url


@click.group("db")
def database() -> None:
    """Look after the archive's database."""


@database.command()
@archive_option
def upgrade(archive: Path) -> None:
    """Bring the schema up to the one of this version."""
    engine = open_engine(database_url(archive))
    try:
        click.echo(f"The archive has schema {schema.upgrade(engine)}.")
    finally:
        engine.dispose()


@database.command()
@archive_option
def check(archive: Path) -> None:
    """Say whether the schema is the one that this version works with."""
    open_archive(database_url(archive), create=False).close()
    click.echo("The archive's schema is the one of this version.")
