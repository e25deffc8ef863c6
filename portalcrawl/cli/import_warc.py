"""``portalcrawl import-warc``: articles out of WARC files, of portals that have gone dark too."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import click

from db.archive import Archive, open_archive
from pipelines.offline.importing import Advance, Imported, ImportRun, import_file
from portalcrawl.cli.advancing import Advancing
from portalcrawl.cli.homes import Homes
from portalcrawl.cli.offline_run import mended, readers, recorded_run
from portalcrawl.cli.options import archive_option
from portalcrawl.cli.registry import settings
from portalcrawl.cli.stopping import terminated_as_interrupted
from portalcrawl.settings import database_url

NAME = "import-warc"
SOME_UNREADABLE = 1
_STORED = ("new", "revised", "unchanged")


@click.command(NAME)
@click.argument(
    "files",
    nargs=-1,
    required=True,
    metavar="FILE...",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
)
@click.option("--again", is_flag=True, help="Read files anew that were read to their end.")
@click.option("--workers", type=click.IntRange(min=1), help="Processes that read pages.")
@archive_option
def import_warc(files: tuple[Path, ...], again: bool, workers: int | None, archive: Path) -> int:
    """Take articles of the known portals out of WARC files into the archive.

    Whatever is taken is copied into the archive; each other record is counted with the reason. A
    file whose import was broken off goes on where it stopped.
    """
    opened = open_archive(database_url(archive))
    try:
        with terminated_as_interrupted():
            results = _import(opened, archive, files, again, workers)
    finally:
        opened.close()
    click.echo()
    for line in as_table(results):
        click.echo(line)
    return 0 if all(each.is_readable for each in results) else SOME_UNREADABLE


def _import(
    opened: Archive, folder: Path, files: Sequence[Path], again: bool, workers: int | None
) -> list[Imported]:
    chosen = settings()
    results: list[Imported] = []
    mended(folder)
    with (
        recorded_run(opened, NAME) as (run_id, stats),
        readers(workers) as pool,
        Advancing() as progress,
    ):
        run = ImportRun(
            archive=opened,
            folder=folder,
            run_id=run_id,
            readers=pool,
            find_home=Homes(folder),
            size_limit=chosen.getint("PAGE_SIZE_LIMIT"),
            warc_max_bytes=chosen.getint("WARC_MAX_BYTES"),
            show=lambda advance: progress.show(_line(advance)),
        )
        for file in files:
            imported = import_file(file, run, again=again)
            progress.clear()
            _tell(imported)
            results.append(imported)
            stats[file.name] = dict(imported.counts)
    return results


def as_table(results: Sequence[Imported]) -> list[str]:
    """A line for each file: its records, what was stored of them, and the others by reason."""
    width = max(len(each.source.name) for each in results)
    lines = [f"{'file':{width}}  records      new  revised  unchanged  refused"]
    for each in results:
        counts = each.counts
        refused = counts.total() - sum(counts[name] for name in _STORED)
        lines.append(
            f"{each.source.name:{width}}  {counts.total():7}  {counts['new']:7}"
            f"  {counts['revised']:7}  {counts['unchanged']:9}  {refused:7}"
        )
    reasons = sum((each.counts for each in results), Counter[str]())
    for name in _STORED:
        del reasons[name]
    if reasons:
        lines += ["", "refused"]
        lines += [f"{count:7}  {reason}" for reason, count in reasons.most_common()]
    return lines


def _line(advance: Advance) -> str:
    share = advance.offset / advance.size if advance.size else 1.0
    stored = sum(advance.counts[name] for name in _STORED)
    return (
        f"{advance.source.name}: {share:.0%}, {stored} articles of {advance.counts.total()} records"
    )


def _tell(imported: Imported) -> None:
    if imported.is_skipped:
        click.echo(f"{imported.source} was read to its end before; read it anew with --again")
    elif imported.fault is not None:
        click.echo(f"portalcrawl: {imported.fault}", err=True)
