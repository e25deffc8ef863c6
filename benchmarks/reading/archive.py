"""The archive that is read: built once, kept in ``build/reading/``, the same for the same seed."""

from __future__ import annotations

import shutil
import sqlite3
import sys
import time
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from hashlib import sha256
from itertools import islice
from pathlib import Path
from typing import TypeVar

from sqlalchemy import event

from benchmarks.reading.articles import Articles
from benchmarks.reading.plan import Planned, planned
from benchmarks.reading.portals import Desk, desks
from db.archive import Archive, open_archive
from db.dialects import tidy_search_index
from portalcrawl.items import VIETNAM

ROOT = Path(__file__).resolve().parents[2]
KEPT = ROOT / "build" / "reading"
DATABASE = "portalcrawl.sqlite"
SEED, ARTICLES, BATCH = 7, 200_000, 2_000
#: Every so many-th article has a second version, a third, is gone, is captured again unchanged.
EDITED, EDITED_TWICE, GONE, SEEN_AGAIN = 20, 100, 150, 25
#: What is in the archive follows from these, besides seed and size.
_SOURCES = (
    *(
        f"benchmarks/reading/{name}.py"
        for name in ("archive", "articles", "language", "names", "plan")
    ),
    "benchmarks/reading/portals.py",
    *(f"db/{name}.py" for name in ("derived", "words", "search/labels", "fingerprints")),
)
T = TypeVar("T")


def archive_folder(count: int = ARTICLES, seed: int = SEED) -> Path:
    """The folder of the archive, which is built where there is none that fits."""
    folder = KEPT / f"{count}-{seed}-{_version()}"
    if not (folder / DATABASE).exists():
        for outdated in KEPT.glob(f"{count}-{seed}-*"):
            shutil.rmtree(outdated)
        unfinished = KEPT / f".unfinished-{count}-{seed}"
        build(unfinished, count, seed)
        unfinished.rename(folder)
    return folder


def build(folder: Path, count: int = ARTICLES, seed: int = SEED) -> None:
    """Store the articles through the archive's own door; the folder is emptied before."""
    shutil.rmtree(folder, ignore_errors=True)
    began = time.perf_counter()
    moment = datetime(2026, 6, 1, tzinfo=UTC)
    archive = open_archive(f"sqlite:///{folder / DATABASE}")
    archive.close()
    archive = _quick(Archive(archive.engine, clock=lambda: moment))
    of = desks(seed)
    _register(archive, of)
    order, writer = planned(seed, count, of), Articles(seed)
    run = archive.start_run("backfill")
    for number, batch in enumerate(_batches(order)):
        moment = max(each.captured for each in batch).replace(tzinfo=VIETNAM).astimezone(UTC)
        archive.record([writer.article(each) for each in batch], run)
        if number % 10 == 9:
            _tell(f"{(number + 1) * BATCH} articles, {time.perf_counter() - began:.0f} s")
    archive.finish_run(run, "finished", {})
    moment = datetime(2026, 11, 15, tzinfo=UTC)
    run = archive.start_run("rechecks")
    _edit(archive, writer, order, run)
    _lose(archive, writer, order, run)
    archive.finish_run(run, "finished", {})
    tidy_search_index(archive.engine)  # as a night does at its end
    archive.close()
    _tell(f"{count} articles, whole, {time.perf_counter() - began:.0f} s")


def _quick(archive: Archive) -> Archive:
    """Nothing waits for the disk, and little is written twice: the file becomes the same."""

    def hurry(connection: sqlite3.Connection, _record: object) -> None:
        for pragma in ("synchronous = OFF", "cache_size = -800000", "wal_autocheckpoint = 100000"):
            connection.execute(f"PRAGMA {pragma}")

    event.listen(archive.engine, "connect", hurry)
    return archive


def _register(archive: Archive, of: Iterable[Desk]) -> None:
    for desk in of:
        archive.register_portals(desk.province, [desk.portal])


def _edit(archive: Archive, writer: Articles, order: list[Planned], run: int) -> None:
    """Second and third versions, and captures that say the same again."""
    edited = [each for each in order if each.number % EDITED == 0]
    for batch in _batches(edited):
        archive.record([writer.revised(each, writer.article(each), 2) for each in batch], run)
    for batch in _batches(each for each in edited if each.number % EDITED_TWICE == 0):
        archive.record(
            [
                writer.revised(each, writer.revised(each, writer.article(each), 2), 3)
                for each in batch
            ],
            run,
        )
    for batch in _batches(each for each in order if each.number % SEEN_AGAIN == 1):
        archive.record([writer.seen_again(each) for each in batch], run)


def _lose(archive: Archive, writer: Articles, order: list[Planned], run: int) -> None:
    """Articles that their portals denied twice."""
    for batch in _batches(each for each in order if each.number % GONE == 3):
        for days in (60, 62):
            archive.record([writer.denied(each, days) for each in batch], run)


def _batches(values: Iterable[T]) -> Iterator[list[T]]:
    rest = iter(values)
    while batch := list(islice(rest, BATCH)):
        yield batch


def _version() -> str:
    told = sha256()
    migrations = sorted(ROOT.glob("db/migrations/versions/0*.py"))
    for path in (*(ROOT / name for name in _SOURCES), *migrations):
        told.update(path.name.encode() + (path.read_bytes() if path.exists() else b""))
    return told.hexdigest()[:12]


def _tell(line: str) -> None:
    print(f"  building: {line}", file=sys.stderr, flush=True)
