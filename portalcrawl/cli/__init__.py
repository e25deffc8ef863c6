"""The ``portalcrawl`` command."""

from __future__ import annotations

import io
import sys
import traceback
from importlib import import_module

import click

from db.errors import ArchiveError
from portalcrawl.cli.configured import refuse_faulty_configuration
from portalcrawl.errors import Fault

USAGE_ERROR = 2


#: Each command, and where it stands below this package. It is imported when somebody asks for it:
#: all of them take a second, and a search needs neither Scrapy nor trafilatura.
_COMMANDS = {
    "backup": "backup:backup",
    "config": "config:config",
    "crawl": "crawl:crawl",
    "db": "database:database",
    "demo": "demo:demo",
    "extract": "extract:extract_command",
    "import-warc": "import_warc:import_warc",
    "new-spider": "new_spider:new_spider",
    "nightly": "night.command:nightly",
    "probe": "probe:probe",
    "provinces": "provinces:provinces_command",
    "prune": "prune:prune",
    "reprocess": "reprocess:reprocess",
    "restore": "backup:restore",
    "search": "search:search",
    "serve": "serve:serve",
    "show": "show:show",
    "similar": "similar:similar",
    "snapshot": "snapshot:snapshot",
    "status": "status:status",
}


class _Commands(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click gives it
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in _COMMANDS:
            return None
        module, _, name = _COMMANDS[cmd_name].partition(":")
        command: click.Command = getattr(import_module(f"{__name__}.{module}"), name)
        return command


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="portalcrawl", message="%(prog)s %(version)s")
@click.pass_context
def commands(context: click.Context) -> None:
    """Keep a clean, dated, traceable archive of what Viet Nam's provincial portals publish."""
    if context.invoked_subcommand != "config":
        refuse_faulty_configuration()


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
