"""The sidecar index ``NAME.cdxj`` of ``NAME.warc.gz``: a line for each response and revisit.

``urlkey timestamp {json}``, sorted bytewise, with the fields and the spelling of pywb's indexer, so
that pywb and every other reader of CDXJ takes the files as they are. The key is the SURT of the URL
(``vn,gov,langson)/tin``).

A sidecar has the modification time of the WARC file that it was made from: it is out of date where
the two differ, and that costs no reading.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable
from datetime import UTC, datetime
from glob import escape
from pathlib import Path

from portalcrawl.warc.faults import WarcFault
from portalcrawl.warc.reader import Record, records
from portalcrawl.warc.surt import urlkey

REVISIT = "warc/revisit"
_ENDINGS = re.compile(r"\.warc(\.gz)?$")
_MIME = re.compile(r"[; ]")


def sidecar(warc: Path) -> Path:
    """Where the index of a WARC file stands."""
    name, count = _ENDINGS.subn(".cdxj", warc.name)
    if not count:
        raise WarcFault(f"{warc} is not named as a WARC file: .warc or .warc.gz")
    return warc.with_name(name)


def is_current(warc: Path) -> bool:
    """Whether the WARC file has an index of what it holds now."""
    try:
        return sidecar(warc).stat().st_mtime_ns == warc.stat().st_mtime_ns
    except FileNotFoundError:
        return False


def index_line(
    *,
    url: str,
    captured_at: datetime,
    is_revisit: bool,
    content_type: str | None,
    status: int | None,
    payload_digest: str | None,
    offset: int,
    length: int,
    filename: str,
) -> bytes:
    """One line, with its end. ``offset`` and ``length`` are bytes in the WARC file."""
    fields = {
        "url": url,
        "mime": REVISIT if is_revisit else mime(content_type),
        "status": str(status) if status is not None and not is_revisit else "",
        "digest": (payload_digest or "").removeprefix("sha1:"),
        "length": str(length),
        "offset": str(offset),
        "filename": filename,
    }
    about = json.dumps({name: value for name, value in fields.items() if value})
    return f"{urlkey(url)} {captured_at.astimezone(UTC):%Y%m%d%H%M%S} {about}\n".encode()


def mime(content_type: str | None) -> str:
    """The media type without its parameters; ``unk`` where the server gave none."""
    return _MIME.split(content_type, maxsplit=1)[0] if content_type else "unk"


def line_of(record: Record) -> bytes:
    """The line of a response, revisit or resource that was read."""
    return index_line(
        url=record.url,
        captured_at=record.captured_at,
        is_revisit=record.type == "revisit",
        content_type=record.content_type,
        status=record.status,
        payload_digest=record.payload_digest or record.computed_digest,
        offset=record.offset,
        length=record.length,
        filename=record.path.name,
    )


def write_index(warc: Path) -> Path:
    """Read a WARC file and write its sidecar; the path of it.

    TornRecord or DamagedRecord where the file cannot be read to its end; then nothing is written.
    """
    made_from = warc.stat().st_mtime_ns
    lines = [line_of(record) for record in records(warc) if is_indexed(record)]
    return write_lines(warc, lines, made_from)


def is_indexed(record: Record) -> bool:
    """Whether an index has a line for the record: requests have none."""
    return record.type in {"response", "revisit", "resource"}


def write_lines(warc: Path, lines: Iterable[bytes], made_from: int) -> Path:
    """Write the sidecar of a WARC file aside and rename it when it is on the disk.

    ``made_from`` is the WARC file's modification time in nanoseconds, when the lines were known.
    """
    path = sidecar(warc)
    aside = path.with_name(f"{_aside(path)}{os.getpid()}")
    try:
        with aside.open("wb") as file:
            file.writelines(sorted(lines))
            file.flush()
            os.fsync(file.fileno())
        os.utime(aside, ns=(made_from, made_from))
        aside.replace(path)
    except OSError:
        aside.unlink(missing_ok=True)
        raise
    return path


def asides(warc: Path) -> list[Path]:
    """Indexes of a WARC file that are being written, or that a killed process left unfinished."""
    return list(warc.parent.glob(f"{escape(_aside(sidecar(warc)))}*"))


def _aside(path: Path) -> str:
    return f".{path.name}."
