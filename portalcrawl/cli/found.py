"""What a search prints: lines on a terminal, rows of CSV, JSON."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator
from typing import IO

import click

from db.search.results import Found, Hit, Marked
from portalcrawl.cli.terminal import as_json, beginning, columns, in_one_line, padded, wrapped
from portalcrawl.reports.wording import counted, number

_ORDERS = {"newest": "the newest first", "best": "the best first"}
#: Columns that a title needs to be worth its line.
_LEAST = 20
_INDENT, _NARROW_INDENT = 12 * " ", 2 * " "
_FACET = 10
_MOST_OF_A_FACET = 8
_UNDATED = "undated"
_CUT = "…"
#: A blank at which no line ends, between a value and its count.
_TIED = "\xa0"

#: The columns of ``--csv``: the name, what it holds, and how it is read from a hit.
COLUMNS: tuple[tuple[str, str, Callable[[Hit], str | int | None]], ...] = (
    ("article_id", "portal, slash, key: as in snapshots", lambda hit: hit.article_id),
    ("published_at", "cut at its precision, as in snapshots", lambda hit: hit.published_at),
    ("province", "slug of the unit before the merger", lambda hit: hit.province),
    ("province_now", "slug of the unit of today", lambda hit: hit.province_now),
    ("portal", "host", lambda hit: hit.portal),
    ("title", "headline", lambda hit: _plain(hit.title)),
    ("section", "as the portal names it", lambda hit: hit.section),
    ("author", "byline", lambda hit: hit.author),
    ("canonical_url", "address on the portal", lambda hit: hit.canonical_url),
    ("status", "`live` or `gone`", lambda hit: hit.status),
    ("revisions", "how many there are", lambda hit: hit.revisions),
    ("snippet", "what stands around the words, or the beginning", lambda hit: _plain(hit.snippet)),
)


def header(found: Found) -> str:
    """How many were found, and which of them follow: ``125 articles, the newest first``."""
    if not found.total:
        return "no articles"
    head = f"{counted(found.total, 'article')}, {_ORDERS[found.order]}"
    if not found.hits:
        return f"{head}; there is no page {found.page}, the last one is {found.pages}"
    return f"{head}; page {found.page} of {found.pages}" if found.pages > 1 else head


def hit_lines(hits: Iterable[Hit], width: int | None) -> Iterator[str]:
    """Two lines for each: its date, place and title, and below the id by which it is called.

    Titles are cut at the width of the terminal, and have a line of their own on a narrow one; None
    cuts nothing.
    """
    for hit in hits:
        place = in_one_line(hit.province_name or hit.portal)
        head, indent = f"{(hit.published_at or _UNDATED)[:10]:<10}  {padded(place, 12)}  ", _INDENT
        if width is not None and width - columns(head) < _LEAST:
            yield head.rstrip()
            head = indent = _NARROW_INDENT
        room = None if width is None else width - columns(head)
        title = _cut(hit.title, room) or (("without a title", False),)
        yield head + "".join(
            click.style(in_one_line(piece), bold=True) if is_mark else in_one_line(piece)
            for piece, is_mark in title
        )
        gone = "  (gone from the portal)" if hit.status == "gone" else ""
        yield f"{indent}{in_one_line(hit.article_id)}{gone}"


def facet_lines(found: Found, width: int | None = None) -> Iterator[str]:
    """A line for each facet: its most frequent values, and how many articles each holds.

    Longer ones go on below, where the terminal has a width.
    """
    about = f"about{_TIED}" if found.facets_are_estimated else ""
    for facet, values in found.facets.items():
        if values:
            shown = [
                f"{in_one_line(value.name) or _UNDATED}{_TIED}{about}{number(value.count)}"
                for value in values[:_MOST_OF_A_FACET]
            ]
            more = [f"{len(values) - len(shown)} more"] if len(values) > len(shown) else []
            told = ", ".join(shown + more)
            name = f"{facet + ':':<{_FACET}}"
            lines = [name + told] if width is None else wrapped(told, " " * _FACET, name)
            yield from (line.replace(_TIED, " ") for line in lines)


def write_csv(hits: Iterable[Hit], file: IO[str]) -> int:
    """RFC 4180 rows below a row of names; gives how many hits there were."""
    rows = csv.writer(file)
    rows.writerow(name for name, _, _ in COLUMNS)
    count = 0
    for count, hit in enumerate(hits, 1):  # noqa: B007 - it is what is given
        rows.writerow([value(hit) for _, _, value in COLUMNS])
    return count


def write_json(hits: Iterable[Hit], file: IO[str]) -> int:
    """An array of hits, each written as soon as it is there; gives how many there were."""
    count = 0
    for count, hit in enumerate(hits, 1):
        file.write(("[\n" if count == 1 else ",\n") + as_json(hit))
    file.write("\n]\n" if count else "[]\n")
    return count


def _plain(marked: Marked) -> str:
    return "".join(piece for piece, _ in marked)


def _cut(marked: Marked, room: int | None) -> Marked:
    """The beginning that fits, with a sign where more would follow."""
    if room is None or columns(_plain(marked)) <= room:
        return marked
    kept: list[tuple[str, bool]] = []
    left = room - columns(_CUT)
    for piece, is_mark in marked:
        shown = beginning(piece, left)
        kept.append((shown, is_mark))
        left = left - columns(shown) if shown == piece else 0
    return (*(each for each in kept if each[0]), (_CUT, False))
