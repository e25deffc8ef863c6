"""How long a snapshot takes, beside ``sqlite3 -csv`` writing the same rows in the same order.

``portalcrawl snapshot`` as a process, from its start to its end, checksums and all, against two
calls of sqlite3 for the cells of articles.csv and revisions.csv; interleaved, the medians of three
rounds. sqlite3 sorts the ids first and then reads the rows, which takes it less than to sort the
texts along. The cells of the two are compared: all must be the same (JSON by its meaning).
"""

from __future__ import annotations

import csv
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path

from benchmarks.reading.archive import DATABASE
from benchmarks.reading.figures import Figure, at_least, at_most, holds
from benchmarks.reading.serving import warmed
from db import columns

LEAST_RATIO, MOST_MB = 0.9, 200.0
ROUNDS = 3
_JSON = ("captions", "images", "attachments")
_ORDER = """
    WITH o AS MATERIALIZED (
        SELECT revisions.id AS place
        FROM revisions
        JOIN articles ON articles.id = revisions.article_id
        JOIN revisions AS current
            ON current.article_id = articles.id AND current.number = articles.current_revision
        JOIN portals ON portals.id = articles.portal_id
        WHERE {which}
        ORDER BY coalesce(portals.province, ''), portals.host, current.published_at IS NULL,
            current.published_at, articles.key, revisions.number
        LIMIT -1  -- else SQLite leaves out the order
    )
    SELECT {cells} FROM o CROSS JOIN {view} AS r WHERE r.revision_row = o.place
"""
_FILES = {
    "images": ("images", "caption"),
    "attachments": ("attachments", "name"),
}
csv.field_size_limit(2**31 - 1)


@dataclass(frozen=True, slots=True)
class Run:
    """One run of a command."""

    seconds: float
    megabytes: float
    """The most memory that it held."""


def measure(folder: Path) -> list[Figure]:
    """Of the whole archive."""
    database = folder / DATABASE
    warmed(database)
    ours: list[Run] = []
    theirs: list[float] = []
    rows = differing = 0
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=".snapshot-") as temporary:
        work = Path(temporary)
        sums: set[bytes] = set()
        for number in range(ROUNDS):
            theirs.append(_of_sqlite3(database, work))
            archive = work / f"archive-{number}"
            archive.mkdir()
            ours.append(_of_portalcrawl(database, archive))
            written = archive / "snapshots" / "latest"
            sums.add((written / "SHA256SUMS").read_bytes())
            if number == 0:
                rows, differing = _compared(written, work)
            shutil.rmtree(archive)
    seconds, beside = statistics.median(run.seconds for run in ours), statistics.median(theirs)
    return [
        at_least("snapshot, speed beside sqlite3 -csv", beside / seconds, LEAST_RATIO, "x"),
        Figure("  portalcrawl snapshot", f"{seconds:.1f} s", f"{rows} rows"),
        Figure("  sqlite3 -csv", f"{beside:.1f} s"),
        at_most("snapshot, memory", max(run.megabytes for run in ours), MOST_MB, "MB"),
        holds("snapshot, cells that differ", differing == 0, str(differing), "0"),
        holds(
            f"snapshot, the same bytes {ROUNDS} times", len(sums) == 1, str(len(sums) == 1), "True"
        ),
    ]


def _of_portalcrawl(database: Path, archive: Path) -> Run:
    command = [sys.executable, "-m", "portalcrawl", "snapshot", f"--archive={archive}"]
    return _run(command, archive / "log", {"PORTALCRAWL_DB": f"sqlite:///{database}"})


def _of_sqlite3(database: Path, work: Path) -> float:
    """Seconds for both files."""
    statements = {
        "articles.csv": _ORDER.format(
            which="revisions.id = current.id", cells=_cells(columns.ARTICLES), view="article"
        ),
        "revisions.csv": _ORDER.format(
            which="true", cells=_cells(columns.REVISIONS), view="article_revision"
        ),
    }
    program = shutil.which("sqlite3") or "sqlite3"
    return sum(
        _run([program, "-readonly", "-header", "-csv", str(database), sql], work / name).seconds
        for name, sql in statements.items()
    )


def _cells(of: columns.Columns) -> str:
    return ", ".join(_cell(name) for name, _ in of)


def _cell(name: str) -> str:
    if name not in _FILES:
        return f"r.{name}"
    table, told = _FILES[name]
    return (
        f"(SELECT json_group_array(json_object('url', url, '{told}', {told})) FROM {table}"  # noqa: S608
        f" WHERE revision_id = r.revision_row ORDER BY position) AS {name}"
    )


def _run(command: list[str], output: Path, env: dict[str, str] | None = None) -> Run:
    began = time.perf_counter()
    with output.open("wb") as file:
        process = subprocess.Popen(command, stdout=file, env=os.environ | (env or {}))
        _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    return Run(time.perf_counter() - began, usage.ru_maxrss / 1024)


def _compared(ours: Path, theirs: Path) -> tuple[int, int]:
    """The rows of both files, and how many cells differ."""
    rows = differing = 0
    for name in ("articles.csv", "revisions.csv"):
        with (
            (ours / name).open(encoding="utf-8", newline="") as mine,
            (theirs / name).open(encoding="utf-8", newline="") as other,
        ):
            header, header_there = next(pairs := zip_longest(csv.reader(mine), csv.reader(other)))
            differing += header != header_there
            for one, two in pairs:
                rows += 1
                if one != two:
                    differing += _differing(header, one or [], two or [])
    return rows, differing


def _differing(header: list[str], one: list[str], two: list[str]) -> int:
    return sum(
        cell != other and not (name in _JSON and cell and other and _same_json(cell, other))
        for name, cell, other in zip_longest(header, one, two)
    )


def _same_json(one: str, other: str) -> bool:
    return bool(json.loads(one) == json.loads(other))
