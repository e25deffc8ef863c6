"""``portalcrawl reprocess``: what the captures say to the extraction of today."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time
from importlib.metadata import version
from pathlib import Path

import click
from packaging.version import InvalidVersion, Version

from db import dialects
from db.archive import Archive, open_archive
from db.engine import said_in_one_line
from db.rereading import Wanted, has_portal, older_than, other_than
from pipelines.offline.rereading import Rereading, Summary
from portalcrawl.cli.advancing import Advancing
from portalcrawl.cli.homes import Homes
from portalcrawl.cli.offline_run import mended, readers, recorded_run
from portalcrawl.cli.options import Day, archive_option
from portalcrawl.cli.registry import settings, spider_class
from portalcrawl.cli.stopping import terminated_as_interrupted
from portalcrawl.errors import Fault
from portalcrawl.extraction.dates import VIETNAM
from portalcrawl.settings import database_url

NAME = "reprocess"
SOME_UNREADABLE = 1
_TOLD = 20
"""Reasons that are told in full; the log has the rest."""
_COUNTS = (
    "changed",
    "unchanged",
    "now an article",
    "not an article any more",
    "refused as before",
    "unreadable",
)


class VersionOption(click.ParamType[Version]):
    """A version as PEP 440 has it, such as ``0.2.0``."""

    name = "version"

    def convert(
        self, value: str | Version, param: click.Parameter | None, ctx: click.Context | None
    ) -> Version:
        """The version that the text names; a usage error in one line where it names none."""
        if isinstance(value, Version):
            return value
        try:
            return Version(value)
        except InvalidVersion:
            self.fail(f"{value!r} is no version; write it like 0.2.0", param, ctx)


@click.command(NAME)
@click.option("--spider", metavar="NAME", help="Only captures of this spider's portals.")
@click.option("--portal", metavar="HOST", help="Only captures of this portal.")
@click.option("--since", type=Day(), help="Only what was captured on or after this day.")
@click.option(
    "--extractor-older-than",
    "older",
    type=VersionOption(),
    metavar="VERSION",
    help="Only captures that were last read by an extractor older than this.",
)
@click.option("--again", is_flag=True, help="Those too that this version has read already.")
@click.option("--workers", type=click.IntRange(min=1), help="Processes that read pages.")
@archive_option
def reprocess(
    spider: str | None,
    portal: str | None,
    since: date | None,
    older: Version | None,
    again: bool,
    workers: int | None,
    archive: Path,
) -> int:
    """Read the captures again, without asking any portal.

    What differs from the last reading becomes a revision that is marked as extracted again; it is
    no edit by the portal. Without --extractor-older-than and --again, what this version has read
    already is passed over.
    """
    if older is not None and again:
        raise Fault("--again reads all, --extractor-older-than some: leave one of them out")
    homes = Homes(archive)
    hosts = frozenset(_hosts(homes, spider)) if spider else None
    opened = open_archive(database_url(archive), create=False)
    try:
        if portal is not None:
            _refuse_unknown(opened, portal)
            hosts = frozenset({portal}) if hosts is None else hosts & {portal}
        wanted = Wanted(
            hosts=hosts,
            since=datetime.combine(since, time(), VIETNAM).astimezone(UTC) if since else None,
            is_due=_due(older, again),
        )
        with terminated_as_interrupted(), _logged(archive):
            summary = _reread(opened, archive, homes, wanted, workers)
    finally:
        opened.close()
    for line in told(summary):
        click.echo(line)
    for reason in list(summary.unreadable)[:_TOLD]:
        click.echo(f"portalcrawl: {reason}", err=True)
    return SOME_UNREADABLE if summary.unreadable else 0


def told(summary: Summary) -> list[str]:
    """What came of it, a line for each kind, and the fields that changed."""
    lines = [f"{summary.read:7}  read"]
    for name in _COUNTS:
        if count := summary.counts[name]:
            fields = ", ".join(f"{each} {number}" for each, number in summary.fields.most_common())
            lines.append(f"{count:7}  {name}{f': {fields}' if name == 'changed' else ''}")
    return lines


def _reread(
    opened: Archive, folder: Path, homes: Homes, wanted: Wanted, workers: int | None
) -> Summary:
    chosen = settings()
    summary = Summary()
    mended(folder)
    with (
        recorded_run(opened, NAME) as (run_id, stats),
        readers(workers) as pool,
        Advancing() as progress,
    ):
        run = Rereading(
            archive=opened,
            folder=folder,
            run_id=run_id,
            readers=pool,
            find_home=homes,
            find_profile=homes.profile,
            size_limit=chosen.getint("PAGE_SIZE_LIMIT"),
            show=lambda done, all_: progress.show(f"{done} of {all_} captures"),
        )
        try:
            run.read(run.captures(wanted), summary)
        finally:
            stats |= {**summary.counts, "fields": dict(summary.fields)}
    return summary


def _hosts(homes: Homes, spider: str) -> frozenset[str]:
    spider_class(spider)  # a Fault names the nearest one
    return homes.hosts_of(spider)


def _refuse_unknown(opened: Archive, host: str) -> None:
    with said_in_one_line(opened.engine), dialects.reading(opened.engine) as connection:
        if not has_portal(connection, host):
            raise Fault(f"the archive has no portal {host}; write a host as `portals` has it")


def _due(older: Version | None, again: bool) -> Callable[[str], bool]:
    if again:
        return lambda _version: True
    return older_than(older) if older is not None else other_than(version("portalcrawl"))


@contextmanager
def _logged(archive: Path) -> Iterator[None]:
    """A log in the archive's folder, of what is kept although it is no article any more."""
    path = archive / "logs" / f"{datetime.now(UTC):%Y%m%dT%H%M%SZ}-{os.getpid()}-{NAME}.log"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handler = logging.FileHandler(path, delay=True, encoding="utf-8")
    except OSError as error:
        raise Fault(f"cannot make the folder {path.parent}: {error.strerror}") from None
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
    logger = logging.getLogger("pipelines.offline")
    logger.addHandler(handler)
    try:
        yield
    finally:
        logger.removeHandler(handler)
        handler.close()
