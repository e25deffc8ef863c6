"""``portalcrawl provinces``: every province, its portals, and what is known of them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from pathlib import Path

import click

from db.archive import open_archive
from db.dialects import reading
from db.queries import last_good_runs
from portalcrawl.cli.options import archive_option
from portalcrawl.cli.registry import spider_class, spider_names
from portalcrawl.errors import Fault
from portalcrawl.extraction.dates import VIETNAM
from portalcrawl.portals import Portal
from portalcrawl.provinces import Province, province_at, provinces
from portalcrawl.settings import database_url

_HEAD = """\
# The provinces and their portals

What is declared in `spiders/`, and when a crawl last read a listing of each portal. The docstring
of a province's spider says what each declaration rests on. Confidence is high where a page, an
article's text with its address, several article addresses, the class names of a crawler that reads
the portal, or a generator tag were seen; medium where one article address, one listing, or the
family's own files were; low where only a list of hosts or an analogy speaks: a guess, to be looked
at with `portalcrawl probe` before anything is built on it. The word of the registry of
portals is kept where one would judge otherwise.

This page is written by `portalcrawl provinces --markdown > docs/provinces.md`; with `--archive` the
same table says what that archive has seen.
"""
_UNSEEN = "Nobody has crawled the portals for this page.\n"


@dataclass(frozen=True, slots=True)
class Row:
    """One portal in one era."""

    province: str
    """Slug of before the merger."""
    name: str
    name_now: str
    portal: str
    role: str
    engine: str
    since: str | None
    until: str | None
    confidence: str
    last_good_run: str | None
    """UTC, to the minute."""

    @property
    def era(self) -> str:
        """The days of the era: ``since 2025-07-01``."""
        parts = (self.since and f"since {self.since}", self.until and f"until {self.until}")
        return " ".join(filter(None, parts)) or "open"


@click.command("provinces")
@click.argument("names", nargs=-1, metavar="[PROVINCE]...")
@click.option("--json", "form", flag_value="json", help="As JSON.")
@click.option("--markdown", "form", flag_value="markdown", help="As docs/provinces.md.")
@archive_option
@click.pass_context
def provinces_command(
    context: click.Context, names: tuple[str, ...], form: str | None, archive: Path
) -> None:
    """Show the provinces' portals: engine, era, confidence, last good run."""
    asked = context.get_parameter_source("archive") is not click.core.ParameterSource.DEFAULT
    seen = _last_good_runs(archive) if asked or (form != "markdown" and archive.is_dir()) else {}
    for name in names:
        _refuse_unknown(name)
    rows = [row for row in rows_of(seen) if not names or row.province in names]
    if form == "json":
        click.echo(json.dumps([asdict(row) for row in rows], ensure_ascii=False, indent=2))
    elif form == "markdown":
        click.echo(f"{_HEAD}{'' if seen else _UNSEEN}\n{as_markdown(rows)}")
    else:
        for line in as_text(rows):
            click.echo(line)


def rows_of(seen: Mapping[str, datetime]) -> list[Row]:
    """Every portal that is declared, by the provinces' names; ``seen`` by host."""
    today, declared = date.today(), set(spider_names())  # noqa: DTZ011 - a local day
    return [
        _row(unit, portal, today, seen)
        for unit in sorted(provinces(), key=lambda unit: unit.slug)
        if unit.slug in declared
        for portal in spider_class(unit.slug).portals
    ]


def as_markdown(rows: Iterable[Row]) -> str:
    """A table with one line for each portal."""
    lines = [
        "| province | today | portal | role | engine | era | confidence | last good run |",
        "| --- | --- | --- | --- | --- | --- | --- | --- |",
    ]
    lines += [
        f"| {row.name} | {row.name_now} | {row.portal} | {row.role} | {row.engine} | {row.era}"
        f" | {row.confidence} | {row.last_good_run or 'never'} |"
        for row in rows
    ]
    return "\n".join(lines)


def as_text(rows: Iterable[Row]) -> list[str]:
    """Lines for a terminal, each province named once."""
    lines: list[str] = []
    province = None
    for row in rows:
        if row.province != province:
            province = row.province
            became = "" if row.name == row.name_now else f" (today {row.name_now})"
            lines.append(f"{row.province}  {row.name}{became}")
        lines.append(
            f"  {row.portal:<36} {row.engine:<15} {row.confidence:<7}"
            f" {row.last_good_run or 'never':<17} {row.era}".rstrip()
        )
    return lines


def _row(unit: Province, portal: Portal, today: date, seen: Mapping[str, datetime]) -> Row:
    moment = seen.get(portal.host)
    if moment and not portal.in_force(moment.astimezone(VIETNAM).date()):
        moment = None  # of another era
    return Row(
        province=unit.slug,
        name=unit.name_vi,
        name_now=province_at(unit.slug, today).name_vi,
        portal=portal.host,
        role=portal.role,
        engine=portal.engine.name,
        since=portal.since,
        until=portal.until,
        confidence=portal.confidence,
        last_good_run=f"{moment:%Y-%m-%dT%H:%MZ}" if moment else None,
    )


def _refuse_unknown(name: str) -> None:
    if name not in {unit.slug for unit in provinces()}:
        spider_class(name)  # tells an unknown one with the nearest
        raise Fault(f"{name} is no province: `portalcrawl provinces` shows them")


def _last_good_runs(archive: Path) -> dict[str, datetime]:
    opened = open_archive(database_url(archive), create=False)
    try:
        with reading(opened.engine) as connection:
            return last_good_runs(connection)
    finally:
        opened.close()
