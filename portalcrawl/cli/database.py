"""``portalcrawl db``: the schema of the archive, its proof, and its way into another database."""

from __future__ import annotations

import sys
from pathlib import Path

import click
from sqlalchemy import Engine

from db import schema
from db.archive import open_archive
from db.checks.proof import Proof
from db.checks.proving import check as prove
from db.checks.repairing import repair as set_right
from db.copying import Copied, copy_database
from db.dialects import tidy_search_index
from db.engine import open_engine, said_in_one_line
from portalcrawl.cli.options import archive_option
from portalcrawl.errors import Fault
from portalcrawl.settings import database_url

FOUND = 1
"""The exit status where something is wrong with the archive."""


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
        with said_in_one_line(engine):
            tidy_search_index(engine)
    finally:
        engine.dispose()


@database.command()
@archive_option
@click.option(
    "--repair",
    is_flag=True,
    help="Make anew what can be derived: search index, fingerprints, indexes and torn ends of WARC"
    " files. Revisions and captures are never touched.",
)
def check(archive: Path, repair: bool) -> int:
    """Prove the archive: its database, every revision, every capture in its WARC file.

    A line for each kind of proof with how many were looked at, below it one for each finding and
    what to do. The exit status is 1 where anything was found.
    """
    opened = open_archive(database_url(archive), create=False)
    try:
        proofs = _proofs(opened.engine, archive)
        if repair and _count(proofs):
            _repair(opened.engine, proofs)
            proofs = _proofs(opened.engine, archive)
    finally:
        opened.close()
    return _verdict(proofs, was_repaired=repair)


def _proofs(engine: Engine, archive: Path) -> list[Proof]:
    proofs = []
    for proof in prove(engine, archive):
        _tell(proof)
        proofs.append(proof)
    return proofs


def _tell(proof: Proof) -> None:
    click.echo(f"{proof.subject}: {proof.looked_at:,} looked at, {_findings(proof.found)}")
    for finding in proof.findings:
        click.echo(f"  finding: {finding}")
    if more := proof.found - len(proof.findings):
        click.echo(f"  finding: and {more:,} more like these")
    for note in proof.notes:
        click.echo(f"  note: {note}")


def _repair(engine: Engine, proofs: list[Proof]) -> None:
    try:
        for done in set_right(engine, proofs):
            click.echo(f"repaired: {done}")
    except OSError as error:
        raise Fault(f"the archive cannot be repaired: {error}") from error


def _verdict(proofs: list[Proof], was_repaired: bool) -> int:
    count = _count(proofs)
    if not count:
        click.echo("The archive is sound.")
        return 0
    can_be_repaired = any(proof.is_repairable for proof in proofs)
    advice = (
        "; what can be derived is made anew by: portalcrawl db check --repair"
        if can_be_repaired and not was_repaired
        else ""
    )
    click.echo(f"The archive is not sound: {_findings(count)}{advice}.")
    return FOUND


def _count(proofs: list[Proof]) -> int:
    return sum(proof.found for proof in proofs)


def _findings(count: int) -> str:
    return f"{count:,} {'finding' if count == 1 else 'findings'}"


@database.command()
@click.argument("target_url")
@archive_option
def copy(target_url: str, archive: Path) -> None:
    """Copy the archive's database into the empty one at TARGET_URL, and compare the two.

    TARGET_URL is an SQLAlchemy URL: postgresql+psycopg://user@host/name, or sqlite:///file. The
    WARC files stay where they are.
    """
    source = open_engine(database_url(archive), create=False)
    try:
        schema.check(source)
        target = open_engine(target_url)
        try:
            copied = copy_database(source, target, _progress)
            with said_in_one_line(target):
                tidy_search_index(target)
            shown = target.url.render_as_string(hide_password=True)
        finally:
            target.dispose()
    finally:
        source.dispose()
    _end_progress()
    click.echo(_told(copied))
    click.echo(f"Both are the same. To work with the copy, set PORTALCRAWL_DB={shown}")


def _progress(table: str, rows: int) -> None:
    if sys.stdout.isatty():
        click.echo(f"\r\033[K{table}: {rows:,}", nl=False)


def _end_progress() -> None:
    if sys.stdout.isatty():
        click.echo("\r\033[K", nl=False)


def _told(copied: Copied) -> str:
    counts = ", ".join(f"{name} {count:,}" for name, count in copied.rows.items() if count)
    return f"Copied: {counts or 'nothing, the archive is empty'}."
