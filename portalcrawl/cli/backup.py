"""``portalcrawl backup`` and ``portalcrawl restore``: an archive as a whole, and back."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import click

from db.archive import open_archive
from db.backups import restoring
from db.backups.contents import CONFIGURATION, Contents, read_contents
from db.backups.database import rows_of
from db.backups.restoring import Restored, faults_of, find_backup
from db.backups.writing import Backup, write_backup
from db.checks.proof import Proof
from db.checks.proving import check
from db.engine import open_engine
from portalcrawl import settings
from portalcrawl.cli.night.lock import night_lock
from portalcrawl.cli.options import archive_option
from portalcrawl.disk import as_text

FOUND = 1
"""The exit status where the archive, or the backup, is damaged."""


@click.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.option("--keep", type=click.IntRange(min=1), help="Remove older backups beyond so many.")
@click.option(
    "--full", is_flag=True, help="Copy every file anew; share none with the backup before."
)
@archive_option
def backup(folder: Path, keep: int | None, full: bool, archive: Path) -> int:
    """Write a backup of the archive into a new folder in FOLDER, named by the UTC time.

    Database, WARC files, snapshots, reports and portalcrawl.toml. A crawl may be going on. Files
    that the backup before has already are hard links to it and take no room. The exit status is 1
    where the archive lacks WARC files, or has fewer articles, revisions or captures than an earlier
    backup; it is backed up as it is, and no older backup is removed.
    """
    engine = open_engine(settings.database_url(archive), create=False)
    try:
        written = write_backup(
            engine,
            archive,
            folder,
            configuration=settings.configuration().path,
            keep=keep,
            full=full,
            tell=_progress,
        )
    finally:
        _end_progress()
        engine.dispose()
    _tell_of_backup(written)
    return FOUND if written.missing or written.shrunk else 0


@click.command()
@click.argument("backup", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option(
    "--database",
    help="SQLAlchemy URL of the empty database to restore into; else PORTALCRAWL_DB, else the"
    " SQLite file in the archive folder.",
)
@click.option("--verify-only", is_flag=True, help="Read all of the backup, and restore nothing.")
@click.option(
    "--despite-damage", is_flag=True, help="Restore what is sound, and leave out what is not."
)
@archive_option
def restore(
    backup: Path, database: str | None, verify_only: bool, despite_damage: bool, archive: Path
) -> int:
    """Restore BACKUP into an empty archive folder, and prove it as `portalcrawl db check` does.

    BACKUP is one backup, or a folder of backups: then the newest one. Every file is compared with
    its checksum. No night may run in that folder meanwhile. The exit status is 1 where the backup,
    or the archive that came of it, is not sound.
    """
    chosen = find_backup(backup)
    if verify_only:
        return _verify(chosen)
    url = database or settings.database_url(archive)
    with night_lock(archive, datetime.now(UTC)):
        try:
            restored = restoring.restore(
                chosen, archive, url, despite_damage=despite_damage, tell=_progress
            )
        finally:
            _end_progress()
        return _prove(restored, archive, url) or (FOUND if restored.damaged else 0)


def _tell_of_backup(written: Backup) -> None:
    click.echo(f"Backup    {written.path}")
    click.echo(f"Holds     {_held(written.contents)}")
    if written.earlier is not None:
        click.echo(f"Linked    {_files(written.linked)} to {written.earlier}")
    click.echo(f"Copied    {_files(written.copied)}, {as_text(written.copied_bytes)}")
    for path in written.removed:
        click.echo(f"Removed   {path}")
    for name in written.left_out:
        click.echo(f"left out: {name} is no file, nor a link to a folder beside it", err=True)
    for name in written.missing:
        click.echo(f"missing in the archive: {name}", err=True)
    if written.missing:
        click.echo(
            "The archive is damaged; no older backup was removed. portalcrawl db check says more.",
            err=True,
        )
    if written.shrunk:
        click.echo(
            f"The archive has {written.shrunk}; no older backup was removed. See whether it is the"
            " right archive and its disk is mounted; else move that backup away.",
            err=True,
        )


def _verify(backup: Path) -> int:
    contents = read_contents(backup)
    count = 0
    for fault in faults_of(backup, contents, _progress):
        _end_progress()
        click.echo(f"finding: {fault}")
        count += 1
    _end_progress()
    if count:
        click.echo(f"The backup {backup} is damaged: {count:,} of {_files(len(contents.files))}.")
        return FOUND
    click.echo(f"The backup {backup} is what was written: {_held(contents)}.")
    return 0


def _tell_of_restored(restored: Restored, archive: Path, url: str, rows: dict[str, int]) -> None:
    click.echo(f"Restored  {restored.backup} into {archive}")
    click.echo(f"Holds     {_held(replace(restored.contents, rows=rows))}")
    click.echo(f"Database  {_shown(url)}")
    if CONFIGURATION in restored.contents.files:
        click.echo(f"Left      {restored.backup / CONFIGURATION}, the configuration of that time")
    for fault in restored.damaged:
        click.echo(f"left out: {fault}", err=True)


def _shown(url: str) -> str:
    engine = open_engine(url)
    try:
        return engine.url.render_as_string(hide_password=True).removeprefix("sqlite:///")
    finally:
        engine.dispose()


def _prove(restored: Restored, archive: Path, url: str) -> int:
    opened = open_archive(url, create=False)
    try:
        rows = rows_of(opened.engine)
        _tell_of_restored(restored, archive, url, rows)
        proofs = list(check(opened.engine, archive))
    finally:
        opened.close()
    others = list(_other_counts(restored.contents.rows, rows))
    for finding in others:
        click.echo(f"finding: {finding}")
    for proof in proofs:
        _tell_of(proof)
    looked_at = sum(proof.looked_at for proof in proofs)
    if count := len(others) + sum(proof.found for proof in proofs):
        found = "finding" if count == 1 else "findings"
        click.echo(f"The archive is not sound: {count:,} {found} in {looked_at:,} proofs.")
        return FOUND
    click.echo(f"The archive is sound: {looked_at:,} proofs of {len(proofs)} kinds, no finding.")
    return 0


def _other_counts(told: dict[str, int], there: dict[str, int]) -> Iterator[str]:
    for name, count in told.items():
        if there.get(name) != count:
            yield f"{name}: {there.get(name, 0):,} were restored, and the backup has {count:,}"


def _tell_of(proof: Proof) -> None:
    for finding in proof.findings:
        click.echo(f"finding: {proof.subject}: {finding}")
    if more := proof.found - len(proof.findings):
        click.echo(f"finding: {proof.subject}: and {more:,} more like these")


def _held(contents: Contents) -> str:
    return (
        f"{contents.rows.get('articles', 0):,} articles, {_files(len(contents.files))},"
        f" {as_text(contents.bytes)}"
    )


def _files(count: int) -> str:
    return f"{count:,} {'file' if count == 1 else 'files'}"


def _progress(done: int, every: int) -> None:
    if sys.stdout.isatty():
        click.echo(f"\r\033[K{done:,} of {every:,} files", nl=False)


def _end_progress() -> None:
    if sys.stdout.isatty():
        click.echo("\r\033[K", nl=False)
