"""One record of a WARC file as the bytes that stand there, for whoever wants to see it himself."""

from __future__ import annotations

import gzip
from pathlib import Path

from portalcrawl.warc.faults import NoSuchRecord
from portalcrawl.warc.reader import LIMIT, inside, read_record


def raw_record(archive: Path, warc_file: str, warc_offset: int, limit: int = LIMIT) -> bytes:
    """The gzip member of a capture's record. Several, one behind the other, are a WARC file.

    Names are as the archive has them, ``archive`` is its folder. NoSuchRecord where the file is not
    in it, or the record has more than ``limit`` bytes; TornRecord and DamagedRecord where it cannot
    be read. A record of a file without compression is packed.
    """
    record = read_record(archive, warc_file, warc_offset, limit)
    if record.cut_short:
        raise NoSuchRecord(
            f"the record at byte {warc_offset} of {warc_file} is larger than {limit} bytes;"
            f" take it from the file"
        )
    with inside(archive, warc_file).open("rb") as file:
        file.seek(record.offset)
        raw = file.read(record.length)
    return raw if raw.startswith(b"\x1f\x8b") else gzip.compress(raw, mtime=0)
