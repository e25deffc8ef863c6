"""``portalcrawl new-spider``: a spider module to fill in, like ``scrapy genspider``."""

from __future__ import annotations

import difflib
import re
import textwrap
from dataclasses import fields
from datetime import date
from pathlib import Path
from typing import Any

import click

import spiders
from portalcrawl.cli.registry import portal_of
from portalcrawl.engines.generic import Generic
from portalcrawl.engines.liferay import Liferay
from portalcrawl.engines.newspaper import Newspaper
from portalcrawl.engines.nukeviet import NukeViet
from portalcrawl.engines.publish_upload import PublishUpload
from portalcrawl.engines.vnportal import VnPortal
from portalcrawl.errors import Fault
from portalcrawl.provinces import UnknownProvinceError, members, province, province_at

Family = Generic | Liferay | Newspaper | NukeViet | PublishUpload | VnPortal

#: What a new module begins with: the options that nearly every portal of the family needs.
EXAMPLES: tuple[Family, ...] = (
    Generic(article=r"/tin-tuc/[^/]+-(?P<key>\d+)\.html", sections=("/tin-tuc",)),
    Liferay(site="portal", sections=("tin-tuc",)),
    Newspaper(sections=("chinh-tri",)),
    NukeViet(sections=("tin-tuc",)),
    PublishUpload(sections=("/tin-tuc",)),
    VnPortal(sections=("tin-tuc-su-kien-1",)),
)
ENGINES = {example.name: example for example in EXAMPLES}

_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_HOST = re.compile(rf"(?:{_LABEL}\.)+[a-z][a-z0-9-]*[a-z0-9](?::\d{{1,5}})?")
_EVIDENCE = "{host}: confidence low. Say which page was seen, of which year, what is assumed."
_TEMPLATE = '''"""{name}."""

from __future__ import annotations

from portalcrawl.engines.{module} import {engine}
from portalcrawl.portals import Portal
from spiders.province import ProvinceSpider


class {class_name}Spider(ProvinceSpider):
    """{name}, {merger}.

{evidence}
    """

    name = "{slug}"
    portals = (
        Portal(
            "{host}",
            {engine}(
                {options},
            ),
            confidence="low",
        ),
    )
'''


@click.command("new-spider")
@click.argument("slug")
@click.argument("host")
@click.option(
    "--engine",
    default="generic",
    show_default=True,
    metavar="NAME",
    help=f"CMS family: {', '.join(ENGINES)}.",
)
@click.option(
    "--into",
    type=click.Path(file_okay=False, exists=True, path_type=Path),
    default=Path(spiders.__file__).parent,
    help="Folder of the module; the project's spiders/ where this is not given.",
)
def new_spider(slug: str, host: str, engine: str, into: Path) -> None:
    """Write SLUG.py for the province SLUG, whose portal is HOST."""
    text = module_text(slug, _checked(host), _engine(engine))
    path = into / f"{slug}.py"
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError:
        raise Fault(f"{path} is there already; add a Portal to it") from None
    except OSError as error:
        raise Fault(f"cannot write {path}: {error.strerror}") from None
    click.echo(f"Wrote {path}")
    click.echo("Next (CONTRIBUTING.md has the whole way):")
    click.echo(f"  1. fill in its options, and say in the docstring what was seen of {host}")
    click.echo(
        f"  2. save an article's page as tests/pages/{slug}/{host}.html, its address as .url"
    )
    click.echo("  3. pytest tests/spiders/test_registry.py, and read the .json that it writes")


def module_text(slug: str, host: str, example: Family) -> str:
    """The source of a spider module. Raises Fault for a slug that is no province's."""
    try:
        unit = province(slug)
    except UnknownProvinceError as error:
        where = "" if error.nearest else "; the slugs are in portalcrawl/provinces.csv"
        raise Fault(f"{error}{where}") from None
    return _TEMPLATE.format(
        name=unit.name_vi,
        merger=_merger(slug),
        module=type(example).__module__.rpartition(".")[2],
        engine=type(example).__name__,
        class_name="".join(part.title() for part in slug.split("_")),
        slug=slug,
        host=host,
        evidence=textwrap.indent(textwrap.fill(_EVIDENCE.format(host=host), 96), "    "),
        options=",\n                ".join(_options(example)),
    )


def _merger(slug: str) -> str:
    """What became of the unit on 1 July 2025."""
    unit, today = province(slug), date.today()  # noqa: DTZ011 - a name changes on a local day
    if not unit.lives_on:
        return f"since 1 July 2025 part of {province_at(slug, today).name_vi}"
    others = [other.name_vi for other in members(slug) if other.slug != slug]
    return (
        f"since 1 July 2025 with the former {' and '.join(others)}"
        if others
        else "unchanged by the merger"
    )


def _options(example: Family) -> list[str]:
    """The example's options that are not the default ones, as they are written in a module."""
    given = {each.name: getattr(example, each.name) for each in fields(example)}
    defaults = {each.name: each.default for each in fields(example)}
    return [f"{name}={_literal(value)}" for name, value in given.items() if value != defaults[name]]


def _literal(value: Any) -> str:
    if isinstance(value, tuple):
        inner = ", ".join(map(_literal, value))
        return f"({inner},)" if len(value) == 1 else f"({inner})"
    if isinstance(value, str):
        return f'r"{value}"' if "\\" in value else f'"{value}"'
    return repr(value)


def _checked(host: str) -> str:
    if not _HOST.fullmatch(host):
        raise Fault(f"not a host name: {host!r}; write it like www.langson.gov.vn")
    if portal_of(f"https://{host}/"):
        raise Fault(f"{host} belongs to a spider already; add another era of it there")
    return host


def _engine(name: str) -> Family:
    if name in ENGINES:
        return ENGINES[name]
    near = difflib.get_close_matches(name.lower().replace("-", "_"), ENGINES, n=1, cutoff=0.5)
    hint = f"did you mean {near[0]}?" if near else f"known are: {', '.join(ENGINES)}"
    raise Fault(f"no engine named {name!r}; {hint}")
