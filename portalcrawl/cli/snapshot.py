"""``portalcrawl snapshot``: the archive as CSV files."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import click

from db.archive import open_archive
from db.snapshots import Form, Selection, Snapshot, write_snapshot
from portalcrawl import provinces
from portalcrawl.cli.options import Day, archive_option
from portalcrawl.cli.stopping import terminated_as_interrupted
from portalcrawl.disk import as_text
from portalcrawl.errors import Fault
from portalcrawl.settings import CONFIG, database_url


@click.command()
@click.option(
    "--province",
    "names",
    multiple=True,
    metavar="NAME",
    help="Only this province, with all that was merged into it; may be repeated.",
)
@click.option("--from", "first", type=Day(), help="Only articles published on or after this day.")
@click.option("--to", "last", type=Day(), help="Only articles published on or before this day.")
@click.option(
    "--delta-from",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="FOLDER",
    help="Write too what differs from the snapshot in this folder.",
)
@click.option("--excel", is_flag=True, help="Write files for spreadsheets too.")
@click.option("--parquet", is_flag=True, help="Write Parquet files too.")
@click.option("--sqlite", is_flag=True, help="Write an SQLite file too.")
@click.option("--accept-shrunk", is_flag=True, help="Publish it however many articles it lacks.")
@archive_option
def snapshot(
    names: tuple[str, ...],
    first: date | None,
    last: date | None,
    delta_from: Path | None,
    excel: bool,
    parquet: bool,
    sqlite: bool,
    accept_shrunk: bool,
    archive: Path,
) -> None:
    """Write a snapshot of the archive: CSV files with types, checksums and a citation.

    One with --province, --from or --to is beside those of the whole archive: snapshots/latest does
    not lead to it, and it is never pruned. A snapshot that has fewer articles than the latest one,
    by more than snapshots.most_shrunk percent, is held back.
    """
    if first and last and first > last:
        raise Fault(f"--from {first} is after --to {last}; give the earlier day first")
    chosen: dict[Form, bool] = {"excel": excel, "parquet": parquet, "sqlite": sqlite}
    always = CONFIG.snapshots.forms
    with terminated_as_interrupted():
        written = snapshot_of(
            archive,
            selection=Selection(provinces=_slugs(names), first=first, last=last),
            delta_from=delta_from,
            forms=[form for form, is_wanted in chosen.items() if is_wanted or form in always],
            accept_shrunk=accept_shrunk,
        )
    _say_what(written)
    say_where(archive, written)


def _slugs(names: tuple[str, ...]) -> tuple[str, ...]:
    """By the names that people give to provinces. Raises Fault for one that nobody has."""
    try:
        return tuple(dict.fromkeys(provinces.lookup(name).slug for name in names))
    except provinces.UnknownProvinceError as error:
        raise Fault(str(error)) from None


def _say_what(written: Snapshot) -> None:
    sizes = ", ".join(f"{name} {as_text(size)}" for name, size in written.sizes.items())
    click.echo(f"Snapshot  {written.path} ({as_text(sum(written.sizes.values()))})")
    click.echo(f"Files     {sizes}")
    if "delta.csv" in written.rows:
        click.echo(f"Differs   in {written.rows['delta.csv']} articles (delta.csv)")
    click.echo(f"Cite      {written.citation}")


def snapshot_of(
    archive: Path,
    *,
    selection: Selection | None = None,
    delta_from: Path | None = None,
    forms: Sequence[Form] = (),
    accept_shrunk: bool = False,
) -> Snapshot:
    """Write a snapshot of the archive, or of what is selected, into its folder."""
    opened = open_archive(database_url(archive), create=False)
    try:
        return write_snapshot(
            opened.engine,
            archive / "snapshots",
            selection=selection or Selection(),
            delta_from=delta_from,
            forms=forms,
            most_shrunk=None if accept_shrunk else CONFIG.snapshots.most_shrunk,
        )
    finally:
        opened.close()


def say_where(archive: Path, snapshot: Snapshot) -> None:
    """Print where the database and the CSV are."""
    click.echo(f"Database  {database_url(archive).removeprefix('sqlite:///')}")
    click.echo(f"CSV       {snapshot.path / 'articles.csv'} ({snapshot.articles} articles)")
