"""``portalcrawl config``: the file portalcrawl.toml, what is wrong with it, what holds."""

from __future__ import annotations

import json
from collections.abc import Iterator
from difflib import get_close_matches
from pathlib import Path

import click

from portalcrawl import settings
from portalcrawl.cli.registry import spider_class, spider_names
from portalcrawl.config import Loaded
from portalcrawl.config.file import NAME, VARIABLE
from portalcrawl.config.keys import KEYS, SECTIONS, Key
from portalcrawl.config.values import as_toml, without_secrets
from portalcrawl.config.writing import as_file
from portalcrawl.errors import Fault

FAULTY = 2
"""The exit status where something is wrong with the configuration."""


@click.group("config")
def config() -> None:
    """Write, check and show the configuration, portalcrawl.toml."""


@config.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path), default=Path(NAME))
@click.option("--force", is_flag=True, help="Overwrite a file that is there.")
def init(file: Path, force: bool) -> None:
    """Write a FILE (portalcrawl.toml) with every key, its default and its meaning."""
    try:
        with file.open("w" if force else "x", encoding="utf-8") as opened:
            opened.write(as_file())
    except FileExistsError:
        raise Fault(f"{file} is there; name another file, or overwrite it by --force") from None
    except OSError as error:
        raise Fault(f"cannot write {file}: {error.strerror}; name another file") from None
    click.echo(f"{file} is written. Set contact in it; `portalcrawl config check` looks it over.")
    if file.absolute() != Path(NAME).absolute():
        click.echo(f"It is read where {VARIABLE}={file.absolute()} is in the environment.")


@config.command()
def check() -> int:
    """Say every fault of the configuration, a line each; the exit status is then 2.

    A note is about something that should be looked at and stops nothing.
    """
    loaded = settings.configuration()
    faults = (*loaded.faults, *undeclared_hosts(loaded))
    for fault in faults:
        click.echo(fault, err=True)
    for note in _notes(loaded):
        click.echo(f"note: {note}", err=True)
    if faults:
        return FAULTY
    read = loaded.path or f"no {NAME} is read; the environment"
    click.echo(f"{read} is sound")
    return 0


@config.command()
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
def show(as_json: bool) -> int:
    """Show every value that holds, and where it comes from; passwords are hidden."""
    loaded = settings.configuration()
    if as_json:
        click.echo(json.dumps(_as_object(loaded), ensure_ascii=False, indent=2))
    else:
        for line in _as_lines(loaded):
            click.echo(line)
    for fault in loaded.faults:
        click.echo(fault, err=True)
    return FAULTY if loaded.faults else 0


def undeclared_hosts(loaded: Loaded) -> tuple[str, ...]:
    """A fault for each host in ``portals.leave_out`` that no spider has a portal for."""
    given = loaded.config.portals.leave_out
    if not given:
        return ()
    hosts = {portal.host for name in spider_names() for portal in spider_class(name).portals}
    origin = loaded.origins["portals.leave_out"]
    return tuple(
        origin.faulty("portals.leave_out", host, f"no spider has this portal{_meant(host, hosts)}")
        for host in given
        if host not in hosts
    )


def _meant(host: str, hosts: set[str]) -> str:
    near = get_close_matches(host, sorted(hosts), n=1)
    return f"; did you mean {near[0]}?" if near else "; see `portalcrawl provinces`"


def _notes(loaded: Loaded) -> Iterator[str]:
    if not loaded.config.crawl.contact:
        yield (
            "crawl.contact is empty: portals cannot tell whom to write to; write a mail address or"
            " a page"
        )
    yield from settings.unknown_variables()


def _as_object(loaded: Loaded) -> dict[str, object]:
    return {
        "file": str(loaded.path.absolute()) if loaded.path else None,
        "values": {
            key.dotted: {"value": _public(loaded, key), "from": str(loaded.origins[key.dotted])}
            for key in KEYS
        },
        "faults": loaded.faults,
    }


def _as_lines(loaded: Loaded) -> Iterator[str]:
    """TOML, with where each value comes from as a comment."""
    for section in SECTIONS:
        yield f"[{section}]"
        for key in KEYS:
            if key.section == section:
                told = f"{key.name} = {as_toml(_public(loaded, key))}"
                yield f"{told:<50}  # {loaded.origins[key.dotted]}"
        yield ""


def _public(loaded: Loaded, key: Key) -> object:
    return without_secrets(loaded.value(key))
