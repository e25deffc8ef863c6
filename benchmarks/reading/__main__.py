"""``python -m benchmarks.reading [search|page|snapshot|readers|parity ...]``: all, or some.

What is read is an archive of 200,000 invented articles, built once into ``build/reading/``
(minutes); ``archive`` only builds it and says where it is. The exit status is 1 where something
asked is not reached; with ``--report`` it is 0 then too.
"""

from __future__ import annotations

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
    figures: list[Figure] = []
    for part in chosen:
        found = parity.measure() if part == "parity" else []
        if part != "parity":
            archive = folder or archive_folder(articles)
            print(f"{part}: {archive / DATABASE}", flush=True)
            found = PARTS[part](archive) if part in PARTS else []
        print(told(found), flush=True)
        figures += found
    sys.exit(0 if report or all(figure.is_met for figure in figures) else 1)


if __name__ == "__main__":
    main()
