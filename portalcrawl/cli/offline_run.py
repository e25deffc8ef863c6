"""What the commands that read WARC files share: a row in ``runs``, readers, mended files."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import click

from db.archive import Archive
from db.errors import ArchiveError
from pipelines.offline.pool import Readers
from portalcrawl.cli.registry import settings
from portalcrawl.errors import Fault
from portalcrawl.warc import FOLDER
from portalcrawl.warc.mending import mend


@contextmanager
def recorded_run(archive: Archive, name: str) -> Iterator[tuple[int, dict[str, Any]]]:
    """A run from its start to its outcome; gives its id, and the counts that go with it."""
    run_id = archive.start_run(name)
    stats: dict[str, Any] = {}
    try:
        yield run_id, stats
    except KeyboardInterrupt:
        _close(archive, run_id, "interrupted", stats)
        raise
    except Exception as error:
        _close(archive, run_id, f"failed: {' '.join(str(error).split())}", stats)
        raise
    archive.finish_run(run_id, "finished", stats)


def _close(archive: Archive, run_id: int, outcome: str, stats: dict[str, Any]) -> None:
    """Write the outcome if the database takes it: it may be the very reason."""
    with suppress(ArchiveError):
        archive.finish_run(run_id, outcome, stats)


def mended(folder: Path) -> None:
    """Set right what killed runs left among the WARC files of the archive, and say so.

    Fault where that is needed and cannot be done.
    """
    try:
        mendings = mend(folder)
    except OSError as error:
        where = error.filename or folder / FOLDER
        raise Fault(f"the WARC files cannot be mended: {where}: {error.strerror}") from error
    for mending in mendings:
        if mending.action == "damaged":
            click.echo(f"portalcrawl: {mending.reason}", err=True)
        elif mending.action != "indexed":
            click.echo(f"{mending.file}: {mending.action} ({mending.cut_bytes} torn bytes)")


def readers(workers: int | None) -> Readers:
    """The processes that read pages: so many, else as many as a crawl would have."""
    chosen = settings()
    return Readers(workers or chosen.getint("EXTRACT_WORKERS"), chosen.getfloat("PAGE_TIME_LIMIT"))
