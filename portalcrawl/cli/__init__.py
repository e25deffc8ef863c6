"""The ``portalcrawl`` command."""

from __future__ import annotations

import io
import sys
import traceback

import click

from db.errors import ArchiveError
from portalcrawl.cli.backup import backup, restore
from portalcrawl.cli.config import config, refuse_faulty_configuration
from portalcrawl.cli.crawl import crawl
from portalcrawl.cli.database import database
from portalcrawl.cli.demo import demo
from portalcrawl.cli.extract import extract_command
from portalcrawl.cli.import_warc import import_warc
from portalcrawl.cli.new_spider import new_spider
from portalcrawl.cli.night.command import nightly
from portalcrawl.cli.probe import probe
from portalcrawl.cli.provinces import provinces_command
from portalcrawl.cli.prune import prune
from portalcrawl.cli.reprocess import reprocess
from portalcrawl.cli.search import search
from portalcrawl.cli.serve import serve
from portalcrawl.cli.show import show
from portalcrawl.cli.similar import similar
from portalcrawl.cli.snapshot import snapshot
from portalcrawl.cli.status import status
from portalcrawl.errors import Fault

USAGE_ERROR = 2


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="portalcrawl", message="%(prog)s %(version)s")
@click.pass_context
def commands(context: click.Context) -> None:
    """Keep a clean, dated, traceable archive of what Viet Nam's provincial portals publish."""
    if context.invoked_subcommand != "config":
        refuse_faulty_configuration()


for each in (
    crawl,
    nightly,
    status,
    config,
    backup,
    restore,
    prune,
    extract_command,
    snapshot,
    database,
    demo,
    new_spider,
    probe,
    provinces_command,
    search,
    show,
    serve,
    similar,
    import_warc,
    reprocess,
):
    commands.add_command(each)


def main(arguments: list[str] | None = None) -> None:
    """Run one command. Whatever was asked wrongly is said in one line, with exit status 2."""
    _write_utf8()
    try:
        status = commands.main(args=arguments, prog_name="portalcrawl", standalone_mode=False)
    except click.exceptions.NoArgsIsHelpError as shown:
        click.echo(shown.format_message())
        sys.exit(USAGE_ERROR)
    except click.ClickException as error:
        _fail(error.format_message())
    except (Fault, ArchiveError) as error:
        _fail(str(error))
    except click.exceptions.Abort:
        click.echo("portalcrawl: interrupted", err=True)
        sys.exit(130)
    except Exception:
        # A bug of ours, shown whole. Python's own exit status 1 would say: some portals failed.
        traceback.print_exc()
        sys.exit(USAGE_ERROR)
    sys.exit(status if isinstance(status, int) else 0)


def _write_utf8() -> None:
    """Vietnamese as it is, whatever the locale; a file name may even be no text."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def _fail(message: str) -> None:
    click.echo(f"portalcrawl: {' '.join(message.split())}", err=True)
    sys.exit(USAGE_ERROR)
