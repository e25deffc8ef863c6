"""Lines of articles.csv and revisions.csv, made by the database.

Python's csv writer takes as long for a row as the database needs for four. So each row comes from
the database in pieces that are CSV already, with quotes where ``csv.writer`` would set them; what
the lines of an article and of its revision share, the text above all, comes once.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from sqlalchemy import Connection, select

from db import columns, models
from db.batch import in_pieces
from db.dialects import in_byte_order, is_sqlite
from db.models import table_of
from db.snapshots.selection import Selection

_AT_ONCE = 200
"""Revisions that one statement asks for."""
_MOST_BYTES = 4_000_000
"""Of their texts in memory at once, unless a single one is longer."""
_SENT = 10
"""Rows that a server sends at once: the driver would otherwise hold all of an answer."""

_CONTENT = tuple(name for name, _ in columns.CONTENT)
_TEXT = _CONTENT.index("text")
_PROVENANCE = tuple(name for name, _ in columns.PROVENANCE)
_PORTAL = ("province", "province_name", "province_now", "province_now_name", "portal")
_FILES = ("images", "attachments")
_STATE = ("language", "first_seen", "last_seen", "status", "gone_since", "revision")
_RECORDING = ("revision", "is_current", "origin", "recorded_at", "url")
_READING = ("language", "extractor_version")
_RESPONSE = ("http_status", "payload_digest")

#: Cells that come without quotes, which Python sets: one that the view computes, and a long one.
_UNQUOTED = ("article_id", "text")
#: The pieces that each row comes in besides, which are CSV.
_PIECES = (
    ("canonical_url",),
    _CONTENT[:_TEXT],
    _CONTENT[_TEXT + 1 :],
    _STATE,
    _PROVENANCE,
    _RECORDING,
    _READING,
    _RESPONSE,
)
#: Those without a comma at their end.
_LAST = (_PROVENANCE, _RESPONSE)
#: What the lines below are put together from.
ARTICLE_COLUMNS = (
    *("article_id", *_PORTAL, "canonical_url"),
    *(*_CONTENT, *_FILES, *_STATE, *_PROVENANCE),
)
REVISION_COLUMNS = (
    *("article_id", *_RECORDING, *_CONTENT),
    *(*_READING, *_PROVENANCE, *_RESPONSE),
)

#: Made once: each alias copies all columns of its table.
_CURRENT = table_of(models.Revision).alias("current")
#: Made once: ``json.dumps`` makes one for each call.
_as_json = json.JSONEncoder(ensure_ascii=False).encode
#: What comes before the pieces in a row of ``_statement``, as the database has it.
_PLAIN_COLUMNS = ("revision_row", "is_current", "first_seen", "last_seen")
_PLAIN = len(_PLAIN_COLUMNS)
_TEXT_CELL = _PLAIN + _UNQUOTED.index("text")
_NO_FILES = b"[],[],"
_END = b"\r\n"


@dataclass(slots=True)
class Lines:
    """Some revisions in the order of the files, and the articles of which they are the current."""

    articles: bytes
    revisions: bytes
    portal: str
    """The host of all of them."""
    article_count: int
    revision_count: int
    first_seen: str
    """The earliest among the articles; empty where there are none."""
    last_seen: str
    """The latest."""


def lines(connection: Connection, selection: Selection) -> Iterator[Lines]:
    """All that is selected, as many revisions at a time as are no burden to memory.

    Sorted by province, portal, publication (none last), key and number of the revision, the same
    on every database. Only the ids of one portal's revisions are held in memory.
    """
    statement = _statement(connection)
    for portal in _portals(connection, selection):
        about = csv_line([portal[name] for name in _PORTAL]) + b","
        for ids in in_pieces(_revisions_of(connection, portal["id"], selection), _AT_ONCE):
            for rows in _rows_of(connection, statement, ids):
                yield _lines_of(connection, rows, portal["portal"], about)


def _portals(connection: Connection, selection: Selection) -> list[dict[str, Any]]:
    hosts, units = table_of(models.Portal), table_of(models.Province)
    heirs = units.alias("heirs")
    query = (
        select(
            hosts.c.id,
            hosts.c.province,
            units.c.name_vi.label("province_name"),
            heirs.c.slug.label("province_now"),
            heirs.c.name_vi_now.label("province_now_name"),
            hosts.c.host.label("portal"),
        )
        .outerjoin(units, units.c.slug == hosts.c.province)
        .outerjoin(heirs, heirs.c.slug == units.c.merged_into)
        .order_by(in_byte_order(connection, hosts.c.province))
        .order_by(in_byte_order(connection, hosts.c.host))
    )
    if selection.provinces:
        query = query.where(hosts.c.province.in_(selection.former_units))
    return [dict(row) for row in connection.execute(query).mappings()]


def _revisions_of(connection: Connection, portal: int, selection: Selection) -> list[int]:
    """Ids. The texts are not sorted along: they would go through the disk once more."""
    articles, revisions, current = table_of(models.Article), table_of(models.Revision), _CURRENT
    query = (
        select(revisions.c.id)
        .join(articles, articles.c.id == revisions.c.article_id)
        .join(
            current,
            (current.c.article_id == articles.c.id)
            & (current.c.number == articles.c.current_revision),
        )
        .where(articles.c.portal_id == portal)
        .order_by(
            current.c.published_at.nulls_last(),
            in_byte_order(connection, articles.c.key),
            revisions.c.number,
        )
    )
    if selection.first:
        query = query.where(current.c.published_at >= datetime.combine(selection.first, time()))
    if selection.last:
        end = datetime.combine(selection.last, time()) + timedelta(days=1)
        query = query.where(current.c.published_at < end)
    return list(connection.execute(query).scalars())


def _lines_of(connection: Connection, rows: list[Any], portal: str, about: bytes) -> Lines:
    files = _files_of(connection, [row[0] for row in rows if row[1]])
    articles: list[bytes] = []
    revisions: list[bytes] = []
    seen: list[tuple[str, str]] = []
    for revision, is_current, first_seen, last_seen, *pieces in rows:
        name, text, url, head, rest, state, provenance, recording, reading, response = pieces
        name, text = quoted(name) + b",", quoted(text) + b","
        if is_current:
            cells = files.get(revision, _NO_FILES)
            articles += (name, about, url, head, text, rest, cells, state, provenance, _END)
            seen.append((first_seen, last_seen))
        revisions += (name, recording, head, text, rest, reading, provenance, b",", response, _END)
    return Lines(
        articles=b"".join(articles),
        revisions=b"".join(revisions),
        portal=portal,
        article_count=len(seen),
        revision_count=len(rows),
        first_seen=min((first for first, _ in seen), default=""),
        last_seen=max((last for _, last in seen), default=""),
    )


def quoted(cell: bytes) -> bytes:
    """A cell as ``csv.writer`` writes it. For a long one this is faster than the database."""
    if b"," in cell or b"\n" in cell or b'"' in cell or b"\r" in cell:
        return b'"%b"' % cell.replace(b'"', b'""')
    return cell


def _rows_of(connection: Connection, statement: str, ids: list[int]) -> Iterator[list[Any]]:
    """What ``_statement`` says of revisions, in their order; in as few lists as may be."""
    rows = _read(connection, statement, ids)
    if rows is not None:
        yield rows
        return
    half = len(ids) // 2
    for some in (ids[:half], ids[half:]):
        yield from _rows_of(connection, statement, some)


def _read(connection: Connection, statement: str, ids: list[int]) -> list[Any] | None:
    """All of them, None where those are more than one and longer than they may be."""
    rows: list[Any] = []
    size = 0
    of_few = {"stream_results": True, "max_row_buffer": _SENT}
    with connection.exec_driver_sql(statement.format(_listed(ids)), None, of_few) as found:
        for some in found.partitions(_SENT):
            size += sum(len(row[_TEXT_CELL]) for row in some)
            if size > _MOST_BYTES and len(ids) > 1:
                return None
            rows += some
    place = {revision: number for number, revision in enumerate(ids)}
    rows.sort(key=lambda row: place[row[0]])
    if is_sqlite(connection):
        return rows
    return [(*row[:_PLAIN], *(piece.encode() for piece in row[_PLAIN:])) for row in rows]


def _listed(ids: Iterable[int]) -> str:
    return ", ".join(map(str, ids))


def _files_of(connection: Connection, revisions: Sequence[int]) -> dict[int, bytes]:
    """The two cells of those revisions that have images or attachments; most have none."""
    found: dict[int, tuple[list[str], list[str]]] = {}
    for place, (table, words) in enumerate((("images", "caption"), ("attachments", "name"))):
        # SQLAlchemy takes longer for such a list than the database.
        query = (
            f"SELECT revision_id, url, {words} FROM {table}"  # noqa: S608 - numbers and constants
            f" WHERE revision_id IN ({_listed(revisions)}) ORDER BY revision_id, position"
        )
        for revision, url, text in connection.exec_driver_sql(query).all():
            cell = found.setdefault(revision, ([], []))[place]
            cell.append(f'{{"url": {_as_json(url)}, "{words}": {_as_json(text)}}}')
    return {
        revision: b"%b,%b," % (_list_cell(images), _list_cell(attachments))
        for revision, (images, attachments) in found.items()
    }


def _list_cell(items: list[str]) -> bytes:
    return quoted(f"[{', '.join(items)}]".encode())


def _statement(connection: Connection) -> str:
    """SQL for the pieces of revisions, whose ids go into ``{}``."""
    pieces = [_as_bytes(connection, name) for name in _UNQUOTED]
    for names in _PIECES:
        cells = [_cell(connection, name) for name in names]
        ends = [] if names in _LAST else ["''"]
        pieces.append(_as_bytes(connection, " || ',' || ".join(cells + ends)))
    return (
        f"SELECT {', '.join(_PLAIN_COLUMNS)}, {', '.join(pieces)}"  # noqa: S608
        " FROM article_revision WHERE revision_row IN ({})"
    )


def _as_bytes(connection: Connection, text: str) -> str:
    """Python need not read what it only hands on. psycopg would have bytes sent as hex."""
    return f"CAST({text} AS BLOB)" if is_sqlite(connection) else text


def _cell(connection: Connection, name: str) -> str:
    if name in columns.TYPES and columns.TYPES[name]["type"] != "array":
        return f"coalesce(CAST({name} AS TEXT), '')"
    find = "instr" if is_sqlite(connection) else "strpos"
    special = " OR ".join(f"{find}({name}, '{each}') > 0" for each in ',"\n\r')
    quoted = f"""'"' || replace({name}, '"', '""') || '"'"""
    return f"CASE WHEN {name} IS NULL THEN '' WHEN {special} THEN {quoted} ELSE {name} END"


def csv_line(cells: Iterable[object]) -> bytes:
    """Cells as ``csv.writer`` writes them, without the end of the line. None is empty."""
    line = io.StringIO(newline="")
    csv.writer(line, lineterminator="\r\n").writerow(cells)
    return line.getvalue().removesuffix("\r\n").encode()
