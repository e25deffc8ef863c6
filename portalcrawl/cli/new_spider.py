"""``portalcrawl new-spider``: a spider module to fill in, like ``scrapy genspider``."""

from __future__ import annotations

import difflib
import re
from pathlib import Path

import click

import spiders
from portalcrawl.cli.registry import portal_of
from portalcrawl.cli.spider_module import module_text
from portalcrawl.engines.base import Engine
from portalcrawl.engines.dotnetnuke import DotNetNuke
from portalcrawl.engines.drupal import Drupal
from portalcrawl.engines.generic import Generic
from portalcrawl.engines.liferay import Liferay
from portalcrawl.engines.newspaper import Newspaper
from portalcrawl.engines.nukeviet import NukeViet
from portalcrawl.engines.publish_upload import PublishUpload
from portalcrawl.engines.sharepoint import SharePoint
from portalcrawl.engines.vnportal import VnPortal
from portalcrawl.engines.webforms import WebForms
from portalcrawl.engines.wordpress import WordPress
from portalcrawl.errors import Fault
from portalcrawl.portals import Portal

#: What a new module begins with: the options that nearly every portal of the family needs.
EXAMPLES: tuple[Engine, ...] = (
    DotNetNuke(sections=("/vi-vn/tin-tuc",)),
    Drupal(sections=("/vi/tin-tuc",)),
    Generic(article=r"/tin-tuc/[^/]+-(?P<key>\d+)\.html", sections=("/tin-tuc",)),
    Liferay(site="portal", sections=("tin-tuc",)),
    Newspaper(sections=("chinh-tri",)),
    NukeViet(sections=("tin-tuc",)),
    PublishUpload(sections=("/tin-tuc",)),
    SharePoint(sections=("/Trang/Tin-tuc-su-kien.aspx",)),
    VnPortal(sections=("tin-tuc-su-kien-1",)),
    WebForms(article=r"/vi/[^/]+/[^/]+$", sections=("/vi/tin-tuc",)),
    WordPress(sections=("/tin-tuc/",)),
)
ENGINES = {example.name: example for example in EXAMPLES}

_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_HOST = re.compile(rf"(?:{_LABEL}\.)+[a-z][a-z0-9-]*[a-z0-9](?::\d{{1,5}})?")
_EVIDENCE = "{host}: confidence low. Say which page was seen, of which year, what is assumed."


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
    portal = Portal(_checked(host), _engine(engine))
    text = module_text(slug, portal, _EVIDENCE.format(host=host))
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


def _checked(host: str) -> str:
    if not _HOST.fullmatch(host):
        raise Fault(f"not a host name: {host!r}; write it like www.langson.gov.vn")
    if portal_of(f"https://{host}/"):
        raise Fault(f"{host} belongs to a spider already; add another era of it there")
    return host


def _engine(name: str) -> Engine:
    if name in ENGINES:
        return ENGINES[name]
    near = difflib.get_close_matches(name.lower().replace("-", "_"), ENGINES, n=1, cutoff=0.5)
    hint = f"did you mean {near[0]}?" if near else f"known are: {', '.join(ENGINES)}"
    raise Fault(f"no engine named {name!r}; {hint}")
