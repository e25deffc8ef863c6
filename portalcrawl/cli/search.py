"""``portalcrawl search``: articles by their words, on the terminal or for programs."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import click
from sqlalchemy import Connection

from db.archive import open_archive
from db.dialects import reading
from db.engine import said_in_one_line
from db.search.finding import find, hits
from db.search.query import Order
from portalcrawl.cli.found import (
    facet_lines,
    header,
    hit_lines,
    write_csv,
    write_json,
)
from portalcrawl.cli.options import archive_option
from portalcrawl.cli.printing import printing
from portalcrawl.cli.terminal import as_json
from portalcrawl.errors import Fault
from portalcrawl.settings import database_url

_FOUND, _NONE = 0, 1
#: More than any archive holds.
_ALL = 1_000_000_000


class _WithMinus(click.Command):
    """A command whose words may begin with a minus."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """As click does it; of a word that it takes for an option it is said how to write it."""
        try:
            return super().parse_args(ctx, args)
        except click.NoSuchOption as error:
            if error.option_name.startswith("--"):
                raise
            raise Fault(
                f"there is no option {error.option_name}; to leave a word out, put the query behind"
                " --: portalcrawl search -- -covid"
            ) from None


@click.command(cls=_WithMinus)
@click.argument("query", nargs=-1, metavar="[QUERY]...")
@click.option("--best", is_flag=True, help="First those with the words in the headline.")
@click.option("--page", type=click.IntRange(min=1), metavar="N", help="The Nth 20 articles.")
@click.option("--limit", type=click.IntRange(min=1), metavar="N", help="The first N articles.")
@click.option("--json", "form", flag_value="json", help="As JSON.")
@click.option("--csv", "form", flag_value="csv", help="As CSV, all articles.")
@click.option(
    "--facets/--no-facets",
    "facets",
    default=None,
    help="Count them by province, portal, year and section. With --json that is done anyway.",
)
@archive_option
def search(
    query: tuple[str, ...],
    best: bool,
    page: int | None,
    limit: int | None,
    form: str | None,
    facets: bool | None,
    archive: Path,
) -> int:
    """Print the articles that QUERY finds, the newest first; without one, all.

    Words with diacritics are searched for exactly, words without in any spelling. Put the whole
    QUERY in single quotes, so that the shell leaves its own quotes alone:

    \b
      portalcrawl search chuyen doi so
      portalcrawl search '"chuyển đổi số" tỉnh:"Nghệ An" from:2024'
      portalcrawl search -- -covid hội nghị

    Behind -- a minus leaves a word out; without --, one at the beginning is an option. The whole
    language is in docs/search.md.

    The exit status is 0 when there are articles, 1 when there are none, 2 after an error.
    """  # noqa: D301 - click wants the character itself
    streams = limit is not None or form == "csv"
    if streams and page is not None:
        raise Fault("--page is for pages; leave it out with --limit or --csv")
    if streams and facets:
        raise Fault("--facets are of a page; leave them out with --limit or --csv")
    text, order = " ".join(query), _order(best)
    status = _FOUND
    opened = open_archive(database_url(archive), create=False)
    try:
        with (
            printing(),
            said_in_one_line(opened.engine),
            reading(opened.engine) as connection,
        ):
            if streams:
                count = _stream(connection, text, order, min(limit or _ALL, _ALL), form)
            else:
                with_facets = form == "json" if facets is None else facets
                count = _show_page(connection, text, order, page or 1, form, with_facets)
            status = _FOUND if count else _NONE
    finally:
        opened.close()
    return status


def _order(best: bool) -> Order:
    return "best" if best else "newest"


def _stream(connection: Connection, text: str, order: Order, at_most: int, form: str | None) -> int:
    found = hits(connection, text, order=order, at_most=at_most)
    if form == "csv":
        return write_csv(found, sys.stdout)
    if form == "json":
        return write_json(found, sys.stdout)
    count = 0
    for count, line in enumerate(hit_lines(found, _width()), 1):  # noqa: B007 - it is given
        click.echo(line)
    return count


def _show_page(
    connection: Connection, text: str, order: Order, page: int, form: str | None, with_facets: bool
) -> int:
    found = find(connection, text, order=order, page=page, with_facets=with_facets)
    if form == "json":
        click.echo(as_json(found))
        return len(found.hits)
    click.echo(header(found))
    for line in facet_lines(found, _width()):
        click.echo(line)
    for line in hit_lines(found.hits, _width()):
        click.echo(line)
    return len(found.hits)


def _width() -> int | None:
    return shutil.get_terminal_size().columns if sys.stdout.isatty() else None
