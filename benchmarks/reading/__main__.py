"""``python -m benchmarks.reading [search|page|snapshot|readers|parity ...]``: all, or some.

What is read is an archive of 200,000 invented articles, built once into ``build/reading/``
(minutes); ``archive`` only builds it and says where it is. The exit status is 1 where something
asked is not reached; with ``--report`` it is 0 then too.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import click

from benchmarks.reading import pages, parity, readers, search, snapshot
from benchmarks.reading.archive import ARTICLES, DATABASE, archive_folder, build
from benchmarks.reading.figures import Figure, told

PARTS: dict[str, Callable[[Path], list[Figure]]] = {
    "search": search.measure,
    "page": pages.measure,
    "snapshot": snapshot.measure,
    "readers": readers.measure,
}


@click.command(help=__doc__)
@click.argument("parts", nargs=-1, type=click.Choice([*PARTS, "parity", "archive"]))
@click.option("--articles", default=ARTICLES, show_default=True, help="Of the archive.")
@click.option(
    "--into",
    type=click.Path(path_type=Path),
    help="Build the archive anew in this folder, and nothing else.",
)
@click.option(
    "--of", "folder", type=click.Path(path_type=Path, exists=True), help="Read this archive."
)
@click.option("--report", is_flag=True, help="Exit with 0 whatever is reached.")
def main(
    parts: tuple[str, ...], articles: int, into: Path | None, folder: Path | None, report: bool
) -> None:
    if into is not None:
        build(into, articles)
        return
    chosen = parts or (*PARTS, "parity")
    if len(chosen) > 1:
        options = [f"--articles={articles}", *([f"--of={folder}"] if folder else [])]
        is_met = not [part for part in chosen if not _of_its_own(part, options)]
    else:
        is_met = _measure(chosen[0], folder, articles)
    sys.exit(0 if report or is_met else 1)


def _of_its_own(part: str, options: list[str]) -> bool:
    """Measure a part in a process of its own: what one holds in memory is no other's."""
    command = [sys.executable, *(f"-W{each}" for each in sys.warnoptions)]
    return not subprocess.call([*command, "-m", "benchmarks.reading", part, *options])


def _measure(part: str, folder: Path | None, articles: int) -> bool:
    """Whether all that is asked of a part is reached."""
    if part == "parity":
        figures = parity.measure()
    else:
        archive = folder or archive_folder(articles)
        print(f"{part}: {archive / DATABASE}", flush=True)
        figures = PARTS[part](archive) if part in PARTS else []
    print(told(figures), flush=True)
    return all(figure.is_met for figure in figures)


if __name__ == "__main__":
    main()
