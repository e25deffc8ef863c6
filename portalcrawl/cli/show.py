"""``portalcrawl show``: one article to read, its versions, and the bytes that were served."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from db.archive import open_archive
from db.dialects import reading
from db.engine import said_in_one_line
from db.one_article import record, version, warc_places
from db.records import Record
from db.similar import nearest
from portalcrawl.cli.options import archive_option
from portalcrawl.cli.printing import printing
from portalcrawl.cli.showing import article_lines, difference_lines
from portalcrawl.cli.terminal import as_json, safe
from portalcrawl.errors import Fault
from portalcrawl.settings import database_url
from portalcrawl.warc.one_record import raw_record


@click.command()
@click.argument("article", metavar="ID")
@click.option("--revision", type=click.IntRange(min=1), metavar="N", help="Not the current one.")
@click.option(
    "--diff",
    "compared",
    type=click.IntRange(min=1),
    nargs=2,
    metavar="A B",
    help="What changed from revision A to revision B.",
)
@click.option("--warc", "as_warc", is_flag=True, help="Write the WARC record of its capture.")
@click.option("--json", "prints_json", is_flag=True, help="Print a JSON document.")
@archive_option
def show(
    article: str,
    revision: int | None,
    compared: tuple[int, int] | None,
    as_warc: bool,
    prints_json: bool,
    archive: Path,
) -> None:
    """Print an article with its dates, versions and captures.

    ID is an article_id as search and snapshots have it (portal/key), or a canonical URL.
    """
    if sum((compared is not None, as_warc, prints_json)) > 1:
        raise Fault("--diff, --warc and --json are three different answers; ask for one")
    if compared is not None and revision is not None:
        raise Fault("--diff names its two revisions itself; leave out --revision")
    if as_warc and sys.stdout.isatty():
        raise Fault("--warc writes bytes; send them into a file: --warc > record.warc.gz")
    opened = open_archive(database_url(archive), create=False)
    try:
        with said_in_one_line(opened.engine), reading(opened.engine) as connection:
            found = record(connection, article, revision)
            if found is None:
                raise _unknown(article, nearest(connection, article))
            sides = [version(connection, found.article_row, number) for number in compared or ()]
            places = warc_places(connection, found.article_row, found.version.number)
    finally:
        opened.close()
    with printing():
        if as_warc:
            _write_records(archive, found, places)
        elif prints_json:
            click.echo(as_json(found))
        elif sides:
            click.echo("\n".join(difference_lines(found, *sides)))
        else:
            click.echo("\n".join(article_lines(found)))


def _unknown(named: str, known: list[str]) -> Fault:
    advice = f"did you mean {', '.join(known)}?" if known else "`portalcrawl search` prints the ids"
    return Fault(safe(f"no article {named!r} in the archive; {advice}"))


def _write_records(archive: Path, found: Record, places: tuple[tuple[str, int], ...]) -> None:
    if not places:
        raise Fault(
            f"the page of {found.article_id}, revision {found.version.number}, was not captured"
        )
    packed = b"".join(raw_record(archive, file, offset) for file, offset in places)
    sys.stdout.buffer.write(packed)
    sys.stdout.buffer.flush()
