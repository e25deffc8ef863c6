"""``portalcrawl probe``: what a portal is, and what a spider for it would be."""

from __future__ import annotations

import json
import re
import textwrap
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

import click

import spiders
from portalcrawl.cli.asking import ask_portal
from portalcrawl.cli.extract import as_json
from portalcrawl.cli.registry import portal_of
from portalcrawl.cli.spider_module import imports_of, module_text, portal_text, unit_of
from portalcrawl.cli.undeclared import spider_of
from portalcrawl.cli.web_address import require_in_reach, require_web_address
from portalcrawl.errors import Fault
from portalcrawl.extraction import extract_page
from portalcrawl.portals import Portal
from portalcrawl.probing.finding import Finding, SectionFound
from portalcrawl.provinces import provinces

_WIDTH = 100
_PAPER = re.compile(r"^(?:bao|dai|so|huyen|tp|thanhpho|ubnd)")
"""What the hosts of newspapers and offices put before the name of the province."""


@click.command()
@click.argument("url")
@click.option("--slug", help="The province; guessed from the host where it can be.")
@click.option("--write", is_flag=True, help="Save the spider, and a page to review it by.")
@click.option("--json", "as_data", is_flag=True, help="Print all that was found as JSON.")
@click.option("--loopback", is_flag=True, help="Allow a URL on this machine (a replica).")
@click.option(
    "--into",
    type=click.Path(file_okay=False, exists=True, path_type=Path),
    default=Path(spiders.__file__).parents[1],
    help="The project's folder, with spiders/ and tests/pages/ in it; this one if not given.",
)
def probe(
    url: str, slug: str | None, write: bool, as_data: bool, loopback: bool, into: Path
) -> None:
    """Ask the portal at URL (home page, section or article) what it is, and print what was found.

    At most 25 requests, with all that guards a crawl.
    """
    require_web_address(url)
    require_in_reach(url, loopback=loopback)
    if slug is not None:
        unit_of(slug)
    province = slug or guessed_province(urlsplit(url).hostname or "")
    if write and province is None:
        raise Fault(f"which province is {urlsplit(url).netloc} of? name it with --slug")
    if write and province is not None:
        _refuse_what_is_there(_page_file(into, province, urlsplit(url).netloc.lower()))
    finding = ask_portal(url, loopback=loopback)
    reviewed = replace(finding.portal, confidence=finding.confidence)
    if as_data:
        click.echo(finding.as_json())
    else:
        for line in told(finding):
            click.echo(line)
        _show_module(province, reviewed, finding)
    if write and province is not None:
        _write(province, reviewed, finding, into, aside=as_data)


def guessed_province(host: str) -> str | None:
    """The slug of the province that the host is named after: ``www.kontum.gov.vn``."""
    declared = portal_of(f"https://{host}/")
    if declared is not None and spider_of(declared) in {unit.slug for unit in provinces()}:
        return spider_of(declared)
    names = {unit.slug.replace("_", ""): unit.slug for unit in provinces()}
    for label in reversed(host.lower().split(".")):
        plain = label.replace("-", "")
        for name in (plain, _PAPER.sub("", plain)):
            if name in names:
                return names[name]
    return None


def told(finding: Finding) -> Iterator[str]:
    """The finding for people."""
    portal, article = finding.portal, finding.article
    family = type(portal.engine).__name__
    yield f"{portal.host}: {family}, confidence {finding.confidence}, {finding.requests} requests"
    yield from _filled(f"  {finding.reason}")
    if (declared := portal_of(finding.url)) is not None:
        yield f"  {declared.host} is declared already: spider {spider_of(declared)}"
    yield from _titled("EVIDENCE", [
        f"{each.family:14} {each.source:10} {each.found}" for each in finding.evidence
    ])  # fmt: skip
    yield from _titled("FEEDS", finding.feeds)
    yield from _titled("SITEMAPS", finding.sitemaps)
    yield from _titled("SECTIONS", map(_section, finding.sections))
    pattern = getattr(portal.engine, "article", None)
    yield from _titled(
        f"ARTICLES, {finding.articles} addresses seen",
        [*finding.examples, *([f"pattern  {pattern}"] if pattern else [])],
    )
    yield from _titled(
        "ONE ARTICLE, as it is read",
        [
            finding.sample.url,
            f"title      {article.title}",
            f"date line  {finding.date_line or '-'}",
            f"published  {article.published_at or '-'} from {article.published_from or 'nothing'}",
            f"lead       {_cut(article.lead or '-')}",
            f"text       {_cut(next(iter(article.paragraphs), '-'))}",
            f"read by    {article.extraction_method}",
        ],
    )
    yield from _titled("NOT KNOWN", finding.unknown)


def _section(section: SectionFound) -> str:
    read = "not read" if section.articles is None else f"{section.articles} articles"
    paging = {"link": "next page linked", "posted": "next page posted"}.get(section.paging or "")
    return f"{section.path}  {section.name}: {read}{f', {paging}' if paging else ''}"


def _titled(
    title: str, lines: Iterator[str] | list[str] | tuple[str, ...] | map[str]
) -> Iterator[str]:
    yield ""
    yield title
    shown = [f"  {line}" for line in lines]
    yield from shown or ["  none"]


def _filled(text: str) -> list[str]:
    return textwrap.wrap(text, _WIDTH, subsequent_indent="  ")


def _cut(text: str) -> str:
    return textwrap.shorten(text, 80, placeholder=" ...")


def evidence_of(finding: Finding) -> str:
    """What a docstring says of the portal; registry tests hold its form."""
    portal = finding.portal
    signs = ", ".join(each.found for each in finding.evidence[:3])
    day = f"{finding.probed_at:%Y-%m-%d}"
    article = urlsplit(finding.sample.url).path[:60]
    seen = f"signs seen: {signs}" if signs else "no sign of a CMS was seen"
    return (
        f"{portal.host}: confidence {finding.confidence}. Probed on {day}; {seen}. Page seen:"
        f" {article}. {len(finding.sections)} sections found; check them, and what is missing."
    )


def _show_module(province: str | None, portal: Portal, finding: Finding) -> None:
    click.echo()
    if province is None:
        click.echo("PORTAL (--slug names the province, for a whole spider)")
        click.echo(portal_text(portal))
        return
    click.echo(f"SPIDER spiders/{province}.py")
    click.echo(module_text(province, portal, evidence_of(finding)))


def _page_file(into: Path, province: str, host: str) -> Path:
    return into / "tests" / "pages" / province / f"{host.replace(':', '_')}.html"


def _refuse_what_is_there(page: Path) -> None:
    if page.exists():
        raise Fault(f"{page} is there already; look at it, and take it away to write another")


def _write(province: str, portal: Portal, finding: Finding, into: Path, *, aside: bool) -> None:
    """Save the spider where there is none, and a page with what is expected of it.

    What was written is told beside the output where that is for a program.
    """
    page = _page_file(into, province, portal.host)
    module = into / "spiders" / f"{province}.py"
    _refuse_what_is_there(page)
    try:
        page.parent.mkdir(parents=True, exist_ok=True)
        page.write_bytes(finding.sample.body)
        canonical = finding.article.canonical_url or finding.sample.url
        page.with_suffix(".url").write_text(f"{canonical}\n", encoding="utf-8")
        page.with_suffix(".json").write_text(expected(page, canonical, portal), encoding="utf-8")
        is_new = not module.exists()
        if is_new:
            module.write_text(module_text(province, portal, evidence_of(finding)), encoding="utf-8")
    except OSError as error:
        raise Fault(f"cannot write {error.filename}: {error.strerror}") from None
    for line in _written(province, portal, finding, page, module, is_new=is_new):
        click.echo(line, err=aside)


def _written(
    province: str, portal: Portal, finding: Finding, page: Path, module: Path, *, is_new: bool
) -> Iterator[str]:
    yield f"Wrote {page}, its .url and its .json"
    if is_new:
        yield f"Wrote {module}"
    else:
        yield f"{module} is there: add this Portal to its portals, its docstring and imports"
        yield from imports_of(portal)
        yield f"{portal_text(portal)},"
        yield evidence_of(finding)
    yield "Next: read the .json against the page, line by line; then"
    yield f"  pytest tests/spiders/test_registry.py -k {province}"


def expected(page: Path, url: str, portal: Portal) -> str:
    """What the registry's test holds the page to, as it is read now."""
    extraction = extract_page(page.read_bytes(), url, portal.engine.profile)
    article = replace(extraction.article, canonical_url=portal.engine.canonical(url))
    found = {"kind": extraction.kind, **json.loads(as_json(article))}
    return json.dumps(found, ensure_ascii=False, indent=2) + "\n"
